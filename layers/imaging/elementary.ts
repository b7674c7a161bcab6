/**
 * Elementary functions that give the same bits everywhere. Those of `Math` may differ in the last bit from one engine to
 * the next (ECMA-262 leaves them to the implementation, and V8 changed its own between Node 24 and Chromium 156); these are
 * made of additions and multiplications alone. `Math.sqrt` is exact by definition and stays.
 */
import cosine from '@stdlib/math-base-special-cos';
import exponential from '@stdlib/math-base-special-exp';
import naturalLogarithm from '@stdlib/math-base-special-ln';
import binaryLogarithm from '@stdlib/math-base-special-log2';
import sine from '@stdlib/math-base-special-sin';

export const cos: (x: number) => number = cosine;
export const exp: (x: number) => number = exponential;
export const ln: (x: number) => number = naturalLogarithm;
export const log2: (x: number) => number = binaryLogarithm;
export const sin: (x: number) => number = sine;
