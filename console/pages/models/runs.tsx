/** The training runs of a line. */
import type { JSX } from 'preact';
import { Empty } from '../../components/states.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { duration } from '../../texts/intervals.ts';
import { moment } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import { addressOf, type Run } from './line/line-types.ts';
import { progressOf } from './training/run-progress.ts';
import { RunPill } from './training/run-status.tsx';
import { RunningRuns } from './training/running-runs.tsx';
import { TrainButton } from './training/train-button.tsx';

/** `/models/{name}/runs` */
export default function LineRuns({ name }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.tabs.runs} actions={(data) => <TrainButton data={data} />}>
      {(data) => <Runs data={data} />}
    </LinePage>
  );
}

function Runs({ data }: { readonly data: LineData }): JSX.Element {
  const texts = t().models.training;
  const { runs, reference } = data;
  if (runs.length === 0) {
    return (
      <section class="card">
        <Empty icon="running" title={texts.noRuns}>
          {texts.noRunsMore}
        </Empty>
      </section>
    );
  }
  return (
    <>
      <RunningRuns data={data} />
      <section class="card flush">
        <div class="card-head pad">
          <h2>{texts.runs}</h2>
          <span class="dim small">{texts.runsLead}</span>
        </div>
        <Table
          caption={texts.caption}
          columns={columns(data)}
          rows={runs}
          rowKey={({ runId }) => runId}
          href={({ runId }) => addressOf(reference, 'runs', runId)}
        />
      </section>
    </>
  );
}

function columns({ runs }: LineData): Column<Run>[] {
  const texts = t().models.training;
  const now = Date.now();
  const took = (run: Run): number => progressOf(run, runs, now).seconds;
  return [
    {
      key: 'started',
      header: texts.started,
      cell: ({ startedAt }) => moment(startedAt),
      value: (run) => run.startedAt,
    },
    { key: 'status', header: texts.ended, cell: ({ status }) => <RunPill status={status} />, class: 'first' },
    {
      key: 'version',
      header: t().models.table.version,
      cell: ({ version }) => (version === undefined ? '–' : texts.madeVersion(version)),
    },
    { key: 'trigger', header: texts.trigger, cell: ({ trigger }) => t().models.table.triggers[trigger] },
    { key: 'took', header: texts.took, cell: (run) => duration(took(run)), value: took, isNumber: true },
  ];
}
