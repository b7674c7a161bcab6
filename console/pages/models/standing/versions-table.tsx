/** The versions of a line: how each stands, what it was made from, what can be done with it. */
import type { JSX } from 'preact';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { Empty } from '../../../components/states.tsx';
import { estimate } from '../../../texts/intervals.ts';
import { moment, whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import { addressOf, type Version } from '../line/line-types.ts';
import { originOf, rollbackTarget, standingOf } from '../line/standing.ts';
import type { Ask } from './decisions.tsx';
import { PromoteButton } from './promote-button.tsx';
import { StatePill } from './state-pill.tsx';

/** The table of versions, newest first. `ask` opens a confirmation. */
export function VersionsTable({ data, ask }: { readonly data: LineData; readonly ask: Ask }): JSX.Element {
  const { line, versions } = data;
  const texts = t().models.table;
  if (versions.length === 0) {
    return (
      <section class="card">
        <Empty title={texts.emptyTitle}>{texts.empty}</Empty>
      </section>
    );
  }
  return (
    <section class="card flush">
      <div class="card-head pad">
        <h2>{texts.title}</h2>
        <span class="dim small">{texts.lead}</span>
      </div>
      <ScrollBox label={texts.caption(line.name)}>
        <table>
          <caption class="sr">{texts.caption(line.name)}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.version}</th>
              <th scope="col">{texts.state}</th>
              <th scope="col">{texts.madeFrom}</th>
              <th scope="col" class="r">
                {texts.rows}
              </th>
              <th scope="col" class="r">
                {texts.features}
              </th>
              <th scope="col" class="r">
                {texts.testAuc}
              </th>
              <th scope="col">
                <span class="sr">{texts.next}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow key={version.version} version={version} data={data} ask={ask} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

function VersionRow({
  version,
  data,
  ask,
}: {
  readonly version: Version;
  readonly data: LineData;
  readonly ask: Ask;
}): JSX.Element {
  const { version: number, rows, selected, test, trigger, createdAt } = version;
  const { reference, versions, earlier } = data;
  const texts = t().models.table;
  return (
    <tr>
      <th scope="row">
        <a href={addressOf(reference, 'versions', number)}>{number}</a>
      </th>
      <td>
        <StatePill state={standingOf(version, earlier)} />
      </td>
      <td class="from">
        {madeFrom(version, versions)}
        <br />
        <span class="dim xs">{texts.by(texts.triggers[trigger], moment(createdAt))}</span>
      </td>
      <td class="r nowrap">{version.imported ? '–' : `${whole(rows.train)} + ${whole(rows.test)}`}</td>
      <td class="r">{whole(selected.length)}</td>
      <td class="r nowrap">{test ? estimate(test.auc, test.ci) : '–'}</td>
      <td class="r">
        <NextStep version={version} data={data} ask={ask} />
      </td>
    </tr>
  );
}

function madeFrom(version: Version, versions: readonly Version[]): string {
  if (version.imported) return t().models.imported.made;
  const texts = t().models.table;
  const { parent, rows } = originOf(version, versions);
  if (parent === undefined) return version.version === 1 ? texts.first : texts.noParent;
  if (rows === undefined || rows === 0) return texts.sameRows(parent);
  return rows > 0 ? texts.withMore(parent, rows) : texts.withFewer(parent, -rows);
}

function NextStep({
  version,
  data,
  ask,
}: {
  readonly version: Version;
  readonly data: LineData;
  readonly ask: Ask;
}): JSX.Element | null {
  const { version: number, state } = version;
  const { reference, versions, earlier, mayChange } = data;
  const texts = t().models;
  if (state === 'refused') {
    return (
      <a
        class="small"
        href={`${addressOf(reference, 'versions', number)}#gates`}
        aria-label={texts.table.whyOf(number)}
      >
        {texts.table.why}
      </a>
    );
  }
  if (!mayChange) return null;
  if (rollbackTarget(versions, earlier) === number) {
    return (
      <button type="button" class="btn slim" onClick={() => ask({ kind: 'roll-back', version: number })}>
        {texts.decide.rollBack(number)}
      </button>
    );
  }
  return state === 'challenger' ? <PromoteButton version={version} data={data} ask={ask} isSlim /> : null;
}
