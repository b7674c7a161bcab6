/** NIfTI images, read and written. */
import { gzipPortably, inflateHead, inflateWanted } from '../compression/inflate.ts';
import { InputRefused } from '../errors.ts';
import type { Gzip } from '../input/codecs.ts';
import { DEFAULT_LIMITS, declaredBytes, type ReadOptions, requireExactBytes, toThreeAxes } from '../input/limits.ts';
import { requireRegularGrid } from '../volume/direction.ts';
import { type Volume, type Voxels, voxelCount } from '../volume/volume.ts';
import { BYTES_PER_VOXEL, decodeVoxels, encodeVoxels, voxelType } from '../volume/voxel-type.ts';
import { niftiGrid } from './nifti-geometry.ts';
import { encodeNiftiHeader, NIFTI_HEADER_BYTES, type NiftiHeader, parseNiftiHeader } from './nifti-header.ts';

/**
 * Reads a NIfTI-1 or NIfTI-2 image, plain or gzipped.
 *
 * Geometry (`niftiGrid`) and voxel type are those of ITK 5.4; integers with a slope become float32. Where ITK hides
 * damage this refuses: a spacing that is not positive, a matrix that is not finite, voxels that are not there or are more
 * than the header declares. What ITK and nibabel read differently is refused too.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readNifti, writeNifti } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * readNifti(writeNifti(image), 'image.nii.gz').spacing; // → [ 1, 1, 2 ]
 * ```
 */
export function readNifti(bytes: Uint8Array, file: string, options: ReadOptions = {}): Volume {
  const gzipped = isGzip(bytes);
  const header = parseNiftiHeader(gzipped ? gzippedHead(bytes, file) : bytes, file);
  const extents = header.dim.slice(1, header.dim[0] + 1);
  const limits = options.limits ?? DEFAULT_LIMITS;
  const bytesPerVoxel = BYTES_PER_VOXEL[header.type];
  const declared = declaredBytes(extents, bytesPerVoxel, file, limits);
  const size = toThreeAxes(extents);
  const grid = niftiGrid(header, file);
  requireRegularGrid(grid.spacing, grid.origin, grid.direction, file);

  const wanted = voxelCount(size) * bytesPerVoxel;
  const start = chooseChannel(extents, options.channel, file) * wanted;
  const content = header.detached ? detachedFile(file, options) : bytes;
  const isCompressed = isGzip(content);
  let stored: Uint8Array;
  if (isCompressed) {
    const [first, end] = options.slices ?? [0, size[2]];
    const range = { from: start + (wanted / size[2]) * first, to: start + (wanted / size[2]) * end };
    stored = inflateWanted(
      content,
      'gzip',
      { skip: header.voxOffset, wanted: declared, ...range },
      file,
      limits.codecs?.inflate,
    );
  } else {
    stored = content.subarray(header.voxOffset);
    requireExactBytes(stored.length, declared, file);
  }
  const own = stored.subarray(start, start + wanted);
  const voxels = decodeVoxels(own, header.type, header.littleEndian, file, isCompressed);
  return { voxels: scale(voxels, header, file), size, ...grid };
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

/**
 * float32(float32(x) · slope + intercept) for integers and float32, in double for float64.
 *
 * A slope of 0, or of no number, with no intercept means "not scaled" to every reader. What is neither that nor a scale
 * is read differently by ITK and nibabel (the one adds the intercept, the other does not) and refused.
 */
function scale(voxels: Voxels, { slope, intercept }: NiftiHeader, file: string): Voxels {
  const isUnscaled = (slope === 0 || !Number.isFinite(slope)) && (intercept === 0 || !Number.isFinite(intercept));
  if (isUnscaled || (slope === 1 && intercept === 0)) return voxels;
  // ITK takes a slope below the precision of a double for none.
  if (!(Number.isFinite(slope) && Number.isFinite(intercept) && Math.abs(slope) > Number.EPSILON)) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `scl_slope ${slope} with scl_inter ${intercept}`,
      wanted: 'a slope other than 0 and an intercept, or neither',
      remedy: 'Programs read such voxels differently: save the image with its true values.',
    });
  }
  const scaled = voxels instanceof Float64Array ? voxels : new Float32Array(voxels);
  let isTooLarge = false;
  for (let i = 0; i < scaled.length; i++) {
    const stored = scaled[i];
    scaled[i] = stored * slope + intercept;
    if (!Number.isFinite(scaled[i]) && Number.isFinite(stored)) isTooLarge = true;
  }
  if (!isTooLarge) return scaled;
  throw new InputRefused({
    code: 'unreadable',
    file,
    got: `scl_slope ${slope} and scl_inter ${intercept}, which make voxels larger than single precision holds`,
    wanted: 'a scale that the voxels bear',
    remedy: 'The header is damaged: export the image again.',
  });
}

/**
 * Writes a NIfTI-1 image with qform and sform, both scanner-anatomical. Its geometry is single precision.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, writeNifti } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * writeNifti(image, { gzip: false }).length; // → 358
 * ```
 */
export function writeNifti(
  volume: Volume,
  { gzip: gzipped = true }: { gzip?: boolean } = {},
  gzip: Gzip = gzipPortably,
): Uint8Array {
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
