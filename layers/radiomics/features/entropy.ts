/** Entropy as PyRadiomics defines it, and logarithms of counts that are looked up. */
import { log2 } from '@radscore/imaging/elementary';
import type { Workspace } from '../memory/workspace.ts';

/** numpy.spacing(1): PyRadiomics adds it to every probability before the logarithm. */
export const EPSILON = 2.220446049250313e-16;

/** -Σ p·log2(p + ε) over the probabilities that are not 0 (the others add exactly nothing). */
export function entropy(probabilities: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k];
    if (p !== 0) sum += p * log2(p + EPSILON);
  }
  return -sum;
}

/** Counts up to here are looked up. */
const MOST_REMEMBERED = 1024;

/**
 * log2(count / total + ε). The cells of a matrix hold few different counts, and a logarithm costs more than the rest of
 * what is done with a cell: the one of a count is computed once.
 */
export function logarithmsOf(total: number, workspace: Workspace): (count: number) => number {
  // No probability has a logarithm of exactly 0, for ε is added.
  const known = workspace.f64(Math.min(Math.ceil(total) + 1, MOST_REMEMBERED));
  return (count) => {
    if (!(count < known.length && Number.isInteger(count))) return log2(count / total + EPSILON);
    if (known[count] === 0) known[count] = log2(count / total + EPSILON);
    return known[count];
  };
}
