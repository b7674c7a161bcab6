/** The cohort of a version: what is in, what was left out, and why. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { dataOf } from '../../api/client.ts';
import { Finding } from '../../components/finding.tsx';
import { ScrollBox } from '../../components/scroll-box.tsx';
import { ShownAsOf } from '../../components/shown-as-of.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { useAnswer } from '../../service/asking.ts';
import { query, setQuery } from '../../service/location.ts';
import { api } from '../../service/service.ts';
import { whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { CohortRows } from './cohort/cohort-rows.tsx';
import { ifShown, isTrained, type LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import type { Version } from './line/line-types.ts';
import { standingOf } from './line/standing.ts';
import { LeftOutTable } from './training/left-out-table.tsx';

export type Cohort = Schemas['Cohort'];

/** `/models/{name}/cohort?v=7` */
export default function LineCohort({ name }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.tabs.cohort}>
      {(data) => <Chosen data={data} />}
    </LinePage>
  );
}

function Chosen({ data }: { readonly data: LineData }): JSX.Element {
  const texts = t().models.figures.cohort;
  const { versions, line } = data;
  if (!isTrained(data)) {
    const { imported } = t().models;
    return (
      <section class="card">
        <Empty title={imported.title}>{imported.noCohort}</Empty>
      </section>
    );
  }
  const named = versions.find(({ version }) => String(version) === query('v'));
  const version = named ?? versions.find(({ version }) => version === line.promoted) ?? versions[0];
  if (!version) {
    return (
      <section class="card">
        <Empty title={t().models.table.emptyTitle}>{texts.empty}</Empty>
      </section>
    );
  }
  return <OfVersion key={version.version} data={data} version={version} />;
}

function OfVersion({ data, version }: { readonly data: LineData; readonly version: Version }): JSX.Element {
  const texts = t().models.figures.cohort;
  const { reference, runs } = data;
  const path = { name: reference, version: version.version };
  // A service of before there was this route answers 404: then the counts of run and card are what there is.
  const asked = useAnswer(`cohort ${reference} ${version.version}`, async () => ({
    cohort: await ifShown(
      dataOf(api().GET('/v1/models/{name}/versions/{version}/cohort', { params: { path, query: { limit: 1000 } } })),
    ),
  }));
  const { data: answered, problem } = asked.answer.value;
  const run = runs.find(({ runId }) => runId === version.runId);
  return (
    <div class="stack">
      <div class="card-head">
        <h2>{texts.title}</h2>
        <VersionChoice data={data} chosen={version.version} />
        <span class="dim small">{texts.lead}</span>
      </div>
      <ShownAsOf asked={asked} />
      {answered ? (
        <Shown cohort={answered.cohort} version={version} run={run} reference={reference} />
      ) : problem ? (
        <Failed problem={problem} again={() => void asked.again()} level={2} />
      ) : (
        <section class="card">
          <Loading lines={8} />
        </section>
      )}
    </div>
  );
}

function Shown({
  cohort,
  version,
  run,
  reference,
}: {
  readonly cohort?: Cohort;
  readonly version: Version;
  readonly run?: LineData['runs'][number];
  readonly reference: string;
}): JSX.Element {
  const texts = t().models.figures.cohort;
  const isGuest = version.audience === 'other';
  const counts = cohort?.counts;
  const gathered = counts?.left
    ? { gathered: { rows: 0, left: counts.left, noted: counts.noted ?? {} } }
    : run?.gathered
      ? run
      : undefined;
  return (
    <>
      {cohort?.withheld && (
        <Finding tone="info" title={cohort.withheld.message} code={cohort.withheld.code} level={2} />
      )}
      <Sides cohort={cohort} version={version} />
      {counts?.erased ? <p class="small">{texts.erased(counts.erased)}</p> : null}
      {gathered && <LeftOutTable run={gathered} />}
      {isGuest && <p class="small dim">{texts.guest}</p>}
      {!cohort && !isGuest && <p class="small dim">{texts.onlyCounts}</p>}
      {cohort?.rows && <CohortRows cohort={cohort} reference={reference} />}
    </>
  );
}

function Sides({ cohort, version }: { readonly cohort?: Cohort; readonly version: Version }): JSX.Element {
  const texts = t().models.figures.cohort;
  const { rows, events } = version;
  const sides = cohort
    ? [
        { name: texts.train, ...cohort.counts.train },
        { name: texts.test, ...cohort.counts.test },
      ]
    : [
        { name: texts.train, n: rows.train, events: events?.train },
        { name: texts.test, n: rows.test, events: events?.test },
      ];
  return (
    <div class="g2 even">
      <section class="card">
        <ScrollBox label={texts.title}>
          <table class="plain">
            <caption class="sr">{texts.title}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.side}</th>
                <th scope="col" class="r">
                  {texts.rows}
                </th>
                <th scope="col" class="r">
                  {texts.events}
                </th>
              </tr>
            </thead>
            <tbody>
              {sides.map(({ name, n, events: count }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="r">{whole(n)}</td>
                  <td class="r">{count === undefined ? '–' : whole(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      </section>
      {cohort?.byInstitution && <ByInstitution institutions={cohort.byInstitution} />}
    </div>
  );
}

function ByInstitution({ institutions }: { readonly institutions: NonNullable<Cohort['byInstitution']> }): JSX.Element {
  const texts = t().models.figures.cohort;
  return (
    <section class="card">
      <h2>{texts.byInstitution}</h2>
      <ScrollBox label={texts.byInstitution}>
        <table class="plain">
          <caption class="sr">{texts.byInstitution}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.institution}</th>
              <th scope="col" class="r">
                {texts.train}
              </th>
              <th scope="col" class="r">
                {texts.test}
              </th>
              <th scope="col" class="r">
                {texts.leftCount}
              </th>
            </tr>
          </thead>
          <tbody>
            {institutions.map(({ institution, train, test, left }) => (
              <tr key={institution}>
                <th scope="row">{institution}</th>
                <td class="r">{whole(train.n)}</td>
                <td class="r">{whole(test.n)}</td>
                <td class="r">{whole(Object.values(left).reduce((sum, count) => sum + count, 0))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

function VersionChoice({ data, chosen }: { readonly data: LineData; readonly chosen: number }): JSX.Element {
  const id = useId();
  const texts = t().models;
  return (
    <>
      <label class="sr" for={id}>
        {texts.figures.cohort.version}
      </label>
      <select
        class="input fit"
        id={id}
        value={String(chosen)}
        onChange={({ currentTarget }) => setQuery({ v: currentTarget.value })}
      >
        {data.versions.map((version) => (
          <option key={version.version} value={String(version.version)}>
            {texts.figures.option(version.version, texts.statesInText[standingOf(version, data.earlier)])}
          </option>
        ))}
      </select>
    </>
  );
}
