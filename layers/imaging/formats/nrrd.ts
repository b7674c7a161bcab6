/** NRRD images, read and written. */
import { inflateBzip2 } from '../compression/bzip2.ts';
import { expandsTooFar, gzipPortably, inflateWanted, mostInflated, type WantedBytes } from '../compression/inflate.ts';
import { InputRefused } from '../errors.ts';
import type { Gzip } from '../input/codecs.ts';
import { DEFAULT_LIMITS, declaredBytes, type ReadOptions, requireExactBytes, toThreeAxes } from '../input/limits.ts';
import { crossProduct, directionFromAxes, lengthOf, requireRegularGrid } from '../volume/direction.ts';
import { type Matrix3, type Vector3, type Volume, type Voxels, voxelCount } from '../volume/volume.ts';
import { BYTES_PER_VOXEL, decodeVoxels, encodeVoxels, newVoxels, voxelType } from '../volume/voxel-type.ts';
import { nrrdNumber, refuseNrrd } from './nrrd-fields.ts';
import { type NrrdHeader, parseNrrdHeader } from './nrrd-header.ts';

/** Signs that turn a header's world axes into LPS. Other spaces name no patient axes and are taken as they stand, as ITK does. */
const TO_LPS: Readonly<Record<string, Vector3>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

const AXES_IN_SPACE = new Set(['', 'domain', 'space', 'time', '???', 'none']);

/** True where bytes begin like a NRRD file. */
export function isNrrd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x4e && bytes[1] === 0x52 && bytes[2] === 0x52 && bytes[3] === 0x44;
}

/**
 * Reads a NRRD image. Geometry as ITK 5.4 reads it, to the last bit, except that a missing or impossible spacing is
 * refused where ITK takes 1 mm. 64-bit integers are narrowed to 32 bits where they fit.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readNrrd, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * readNrrd(writeNrrd(image), 'image.nrrd').spacing; // → [ 1, 1, 2 ]
 * ```
 */
export function readNrrd(bytes: Uint8Array, file: string, options: ReadOptions = {}): Volume {
  const header = parseNrrdHeader(bytes, file);
  const limits = options.limits ?? DEFAULT_LIMITS;
  const wanted = declaredBytes(header.sizes, BYTES_PER_VOXEL[header.type], file, limits);
  const axes = spatialAxes(header, options.channel, file);
  const size = toThreeAxes(axes.map((axis) => header.sizes[axis]));
  requireMillimetres(header, file);
  const grid = geometry(header, axes, file);
  requireRegularGrid(grid.spacing, grid.origin, grid.direction, file);
  if (BYTES_PER_VOXEL[header.type] > 1 && header.encoding !== 'ascii' && header.littleEndian === undefined) {
    throw refuseNrrd(file, 'no "endian" for voxels of several bytes', 'little or big');
  }

  const stored =
    header.encoding === 'ascii'
      ? readNumbers(header, bytes, file)
      : storedVoxels(header, axes, bytes, wanted, file, options);
  const voxels = stored.length === voxelCount(size) ? stored : takeChannel(header, axes, stored, options.channel ?? 0);
  return { voxels, size, ...grid };
}

/** Axes that span space. Others (colours, time points) must have one entry, or one is chosen by `channel`. */
function spatialAxes(header: NrrdHeader, channel: number | undefined, file: string): number[] {
  const all = header.sizes.map((_, axis) => axis);
  let axes = all.filter((axis) =>
    header.directions ? header.directions[axis] !== undefined : AXES_IN_SPACE.has(header.kinds[axis] ?? ''),
  );
  // Without a word about kinds, what comes after the third axis is time.
  if (axes.length > 3) axes = axes.slice(0, 3);
  const others = all.filter((axis) => !axes.includes(axis));
  const channels = others.reduce((product, axis) => product * header.sizes[axis], 1);
  const chosen = channel ?? (channels === 1 ? 0 : -1);
  if (axes.length > 0 && chosen >= 0 && chosen < channels) return axes;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got: `${header.sizes.join(' × ')} values, of which ${channels} belong to each voxel`,
    wanted: channel === undefined ? 'one value per voxel' : `a channel from 0 to ${channels - 1}, not ${channel}`,
    remedy: 'Save one image per file, or choose one of them.',
  });
}

