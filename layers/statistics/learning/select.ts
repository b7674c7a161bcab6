/** Steps 4 to 6: filter, penalised regression, and the cap on the number of features. */
import { anovaF, pOfF } from '../hypothesis-tests/anova.ts';
import type { SelectionTrace } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { takeColumns } from '../numbers/columns.ts';
import { stratifiedFolds } from '../regression/folds.ts';
import { alphaGrid, crossValidateLasso, largestAlpha, lassoPath } from '../regression/lasso.ts';
import { crossValidateLogistic, penalisedLogisticPath } from '../regression/penalised-logistic.ts';
import { selectMrmr } from './mrmr.ts';
import type { Prepared } from './prepare-features.ts';

/** Steps 4 to 6. */
export interface Selection {
  /** Columns that went into the LASSO, ascending, and their coefficients. */
  readonly candidates: Int32Array;
  readonly coefficients: Float64Array;
  /** The penalty that was chosen. */
  readonly alpha: number;
  /** Columns with a coefficient, and those of them that are kept, `mostFeatures` at most; ascending. */
  readonly survivors: number[];
  readonly selected: number[];
  readonly trace: () => SelectionTrace;
}

/**
 * ANOVA (or mRMR), LASSO (or elastic net) and the cap on the number of features. An empty `selected` is a result.
 *
 * @throws CohortTooSmall if a class has fewer rows than folds
 */
export function selectFeatures(
  prepared: Prepared,
  y: Uint8Array,
  names: readonly string[],
  protocol: ModellingProtocol,
  patient?: readonly string[] | null,
): Selection {
  const { n, z } = prepared;
  const folds = stratifiedFolds(y, protocol.lasso.folds, undefined, patient);
  const { f, df } = anovaF(z, y);
  const p = (column: number): number => pOfF(f[column], df);
  const chosen =
    protocol.prefilter === 'mrmr'
      ? { candidates: byMrmr(z, y, prepared.keeps, protocol), rule: 'mRMR' as const }
      : chooseCandidates(f, p, prepared.keeps, protocol);
  const { candidates } = chosen;
  const columns = takeColumns(z, n, candidates);

  const { loss = 'squared', l1Ratio = 1 } = protocol.lasso;
  // The derivative at 0 is the same for either loss, and so is the penalty that leaves nothing.
  const alphas = alphaGrid(largestAlpha(columns, y, l1Ratio), protocol.lasso.alphas, protocol.lasso.ratio);
  const { validate, solve } = REGRESSION[loss];
  const validation = validate(columns, y, alphas, folds, l1Ratio);
  const best = protocol.lasso.rule === 'min' ? validation.min : validation.oneStandardError;
  // Each solution follows from the one before it: what comes after the chosen one is for those who ask for the trace.
  const coefficients = solve(columns, y, alphas.slice(0, best + 1), l1Ratio).coefficients[best];

  const survivors = Array.from(candidates).filter((_, k) => coefficients[k] !== 0);
  const size = new Map(Array.from(candidates, (column, k) => [column, Math.abs(coefficients[k])]));
  const selected = survivors
    .toSorted((a, b) => (size.get(b) ?? 0) - (size.get(a) ?? 0) || a - b)
    .slice(0, protocol.mostFeatures)
    .sort((a, b) => a - b);

  const trace = (): SelectionTrace => {
    const path = solve(columns, y, alphas, l1Ratio);
    const named = (columns: Iterable<number>) => Array.from(columns, (j) => names[j]);
    const { filtered } = prepared;
    let significant = 0;
    const ps = Array.from(f, (value) => pOfF(value, df));
    for (let j = 0; j < ps.length; j++) if (ps[j] < protocol.anova.p && prepared.keeps(j)) significant++;
    return {
      columns: [...names],
      unstable: (filtered?.unstable ?? []).map(({ column, icc }) => ({ name: names[column], icc })),
      constant: named(filtered?.constant ?? []),
      nearDuplicates: (filtered?.duplicates ?? []).map(({ column, of, correlation }) => ({
        dropped: names[column],
        of: names[of],
        spearman: correlation,
      })),
      mean: Array.from(prepared.scaling.mean),
      sd: Array.from(prepared.scaling.sd),
      f: Array.from(f, (value) => (Number.isFinite(value) ? value : null)),
      p: ps.map((value) => (Number.isNaN(value) ? null : value)),
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
        ...(loss === 'logistic' && { loss }),
      },
      survivors: named(survivors),
      selected: named(selected),
    };
  };
  return { candidates, coefficients, alpha: alphas[best], survivors, selected, trace };
}

const REGRESSION = {
  squared: { validate: crossValidateLasso, solve: lassoPath },
  logistic: { validate: crossValidateLogistic, solve: penalisedLogisticPath },
} as const;

function byMrmr(z: Float64Array, y: Uint8Array, keeps: (column: number) => boolean, { anova }: ModellingProtocol) {
  return Int32Array.from(selectMrmr(z, y, anova.most, keeps)).sort();
}

function chooseCandidates(
  f: Float64Array,
  p: (column: number) => number,
  keeps: (column: number) => boolean,
  protocol: ModellingProtocol,
): { candidates: Int32Array; rule: SelectionTrace['rule'] } {
  const { most, least, p: limit } = protocol.anova;
  // One more than the cap, to know whether the cap took any away.
  const largest: number[] = [];
  for (const j of descending(f)) {
    if (keeps(j)) largest.push(j);
    if (largest.length > most) break;
  }
  const below = largest.filter((j) => p(j) < limit);
  if (below.length < least) {
    return { candidates: Int32Array.from(largest.slice(0, most)).sort(), rule: 'largest F, too few below p' };
  }
  const rule = below.length > most ? 'largest F of those below p' : 'p';
  return { candidates: Int32Array.from(below.slice(0, most)).sort(), rule };
}

/**
 * Positions of the values from the largest to the smallest, equal ones in their order; NaN is passed over. A heap: of some
 * thousand positions a few dozen are asked for, and to sort them all would take longer than to look at them.
 */
function* descending(values: Float64Array): Generator<number> {
  const heap = new Int32Array(values.length);
  let size = 0;
  for (let j = 0; j < values.length; j++) if (!Number.isNaN(values[j])) heap[size++] = j;
  const isBefore = (a: number, b: number): boolean => values[a] > values[b] || (values[a] === values[b] && a < b);
  const sink = (from: number): void => {
    const moved = heap[from];
    let at = from;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], moved)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  };
  for (let at = (size >> 1) - 1; at >= 0; at--) sink(at);
  while (size > 0) {
    yield heap[0];
    heap[0] = heap[--size];
    sink(0);
  }
}
