/** One training run: left and found again by its address. */
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { ReasonFinding } from '../../components/reason-finding.tsx';
import { duration } from '../../texts/intervals.ts';
import { moment } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import { addressOf, type Run } from './line/line-types.ts';
import { LeftOutTable } from './training/left-out-table.tsx';
import { progressOf } from './training/run-progress.ts';
import { RunPill, RunProgressBar } from './training/run-status.tsx';

/** `/models/{name}/runs/{run}` */
export default function OneRun({ name, run }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.training.run}>
      {(data) => {
        const found = data.runs.find(({ runId }) => runId === run);
        return (
          <>
            <p class="small">
              <a href={addressOf(data.reference, 'runs')}>{t().models.training.toRuns}</a>
            </p>
            {found ? <Shown data={data} run={found} /> : <NoRun />}
          </>
        );
      }}
    </LinePage>
  );
}

function NoRun(): JSX.Element {
  const { noSuchRun, noSuchRunMore } = t().models.training;
  return <Finding tone="warn" title={noSuchRun} children={noSuchRunMore} level={2} />;
}

function Shown({ data, run }: { readonly data: LineData; readonly run: Run }): JSX.Element {
  const texts = t().models.training;
  const { seconds } = progressOf(run, data.runs, Date.now());
  return (
    <div class="stack">
      <section class="card stack">
        <div class="head">
          <h2>{texts.runTitle(moment(run.startedAt))}</h2>
          <span role="status">
            <RunPill status={run.status} />
          </span>
        </div>
        {run.status === 'running' && (
          <>
            <RunProgressBar run={run} runs={data.runs} />
            <p class="small dim">{texts.leaveIt}</p>
          </>
        )}
        <dl class="kv">
          <dt>{texts.trigger}</dt>
          <dd>{t().models.table.triggers[run.trigger]}</dd>
          {run.endedAt && (
            <>
              <dt>{texts.took}</dt>
              <dd>{duration(seconds)}</dd>
            </>
          )}
          {run.institutions && (
            <>
              <dt>{t().models.settings.institutions}</dt>
              <dd>{run.institutions.join(', ')}</dd>
            </>
          )}
          {run.gathered && (
            <>
              <dt>{t().models.figures.cohort.title}</dt>
              <dd>{texts.gathered(run.gathered.rows)}</dd>
            </>
          )}
        </dl>
        {run.version !== undefined && (
          <Finding
            tone={run.promoted ? 'ok' : 'info'}
            title={texts.madeVersion(run.version)}
            children={run.promoted ? texts.answered : texts.waits}
            actions={
              <a class="btn primary" href={addressOf(data.reference, 'versions', run.version)}>
                {texts.seeVersion(run.version)}
              </a>
            }
          />
        )}
        {run.reason && <ReasonFinding reason={run.reason} />}
      </section>
      {run.gathered && <LeftOutTable run={run} />}
    </div>
  );
}
