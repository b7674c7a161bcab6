/** Where a NIfTI header places its image, decided as ITK decides. */
import { InputRefused } from '../errors.ts';
import { directionFromAxes, dotProduct, lengthOf, requireRegularGrid } from '../volume/direction.ts';
import type { Grid } from '../volume/geometry.ts';
import { IDENTITY_DIRECTION, type Vector3 } from '../volume/volume.ts';
import { type NiftiHeader, SCANNER_ANATOMICAL } from './nifti-header.ts';

/** Millimetres per unit of length, by the code in `xyzt_units`. Every reader takes a unit that is not given for millimetres. */
const MILLIMETRES: readonly number[] = [1, 1000, 1, 0.001];

/** A kilometre: no image lies so far off, and in single precision nothing would be left of the voxel size. */
const FARTHEST_MM = 1e6;

/** ITK takes axes for perpendicular, and two transforms for the same, to this: cosines, and millimetres. */
const SAME = 1e-4;

/**
 * Where the voxels of a NIfTI image lie, in LPS, as ITK 5.4 reads it: spacing from `pixdim`, in the header's unit of
 * length (which nibabel ignores); axes and origin from the sform where it is the scanner's or says what the qform says,
 * else from the qform. A header of neither transform says nothing of its place: origin 0, axes as they are stored, as ITK
 * and nifti1.h (method 1) have it.
 *
 * Two transforms that differ are two coordinate systems (the scanner's, an atlas'), of which ITK, and with it PyRadiomics,
 * reads the one and nibabel the other: ITK's choice holds where it follows from the transforms. ITK reads no NIfTI-2; there the two have to agree. Whichever is
 * chosen, the voxel size is that of `pixdim`, and an sform of another one, or of sheared axes, is a contradiction.
 *
 * @throws InputRefused `geometry-invalid`
 */
export function niftiGrid(header: NiftiHeader, file: string): Omit<Grid, 'size'> {
  const unit = MILLIMETRES[header.xyztUnits & 7];
  if (unit === undefined) {
    throw refuse(file, `the unit of length ${header.xyztUnits & 7}`, '1 (metres), 2 (millimetres) or 3 (micrometres)');
  }
  // Axes that are not there have no spacing of their own.
  const step = (axis: number): number => (header.dim[0] < axis ? 1 : header.pixdim[axis] * unit);
  const spacing: Vector3 = [step(1), step(2), step(3)];
  requireRegularGrid(spacing, [0, 0, 0], IDENTITY_DIRECTION, file);
  if (header.qformCode === 0 && header.sformCode === 0) {
    return { spacing, origin: [0, 0, 0], direction: IDENTITY_DIRECTION };
  }
  const m = transformOf(header, file);
  if ([m[3], m[7], m[11]].some((place) => Math.abs(place) * unit > FARTHEST_MM)) {
    throw refuse(file, `an origin at (${m[3]}, ${m[7]}, ${m[11]})`, `at most ${FARTHEST_MM} mm from the scanner's`);
  }
  // NIfTI's world is RAS: x and y change sign.
  return {
    spacing,
    origin: [-m[3] * unit, -m[7] * unit, m[11] * unit],
    direction: directionFromAxes([-m[0], -m[4], m[8]], [-m[1], -m[5], m[9]], [-m[2], -m[6], m[10]]),
  };
}

/** Index → RAS as ITK 5.4 chooses it, in the header's unit: three rows of four. */
function transformOf(header: NiftiHeader, file: string): readonly number[] {
  const { qformCode, sformCode, srow, version } = header;
  const used = [...(sformCode > 0 ? srow : []), ...(qformCode > 0 ? [...header.quaternion, ...header.qoffset] : [])];
  if (used.some((value) => !Number.isFinite(value))) {
    throw refuse(file, 'an affine matrix with entries that are no numbers', 'a finite qform and sform');
  }
  if (qformCode > 0) requireQuaternion(header, file);
  const qform = quaternionTransform(header);
  if (sformCode === 0) return qform;
  if (!hasPerpendicularAxes(srow)) {
    throw refuse(
      file,
      'an sform with sheared or missing axes',
      'an sform with perpendicular axes',
      'Resample the image to a grid without shear before it is uploaded.',
    );
  }
  requireLengths(header, file);
  if (qformCode === 0) return srow;
  if (version === 1 && sformCode === SCANNER_ANATOMICAL) return srow;
  const relation = relationOf(srow, qform);
  if (relation === 'same') return srow;
  if (version === 1 && relation === 'different') return qform;
  throw refuse(
    file,
    relation === 'undecided'
      ? 'an sform and a qform that turn or mirror the axes differently about the same origin'
      : 'an sform and a qform that place the voxels differently',
    'two that agree, or one of them',
    'Remove the one that is not meant (code 0), or resample the image.',
  );
}

