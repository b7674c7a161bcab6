/** The lineage of a line, drawn: which version was made while which one answered. */
import type { JSX } from 'preact';
import { Figure } from '../../../components/figure.tsx';
import { px } from '../../../components/plot/path.ts';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import { originOf, type Standing, standingOf } from '../line/standing.ts';
import { type Lineage, lineageOf } from './lineage.ts';

const CIRCLES: Readonly<Record<Standing, string>> = {
  champion: 'ok-n',
  challenger: 'me-n',
  candidate: 'q-n',
  refused: 'no-n',
  retired: 'q-n',
  withdrawn: 'no-n',
  'was-promoted': 'q-n',
};

/** The newest versions; the table of versions has all. */
export function LineageTree({ data: { versions, earlier } }: { readonly data: LineData }): JSX.Element {
  const texts = t().models.lineage;
  const lineage = lineageOf(versions);
  const edges = lineage.edges.map(({ from, to }) => texts.edge(from.version.version, to.version.version)).join('; ');
  return (
    <aside class="card">
      <Figure
        title={texts.title}
        level={2}
        description={texts.described(lineage.nodes.length, edges)}
        size={{ width: lineage.width, height: lineage.height }}
        draw={() => <Drawn lineage={lineage} earlier={earlier} />}
        table={{
          caption: texts.title,
          columns: texts.columns,
          rows: versions.map((version) => [
            String(version.version),
            t().models.states[standingOf(version, earlier)],
            String(originOf(version, versions).parent ?? texts.none),
          ]),
        }}
      />
      {lineage.left > 0 && <p class="small dim">{texts.left(lineage.left)}</p>}
    </aside>
  );
}

function Drawn({ lineage, earlier }: { readonly lineage: Lineage; readonly earlier: readonly number[] }): JSX.Element {
  const texts = t().models;
  return (
    <>
      {lineage.edges.map(({ from, to }) => {
        const d =
          from.x === to.x
            ? `M${px(from.x)} ${px(from.y)}V${px(to.y)}`
            : `M${px(from.x)} ${px(from.y)}C${px(from.x)} ${px(to.y - 12)} ${px(to.x + 90)} ${px(to.y - 14)} ${px(to.x + 12)} ${px(to.y - 7)}`;
        return <path key={from.version.version} d={d} class="ax" />;
      })}
      {lineage.nodes.map(({ version, x, y }) => {
        const standing = standingOf(version, earlier);
        return (
          <g key={version.version}>
            <circle cx={px(x)} cy={px(y)} r="14" class={CIRCLES[standing]} />
            <text x={px(x)} y={px(y + 4.5)} text-anchor="middle" class="b">
              {version.version}
            </text>
            <text x={px(x + 22)} y={px(y + 4.5)}>
              {texts.statesInText[standing]}
            </text>
          </g>
        );
      })}
      {lineage.edges.map(({ from, to, rows }) =>
        rows === undefined || from.isSide ? null : (
          <text key={from.version.version} x={px(to.x + 12)} y={px(to.y - 22)} class="t">
            {texts.lineage.more(rows)}
          </text>
        ),
      )}
    </>
  );
}
