/** How a run stands: pill, step, time. */
import type { JSX } from 'preact';
import type { IconName } from '../../../components/icon.tsx';
import { Pill } from '../../../components/status.tsx';
import { duration } from '../../../texts/intervals.ts';
import { t } from '../../../texts/texts.ts';
import type { Run } from '../line/line-types.ts';
import { progressOf } from './run-progress.ts';

const LOOKS: Readonly<Record<Run['status'], readonly ['ok' | 'run' | 'warn' | 'bad', IconName]>> = {
  running: ['run', 'running'],
  registered: ['ok', 'tick'],
  'not-enough-new-outcomes': ['warn', 'clock'],
  failed: ['bad', 'triangle'],
};

export function RunPill({ status }: Pick<Run, 'status'>): JSX.Element {
  const [tone, icon] = LOOKS[status];
  return (
    <Pill tone={tone} icon={icon}>
      {t().models.training.statuses[status]}
    </Pill>
  );
}

/** The progress of a run that goes on: by its steps, for the service measures nothing finer. */
export function RunProgressBar({ run, runs }: { readonly run: Run; readonly runs: readonly Run[] }): JSX.Element {
  const texts = t().models.training;
  const { stage, done, of, seconds, usual } = progressOf(run, runs, Date.now());
  const name = texts.stage(done, of, texts.stages[stage]);
  return (
    <div class="job">
      <div>
        <span>{name}</span>
        <span class="num dim">{texts.since(duration(seconds))}</span>
      </div>
      <progress max={of} value={done} aria-label={name} />
      {usual && <div class="dim">{texts.usual(duration(usual.seconds), usual.runs)}</div>}
    </div>
  );
}
