/** Elementary functions that give the same bits on every host. */
/**
 * Elementary functions that give the same bits everywhere. Those of `Math` may differ in the last bit from one engine to
 * the next (ECMA-262 leaves them to the implementation, and V8 changed its own between Node 24 and Chromium 156); these are
 * made of additions and multiplications alone. `Math.sqrt` is exact by definition and stays.
 */
import arcCosine from '@stdlib/math-base-special-acos';
import arcTangent from '@stdlib/math-base-special-atan2';
import cubeRoot from '@stdlib/math-base-special-cbrt';
import cosine from '@stdlib/math-base-special-cos';
import exponential from '@stdlib/math-base-special-exp';
import naturalLogarithm from '@stdlib/math-base-special-ln';
import binaryLogarithm from '@stdlib/math-base-special-log2';
import sine from '@stdlib/math-base-special-sin';

export {
  acosRoundedOnce,
  atan2RoundedOnce,
  cosRoundedOnce,
  sinRoundedOnce,
} from './rounded-once.ts';

export const acos: (x: number) => number = arcCosine;
export const atan2: (y: number, x: number) => number = arcTangent;
export const cbrt: (x: number) => number = cubeRoot;
export const cos: (x: number) => number = cosine;
export const exp: (x: number) => number = exponential;
export const ln: (x: number) => number = naturalLogarithm;
export const log2: (x: number) => number = binaryLogarithm;
export const sin: (x: number) => number = sine;

/** √(x² + y² + z²), for lengths: what is squared neither overflows nor vanishes. */
export function hypot(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}
