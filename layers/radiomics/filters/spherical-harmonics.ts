import { cos, sin } from '@radscore/imaging/elementary';
/** A complex value. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Y of degree n and order m at azimuth `theta` and polar angle `phi`, with the Condon–Shortley phase (scipy's `sph_harm`). */
export function sphericalHarmonic(m: number, n: number, theta: number, phi: number): Complex {
  const order = Math.abs(m);
  let ratio = 1;
  for (let k = n - order + 1; k <= n + order; k++) ratio /= k;
  const amplitude = Math.sqrt(((2 * n + 1) / (4 * Math.PI)) * ratio) * associatedLegendre(order, n, cos(phi));
  const sign = m < 0 && order % 2 === 1 ? -1 : 1;
  return { re: sign * amplitude * cos(m * theta), im: sign * amplitude * sin(m * theta) };
}

/** By upward recurrence from P(m, m). */
function associatedLegendre(m: number, n: number, x: number): number {
  let previous = 0;
  let current = 1;
  for (let k = 1; k <= m; k++) current *= -(2 * k - 1) * Math.sqrt(Math.max(0, 1 - x * x));
  for (let k = m + 1; k <= n; k++)
    [previous, current] = [current, ((2 * k - 1) * x * current - (k + m - 1) * previous) / (k - m)];
  return current;
}