/** @throws InputRefused where b, c, d are no part of a unit quaternion, or the third axis is turned by another factor than ±1. */
function requireQuaternion({ quaternion, pixdim, version }: NiftiHeader, file: string): void {
  const norm = dotProduct(quaternion as unknown as Vector3, quaternion as unknown as Vector3);
  // Rounding of the three components; nibabel's tolerance.
  const rounding = 3 * (version === 1 ? 2 ** -23 : Number.EPSILON);
  if (norm > 1 + rounding) throw refuse(file, `a quaternion of length ${Math.sqrt(norm)}`, 'a length of at most 1');
  if (![-1, 0, 1].includes(pixdim[0])) throw refuse(file, `pixdim[0] ${pixdim[0]} (qfac)`, '1 or -1');
}

/** @throws InputRefused where an axis of the sform has another length than `pixdim` says. */
function requireLengths({ srow, pixdim, dim }: NiftiHeader, file: string): void {
  for (let axis = 0; axis < Math.min(dim[0], 3); axis++) {
    const length = lengthOf([srow[axis], srow[4 + axis], srow[8 + axis]]);
    const wanted = pixdim[axis + 1];
    if (Math.abs(length - wanted) <= SAME * Math.max(1, wanted)) continue;
    throw refuse(file, `a step of ${length} along axis ${axis + 1} in the sform`, `${wanted}, as pixdim says`);
  }
}

/** nifti1.h, method 2: a rotation from the quaternion, times the spacing; the third axis flipped where qfac is -1. */
function quaternionTransform({ quaternion, qoffset, pixdim, version }: NiftiHeader): number[] {
  let [b, c, d] = quaternion;
  let a = 1 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    const norm = 1 / Math.sqrt(b * b + c * c + d * d);
    [a, b, c, d] = [0, b * norm, c * norm, d * norm];
  } else {
    a = Math.sqrt(a);
  }
  const [x, y] = [pixdim[1] > 0 ? pixdim[1] : 1, pixdim[2] > 0 ? pixdim[2] : 1];
  const z = (pixdim[3] > 0 ? pixdim[3] : 1) * (pixdim[0] < 0 ? -1 : 1);
  const rows = [
    [(a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z, qoffset[0]],
    [2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z, qoffset[1]],
    [2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - c * c - b * b) * z, qoffset[2]],
  ].flat();
  // The reference implementation of NIfTI-1 keeps the matrix in single precision.
  return version === 1 ? rows.map(Math.fround) : rows;
}

/** ITK's test of the sform: unit axes, perpendicular to 1e-4. */
function hasPerpendicularAxes(m: readonly number[]): boolean {
  const axes = [0, 1, 2].map((axis): Vector3 => [m[axis], m[4 + axis], m[8 + axis]]);
  if (axes.some((axis) => !(lengthOf(axis) > 0))) return false;
  return [
    [0, 1],
    [0, 2],
    [1, 2],
  ].every(([i, j]) => Math.abs(dotProduct(axes[i], axes[j])) / (lengthOf(axes[i]) * lengthOf(axes[j])) <= SAME);
}

/** Singular vectors of lengths this close are noise in the single precision that ITK decomposes in. */
const SAME_LENGTH = 0.01;

/**
 * ITK compares scales, offsets and the left singular vectors of the two matrices to 1e-4. Singular vectors have no sign,
 * and those of axes of one length no direction: of two transforms that differ by a mirrored axis, or by a turn among
 * axes of one length, it takes now the one, now the other (measured on ITK 5.4), and nobody can say which is meant.
 */
function relationOf(sform: readonly number[], qform: readonly number[]): 'same' | 'undecided' | 'different' {
  if ([3, 7, 11].some((i) => Math.abs(sform[i] - qform[i]) > SAME)) return 'different';
  const axes = [0, 1, 2].map((axis) => {
    const s: Vector3 = [sform[axis], sform[4 + axis], sform[8 + axis]];
    const q: Vector3 = [qform[axis], qform[4 + axis], qform[8 + axis]];
    const [sLength, qLength] = [lengthOf(s), lengthOf(q)];
    const apart = (sign: 1 | -1): number =>
      Math.max(...s.map((cosine, row) => Math.abs(cosine / sLength - (sign * q[row]) / qLength)));
    return { length: sLength, change: Math.abs(sLength - qLength), apart: apart(1), apartMirrored: apart(-1) };
  });
  if (axes.some(({ change }) => change > SAME)) return 'different';
  if (axes.every(({ apart }) => apart <= SAME)) return 'same';
  const hasOwnLength = (axis: number): boolean =>
    axes.every(({ length }, other) => other === axis || Math.abs(length / axes[axis].length - 1) > SAME_LENGTH);
  const isTurned = axes.some(({ apart, apartMirrored }, i) => hasOwnLength(i) && Math.min(apart, apartMirrored) > SAME);
  return isTurned ? 'different' : 'undecided';
}

function refuse(file: string, got: string, wanted: string, remedy?: string): InputRefused {
  return new InputRefused({
    code: 'geometry-invalid',
    file,
    got,
    wanted,
    remedy: remedy ?? 'The header contradicts itself: export the image again.',
  });
}
