import { orderOf } from '../numbers/ranks.ts';

/** p-values adjusted for their number; order and length of the input. */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const m = p.length;
  const order = orderOf(p);
  const adjusted = new Float64Array(m);
  let running = 1;
  for (let k = m - 1; k >= 0; k--) {
    running = Math.min(running, (p[order[k]] * m) / (k + 1));
    adjusted[order[k]] = running;
  }
  return adjusted;
}

/** Holm's step-down adjustment. */
export function holm(p: ArrayLike<number>): Float64Array {
  const m = p.length;
  const order = orderOf(p);
  const adjusted = new Float64Array(m);
  let running = 0;
  for (let k = 0; k < m; k++) {
    running = Math.max(running, Math.min(1, p[order[k]] * (m - k)));
    adjusted[order[k]] = running;
  }
  return adjusted;
}

export function bonferroni(p: ArrayLike<number>): Float64Array {
  return Float64Array.from(p, (value) => Math.min(1, value * p.length));
}
