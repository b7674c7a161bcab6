import { tTwoSided } from '../numbers/distributions.ts';
import { mean } from '../numbers/moments.ts';
import { averageRanks } from '../numbers/ranks.ts';

export interface Correlation {
  readonly r: number;
  /** Two-sided, from Student's t with n - 2 degrees of freedom. */
  readonly p: number;
}

/** Product-moment correlation; NaN where a variable is constant. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  const n = x.length;
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const t = r * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
  return { r, p: tTwoSided(t, n - 2) };
}

/** Rank correlation with average ranks for ties. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): Correlation {
  return pearson(averageRanks(x), averageRanks(y));
}
