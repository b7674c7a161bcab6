/** Grids of every kind for the tests of the viewer: oblique, mirrored, with unlike spacings. */
import type { Grid, Matrix3, Vector3 } from '@radscore/imaging';
import fc from 'fast-check';

/** The rotation by three angles (radians), about z, y and x in turn, as a direction matrix. */
export function rotation(a: number, b: number, c: number): Matrix3 {
  const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
  return [
    ca * cb,
    ca * sb * sc - sa * cc,
    ca * sb * cc + sa * sc,
    sa * cb,
    sa * sb * sc + ca * cc,
    sa * sb * cc - ca * sc,
    -sb,
    cb * sc,
    cb * cc,
  ];
}

/** A direction with its columns in another order and some of them reversed. */
export function reordered(d: Matrix3, order: readonly number[], signs: readonly number[]): Matrix3 {
  const column = (k: number): readonly number[] => [0, 3, 6].map((row) => signs[k] * d[row + order[k]]);
  const [x, y, z] = [column(0), column(1), column(2)];
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]];
}

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
const step = fc.double({ min: 0.3, max: 8, noNaN: true });
const place = fc.double({ min: -300, max: 300, noNaN: true });
const extent = fc.integer({ min: 1, max: 40 });
const sign = fc.constantFrom(1, -1);

/** Any regular grid. */
export const anyGrid: fc.Arbitrary<Grid> = fc
  .record({
    angles: fc.tuple(angle, angle, angle),
    order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    signs: fc.tuple(sign, sign, sign),
    spacing: fc.tuple(step, step, step),
    origin: fc.tuple(place, place, place),
    size: fc.tuple(extent, extent, extent),
  })
  .map(({ angles, order, signs, spacing, origin, size }) => ({
    size,
    spacing,
    origin,
    direction: reordered(rotation(...angles), order, signs),
  }));

/** A place within a grid, as shares of its extent. */
export const shares = fc.tuple(
  ...([0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true })) as [
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
    fc.Arbitrary<number>,
  ]),
);

/** The continuous index of such a place. */
export function indexAt({ size }: Grid, [u, v, w]: readonly [number, number, number]): Vector3 {
  return [u * (size[0] - 1), v * (size[1] - 1), w * (size[2] - 1)];
}
