/** numpy.spacing(1): PyRadiomics adds it to every probability before the logarithm. */
export const EPSILON = 2.220446049250313e-16;

/** -Σ p·log2(p + ε) over the probabilities that are not 0 (the others add exactly nothing). */
export function entropy(probabilities: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k];
    if (p !== 0) sum += p * Math.log2(p + EPSILON);
  }
  return -sum;
}
