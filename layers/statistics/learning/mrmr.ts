/** mRMR, the filter that a protocol may put in the place of the ANOVA. */
import { anovaF } from '../hypothesis-tests/anova.ts';
import { pearson } from '../numbers/correlation.ts';

/** Redundancy is not taken below this, so that uncorrelated features do not divide by nothing. */
const LEAST_REDUNDANCY = 0.001;

/**
 * Minimum redundancy, maximum relevance: one feature after the other with the largest quotient of its ANOVA F and its
 * mean absolute correlation with those already selected (the FCQ criterion, as the Python package mrmr_selection has it).
 *
 * @param columns column-major, `y.length` values per column
 * @param keeps columns that may be selected; asked only for those about to be, for asking costs
 * @returns columns in the order selected
 */
export function selectMrmr(
  columns: Float64Array,
  y: Uint8Array,
  count: number,
  keeps: (column: number) => boolean = () => true,
): number[] {
  const n = y.length;
  const p = columns.length / n;
  const relevance = anovaF(columns, y).f;
  const column = (j: number) => columns.subarray(j * n, (j + 1) * n);
  const redundancy = new Float64Array(p);
  const left = Array.from({ length: p }, (_, j) => j).filter((j) => relevance[j] > 0);
  const selected: number[] = [];
  while (selected.length < count && left.length > 0) {
    let best = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    left.forEach((j, k) => {
      const mean = selected.length > 0 ? Math.max(LEAST_REDUNDANCY, redundancy[j] / selected.length) : 1;
      const score = relevance[j] / mean;
      if (score > bestScore) {
        best = k;
        bestScore = score;
      }
    });
    const [chosen] = left.splice(best, 1);
    if (!keeps(chosen)) continue;
    selected.push(chosen);
    for (const j of left) redundancy[j] += Math.max(LEAST_REDUNDANCY, Math.abs(pearson(column(j), column(chosen))));
  }
  return selected;
}
