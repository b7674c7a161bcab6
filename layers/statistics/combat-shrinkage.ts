import { mean, variance } from './moments.ts';

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
}

export interface Shrunk {
  readonly gamma: Float64Array;
  readonly delta: Float64Array;
}

/** The published implementations stop here, all features together; the rule is part of the method's numbers. */
const CONVERGED = 1e-4;

/** Normal prior of the shifts, inverse gamma prior of the variances, both from the moments over features. */
export function shrinkParametric({ standard, n, rows, gamma, delta, meanOnly }: BatchEffects): Shrunk {
  const p = gamma.length;
  const m = rows.length;
  const centre = mean(gamma);
  const spread = variance(gamma);
  const towards = (shift: number, scale: number, size: number) =>
    (spread * size * shift + scale * centre) / (spread * size + scale);
  if (meanOnly) return { gamma: gamma.map((shift) => towards(shift, 1, 1)), delta: new Float64Array(p).fill(1) };

  const average = mean(delta);
  const s2 = variance(delta);
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
      nextD[j] = (0.5 * squaresAbout(standard, j * n, rows, nextG[j]) + rate) / (m / 2 + shape - 1);
      // Relative to the signed old value, as published: a fall of a negative shift does not count.
      change = Math.max(change, Math.abs(nextG[j] - g[j]) / g[j], Math.abs(nextD[j] - d[j]) / d[j]);
    }
    g = nextG;
    d = nextD;
  }
  return { gamma: g, delta: d };
}

/** Prior made of the other features' effects, each weighted by the likelihood of this feature's values. */
export function shrinkNonParametric({ standard, n, rows, gamma, delta, meanOnly }: BatchEffects): Shrunk {
  const p = gamma.length;
  const m = rows.length;
  const shrunkG = new Float64Array(p);
  const shrunkD = new Float64Array(p);
  const logWeight = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < p; k++) {
      logWeight[k] = Number.NEGATIVE_INFINITY;
      if (k === j) continue;
      const value =
        -squaresAbout(standard, j * n, rows, gamma[k]) / (2 * delta[k]) - (m / 2) * Math.log(2 * Math.PI * delta[k]);
      if (!Number.isNaN(value)) logWeight[k] = value;
      if (logWeight[k] > top) top = logWeight[k];
    }
    let total = 0;
    let sumG = 0;
    let sumD = 0;
    for (let k = 0; k < p; k++) {
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
