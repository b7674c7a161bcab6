/** Monitoring: what needs a person, what changed, whether the percentages are still right, what runs and what is stuck. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { DownloadButton } from '../../components/download-button.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ShownAsOf } from '../../components/shown-as-of.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { query, setQuery } from '../../service/location.ts';
import { t } from '../../texts/texts.ts';
import { CalibrationFigure } from './calibration-figure.tsx';
import { CostsSection } from './costs-section.tsx';
import { DriftOfMonth, DriftOverMonths } from './drift-figures.tsx';
import { Findings } from './findings.tsx';
import { monitoringCsv } from './monitoring-csv.ts';
import { type MonitoringData, useMonitoring } from './monitoring-data.ts';
import { QueueSection, RunningSection } from './queue-section.tsx';
import { ScoreSection } from './score-section.tsx';

/** How far back counts go, in days; all of them without one. */
const PERIODS = ['30', '90', '365', 'all'] as const;
type Period = (typeof PERIODS)[number];

/** `/monitoring?line=…&days=90` */
export default function MonitoringPage(): JSX.Element {
  const texts = t().monitoring;
  const asked = useMonitoring(query('line'));
  const { data, problem } = asked.answer.value;
  const period = PERIODS.find((one) => one === query('days')) ?? '90';
  return (
    <>
      <div class="head">
        <div>
          <PageHeading name={texts.title} />
          {data?.monitoring && (
            <p class="facts">
              <span>{texts.of(data.monitoring.name, data.monitoring.version)}</span>
              <span>{data.monitoring.institution}</span>
              <span>{texts.studiesRead(data.monitoring.studies)}</span>
            </p>
          )}
        </div>
        {data && (
          <div class="act">
            <LineChoice data={data} />
            <PeriodChoice period={period} />
            {data.monitoring && <SaveNumbers data={data} />}
          </div>
        )}
      </div>
      <ShownAsOf asked={asked} />
      {data ? (
        <Shown again={() => void asked.again()} data={data} days={period === 'all' ? undefined : Number(period)} />
      ) : problem ? (
        <Failed problem={problem} again={() => void asked.again()} level={2} />
      ) : (
        <section class="card">
          <Loading lines={10} />
        </section>
      )}
    </>
  );
}

function Shown({
  data,
  days,
  again,
}: {
  readonly data: MonitoringData;
  readonly days?: number;
  readonly again: () => void;
}): JSX.Element {
  const texts = t().monitoring;
  const { monitoring } = data;
  return (
    <div class="stack">
      <Findings data={data} />
      <QueueSection data={data} days={days} />
      {monitoring ? (
        <>
          <div class="g2 even">
            <DriftOfMonth monitoring={monitoring} />
            <CalibrationFigure monitoring={monitoring} />
          </div>
          <div class="g2 even">
            <DriftOverMonths monitoring={monitoring} />
            {data.studies && <RunningSection data={data} />}
          </div>
          <ScoreSection data={data} monitoring={monitoring} days={days} />
          <CostsSection monitoring={monitoring} />
          <p class="small dim">
            {monitoring.notRead > 0 && `${texts.notRead(monitoring.notRead)} `}
            {monitoring.abstained > 0 && texts.abstained(monitoring.abstained)}
          </p>
        </>
      ) : data.problem ? (
        <Failed problem={data.problem} again={again} level={2} />
      ) : (
        <section class="card">
          <Empty
            icon="none"
            title={texts.nothingAnswers}
            actions={
              <a class="btn" href="/models">
                {t().models.title}
              </a>
            }
          >
            {texts.nothingAnswersMore}
          </Empty>
        </section>
      )}
    </div>
  );
}

function LineChoice({ data: { lines, chosen } }: { readonly data: MonitoringData }): JSX.Element | null {
  const id = useId();
  if (lines.length < 2) return null;
  return (
    <>
      <label class="sr" for={id}>
        {t().monitoring.line}
      </label>
      <select
        class="input fit"
        id={id}
        value={chosen}
        onChange={({ currentTarget }) => setQuery({ line: currentTarget.value, month: undefined, variable: undefined })}
      >
        {lines.map((reference) => (
          <option key={reference} value={reference}>
            {reference}
          </option>
        ))}
      </select>
    </>
  );
}

function PeriodChoice({ period }: { readonly period: Period }): JSX.Element {
  const texts = t().monitoring;
  const id = useId();
  return (
    <>
      <label class="sr" for={id}>
        {texts.period}
      </label>
      <select
        class="input fit"
        id={id}
        value={period}
        onChange={({ currentTarget }) => setQuery({ days: currentTarget.value })}
      >
        {PERIODS.map((one) => (
          <option key={one} value={one}>
            {one === 'all' ? texts.allStudies : texts.lastDays(Number(one))}
          </option>
        ))}
      </select>
    </>
  );
}

function SaveNumbers({ data: { monitoring } }: { readonly data: MonitoringData }): JSX.Element | null {
  if (!monitoring) return null;
  return (
    <DownloadButton
      name={`${monitoring.name}-version-${monitoring.version}-monitoring.csv`}
      type="text/csv"
      content={() => monitoringCsv(monitoring)}
    >
      {t().monitoring.csv}
    </DownloadButton>
  );
}
