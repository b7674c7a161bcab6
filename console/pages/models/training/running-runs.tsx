/** The runs of a line that go on now, above its versions. */
import type { JSX } from 'preact';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import { addressOf } from '../line/line-types.ts';
import { RunProgressBar } from './run-status.tsx';

/** Nothing if no run goes on. */
export function RunningRuns({ data: { runs, reference } }: { readonly data: LineData }): JSX.Element | null {
  const running = runs.filter(({ status }) => status === 'running');
  if (running.length === 0) return null;
  const texts = t().models.training;
  return (
    <section class="card stack between" aria-label={texts.runs}>
      {running.map((run) => (
        <div key={run.runId}>
          <RunProgressBar run={run} runs={runs} />
          <a class="small" href={addressOf(reference, 'runs', run.runId)}>
            {texts.run}
          </a>
        </div>
      ))}
    </section>
  );
}
