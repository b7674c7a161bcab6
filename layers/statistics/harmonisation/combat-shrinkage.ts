/** ComBat's empirical Bayes: parametric and non-parametric shrinkage of site effects. */
import { mean, variance } from '../numbers/moments.ts';

/** Site effects of one batch, before shrinkage. */
export interface BatchEffects {
  /** Standardised values of all rows, column-major. */
  readonly standard: Float64Array;
  readonly n: number;
  /** Rows of the batch. */
  readonly rows: readonly number[];
  /** Shift and variance per feature. */
  readonly gamma: Float64Array;
  readonly delta: Float64Array;
  readonly meanOnly: boolean;
  /**
   * Features that vary within sites. Only these inform the priors and are shrunk: a constant has the shift 0 and the
   * spread 0 whatever the scanner, and would pull the others there.
   */
  readonly varying: readonly number[];
}

export interface Shrunk {
  readonly gamma: Float64Array;
  readonly delta: Float64Array;
}

/** The published implementations stop here, all features together; the rule is part of the method's numbers. */
const CONVERGED = 1e-4;
/** Variances whose spread over features is below this share of their mean, squared, are equal but for rounding. */
const EQUAL = 1e-24;

/**
 * Normal prior of the shifts, inverse gamma prior of the variances, both from the moments over features. Where the
 * variances do not differ over features (one feature, or copies of one), the prior is a point, and its limit is taken:
 * with one feature, the feature's own shift and spread, unshrunk.
 */
export function shrinkParametric(effects: BatchEffects): Shrunk {
  const { rows, meanOnly, varying } = effects;
  // Worked out on the varying features alone, and put back among the others.
  const { standard, n } = effects;
  const gamma = Float64Array.from(varying, (j) => effects.gamma[j]);
  const delta = Float64Array.from(varying, (j) => effects.delta[j]);
  const shrunk = { gamma: effects.gamma.slice(), delta: effects.delta.slice() };
  const putBack = (g: Float64Array, d: Float64Array): Shrunk => {
    varying.forEach((j, k) => {
      shrunk.gamma[j] = g[k];
      shrunk.delta[j] = d[k];
    });
    return shrunk;
  };
  const p = varying.length;
  if (p === 0) return shrunk;
  const m = rows.length;
  const centre = mean(gamma);
  const spread = p > 1 ? variance(gamma) : 0;
  const towards = (shift: number, scale: number, size: number) =>
    (spread * size * shift + scale * centre) / (spread * size + scale);
  if (meanOnly)
    return putBack(
      gamma.map((shift) => towards(shift, 1, 1)),
      new Float64Array(p).fill(1),
    );

  const average = mean(delta);
  const s2 = p > 1 ? variance(delta) : 0;
  // Of a point prior: (rate + …) / (shape + …) as both grow without bound.
  if (!(s2 > EQUAL * average ** 2)) {
    const points = new Float64Array(p).fill(average);
    return putBack(
      gamma.map((shift) => (average > 0 ? towards(shift, average, m) : shift)),
      points,
    );
  }
  const shape = (2 * s2 + average ** 2) / s2;
  const rate = (average * s2 + average ** 3) / s2;
  let g = gamma.slice();
  let d = delta.slice();
  let change = Number.POSITIVE_INFINITY;
  while (change > CONVERGED) {
    change = 0;
    const nextG = new Float64Array(p);
    const nextD = new Float64Array(p);
    for (let j = 0; j < p; j++) {
      nextG[j] = towards(gamma[j], d[j], m);
      nextD[j] = (0.5 * squaresAbout(standard, varying[j] * n, rows, nextG[j]) + rate) / (m / 2 + shape - 1);
      // Relative to the signed old value, as published: a fall of a negative shift does not count.
      change = Math.max(change, Math.abs(nextG[j] - g[j]) / g[j], Math.abs(nextD[j] - d[j]) / d[j]);
    }
    g = nextG;
    d = nextD;
  }
  return putBack(g, d);
}

/**
 * Prior made of the other features' effects, each weighted by the likelihood of this feature's values. Where no other
 * feature has a likelihood, there is nothing to shrink towards, and a feature keeps its own shift and spread.
 */
export function shrinkNonParametric({ standard, n, rows, gamma, delta, meanOnly, varying }: BatchEffects): Shrunk {
  const m = rows.length;
  const shrunkG = gamma.slice();
  const shrunkD = delta.slice();
  const logWeight = new Float64Array(gamma.length);
  for (const j of varying) {
    let top = Number.NEGATIVE_INFINITY;
    for (const k of varying) {
      logWeight[k] = Number.NEGATIVE_INFINITY;
      if (k === j) continue;
      const value =
        -squaresAbout(standard, j * n, rows, gamma[k]) / (2 * delta[k]) - (m / 2) * Math.log(2 * Math.PI * delta[k]);
      if (!Number.isNaN(value)) logWeight[k] = value;
      if (logWeight[k] > top) top = logWeight[k];
    }
    if (top === Number.NEGATIVE_INFINITY) continue;
    let total = 0;
    let sumG = 0;
    let sumD = 0;
    for (const k of varying) {
      // Against the largest, so that no likelihood underflows.
      const weight = Math.exp(logWeight[k] - top);
      total += weight;
      sumG += weight * gamma[k];
      sumD += weight * delta[k];
    }
    shrunkG[j] = sumG / total;
    shrunkD[j] = meanOnly ? 1 : sumD / total;
  }
  return { gamma: shrunkG, delta: shrunkD };
}

function squaresAbout(values: Float64Array, start: number, rows: readonly number[], centre: number): number {
  let sum = 0;
  for (const i of rows) sum += (values[start + i] - centre) ** 2;
  return sum;
}
