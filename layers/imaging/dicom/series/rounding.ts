/** How coarsely numbers were written: the unit of their last digit. */

/** The finest decimal place that is looked for: beyond it a number counts as exact. */
const FINEST_DECIMALS = 6;
/** Numbers that went through single precision end in noise of this size, relative to themselves. */
const SINGLE_PRECISION = 6e-8;
/** Noise of double precision, of a sum or two. */
const DOUBLE_PRECISION = 1e-9;

/** Positions written in units coarser than a tenth of a millimetre are not explained by rounding. */
export const COARSEST_POSITION = 0.1;
/** Direction cosines and pixel spacings that are coarser than a thousandth are not explained by rounding. */
export const COARSEST_FRACTION = 1e-3;

/**
 * Half a unit of the last decimal place that any of the numbers needs, which is how far rounding may have moved each:
 * 0.005 for 1.25 and 3.5, at most half of `coarsest`. Zeros at the end are no digits, and noise of single precision is
 * none; 0 if six places are not enough.
 */
export function halfLastDigit(values: readonly number[], coarsest: number): number {
  return halfDigitOf([values], 0, 1, coarsest);
}

/** `halfLastDigit` of the coordinates of points (mm), for x, y and z: lists in which these follow each other. */
export function halfDigitsOfPoints(lists: readonly (readonly number[])[]): readonly [number, number, number] {
  const of = (axis: number): number => halfDigitOf(lists, axis, 3, COARSEST_POSITION);
  return [of(0), of(1), of(2)];
}

/** Of every `stride`th number of each list. */
function halfDigitOf(lists: readonly (readonly number[])[], from: number, stride: number, coarsest: number): number {
  for (let decimals = Math.round(-Math.log10(coarsest)); decimals <= FINEST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    const isWritten = (values: readonly number[]): boolean => {
      for (let i = from; i < values.length; i += stride) {
        const scaled = values[i] * scale;
        const noise = scale * (Math.abs(values[i]) * SINGLE_PRECISION + DOUBLE_PRECISION);
        if (Math.abs(scaled - Math.round(scaled)) > noise) return false;
      }
      return true;
    };
    if (lists.every(isWritten)) return 0.5 / scale;
  }
  return 0;
}

/** How far rounding of its coordinates may have moved a point along a direction, mm. */
export function roundingAlong(direction: readonly number[], halfDigits: readonly number[]): number {
  return direction.reduce((sum, cosine, axis) => sum + Math.abs(cosine) * halfDigits[axis], 0);
}
