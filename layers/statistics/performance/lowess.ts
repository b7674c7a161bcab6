/** Lowess, the smoother of calibration curves. */
import { orderOf } from '../numbers/ranks.ts';

/**
 * Locally weighted linear regression (Cleveland 1979), without robustness iterations, as `lowess(x, y, iter = 0)`
 * of R: tricube weights over the nearest share of points; points closer than 1 % of the range to the last one
 * fitted are interpolated.
 *
 * @param span share of the points in each window
 * @returns points in ascending order of x
 */
export function lowess(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  span = 2 / 3,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const order = orderOf(x);
  const xs = Float64Array.from(order, (i) => x[i]);
  const ys = Float64Array.from(order, (i) => y[i]);
  const n = xs.length;
  const smooth = new Float64Array(n);
  if (n < 2) return { x: xs, y: ys };
  const window = Math.max(2, Math.min(n, Math.floor(span * n + 1e-7)));
  const near = 0.01 * (xs[n - 1] - xs[0]);
  const weight = new Float64Array(n);
  let left = 0;
  let fitted = -1;
  let i = 0;
  while (fitted < n - 1) {
    // The window follows the point: to the right while that brings its far end nearer.
    while (left + window < n && xs[i] - xs[left] > xs[left + window] - xs[i]) left++;
    smooth[i] = localLine(xs, ys, xs[i], left, left + window - 1, weight) ?? ys[i];
    for (let j = fitted + 1; j < i; j++) {
      const share = (xs[j] - xs[fitted]) / (xs[i] - xs[fitted]);
      smooth[j] = share * smooth[i] + (1 - share) * smooth[fitted];
    }
    fitted = i;
    const reach = xs[fitted] + near;
    let next = fitted + 1;
    for (; next < n && xs[next] <= reach; next++) {
      if (xs[next] === xs[fitted]) {
        smooth[next] = smooth[fitted];
        fitted = next;
      }
    }
    i = Math.max(fitted + 1, next - 1);
  }
  return { x: xs, y: smooth };
}

/** Value at `at` of the line through the weighted points of the window; null if none has weight. */
function localLine(
  xs: Float64Array,
  ys: Float64Array,
  at: number,
  left: number,
  right: number,
  weight: Float64Array,
): number | null {
  const n = xs.length;
  const range = xs[n - 1] - xs[0];
  const width = Math.max(at - xs[left], xs[right] - at);
  let total = 0;
  let end = left;
  // Ties of the last point count too, hence not only up to `right`.
  for (; end < n; end++) {
    const distance = Math.abs(xs[end] - at);
    weight[end] = 0;
    if (distance <= 0.999 * width) {
      weight[end] = distance <= 0.001 * width ? 1 : (1 - (distance / width) ** 3) ** 3;
      total += weight[end];
    } else if (xs[end] > at) break;
  }
  if (total <= 0) return null;
  let centre = 0;
  for (let j = left; j < end; j++) {
    weight[j] /= total;
    centre += weight[j] * xs[j];
  }
  let spread = 0;
  for (let j = left; j < end; j++) spread += weight[j] * (xs[j] - centre) ** 2;
  const slope = width > 0 && Math.sqrt(spread) > 0.001 * range ? (at - centre) / spread : 0;
  let value = 0;
  for (let j = left; j < end; j++) value += weight[j] * (slope * (xs[j] - centre) + 1) * ys[j];
  return value;
}