/** Units that a header may give: none, or the one that is meant. What is said of an axis outside space is not looked at. */
const UNITS = new Set(['', 'mm', 'millimeter', 'millimeters', 'millimetre', 'millimetres', '???', 'none']);

/** Other readers take every number for millimetres, whatever the header says; this would be off by a factor. */
function requireMillimetres({ units, spaceUnits, kinds, directions }: NrrdHeader, file: string): void {
  const isSpatial = (_: string, axis: number): boolean =>
    directions ? directions[axis] !== undefined : AXES_IN_SPACE.has(kinds[axis] ?? '') && kinds[axis] !== 'time';
  const other = [...spaceUnits, ...units.filter(isSpatial)].find((unit) => !UNITS.has(unit));
  if (other === undefined) return;
  throw new InputRefused({
    code: 'geometry-invalid',
    file,
    got: 'an axis of space in another unit of length',
    wanted: 'millimetres ("mm")',
    remedy: 'Export the image in millimetres.',
  });
}

function geometry(
  header: NrrdHeader,
  axes: readonly number[],
  file: string,
): { spacing: Vector3; origin: Vector3; direction: Matrix3 } {
  if (header.directions) {
    const signs = TO_LPS[header.space ?? ''] ?? [1, 1, 1];
    const toLps = (v: readonly number[] | undefined): Vector3 => [
      (v?.[0] ?? 0) * signs[0],
      (v?.[1] ?? 0) * signs[1],
      (v?.[2] ?? 0) * signs[2],
    ];
    const x = toLps(header.directions[axes[0]]);
    const y: Vector3 = axes.length > 1 ? toLps(header.directions[axes[1]]) : [-x[1], x[0], 0];
    const normal = crossProduct(x, y);
    const toUnit = 1 / lengthOf(normal);
    const z: Vector3 =
      axes.length > 2
        ? toLps(header.directions[axes[2]])
        : [normal[0] * toUnit, normal[1] * toUnit, normal[2] * toUnit];
    return {
      spacing: [lengthOf(x), lengthOf(y), lengthOf(z)],
      origin: toLps(header.spaceOrigin),
      direction: directionFromAxes(x, y, z),
    };
  }

  const spacings = header.spacings;
  if (!spacings || axes.some((axis) => !(Math.abs(spacings[axis]) > 0))) {
    throw new InputRefused({
      code: 'geometry-invalid',
      file,
      got: spacings ? `spacings ${spacings.join(' ')}` : 'neither space directions nor spacings',
      wanted: 'the voxel size in millimetres along every axis',
      remedy: 'Export the image with its voxel size; features in millimetres depend on it.',
    });
  }
  requireExtents(header, axes, file);
  // A negative spacing runs backwards along its axis. ITK centres a voxel half a spacing above the axis minimum.
  const step = toThreeAxes(axes.map((axis) => spacings[axis]));
  const mins = axes.map((axis) => header.axisMins?.[axis] ?? Number.NaN);
  const isPlaced = mins.some(Number.isFinite);
  if (isPlaced && !mins.every(Number.isFinite))
    throw refuseNrrd(file, `axis mins ${mins.join(' ')}`, 'one per axis, or none');
  const starts = axes.map((axis, i) => {
    const min = mins[i];
    if (!isPlaced) return 0;
    return header.centers[axis] === 'node' ? min : min + spacings[axis] / 2;
  });
  return {
    spacing: [Math.abs(step[0]), Math.abs(step[1]), Math.abs(step[2])],
    origin: [starts[0], starts[1] ?? 0, starts[2] ?? 0],
    direction: [Math.sign(step[0]), 0, 0, 0, Math.sign(step[1]), 0, 0, 0, Math.sign(step[2])],
  };
}

