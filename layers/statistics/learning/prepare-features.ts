/** Steps 2 and 3: fill gaps, harmonise, filter and scale the features of training rows. */
import { InvalidTable, SiteUnseen } from '../errors.ts';
import { applyComBat, type ComBat, fitComBat } from '../harmonisation/combat.ts';
import { agreementOf } from '../hypothesis-tests/icc.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { takeColumns } from '../numbers/columns.ts';
import { median } from '../numbers/moments.ts';
import { applyScaling, fitScaling, isConstant, type Scaling } from '../numbers/standardise.ts';
import { correlatesWithin, filterNearDuplicates, rankVectors } from './near-duplicates.ts';
import { resampledRankVectors } from './resampled-ranks.ts';
import type { Sample } from './sample.ts';

/**
 * Steps 2 and 3 on one set of training rows, with imputation, harmonisation and robustness if the protocol has
 * them. Nothing here looks at the outcome, so permutations of the outcome share it; another set of rows (a fold, a
 * bootstrap sample) needs its own.
 */
export interface Prepared {
  readonly n: number;
  readonly scaling: Scaling;
  /** z-scores, column-major. */
  readonly z: Float64Array;
  /** Median per column if the protocol imputes, else null. */
  readonly imputed: Float64Array | null;
  readonly combat: ComBat | null;
  readonly unseenSite: 'reference' | 'abstain';
  /** Whether the filters keep a column. */
  readonly keeps: (column: number) => boolean;
  /** Full account of the filters; null if they are only asked column by column. */
  readonly filtered: Filtered | null;
}

export interface Filtered {
  readonly unstable: readonly { readonly column: number; readonly icc: number | null }[];
  readonly constant: readonly number[];
  readonly duplicates: readonly { readonly column: number; readonly of: number; readonly correlation: number }[];
}

/**
 * @param account `full` runs the filters over all columns and reports them; `lazy` gives the same answers for the
 *   columns asked about and costs a fraction, for resampling
 * @throws SingleBatch, InvalidTable where harmonisation or robustness is asked for and cannot be had
 */
export function prepare(sample: Sample, protocol: ModellingProtocol, account: 'full' | 'lazy'): Prepared {
  const { n } = sample;
  const imputed = protocol.missing.features === 'median' ? columnMedians(sample.features, n) : null;
  const filled = imputed ? fillGaps(sample.features, n, imputed) : sample.features;
  const { harmonisation } = protocol;
  const combat = harmonisation
    ? fitComBat(filled, sample.site, [], {
        reference: harmonisation.reference ?? undefined,
        parametric: harmonisation.parametric,
        meanOnly: harmonisation.meanOnly,
      })
    : null;
  const features = combat ? applyComBat(combat, filled, sample.site) : filled;
  const scaling = fitScaling(features, n);
  const z = applyScaling(features, n, scaling);
  const unseenSite = harmonisation?.unseenSite ?? 'reference';
  const shared = { n, scaling, z, imputed, combat, unseenSite };
  return { ...shared, ...(account === 'full' ? filterAll : filterAsked)(sample, features, protocol) };
}

/**
 * Treats columns of rows, seen or unseen, as the training rows were: gaps filled, sites harmonised. Column-major.
 *
 * @throws SiteUnseen for a row of an unseen site if the protocol abstains from those
 */
export function treat(sample: Sample, prepared: Prepared, which: readonly number[]): Float64Array {
  const columns = takeColumns(sample.features, sample.n, which);
  const { imputed, combat } = prepared;
  const filled = imputed
    ? fillGaps(
        columns,
        sample.n,
        Float64Array.from(which, (j) => imputed[j]),
      )
    : columns;
  return combat ? harmoniseRows(comBatOf(combat, which), filled, sample.site, prepared.unseenSite) : filled;
}

/** The part of a harmonisation that concerns some columns. */
export function comBatOf(fit: ComBat, which: readonly number[]): ComBat {
  const pick = (values: readonly number[]) => which.map((j) => values[j]);
  return {
    ...fit,
    grandMean: pick(fit.grandMean),
    pooledVariance: pick(fit.pooledVariance),
    covariateEffects: fit.covariateEffects.map(pick),
    gamma: fit.gamma.map(pick),
    delta: fit.delta.map(pick),
  };
}

/** Harmonises rows of known sites; rows of others stay as they are, or are refused. Column-major. */
export function harmoniseRows(
  fit: ComBat,
  columns: Float64Array,
  site: readonly string[],
  unseenSite: 'reference' | 'abstain',
): Float64Array {
  const n = site.length;
  const known = site.flatMap((name, i) => (fit.batches.includes(name) ? [i] : []));
  if (known.length < n && unseenSite === 'abstain') {
    throw new SiteUnseen(site.find((name) => !fit.batches.includes(name)) ?? '', fit.batches);
  }
  const p = columns.length / n;
  const part = new Float64Array(known.length * p);
  for (let j = 0; j < p; j++)
    for (let k = 0; k < known.length; k++) part[j * known.length + k] = columns[j * n + known[k]];
  const harmonised = applyComBat(
    fit,
    part,
    known.map((i) => site[i]),
  );
  const result = columns.slice();
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < known.length; k++) result[j * n + known[k]] = harmonised[j * known.length + k];
  }
  return result;
}

