/** The state of a version: a shape, a word and a colour. */
import type { JSX } from 'preact';
import type { IconName } from '../../../components/icon.tsx';
import { Pill } from '../../../components/status.tsx';
import { t } from '../../../texts/texts.ts';
import type { Standing } from '../line/standing.ts';

const LOOKS: Readonly<Record<Standing, readonly ['ok' | 'run' | 'bad' | 'quiet' | 'warn', IconName]>> = {
  champion: ['ok', 'tick'],
  challenger: ['run', 'info'],
  candidate: ['quiet', 'info'],
  refused: ['bad', 'cross'],
  retired: ['quiet', 'none'],
  withdrawn: ['bad', 'minus'],
  'was-promoted': ['quiet', 'clock'],
};

export function StatePill({ state }: { readonly state: Standing }): JSX.Element {
  const [tone, icon] = LOOKS[state];
  return (
    <Pill tone={tone} icon={icon}>
      {t().models.states[state]}
    </Pill>
  );
}