/** @throws InputRefused where an axis does not end where its spacing, minimum and maximum say. */
function requireExtents(header: NrrdHeader, axes: readonly number[], file: string): void {
  const { axisMins, axisMaxs, spacings, sizes, centers } = header;
  if (!axisMins || !axisMaxs || !spacings) return;
  for (const axis of axes) {
    const [min, max] = [axisMins[axis], axisMaxs[axis]];
    if (!Number.isFinite(min) || !Number.isFinite(max)) continue;
    const steps = centers[axis] === 'node' ? sizes[axis] - 1 : sizes[axis];
    if (Math.abs(min + steps * spacings[axis] - max) <= 1e-3 * Math.abs(spacings[axis])) continue;
    throw refuseNrrd(
      file,
      `axis ${axis + 1} from ${min} to ${max} in steps of ${spacings[axis]}`,
      'numbers that agree',
    );
  }
}

function storedVoxels(
  header: NrrdHeader,
  axes: readonly number[],
  bytes: Uint8Array,
  wanted: number,
  file: string,
  options: ReadOptions,
): Voxels {
  const { type, littleEndian, dataFiles, sizes } = header;
  if (dataFiles.length > 0) {
    const each = wanted / dataFiles.length;
    if (!Number.isInteger(each)) throw refuseNrrd(file, `${dataFiles.length} data files`, 'files of the same size');
    const joined = new Uint8Array(wanted);
    dataFiles.forEach((name, i) => {
      joined.set(decode(header, detachedFile(name, file, options), { wanted: each }, name, options), i * each);
    });
    return decodeVoxels(joined, type, littleEndian ?? true, file, true);
  }
  // Slices follow one another where the third axis of space is the slowest of all.
  const isSliced = axes.length === 3 && sizes.length === 3 && options.slices;
  const range = isSliced ? { from: (wanted / sizes[2]) * isSliced[0], to: (wanted / sizes[2]) * isSliced[1] } : {};
  const stored = decode(header, bytes.subarray(header.dataOffset), { wanted, ...range }, file, options);
  return decodeVoxels(stored, type, littleEndian ?? true, file, header.encoding === 'gzip');
}

function detachedFile(name: string, file: string, options: ReadOptions): Uint8Array {
  // A header must not be able to reach beyond the folder it came in.
  if (/^([/\\]|[a-z]:)|(^|[/\\])\.\.([/\\]|$)/i.test(name)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'a data file outside the folder of the header',
      wanted: 'a data file beside the header, named without a path',
      remedy: 'Put the data file beside the header, or save the image as one file.',
    });
  }
  const data = options.resolve?.(name);
  if (data) return data;
  throw new InputRefused({
    code: 'file-missing',
    file,
    got: 'a header whose data file is not there',
    wanted: 'the data file that the header names',
    remedy: 'Upload the data file together with its header, or save the image as one file.',
  });
}

function decode(
  header: NrrdHeader,
  stored: Uint8Array,
  range: WantedBytes,
  file: string,
  { limits }: ReadOptions,
): Uint8Array {
  const { wanted } = range;
  let start = 0;
  for (let line = 0; line < header.lineSkip; line++) {
    const end = stored.indexOf(10, start);
    if (end < 0) throw truncatedLines(line, header.lineSkip, file);
    start = end + 1;
  }
  let content = stored.subarray(start);
  const skip = header.byteSkip;
  if (skip < 0 && header.encoding !== 'raw') throw refuseNrrd(file, 'byte skip -1 of compressed voxels', 'at least 0');
  if (header.encoding === 'gzip') {
    return inflateWanted(content, 'gzip', { skip, ...range }, file, limits?.codecs?.inflate);
  }
  if (header.encoding === 'bzip2') {
    if (wanted + skip > mostInflated(content.length)) throw expandsTooFar(content.length, wanted + skip, file);
    // One byte more than is wanted shows what is too much, and lets the checksum of the last block be compared.
    content = inflateBzip2(content, wanted + skip + 1, file).subarray(skip);
  } else {
    content = content.subarray(skip < 0 ? Math.max(content.length - wanted, 0) : skip);
  }
  requireExactBytes(content.length, wanted, file);
  return content;
}

