/** MetaImage files, read as ITK reads them. */
import { inflateWanted } from '../compression/inflate.ts';
import { InputRefused } from '../errors.ts';
import { DEFAULT_LIMITS, declaredBytes, type ReadOptions, requireExactBytes, toThreeAxes } from '../input/limits.ts';
import { directionFromAxes, lengthOf, requireRegularGrid } from '../volume/direction.ts';
import type { Matrix3, Vector3, Volume } from '../volume/volume.ts';
import { BYTES_PER_VOXEL, decodeVoxels, type StoredType } from '../volume/voxel-type.ts';
import { MetaFields, metaHeader } from './mha-header.ts';

const TYPES: Readonly<Record<string, StoredType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

/** Axes whose lengths differ from 1 by more would scale the image, as ITK reads them. */
const UNIT_LENGTH = 1e-4;

/** True where bytes begin like a MetaImage header. */
export function isMetaImage(bytes: Uint8Array): boolean {
  return /^\s*(ObjectType|NDims)\s*=/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64)));
}

/**
 * Reads a MetaImage: one file (.mha), or a header (.mhd) with its data file next to it. World coordinates are LPS, as
 * ITK takes them; rows of TransformMatrix are the index axes. ITK's own reader takes what is missing or malformed for
 * 1 mm and for the origin 0; here the voxel size is required, and what is given has to be complete.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { readMetaImage } from '@radscore/imaging';
 * const fields = ['NDims = 3', 'DimSize = 2 1 1', 'ElementSpacing = 1 1 2', 'ElementType = MET_UCHAR'];
 * const header = [...fields, 'ElementDataFile = LOCAL', ''].join('\n');
 * const bytes = Uint8Array.of(...new TextEncoder().encode(header), 7, 9);
 * readMetaImage(bytes, 'image.mha').voxels; // → Uint8Array(2) [ 7, 9 ]
 * ```
 */
export function readMetaImage(bytes: Uint8Array, file: string, options: ReadOptions = {}): Volume {
  const { fields, end } = metaHeader(bytes, file);
  const header = new MetaFields(fields, file);
  const name = header.text('ElementType') ?? '';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  const channels = header.whole('ElementNumberOfChannels') ?? 1;
  const dimensions = header.whole('NDims') ?? 0;
  if (!type || channels !== 1 || !(dimensions >= 2 && dimensions <= 3)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: `${dimensions} dimensions of ${type ?? 'another type'}, ${channels} channels`,
      wanted: `two or three dimensions of ${Object.keys(TYPES).join(', ')}, one channel`,
      remedy: 'Save the image with one number per voxel.',
    });
  }
  requirePlainVoxels(header);
  const extents = header.numbers(dimensions, 'DimSize') ?? [];
  const wanted = declaredBytes(extents, BYTES_PER_VOXEL[type], file, options.limits ?? DEFAULT_LIMITS);
  const grid = geometry(header, dimensions, file);

  const isCompressed = header.flag('CompressedData') ?? false;
  const isBigEndian = header.flag('BinaryDataByteOrderMSB', 'ElementByteOrderMSB') ?? false;
  const headerSize = header.whole('HeaderSize');
  const dataFile = header.text('ElementDataFile') ?? '';
  const stored = dataOf(dataFile, bytes, end, file, options);
  const isLocal = stored.buffer === bytes.buffer;
  const content = isCompressed
    ? inflated(header, stored, headerSize, wanted, file, options)
    : behindHeader(header, stored, headerSize, wanted, isLocal);
  requireExactBytes(content.length, wanted, file);
  const voxels = decodeVoxels(content, type, !isBigEndian, file, isCompressed);
  return { voxels, size: toThreeAxes(extents), ...grid };
}

/** @throws InputRefused where the voxels are text, or stand for other values than are stored */
function requirePlainVoxels(header: MetaFields): void {
  const object = header.text('ObjectType');
  if (object !== undefined && object !== 'Image') throw header.refuse('another ObjectType', 'Image');
  if (!(header.flag('BinaryData') ?? true)) throw header.refuse('BinaryData = False', 'binary voxels');
  const [slope] = header.numbers(1, 'ElementToIntensityFunctionSlope') ?? [1];
  const [offset] = header.numbers(1, 'ElementToIntensityFunctionOffset') ?? [0];
  // ITK reads the stored values and forgets the function.
  if (slope !== 1 || offset !== 0) throw header.refuse('a function from stored to true values', 'the true values');
  const unit = header.text('DistanceUnits') ?? 'mm';
  if (!/^(mm|\?)$/i.test(unit)) throw header.refuse('another unit of length', 'DistanceUnits = mm');
}

