/** Any two versions of a line side by side: curves, numbers, gates, selection. */
import type { JSX } from 'preact';
import { Empty } from '../../components/states.tsx';
import { t } from '../../texts/texts.ts';
import { ComparePanel, comparedOf } from './figures/compare-panel.tsx';
import { LassoFigures } from './figures/lasso-figure.tsx';
import { PlotImage } from './figures/plot-image.tsx';
import { usePair } from './figures/version-data.ts';
import { isTrained, type LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import { useDecisions } from './standing/decisions.tsx';
import { GatesTable } from './standing/gates-table.tsx';
import { PromoteButton } from './standing/promote-button.tsx';

/** `/models/{name}/compare?a=7&b=5` */
export default function CompareVersions({ name }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage name={name} view={t().models.tabs.compare}>
      {(data, again) => <Compared data={data} again={again} />}
    </LinePage>
  );
}

function Compared({ data, again }: { readonly data: LineData; readonly again: () => Promise<void> }): JSX.Element {
  const { ask, said } = useDecisions(data, again);
  const texts = t().models;
  if (!isTrained(data)) {
    return (
      <section class="card">
        <Empty title={texts.imported.title}>{texts.imported.noComparison}</Empty>
      </section>
    );
  }
  const compared = comparedOf(data);
  if (!compared) {
    return (
      <section class="card">
        <Empty title={texts.table.emptyTitle}>{texts.figures.one}</Empty>
      </section>
    );
  }
  const versions = [...new Set(compared)].flatMap((number) =>
    data.versions.filter(({ version }) => version === number),
  );
  return (
    <>
      {said}
      <ComparePanel data={data} />
      <div class="gap-l">
        <GatesTable versions={versions} name={data.line.name} />
      </div>
      <div class="row gap">
        {versions.map((version) => (
          <PromoteButton key={version.version} version={version} data={data} ask={ask} />
        ))}
      </div>
      <Further data={data} compared={compared} />
    </>
  );
}

function Further({
  data,
  compared: [a, b],
}: {
  readonly data: LineData;
  readonly compared: readonly [number, number];
}): JSX.Element | null {
  const texts = t().models.figures.nomogram;
  const { answer } = usePair(data, a, b);
  const pair = answer.value.data;
  if (!pair) return null;
  const versions = a === b ? [pair.first] : [pair.first, pair.second];
  return (
    <div class="stack gap-l">
      <LassoFigures reference={data.reference} versions={versions} />
      <section class="card">
        <h2>{texts.title}</h2>
        <div class={versions.length > 1 ? 'g2' : undefined}>
          {versions.map(({ version }) => (
            <PlotImage
              key={version}
              reference={data.reference}
              version={version}
              plot="nomogram.svg"
              none={texts.none}
            />
          ))}
        </div>
      </section>
    </div>
  );
}
