/** One line: its versions, their lineage, the comparison of what waits with what answers, the gates. */
import type { JSX } from 'preact';
import { t } from '../../texts/texts.ts';
import { ComparePanel, comparedOf } from './figures/compare-panel.tsx';
import { isTrained, type LineData } from './line/line-data.ts';
import { LinePage } from './line/line-page.tsx';
import { addressOf } from './line/line-types.ts';
import { useDecisions } from './standing/decisions.tsx';
import { GatesTable } from './standing/gates-table.tsx';
import { LineageTree } from './standing/lineage-tree.tsx';
import { VersionsTable } from './standing/versions-table.tsx';
import { RunningRuns } from './training/running-runs.tsx';
import { TrainButton } from './training/train-button.tsx';

/** `/models/{name}` */
export default function LineVersions({ name }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <LinePage
      name={name}
      actions={(data) => (
        <>
          {isTrained(data) && <TrainButton data={data} />}
          {data.line.promoted !== null && (
            <a class="btn" href={addressOf(data.reference, 'versions', data.line.promoted)}>
              {t().models.figures.card.title}
            </a>
          )}
        </>
      )}
    >
      {(data, again) => <Versions data={data} again={again} />}
    </LinePage>
  );
}

function Versions({ data, again }: { readonly data: LineData; readonly again: () => Promise<void> }): JSX.Element {
  const { ask, said } = useDecisions(data, again);
  const { versions, line } = data;
  const compared = comparedOf(data) ?? versions.slice(0, 1).map(({ version }) => version);
  const judged = versions.filter(
    ({ version, status }) => compared.includes(version) || status.judgement?.passed === false,
  );
  return (
    <>
      {said}
      <RunningRuns data={data} />
      <div class="g-main">
        <VersionsTable data={data} ask={ask} />
        {versions.length > 0 && isTrained(data) && <LineageTree data={data} />}
      </div>
      {versions.length > 0 && (
        <>
          {isTrained(data) && <ComparePanel data={data} />}
          <div class="gap-l">
            <GatesTable versions={judged.slice(0, 4)} name={line.name} />
          </div>
        </>
      )}
    </>
  );
}
