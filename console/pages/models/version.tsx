/** One version: its figures, curves, gates, selection, nomogram and card. */
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { ShownAsOf } from '../../components/shown-as-of.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { t } from '../../texts/texts.ts';
import { CardSections } from './figures/card.tsx';
import { CurveFigures } from './figures/curve-figures.tsx';
import { Headline } from './figures/headline.tsx';
import { ImportedSignature } from './figures/imported.tsx';
import { LassoFigures } from './figures/lasso-figure.tsx';
import { curvesOf } from './figures/overlays.ts';
import { PlotImage } from './figures/plot-image.tsx';
import { RowsChoice, rowsOfAddress, testRowsOf } from './figures/rows-choice.tsx';
import { useVersion, type VersionData } from './figures/version-data.ts';
import type { LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import type { Version } from './line/line-types.ts';
import { standingOf } from './line/standing.ts';
import { RetireButton, useDecisions } from './standing/decisions.tsx';
import { GatesTable } from './standing/gates-table.tsx';
import { PromoteButton } from './standing/promote-button.tsx';
import { StatePill } from './standing/state-pill.tsx';

/** `/models/{name}/versions/{n}` */
export default function OneVersion({ name, n }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.version(Number(n))}>
      {(data, again) => {
        const version = data.versions.find((one) => String(one.version) === n);
        if (!version) {
          const { notFound, notFoundMore } = t().states;
          return <Finding tone="warn" title={notFound} children={notFoundMore} level={2} />;
        }
        return <Shown data={data} version={version} again={again} />;
      }}
    </LinePage>
  );
}

function Shown({
  data,
  version,
  again,
}: {
  readonly data: LineData;
  readonly version: Version;
  readonly again: () => Promise<void>;
}): JSX.Element {
  const { ask, said } = useDecisions(data, again);
  return (
    <>
      <div class="head">
        <h2>{t().models.version(version.version)}</h2>
        <StatePill state={standingOf(version, data.earlier)} />
        {data.mayChange && (
          <div class="act">
            <PromoteButton version={version} data={data} ask={ask} />
            <RetireButton version={version} ask={ask} />
          </div>
        )}
      </div>
      {said}
      {version.imported ? (
        <>
          <ImportedSignature version={version} imported={version.imported} />
          <div class="gap-l">
            <GatesTable versions={[version]} name={data.line.name} />
          </div>
        </>
      ) : (
        <Fitted data={data} version={version} />
      )}
    </>
  );
}

function Fitted({ data, version }: { readonly data: LineData; readonly version: Version }): JSX.Element {
  const asked = useVersion(data.reference, version.version);
  const { data: details, problem } = asked.answer.value;
  return (
    <>
      <ShownAsOf asked={asked} />
      {details ? (
        <Details data={data} version={version} details={details} />
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

function Details({
  data,
  version,
  details,
}: {
  readonly data: LineData;
  readonly version: Version;
  readonly details: VersionData;
}): JSX.Element {
  const { evaluation, card } = details;
  const texts = t().models.figures;
  const isGuest = evaluation.audience === 'other';
  return (
    <>
      {evaluation.withheld && (
        <Finding
          tone="info"
          title={texts.withheld}
          code={evaluation.withheld.code}
          children={evaluation.withheld.message}
          level={2}
        />
      )}
      <Headline card={card} />
      <Curves reference={data.reference} details={details} />
      <div class="gap-l">
        <GatesTable versions={[version]} name={data.line.name} />
      </div>
      <div class={isGuest ? 'stack gap-l' : 'g2 even gap-l'}>
        {!isGuest && <LassoFigures reference={data.reference} versions={[details]} />}
        <section class="card">
          <h2>{texts.nomogram.title}</h2>
          <PlotImage
            reference={data.reference}
            version={version.version}
            plot="nomogram.svg"
            none={texts.nomogram.none}
          />
        </section>
      </div>
      <CardSections data={details} version={version} />
    </>
  );
}

function Curves({
  reference,
  details: { version, evaluation, card },
}: {
  readonly reference: string;
  readonly details: VersionData;
}): JSX.Element {
  const texts = t().models.figures;
  const rows = rowsOfAddress();
  const curves = curvesOf(version, evaluation, rows);
  const test = curvesOf(version, evaluation, 'test');
  const title = rows === 'train' ? texts.trainRows : testRowsOf(test);
  return (
    <section class="card gap-l" aria-labelledby="curves">
      <div class="card-head">
        <h2 id="curves">{title}</h2>
        <RowsChoice test={test} rows={rows} />
      </div>
      {rows === 'train' && <Finding tone="warn" title={texts.trainRows} children={texts.tooGood} />}
      {evaluation.audience === 'other' && <p class="small dim">{texts.groupsOnly}</p>}
      {curves ? (
        <CurveFigures curves={[curves]} threshold={card.threshold?.probability} rows={title} />
      ) : (
        <p class="small dim">{texts.notDrawn}</p>
      )}
      {curves && !curves.roc && evaluation.audience === 'participant' && (
        <>
          <p class="small dim gap">{texts.roc.fallback}</p>
          <PlotImage reference={reference} version={version} plot="roc.svg" />
        </>
      )}
    </section>
  );
}
