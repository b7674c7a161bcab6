/** Power of a pattern on the sphere, by degree of the spherical harmonics. */
import { acosRoundedOnce, atan2RoundedOnce, hypot } from '@radscore/imaging/elementary';
import type { Setting } from '../settings/setting.ts';
import { fusedMultiplyAdd } from './fused-multiply-add.ts';
import { SPHERE_HARMONICS } from './sphere-harmonics.generated.ts';
import { sphericalHarmonic } from './spherical-harmonics.ts';

/** The harmonics of one degree at the vertices, order by order, a value per vertex. */
export interface Degree {
  readonly orders: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** @param vertices flat (x, y, z) on a sphere of `lbp3DIcosphereRadius` */
export function degreesOf(vertices: Float64Array, setting: Setting): Degree[] {
  const count = vertices.length / 3;
  const { lbp3DIcosphereRadius: radius, lbp3DIcosphereSubdivision: subdivision } = setting;
  return Array.from({ length: setting.lbp3DLevels }, (_, n) => {
    if (n === 1 && radius === 1 && subdivision === 1) return tabulated();
    const orders = 2 * n + 1;
    const [re, im] = [new Float64Array(orders * count), new Float64Array(orders * count)];
    for (let m = 0; m < orders; m++) {
      for (let v = 0; v < count; v++) {
        // PyRadiomics hands the polar angle over as azimuth and the azimuth as polar angle.
        const polar = acosRoundedOnce(vertices[3 * v + 2] / radius);
        const azimuth = atan2RoundedOnce(vertices[3 * v + 1], vertices[3 * v]);
        const harmonic = sphericalHarmonic(m - n, n, polar, azimuth);
        re[m * count + v] = harmonic.re;
        im[m * count + v] = harmonic.im;
      }
    }
    return { orders, re, im };
  });
}

function tabulated(): Degree {
  const { zero, re, im } = SPHERE_HARMONICS;
  return {
    orders: 3,
    re: Float64Array.from([...re.map((x) => -x), ...zero, ...re]),
    im: Float64Array.from([...im, ...zero.map(() => 0), ...im]),
  };
}

/**
 * Re √(Σw f(w)²) with f(w) = Σm c(m)·Y(m, w) and c(m) = Σv bits(v)·Y(m, v), in the order of operations of numpy: sums over
 * vertices and orders one by one, products of complex numbers with a fused multiply-add. The square is complex, and its
 * imaginary part is rounding.
 *
 * @param c room for the real and imaginary parts of the coefficients
 */
export function power(bits: Uint8Array, { orders, re, im }: Degree, c: Float64Array): number {
  const count = bits.length;
  for (let m = 0; m < orders; m++) {
    let [x, y] = [0, 0];
    for (let v = 0, at = m * count; v < count; v++, at++) {
      if (bits[v] === 0) continue;
      x += re[at];
      y += im[at];
    }
    c[2 * m] = x;
    c[2 * m + 1] = y;
  }
  // The order 0 is real.
  const real = (orders - 1) / 2;
  let [sumRe, sumIm] = [0, 0];
  for (let v = 0; v < count; v++) {
    let [x, y] = [0, 0];
    for (let m = 0, at = v; m < orders; m++, at += count) {
      const [cRe, cIm] = [c[2 * m], c[2 * m + 1]];
      if (m === real) {
        x += cRe * re[at];
        continue;
      }
      x += fusedMultiplyAdd(cRe, re[at], -(cIm * im[at]));
      y += fusedMultiplyAdd(cRe, im[at], cIm * re[at]);
    }
    sumRe += x * x - y * y;
    sumIm += 2 * x * y;
  }
  return Math.sqrt((hypot(sumRe, sumIm) + sumRe) / 2);
}
