/** The page on paper: the notice at the top of each sheet; at its foot which nomogram this is, and when it was printed. */
import type { DrawableNomogram } from '@radscore/statistics';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { moment } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import { nomogramTexts } from './texts.ts';

/** On screen its children alone are seen. */
export function Paper({
  nomogram,
  children,
}: {
  readonly nomogram: DrawableNomogram;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { strip } = t();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const printing = (): void => setNow(new Date());
    addEventListener('beforeprint', printing);
    return () => removeEventListener('beforeprint', printing);
  }, []);
  return (
    <div class="paper">
      <div class="paper-strip">
        <p>
          <b>Radscore</b>
          <span>
            <b>{strip.researchUse}</b> {strip.notADevice}
          </span>
          {nomogram.isSynthetic && (
            <span class="synthetic">
              <Icon name="synthetic" />
              {strip.synthetic}
            </span>
          )}
        </p>
      </div>
      <div class="paper-foot">
        <p>
          <span>{nomogram.source}</span>
          <span>{nomogramTexts().printed(moment(now.toISOString()))}</span>
        </p>
      </div>
      <div class="paper-body">{children}</div>
    </div>
  );
}
