/** The test of whether data are separated. */

/** A violation this small against the largest margin is rounding. */
const ROUNDING = 1e-7;

/**
 * Whether a direction separates the outcomes, completely or quasi-completely (Albert & Anderson 1984): moving the
 * coefficients along it lowers no row's likelihood and raises some, so no finite maximum exists. Newton's steps
 * turn into such a direction when there is one, and the test of it is exact: no threshold on coefficients.
 *
 * @param matrix row-major n × q, with the intercept
 * @param y outcome per row, 0 or 1
 */
export function separates(
  matrix: Float64Array,
  n: number,
  q: number,
  y: ArrayLike<number>,
  direction: Float64Array,
): boolean {
  let smallest = 0;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let margin = 0;
    for (let j = 0; j < q; j++) margin += matrix[i * q + j] * direction[j];
    if (y[i] < 0.5) margin = -margin;
    if (margin < smallest) smallest = margin;
    if (margin > largest) largest = margin;
  }
  return largest > 0 && smallest >= -ROUNDING * largest;
}
