/** p values adjusted for the number of tests, as R's p.adjust. */
import { orderOf } from '../numbers/ranks.ts';

/** Holm: no false finding among all. Benjamini–Hochberg: few false ones among the findings. */
export type Multiplicity = 'holm' | 'benjamini-hochberg';

/**
 * @param p of every test made
 * @returns adjusted values in the order of the input
 */
export function adjustP(p: ArrayLike<number>, method: Multiplicity): Float64Array {
  return method === 'holm' ? holm(p) : benjaminiHochberg(p);
}

function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
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

/** Step-down: the smallest p is multiplied by m, the next one by m − 1 … */
function holm(p: ArrayLike<number>): Float64Array {
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
