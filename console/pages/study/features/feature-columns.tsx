/** The columns of the table of features. */
import type { JSX } from 'preact';
import type { Column } from '../../../components/table.tsx';
import { featureMeaning } from '../../../texts/feature-meaning.ts';
import { decimal, percent } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { CohortPlace } from './cohort-place.ts';
import { type FeatureRow, featureValueDigits } from './feature-rows.ts';

/** Units that say something of a value; a share or a count needs none. */
const NO_UNIT = new Set(['1', 'intensity']);

/** A value with its unit. */
export function ValueWithUnit({ row }: { readonly row: FeatureRow }): JSX.Element {
  const { value, entry } = row;
  if (value === null) return <span class="dim">{t().study.features.noNumber}</span>;
  return (
    <>
      {decimal(value, featureValueDigits(value))}
      {entry && !NO_UNIT.has(entry.unit) && <span class="dim xs"> {entry.unit}</span>}
    </>
  );
}

/** "91 %", or "75–95 %" where only percentiles are known. */
export function lowerInWords({ lower }: CohortPlace): string {
  if (typeof lower === 'number') return percent(lower);
  const [least, most] = lower;
  const { under, over, between } = t().study.features;
  if (least === 0) return under(percent(most));
  if (most === 1) return over(percent(least));
  return between(decimal(least * 100, 0), percent(most));
}

/** Band: the middle half; tick: the median; dot: this study. On an axis of percentiles. */
export function PlacePlot({ place }: { readonly place: CohortPlace }): JSX.Element {
  const title = t().study.features.higherThan(lowerInWords(place));
  return (
    <svg class="plot pl" viewBox="0 0 110 16" role="img" aria-label={title}>
      <rect x="0" y="6" width="110" height="4" class="fs" rx="2" />
      <rect x="27.5" y="6" width="55" height="4" class="band" rx="2" />
      <line x1="55" y1="3" x2="55" y2="13" class="ax" />
      <circle cx={(4 + place.at * 102).toFixed(1)} cy="8" r="4" class="fa" />
    </svg>
  );
}

/** Plain meaning first, technical name under it. */
export function FeatureName({ row }: { readonly row: FeatureRow }): JSX.Element {
  return (
    <>
      <span>{featureMeaning(row.name)}</span>
      {row.isInModel && <b class="xs"> · {t().study.features.inModel}</b>}
      <br />
      <span class="mono xs dim breaks">
        {row.name.split('_').map((part, k) => (
          <>
            {k > 0 && '_'}
            {k > 0 && <wbr />}
            {part}
          </>
        ))}
      </span>
    </>
  );
}

/** @param isShort without what the name says already: for a few rows next to the images */
export function featureColumns(isShort = false): readonly Column<FeatureRow>[] {
  const texts = t().study.features;
  const parts: readonly Column<FeatureRow>[] = [
    {
      key: 'sequence',
      header: texts.sequence,
      cell: ({ sequence }) => t().sequence[sequence],
      value: ({ sequence }) => sequence,
      width: 80,
      class: 'hide',
    },
    {
      key: 'image',
      header: texts.imageType,
      cell: ({ imageType }) => <span class="mono xs">{imageType}</span>,
      value: ({ imageType }) => imageType,
      width: 130,
      class: 'hide',
    },
    {
      key: 'class',
      header: texts.featureClass,
      cell: ({ featureClass }) => <span class="mono xs">{featureClass}</span>,
      value: ({ featureClass }) => featureClass,
      width: 100,
      class: 'hide',
    },
  ];
  return [
    {
      key: 'name',
      header: texts.feature,
      cell: (row) => <FeatureName row={row} />,
      value: ({ name }) => featureMeaning(name),
      class: 'wide',
    },
    ...(isShort ? [] : parts),
    {
      key: 'ibsi',
      header: texts.ibsi,
      cell: ({ entry }) => <span class="mono xs">{entry?.ibsi ?? '–'}</span>,
      value: ({ entry }) => entry?.ibsi ?? undefined,
      width: 80,
    },
    {
      key: 'value',
      header: texts.value,
      cell: (row) => <ValueWithUnit row={row} />,
      value: ({ value }) => value ?? undefined,
      isNumber: true,
      width: 150,
      class: 'nowrap',
    },
    {
      key: 'place',
      header: texts.place,
      cell: ({ place }) => place && <PlacePlot place={place} />,
      value: ({ place }) => place?.at,
      width: 140,
    },
    {
      key: 'higher',
      header: texts.higher,
      cell: ({ place }) => (place ? lowerInWords(place) : <span class="dim">–</span>),
      isNumber: true,
      width: 110,
    },
  ];
}
