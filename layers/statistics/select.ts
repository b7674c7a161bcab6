import { anova } from './anova.ts';
import { stratifiedFolds, takeColumns } from './folds.ts';
import { alphaGrid, crossValidateLasso, largestAlpha, lassoPath } from './lasso.ts';
import type { SelectionTrace } from './model.ts';
import { median } from './moments.ts';
import { dot, filterNearDuplicates, type NearDuplicates, rankVectors } from './near-duplicates.ts';
import type { ModellingProtocol } from './protocol.ts';
import type { Sample } from './sample.ts';
import { applyScaling, fitScaling, isConstant, type Scaling } from './standardise.ts';

/**
 * Steps 2 and 3 on one set of training rows. Nothing here looks at the outcome, so permutations of the outcome share
 * it; another set of rows (a fold, a bootstrap sample) needs its own.
 */
export interface Prepared {
  readonly n: number;
  readonly scaling: Scaling;
  /** z-scores, column-major. */
  readonly z: Float64Array;
  /** Median per column where the protocol imputes, else null. */
  readonly imputed: Float64Array | null;
  /** Whether the filter keeps a column. */
  readonly keeps: (column: number) => boolean;
  /** Full account of the filter; null where it is only asked column by column. */
  readonly filtered: { readonly constant: readonly number[]; readonly duplicates: NearDuplicates } | null;
}

/**
 * @param account `full` runs the filter over all columns and reports it; `lazy` gives the same answers for the
 *   columns asked about and costs a fraction, for resampling
 */
export function prepare(sample: Sample, protocol: ModellingProtocol, account: 'full' | 'lazy'): Prepared {
  const { n } = sample;
  const imputed = protocol.missing.features === 'median' ? columnMedians(sample.features, n) : null;
  const features = imputed ? fillGaps(sample.features, n, imputed) : sample.features;
  const scaling = fitScaling(features, n);
  const z = applyScaling(features, n, scaling);
  const shared = { n, scaling, z, imputed };
  if (!protocol.nearDuplicates) return { ...shared, keeps: () => true, filtered: null };
  const vectors = rankVectors(features, n);
  const threshold = protocol.nearDuplicates.spearman;
  if (account === 'lazy') return { ...shared, keeps: lazyFilter(features, vectors, n, threshold), filtered: null };
  const duplicates = filterNearDuplicates(vectors, n, threshold);
  const p = features.length / n;
  const constant: number[] = [];
  for (let j = 0; j < p; j++) if (isConstant(features.subarray(j * n, (j + 1) * n))) constant.push(j);
  const kept = new Uint8Array(p);
  for (const j of duplicates.kept) kept[j] = 1;
  for (const j of constant) kept[j] = 0;
  return { ...shared, keeps: (j) => kept[j] === 1, filtered: { constant, duplicates } };
}

/**
 * The greedy filter asked about one column: it is kept unless an earlier kept column repeats it. Only columns that
 * repeat the one asked about are asked in turn.
 */
function lazyFilter(features: Float64Array, vectors: Float64Array, n: number, threshold: number) {
  const answers = new Int8Array(features.length / n).fill(-1);
  const keeps = (column: number): boolean => {
    if (answers[column] >= 0) return answers[column] === 1;
    let kept = !isConstant(features.subarray(column * n, (column + 1) * n));
    for (let k = 0; k < column && kept; k++) {
      if (Math.abs(dot(vectors, n, k, column)) > threshold && keeps(k)) kept = false;
    }
    answers[column] = kept ? 1 : 0;
    return kept;
  };
  return keeps;
}

/** Steps 4 to 6. */
export interface Selection {
  /** Columns that went into the LASSO, ascending, and their coefficients. */
  readonly candidates: Int32Array;
  readonly coefficients: Float64Array;
  /** Columns with a coefficient, and the at most so many kept; ascending. */
  readonly survivors: number[];
  readonly selected: number[];
  readonly trace: () => SelectionTrace;
}

/**
 * ANOVA, LASSO and the cap on the number of features. An empty `selected` is a result.
 *
 * @throws CohortTooSmall if a class has fewer rows than folds
 */
export function selectFeatures(
  prepared: Prepared,
  y: Uint8Array,
  names: readonly string[],
  protocol: ModellingProtocol,
): Selection {
  const { n, z } = prepared;
  const folds = stratifiedFolds(y, protocol.lasso.folds);
  const { f, p } = anova(z, y);
  const chosen = chooseCandidates(f, p, prepared.keeps, protocol);
  const { candidates } = chosen;
  const columns = takeColumns(z, n, candidates);

  const alphas = alphaGrid(largestAlpha(columns, y), protocol.lasso.alphas, protocol.lasso.ratio);
  const validation = crossValidateLasso(columns, y, alphas, folds);
  const best = protocol.lasso.rule === 'min' ? validation.min : validation.oneStandardError;
  const path = lassoPath(columns, y, alphas);
  const coefficients = path.coefficients[best];

  const survivors = Array.from(candidates).filter((_, k) => coefficients[k] !== 0);
  const size = new Map(Array.from(candidates, (column, k) => [column, Math.abs(coefficients[k])]));
  const selected = survivors
    .toSorted((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0) || a - b)
    .slice(0, protocol.mostFeatures)
    .sort((a, b) => a - b);

  const trace = (): SelectionTrace => {
    const named = (columns: Iterable<number>) => Array.from(columns, (j) => names[j]);
    const { filtered } = prepared;
    let significant = 0;
    for (let j = 0; j < p.length; j++) if (p[j] < protocol.anova.p && prepared.keeps(j)) significant++;
    return {
      columns: [...names],
      constant: named(filtered?.constant ?? []),
      nearDuplicates: (filtered?.duplicates.dropped ?? []).map(({ column, of, correlation }) => ({
        dropped: names[column],
        of: names[of],
        spearman: correlation,
      })),
      mean: Array.from(prepared.scaling.mean),
      sd: Array.from(prepared.scaling.sd),
      f: Array.from(f, (value) => (Number.isFinite(value) ? value : null)),
      p: Array.from(p, (value) => (Number.isNaN(value) ? null : value)),
      significant,
      rule: chosen.rule,
      candidates: named(candidates),
      lasso: {
        alphas,
        folds: Array.from(folds),
        errors: validation.errors.map((row) => [...row]),
        alpha: alphas[best],
        coefficients: Array.from(coefficients),
        intercept: path.intercepts[best],
        path: path.coefficients.map((row) => Array.from(row)),
      },
      survivors: named(survivors),
      selected: named(selected),
    };
  };
  return { candidates, coefficients, survivors, selected, trace };
}

function chooseCandidates(
  f: Float64Array,
  p: Float64Array,
  keeps: (column: number) => boolean,
  protocol: ModellingProtocol,
): { candidates: Int32Array; rule: SelectionTrace['rule'] } {
  const { most, least, p: limit } = protocol.anova;
  const byF: number[] = [];
  for (let j = 0; j < f.length; j++) if (!Number.isNaN(f[j])) byF.push(j);
  byF.sort((a, b) => f[b] - f[a] || a - b);
  // One more than the cap, to know whether the cap took any away.
  const largest: number[] = [];
  for (const j of byF) {
    if (largest.length > most) break;
    if (keeps(j)) largest.push(j);
  }
  const below = largest.filter((j) => p[j] < limit);
  if (below.length < least) {
    return { candidates: Int32Array.from(largest.slice(0, most)).sort(), rule: 'largest F, too few below p' };
  }
  const rule = below.length > most ? 'largest F of those below p' : 'p';
  return { candidates: Int32Array.from(below.slice(0, most)).sort(), rule };
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
