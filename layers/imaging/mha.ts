import { directionFromAxes, requireRegularGrid } from './direction.ts';
import { InputRefused } from './errors.ts';
import { inflateWanted } from './inflate.ts';
import { DEFAULT_LIMITS, declaredBytes, type ReadOptions, requireBytes, toThreeAxes } from './limits.ts';
import type { Vector3, Volume } from './volume.ts';
import { BYTES_PER_VOXEL, decodeVoxels, type StoredType } from './voxel-type.ts';

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

const LONGEST_HEADER = 65536;

/** True where bytes begin like a MetaImage header. */
export function isMetaImage(bytes: Uint8Array): boolean {
  return /^\s*(ObjectType|NDims)\s*=/.test(new TextDecoder('latin1').decode(bytes.subarray(0, 64)));
}

/**
 * Reads a MetaImage: one file (.mha), or a header (.mhd) with its data file beside it. World coordinates are LPS, as
 * ITK takes them; rows of TransformMatrix are the index axes.
 *
 * @throws InputRefused
 */
export function readMetaImage(bytes: Uint8Array, file: string, options: ReadOptions = {}): Volume {
  const { fields, end } = headerOf(bytes, file);
  const numbers = (...names: string[]): number[] | undefined => {
    const value = names.map((name) => fields.get(name)).find((text) => text !== undefined);
    return value?.split(/\s+/).map(Number);
  };
  const type = TYPES[fields.get('ElementType') ?? ''];
  const channels = Number(fields.get('ElementNumberOfChannels') ?? 1);
  const dimensions = Number(fields.get('NDims'));
  const extents = numbers('DimSize') ?? [];
  if (!type || channels !== 1 || !(dimensions >= 2 && dimensions <= 3) || extents.length !== dimensions) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: `${dimensions} dimensions of ${type ?? 'another type'}, ${channels} channels`,
      wanted: `two or three dimensions of ${Object.keys(TYPES).join(', ')}, one channel`,
      remedy: 'Save the image with one number per voxel.',
    });
  }
  const wanted = declaredBytes(extents, BYTES_PER_VOXEL[type], file, options.limits ?? DEFAULT_LIMITS);

  const spacing = toThreeAxes(numbers('ElementSpacing', 'ElementSize') ?? [Number.NaN]);
  const position = numbers('Offset', 'Position', 'Origin') ?? [];
  const origin: Vector3 = [position[0] ?? 0, position[1] ?? 0, position[2] ?? 0];
  const m = numbers('TransformMatrix', 'Rotation', 'Orientation');
  const direction =
    m?.length === 9
      ? directionFromAxes([m[0], m[1], m[2]], [m[3], m[4], m[5]], [m[6], m[7], m[8]])
      : m?.length === 4
        ? directionFromAxes([m[0], m[1], 0], [m[2], m[3], 0], [0, 0, 1])
        : directionFromAxes([1, 0, 0], [0, 1, 0], [0, 0, 1]);
  requireRegularGrid(spacing, origin, direction, file);

  const stored = dataOf(fields.get('ElementDataFile') ?? '', bytes, end, file, options);
  const isTrue = (name: string): boolean => /^true$/i.test(fields.get(name) ?? '');
  const isCompressed = isTrue('CompressedData');
  const content = isCompressed
    ? inflateWanted(stored, 'zlib', { wanted }, file)
    : afterHeader(stored, numbers('HeaderSize')?.[0], wanted);
  requireBytes(content.length, wanted, file);
  const isBigEndian = isTrue('BinaryDataByteOrderMSB') || isTrue('ElementByteOrderMSB');
  const voxels = decodeVoxels(content.subarray(0, wanted), type, !isBigEndian, file, isCompressed);
  return { voxels, size: toThreeAxes(extents), spacing, origin, direction };
}

/** `HeaderSize = -1` says that the voxels are the end of the file. */
function afterHeader(stored: Uint8Array, headerSize: number | undefined, wanted: number): Uint8Array {
  if (headerSize === undefined) return stored;
  return stored.subarray(headerSize < 0 ? Math.max(stored.length - wanted, 0) : headerSize);
}

/** The header ends with the name of the data file. */
function headerOf(bytes: Uint8Array, file: string): { fields: Map<string, string>; end: number } {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, LONGEST_HEADER));
  const last = /^ElementDataFile\s*=.*(\r?\n|$)/m.exec(text);
  if (!last) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: 'a MetaImage header without ElementDataFile',
      wanted: 'a complete header',
      remedy: 'The header is damaged: export the image again.',
    });
  }
  const end = last.index + last[0].length;
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end).split(/\r?\n/)) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return { fields, end };
}

function dataOf(name: string, bytes: Uint8Array, end: number, file: string, options: ReadOptions): Uint8Array {
  if (/^local$/i.test(name)) return bytes.subarray(end);
  if (/^LIST\b|%|[/\\]/.test(name)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'a data file outside the folder of the header, or a list of them',
      wanted: 'one data file beside the header',
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