type Filters = Pick<Prepared, 'keeps' | 'filtered'>;

/** Runs every filter over every column. */
function filterAll(sample: Sample, features: Float64Array, protocol: ModellingProtocol): Filters {
  const { n } = sample;
  const p = features.length / n;
  const agreement = agreements(sample, protocol);
  const unstable: { column: number; icc: number | null }[] = [];
  const constant: number[] = [];
  const usable: number[] = [];
  for (let j = 0; j < p; j++) {
    const icc = agreement(j);
    if (icc !== null && !(icc.value >= icc.least)) {
      unstable.push({ column: j, icc: Number.isNaN(icc.value) ? null : icc.value });
    } else if (protocol.nearDuplicates && isConstant(features.subarray(j * n, (j + 1) * n))) {
      constant.push(j);
    } else usable.push(j);
  }
  const kept = new Uint8Array(p);
  let duplicates: Filtered['duplicates'] = [];
  if (protocol.nearDuplicates) {
    const vectors = rankVectors(takeColumns(features, n, usable), n);
    const greedy = filterNearDuplicates(vectors, n, protocol.nearDuplicates.spearman);
    for (const k of greedy.kept) kept[usable[k]] = 1;
    duplicates = greedy.dropped.map(({ column, of, correlation }) => ({
      column: usable[column],
      of: usable[of],
      correlation,
    }));
  } else for (const j of usable) kept[j] = 1;
  return { keeps: (j) => kept[j] === 1, filtered: { unstable, constant, duplicates } };
}

/**
 * The filters asked about single columns: a column is kept unless an earlier kept column repeats it, so only columns
 * that repeat the one asked about are asked in turn.
 */
function filterAsked(sample: Sample, features: Float64Array, protocol: ModellingProtocol): Filters {
  const { n } = sample;
  const agreement = agreements(sample, protocol);
  const stable = (column: number) => {
    const icc = agreement(column);
    return icc === null || icc.value >= icc.least;
  };
  if (!protocol.nearDuplicates) return { keeps: stable, filtered: null };
  const threshold = protocol.nearDuplicates.spearman;
  // Untreated columns of a resample take their ranks from the order of the rows they were drawn from.
  const drawn = features === sample.features ? sample.drawn : null;
  const vectors = drawn ? resampledRankVectors(drawn) : rankVectors(features, n);
  const repeats = correlatesWithin(vectors, n, threshold);
  const answers = new Int8Array(features.length / n).fill(-1);
  const keeps = (column: number): boolean => {
    if (answers[column] >= 0) return answers[column] === 1;
    let kept = !isConstant(features.subarray(column * n, (column + 1) * n)) && stable(column);
    for (let k = 0; k < column && kept; k++) {
      if (repeats(k, column) && keeps(k)) kept = false;
    }
    answers[column] = kept ? 1 : 0;
    return kept;
  };
  return { keeps, filtered: null };
}

/** ICC(2,1) of a column between the segmentations of the rows that have two; null if it is not asked for. */
function agreements(sample: Sample, protocol: ModellingProtocol) {
  const { n, features, repeats } = sample;
  const least = protocol.robustness?.icc;
  if (least === undefined) return () => null;
  if (!repeats)
    throw new InvalidTable('no repeated segmentations', 'repeats of some training rows', 'Leave robustness out.');
  const repeated = repeatedRows(repeats, n);
  if (repeated < 2) {
    throw new InvalidTable(
      `repeats of ${repeated} training row${repeated === 1 ? '' : 's'}`,
      'repeats of at least 2, under the ids that the table has',
      'Check the ids of the repeats, or leave robustness out.',
    );
  }
  return (j: number) => {
    // Pair by pair and column by column: a gap in one feature takes nothing from the others.
    const rows: number[] = [];
    for (let i = 0; i < n; i++) {
      if (Number.isFinite(repeats[j * n + i]) && Number.isFinite(features[j * n + i])) rows.push(i);
    }
    if (rows.length < 2) return { least, value: Number.NaN };
    const first = rows.map((i) => features[j * n + i]);
    const second = rows.map((i) => repeats[j * n + i]);
    return { least, value: agreementOf(first, second) };
  };
}

/** Rows with a repeated value of any column. */
function repeatedRows(repeats: Float64Array, n: number): number {
  const seen = new Set<number>();
  repeats.forEach((value, k) => {
    if (Number.isFinite(value)) seen.add(k % n);
  });
  return seen.size;
}

/** Median of the present values per column; 0 for a column without any. */
function columnMedians(features: Float64Array, n: number): Float64Array {
  const medians = new Float64Array(features.length / n);
  for (let j = 0; j < medians.length; j++) {
    const present = features.subarray(j * n, (j + 1) * n).filter((value) => !Number.isNaN(value));
    medians[j] = present.length > 0 ? median(present) : 0;
  }
  return medians;
}

function fillGaps(features: Float64Array, n: number, fill: Float64Array): Float64Array {
  return features.map((value, k) => (Number.isNaN(value) ? fill[Math.floor(k / n)] : value));
}