function geometry(header: MetaFields, dimensions: number, file: string): Omit<Volume, 'voxels' | 'size'> {
  const steps = header.numbers(dimensions, 'ElementSpacing') ?? header.numbers(dimensions, 'ElementSize');
  const spacing = toThreeAxes(steps ?? [Number.NaN]);
  const [x, y, z = 0] = header.numbers(dimensions, 'Offset', 'Position', 'Origin') ?? [0, 0];
  const origin: Vector3 = [x, y, z];
  const direction = directionOf(header, dimensions);
  // It says nothing of an image; ITK loses its place in the header where it is malformed.
  header.numbers(dimensions, 'CenterOfRotation');
  requireUnusedNumbers(header, dimensions);
  requireRegularGrid(spacing, origin, direction, file);
  requireOrientation(header, direction);
  return { spacing, origin, direction };
}

function directionOf(header: MetaFields, dimensions: number): Matrix3 {
  const given = header.numbers(dimensions * dimensions, 'TransformMatrix', 'Rotation', 'Orientation');
  const m = given ?? (dimensions === 2 ? [1, 0, 0, 1] : [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const axes: readonly Vector3[] =
    dimensions === 2
      ? [
          [m[0], m[1], 0],
          [m[2], m[3], 0],
          [0, 0, 1],
        ]
      : [
          [m[0], m[1], m[2]],
          [m[3], m[4], m[5]],
          [m[6], m[7], m[8]],
        ];
  if (axes.some((axis) => Math.abs(lengthOf(axis) - 1) > UNIT_LENGTH)) {
    throw header.refuse('a TransformMatrix whose rows are no unit vectors', 'a rotation');
  }
  return directionFromAxes(axes[0], axes[1], axes[2]);
}

/** Letters of the sides that the axes come from, by axis of LPS: `RAI` for axes that run to left, posterior, superior. */
/** Not used here, but a header that ITK refuses is damaged. @throws InputRefused */
function requireUnusedNumbers(header: MetaFields, dimensions: number): void {
  for (const key of ['CompressedDataSize', 'ElementNBits', 'ID', 'ParentID']) header.numbers(1, key);
  header.numbers(dimensions, 'SequenceID');
  header.numbers(4, 'Color');
}

const FROM = ['RL', 'AP', 'IS'] as const;

/** @throws InputRefused where AnatomicalOrientation says other axes than TransformMatrix: ITK looks at the matrix alone. */
function requireOrientation(header: MetaFields, direction: Matrix3): void {
  const said = header.text('AnatomicalOrientation');
  if (said === undefined || /^\?+$/.test(said)) return;
  const is = [0, 1, 2].map((axis) => {
    const along = [0, 1, 2].map((row) => Math.abs(direction[3 * row + axis]));
    const row = along.indexOf(Math.max(...along));
    return FROM[row][direction[3 * row + axis] > 0 ? 0 : 1];
  });
  if (said.toUpperCase() === is.join('')) return;
  throw header.refuse(
    `another AnatomicalOrientation than ${is.join('')}, which TransformMatrix says`,
    'two that agree, or the matrix alone',
  );
}

function inflated(
  header: MetaFields,
  stored: Uint8Array,
  headerSize: number | undefined,
  wanted: number,
  file: string,
  { limits }: ReadOptions,
): Uint8Array {
  if ((headerSize ?? 0) !== 0) throw header.refuse('HeaderSize of compressed voxels', 'none');
  // ITK takes as many bytes as are declared, and where nothing is declared the compressed bytes for voxels.
  const size = header.whole('CompressedDataSize');
  if (size !== stored.length) {
    throw header.refuse(
      `${stored.length} compressed bytes`,
      `as many as CompressedDataSize says (${size ?? 'nothing'})`,
    );
  }
  return inflateWanted(stored, 'zlib', { wanted }, file, limits?.codecs?.inflate);
}

/** `HeaderSize = -1` says that the voxels are the end of a file. */
function behindHeader(
  header: MetaFields,
  stored: Uint8Array,
  headerSize = 0,
  wanted: number,
  isLocal: boolean,
): Uint8Array {
  if (headerSize < -1 || (isLocal && headerSize > 0)) throw header.refuse(`HeaderSize ${headerSize}`, 'none, or -1');
  return stored.subarray(headerSize < 0 ? Math.max(stored.length - wanted, 0) : headerSize);
}

function dataOf(name: string, bytes: Uint8Array, end: number, file: string, options: ReadOptions): Uint8Array {
  if (['LOCAL', 'Local', 'local'].includes(name)) return bytes.subarray(end);
  if (/^LIST\b|%|[/\\]/.test(name)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'a data file outside the folder of the header, or a list of them',
      wanted: 'one data file next to the header',
      remedy: 'Save the image as one file (.mha).',
    });
  }
  const data = options.resolve?.(name);
  if (data) return data;
  throw new InputRefused({
    code: 'file-missing',
    file,
    got: 'a header whose data file is not there',
    wanted: 'the data file that the header names',
    remedy: 'Upload the data file together with its header, or save the image as one file (.mha).',
  });
}
