/** A root finder. */

/**
 * Root of a continuous function between two points where it has opposite signs (Brent 1973): inverse quadratic
 * interpolation where it helps, bisection where it does not.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-12): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  let c = a;
  let fc = fa;
  let width = b - a;
  let before = width;
  for (let iteration = 0; iteration < 200 && fb !== 0; iteration++) {
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      width = b - a;
      before = width;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const small = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const middle = (c - b) / 2;
    if (Math.abs(middle) <= small) break;
    let step = middle;
    if (Math.abs(before) >= small && Math.abs(fa) > Math.abs(fb)) {
      const s = fb / fa;
      let p = 2 * middle * s;
      let q = 1 - s;
      if (a !== c) {
        const t = fa / fc;
        const r = fb / fc;
        p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1));
        q = (t - 1) * (r - 1) * (s - 1);
      }
      if (p > 0) q = -q;
      else p = -p;
      if (2 * p < Math.min(3 * middle * q - Math.abs(small * q), Math.abs(before * q))) step = p / q;
    }
    before = step === middle ? middle : width;
    width = step;
    a = b;
    fa = fb;
    b += Math.abs(step) > small ? step : Math.sign(middle) * small;
    fb = f(b);
  }
  return b;
}
