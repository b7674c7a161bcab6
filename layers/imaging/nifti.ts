import { directionFromAxes, dotProduct, lengthOf, requireRegularGrid } from './direction.ts';
import { InputRefused } from './errors.ts';
import { gzip, inflateHead, inflateWanted } from './inflate.ts';
import { DEFAULT_LIMITS, declaredBytes, type ReadOptions, requireBytes, toThreeAxes } from './limits.ts';
import {
  encodeNiftiHeader,
  NIFTI_HEADER_BYTES,
  type NiftiHeader,
  parseNiftiHeader,
  SCANNER_ANATOMICAL,
} from './nifti-header.ts';
import { type Matrix3, type Vector3, type Volume, type Voxels, voxelCount } from './volume.ts';
import { BYTES_PER_VOXEL, decodeVoxels, encodeVoxels, voxelType } from './voxel-type.ts';

/**
 * Reads a NIfTI-1 or NIfTI-2 image, plain or gzipped.
 *
 * Geometry and voxel type are those of ITK 5.4: spacing from `pixdim`, axes and origin from the sform where it has no
 * skew and is the scanner's (or says what the qform says), else from the qform, in LPS; integers with a slope become
 * float32. Where ITK hides damage this refuses: a spacing that is not positive, a matrix that is not finite, voxels
 * that are not there. A slope of 0 means "not scaled" (nifti1.h), also where ITK adds the intercept.
 *
 * @throws InputRefused
 */
export function readNifti(bytes: Uint8Array, file: string, options: ReadOptions = {}): Volume {
  const gzipped = isGzip(bytes);
  const header = parseNiftiHeader(gzipped ? gzippedHead(bytes, file) : bytes, file);
  const extents = header.dim.slice(1, header.dim[0] + 1);
  const limits = options.limits ?? DEFAULT_LIMITS;
  const bytesPerVoxel = BYTES_PER_VOXEL[header.type];
  const declared = declaredBytes(extents, bytesPerVoxel, file, limits);
  const size = toThreeAxes(extents);
  const grid = geometry(header, file);
  requireRegularGrid(grid.spacing, grid.origin, grid.direction, file);

  const wanted = voxelCount(size) * bytesPerVoxel;
  const start = chooseChannel(extents, options.channel, file) * wanted;
  const content = header.detached ? detachedFile(file, options) : bytes;
  const isCompressed = isGzip(content);
  let stored: Uint8Array;
  if (isCompressed) {
    const [first, end] = options.slices ?? [0, size[2]];
    const range = { from: start + (wanted / size[2]) * first, to: start + (wanted / size[2]) * end };
    stored = inflateWanted(content, 'gzip', { skip: header.voxOffset, wanted: declared, ...range }, file);
  } else {
    stored = content.subarray(header.voxOffset);
    requireBytes(Math.max(stored.length - start, 0), wanted, file);
  }
  const own = stored.subarray(start, start + wanted);
  const voxels = decodeVoxels(own, header.type, header.littleEndian, file, isCompressed);
  return { voxels: scale(voxels, header), size, ...grid };
}

/** True where bytes begin like a gzip stream. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The first bytes of a gzipped file, enough for any image header. */
export function gzippedHead(bytes: Uint8Array, file: string): Uint8Array {
  // Of noise the compressed header takes a little more than the header.
  return inflateHead(bytes.subarray(0, 8 * NIFTI_HEADER_BYTES), 'gzip', NIFTI_HEADER_BYTES, file);
}

function chooseChannel(extents: readonly number[], channel: number | undefined, file: string): number {
  const channels = extents.slice(3).reduce((product, extent) => product * extent, 1);
  const chosen = channel ?? (channels === 1 ? 0 : -1);
  if (chosen >= 0 && chosen < channels) return chosen;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got: `${extents.join(' × ')} values, ${channels} volumes`,
    wanted: channel === undefined ? 'one volume' : `a channel from 0 to ${channels - 1}, not ${channel}`,
    remedy: 'Save one volume per file, or choose one of them.',
  });
}

function detachedFile(file: string, options: ReadOptions): Uint8Array {
  const name = (file.split(/[/\\]/).pop() ?? file).replace(/\.hdr(\.gz)?$/i, '.img$1');
  const data = options.resolve?.(name);
  if (data) return data;
  throw new InputRefused({
    code: 'file-missing',
    file,
    got: 'a header whose voxels are in another file',
    wanted: 'the .img file of the same name beside it',
    remedy: 'Upload both files, or save the image as one .nii file.',
  });
}

/** float32(float32(x) · slope + intercept) for integers and float32, in double for float64. */
function scale(voxels: Voxels, { slope, intercept }: NiftiHeader): Voxels {
  if (slope === 0 || !Number.isFinite(slope) || !Number.isFinite(intercept)) return voxels;
  if (slope === 1 && intercept === 0) return voxels;
  const scaled = voxels instanceof Float64Array ? voxels : new Float32Array(voxels);
  for (let i = 0; i < scaled.length; i++) scaled[i] = scaled[i] * slope + intercept;
  return scaled;
}

