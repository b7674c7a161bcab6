/** Where one is on the way from a folder to a study that is sent. */
import type { JSX } from 'preact';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../texts/texts.ts';

const STEPS = ['choose', 'inspect', 'correct', 'send'] as const;

/** @param step the one that is under way, from 0 */
export function Steps({ step }: { readonly step: 0 | 1 | 2 | 3 }): JSX.Element {
  const texts = t().newStudy.steps;
  return (
    <ol class="steps" aria-label={texts.label}>
      {STEPS.map((name, k) => (
        <li key={name} aria-current={k === step ? 'step' : undefined}>
          {k < step ? <Icon name="tick" label={texts.done} /> : <span class="n">{k + 1}</span>}
          {name === 'choose' && step === 0 ? texts.chooseNow : texts[name]}
        </li>
      ))}
    </ol>
  );
}