function truncatedLines(got: number, wanted: number, file: string): InputRefused {
  return new InputRefused({
    code: 'truncated',
    file,
    got: `${got} lines before the voxels`,
    wanted: `${wanted}, as the header's "line skip" says`,
    remedy: 'The file was cut off or its header is wrong: export or upload it again.',
  });
}

/** Voxels as text, separated by spaces. @throws InputRefused for other than as many numbers that fit the type */
function readNumbers(header: NrrdHeader, bytes: Uint8Array, file: string): Volume['voxels'] {
  const { lineSkip, byteSkip, dataFiles } = header;
  if (lineSkip !== 0 || byteSkip !== 0 || dataFiles.length > 0) {
    throw refuseNrrd(file, 'voxels as text that are skipped to, or lie in other files', 'text behind the header');
  }
  const count = header.sizes.reduce((product, extent) => product * extent, 1);
  const text = new TextDecoder('latin1').decode(bytes.subarray(header.dataOffset));
  const values = text.split(/[\s,]+/).filter(Boolean);
  requireExactBytes(values.length, count, file);
  const type = header.type === 'int64' ? 'int32' : header.type === 'uint64' ? 'uint32' : header.type;
  const voxels = newVoxels(type, count);
  for (let i = 0; i < count; i++) {
    const value = nrrdNumber(values[i]);
    if (value !== undefined) voxels[i] = value;
    if (value === undefined || (!type.startsWith('float') && voxels[i] !== value)) {
      throw refuseNrrd(file, `a voxel ${i + 1} that is no ${header.type}`, `numbers of the type ${header.type}`);
    }
  }
  return voxels;
}

function takeChannel(
  header: NrrdHeader,
  axes: readonly number[],
  stored: Volume['voxels'],
  channel: number,
): Volume['voxels'] {
  const strides: number[] = [];
  header.sizes.reduce((stride, extent) => {
    strides.push(stride);
    return stride * extent;
  }, 1);
  let start = 0;
  let rest = channel;
  header.sizes.forEach((extent, axis) => {
    if (axes.includes(axis)) return;
    start += (rest % extent) * strides[axis];
    rest = Math.floor(rest / extent);
  });
  const [nx, ny, nz] = toThreeAxes(axes.map((axis) => header.sizes[axis]));
  const [sx, sy, sz] = [strides[axes[0]], strides[axes[1]] ?? 0, strides[axes[2]] ?? 0];
  const taken = newVoxels(voxelType(stored), nx * ny * nz);
  let at = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = start + z * sz + y * sy;
      for (let x = 0; x < nx; x++) taken[at++] = stored[row + x * sx];
    }
  }
  return taken;
}

const TYPE_NAMES = {
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  float32: 'float',
  float64: 'double',
} as const;

/**
 * Writes a NRRD image: one attached file, LPS, little-endian, numbers with all their digits.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * new TextDecoder().decode(writeNrrd(image).subarray(0, 8)); // → 'NRRD0004'
 * ```
 */
export function writeNrrd(
  volume: Volume,
  { encoding = 'gzip' }: { encoding?: 'raw' | 'gzip' } = {},
  gzip: Gzip = gzipPortably,
): Uint8Array {
  const { size, spacing, origin, direction } = volume;
  const column = (axis: 0 | 1 | 2): string =>
    `(${[0, 3, 6].map((row) => direction[row + axis] * spacing[axis]).join(',')})`;
  const header = [
    'NRRD0004',
    `type: ${TYPE_NAMES[voxelType(volume.voxels)]}`,
    'dimension: 3',
    'space: left-posterior-superior',
    `sizes: ${size.join(' ')}`,
    `space directions: ${column(0)} ${column(1)} ${column(2)}`,
    'kinds: domain domain domain',
    'endian: little',
    `encoding: ${encoding}`,
    `space origin: (${origin.join(',')})`,
    '',
    '',
  ].join('\n');
  const head = new TextEncoder().encode(header);
  const raw = encodeVoxels(volume.voxels);
  const data = encoding === 'gzip' ? gzip(raw) : raw;
  const file = new Uint8Array(head.length + data.length);
  file.set(head);
  file.set(data, head.length);
  return file;
}