function geometry(header: NiftiHeader, file: string): { spacing: Vector3; origin: Vector3; direction: Matrix3 } {
  const unit = { 1: 1000, 3: 0.001 }[header.xyztUnits & 7] ?? 1;
  // Axes that are not there have no spacing of their own.
  const step = (axis: number): number => (header.dim[0] < axis ? 1 : header.pixdim[axis] * unit);
  const spacing: Vector3 = [step(1), step(2), step(3)];
  if (header.qformCode <= 0 && header.sformCode <= 0) {
    return { spacing, origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  }
  const m = chooseTransform(header, file);
  // NIfTI's world is RAS: x and y change sign.
  return {
    spacing,
    origin: [-m[3] * unit, -m[7] * unit, m[11] * unit],
    direction: directionFromAxes([-m[0], -m[4], m[8]], [-m[1], -m[5], m[9]], [-m[2], -m[6], m[10]]),
  };
}

/** Index → RAS as ITK 5.4 chooses it: three rows of four. */
function chooseTransform(header: NiftiHeader, file: string): readonly number[] {
  const { qformCode, sformCode, srow } = header;
  const used = [...(sformCode > 0 ? srow : []), ...(qformCode > 0 ? [...header.quaternion, ...header.qoffset] : [])];
  if (used.some((value) => !Number.isFinite(value))) {
    throw new InputRefused({
      code: 'geometry-invalid',
      file,
      got: 'an affine matrix with entries that are no numbers',
      wanted: 'a finite qform and sform',
      remedy: 'The header is damaged: export the image again.',
    });
  }
  const qform = quaternionTransform(header);
  if (sformCode > 0 && hasPerpendicularAxes(srow)) {
    if (qformCode <= 0 || sformCode === SCANNER_ANATOMICAL || saySame(srow, qform)) return srow;
  }
  if (qformCode > 0) return qform;
  throw new InputRefused({
    code: 'geometry-invalid',
    file,
    got: 'an sform with sheared or missing axes, and no qform',
    wanted: 'an sform or a qform with perpendicular axes',
    remedy: 'Resample the image to a grid without shear before it is uploaded.',
  });
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

/** ITK compares the two matrices' rotations, scales and offsets to 1e-4. */
function saySame(sform: readonly number[], qform: readonly number[]): boolean {
  for (let axis = 0; axis < 3; axis++) {
    const s: Vector3 = [sform[axis], sform[4 + axis], sform[8 + axis]];
    const q: Vector3 = [qform[axis], qform[4 + axis], qform[8 + axis]];
    const [sLength, qLength] = [lengthOf(s), lengthOf(q)];
    if (Math.abs(sLength - qLength) > SAME) return false;
    for (let row = 0; row < 3; row++) if (Math.abs(s[row] / sLength - q[row] / qLength) > SAME) return false;
  }
  return [3, 7, 11].every((i) => Math.abs(sform[i] - qform[i]) <= SAME);
}

const SAME = 1e-4;

/** Writes a NIfTI-1 image with qform and sform, both scanner-anatomical. Its geometry is single precision. */
export function writeNifti(volume: Volume, { gzip: gzipped = true }: { gzip?: boolean } = {}): Uint8Array {
  const { size, spacing, origin, direction: d } = volume;
  const type = voxelType(volume.voxels);
  const toRas = [-1, -1, 1];
  const srow = [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((axis) => toRas[row] * d[3 * row + axis] * spacing[axis]),
    toRas[row] * origin[row],
  ]);
  const { quaternion, qfac } = toQuaternion(d.map((value, i) => toRas[Math.floor(i / 3)] * value));
  const voxOffset = 352;
  const head = encodeNiftiHeader({
    dim: [3, ...size, 1, 1, 1, 1],
    type,
    bitpix: 8 * BYTES_PER_VOXEL[type],
    pixdim: [qfac, ...spacing, 0, 0, 0, 0],
    voxOffset,
    quaternion,
    qoffset: [srow[3], srow[7], srow[11]],
    srow,
  });
  const voxels = encodeVoxels(volume.voxels);
  const file = new Uint8Array(voxOffset + voxels.length);
  file.set(head);
  file.set(voxels, voxOffset);
  return gzipped ? gzip(file) : file;
}

/** Unit quaternion (b, c, d; a ≥ 0) of a rotation, row-major; a left-handed matrix has its third axis flipped. */
function toQuaternion(matrix: readonly number[]): { quaternion: number[]; qfac: 1 | -1 } {
  const [m00, m01, m02, m10, m11, m12, m20, m21, m22] = matrix;
  const determinant = m00 * (m11 * m22 - m12 * m21) - m01 * (m10 * m22 - m12 * m20) + m02 * (m10 * m21 - m11 * m20);
  const qfac = determinant < 0 ? -1 : 1;
  const [n02, n12, n22] = [m02 * qfac, m12 * qfac, m22 * qfac];
  // The largest of the four components is found first: dividing by it is stable.
  const squares = [1 + m00 + m11 + n22, 1 + m00 - m11 - n22, 1 - m00 + m11 - n22, 1 - m00 - m11 + n22];
  const largest = squares.indexOf(Math.max(...squares));
  const s = Math.sqrt(squares[largest]) / 2;
  const f = 1 / (4 * s);
  const [ba, ca, da] = [(m21 - n12) * f, (n02 - m20) * f, (m10 - m01) * f];
  const [bc, bd, cd] = [(m01 + m10) * f, (n02 + m20) * f, (n12 + m21) * f];
  const all = [
    [s, ba, ca, da],
    [ba, s, bc, bd],
    [ca, bc, s, cd],
    [da, bd, cd, s],
  ][largest];
  const sign = all[0] < 0 ? -1 : 1;
  return { quaternion: [sign * all[1], sign * all[2], sign * all[3]], qfac };
}
