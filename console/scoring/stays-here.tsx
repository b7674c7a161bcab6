/** What of a study never leaves this computer. */
import type { JSX } from 'preact';
import { Icon } from '../components/icon.tsx';
import { t } from '../texts/texts.ts';

export function StaysHere(): JSX.Element {
  return (
    <ul class="ticks">
      {t().score.staysList.map((line) => (
        <li key={line} class="ok">
          <Icon name="screen" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}
