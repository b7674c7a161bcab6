/** The place of this patient among the training rows: one dot a patient for participants, groups for others. */
import type { JSX } from 'preact';
import { percent, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { Drawing, type PlotTable, SameAsTable } from '../figure.tsx';
import { px } from '../plot/path.ts';
import { textWidth } from './boxes.ts';
import { atShare, groupBars, PLACE, type PlacedGroup, type PlacedRow, swarmsOf, tenths } from './place-layout.ts';
import { shareText } from './share-text.ts';
import { placeIn } from './swarm.ts';

export interface CohortPlaceProps {
  /** Probability of this patient. */
  readonly here: number;
  /** For participants only. */
  readonly rows?: readonly PlacedRow[];
  /** For others: groups of at least five. */
  readonly groups?: readonly PlacedGroup[];
  /** Training rows; to the nearest five if rows may not be seen. */
  readonly n: number;
}

/** The drawing, a sentence and the same as a table. */
export function CohortPlace({ here, rows, groups = [], n }: CohortPlaceProps): JSX.Element {
  const texts = t().predictionPage.place;
  const events = rows?.filter(({ pcr }) => pcr).length ?? 0;
  const description = rows
    ? texts.description(shareText(here), events, rows.length - events)
    : texts.descriptionGroups(shareText(here), n);
  return (
    <>
      <Drawing
        title={texts.title}
        description={description}
        size={PLACE}
        class="swarm"
        draw={() => (
          <>
            <Grid />
            <Here at={here} />
            {rows ? <Swarms rows={rows} /> : <Groups groups={groups} n={n} />}
          </>
        )}
      />
      {rows ? (
        rows.length > 0 && (
          <p class="small dim">
            {texts.sentence(
              percent(
                placeIn(
                  rows.map(({ value }) => value),
                  here,
                ),
              ),
            )}
          </p>
        )
      ) : (
        <p class="small dim">{texts.groupsNote}</p>
      )}
      <SameAsTable {...tableOf(rows, groups)} />
    </>
  );
}

function tableOf(rows: readonly PlacedRow[] | undefined, groups: readonly PlacedGroup[]): PlotTable {
  const texts = t().predictionPage.place;
  const interval = (from: number, to: number): string => texts.interval(percent(from), percent(to));
  if (!rows) {
    return {
      caption: texts.caption,
      columns: [texts.from, texts.count],
      rows: groups.map(({ from, to, n }) => [interval(from ?? 0, to ?? 1), whole(n)]),
    };
  }
  return {
    caption: texts.caption,
    columns: [texts.from, texts.countWith, texts.countWithout],
    rows: tenths(rows).map((part) => [interval(part.from, part.to), whole(part.with), whole(part.without)]),
  };
}

function Grid(): JSX.Element {
  return (
    <>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line x1={px(atShare(share))} y1={PLACE.top} x2={px(atShare(share))} y2={PLACE.bottom} class="gr" />
          <text x={px(atShare(share))} y={PLACE.bottom + 17} text-anchor="middle">
            {share === 1 ? percent(share) : whole(100 * share)}
          </text>
        </g>
      ))}
    </>
  );
}

function Swarms({ rows }: { readonly rows: readonly PlacedRow[] }): JSX.Element {
  const texts = t().predictionPage.place;
  const { radius, with: yes, without: no } = swarmsOf(rows);
  return (
    <>
      {yes.dots.map(({ x, y }) => (
        <circle key={`y${x} ${y}`} cx={px(x)} cy={px(yes.middle + y)} r={radius} class="f1" />
      ))}
      {no.dots.map(({ x, y }) => (
        <circle key={`n${x} ${y}`} cx={px(x)} cy={px(no.middle + y)} r={radius} class="o2" />
      ))}
      <text x="0" y={px(yes.title)} class="b">
        {texts.withEvent(yes.dots.length)}
      </text>
      <text x="0" y={px(no.title)} class="b">
        {texts.without(no.dots.length)}
      </text>
    </>
  );
}

function Groups({ groups, n }: { readonly groups: readonly PlacedGroup[]; readonly n: number }): JSX.Element {
  return (
    <>
      {groupBars(groups).map(({ x, width, height }) => (
        <rect
          key={x}
          x={px(x + 0.5)}
          y={px(PLACE.bottom - height)}
          width={px(Math.max(0.5, width - 1))}
          height={px(height)}
          class="fg"
        />
      ))}
      <text x="0" y={PLACE.top + 14} class="b">
        {t().predictionPage.place.patients(n)}
      </text>
    </>
  );
}

function Here({ at }: { readonly at: number }): JSX.Element {
  const label = t().predictionPage.place.here;
  const half = textWidth(label, 12, true) / 2;
  const x = atShare(at);
  return (
    <>
      <line x1={px(x)} y1={PLACE.top} x2={px(x)} y2={PLACE.bottom} class="me-s" />
      <text x={px(Math.max(half, Math.min(PLACE.width - half, x)))} y="13" text-anchor="middle" class="me">
        {label}
      </text>
    </>
  );
}
