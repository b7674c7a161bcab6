/** A NRRD header with its values read and checked. */
import { InputRefused } from '../errors.ts';
import type { StoredType } from '../volume/voxel-type.ts';
import { isList, nrrdFields, nrrdKinds, nrrdNumbers, nrrdVectors, nrrdWords, refuseNrrd } from './nrrd-fields.ts';

/** The fields of a NRRD header that place and decode an image (http://teem.sourceforge.net/nrrd/format.html). */
export interface NrrdHeader {
  readonly type: StoredType;
  readonly dimension: number;
  readonly sizes: readonly number[];
  readonly encoding: 'raw' | 'gzip' | 'bzip2' | 'ascii';
  /** Undefined where the header does not say it. */
  readonly littleEndian?: boolean;
  readonly kinds: readonly string[];
  readonly centers: readonly string[];
  readonly spacings?: readonly number[];
  readonly axisMins?: readonly number[];
  readonly axisMaxs?: readonly number[];
  /** Units of the axes, and of the axes of space. */
  readonly units: readonly string[];
  readonly spaceUnits: readonly string[];
  /** World axes as the header names them, e.g. `left-posterior-superior`. */
  readonly space?: string;
  /** Axes of space; 0 where the header knows no space. */
  readonly spaceDimension: number;
  /** One vector per axis; undefined for an axis that is not in space. */
  readonly directions?: readonly (readonly number[] | undefined)[];
  readonly spaceOrigin?: readonly number[];
  readonly lineSkip: number;
  readonly byteSkip: number;
  /** Names of the files with the voxels, where they are not in this one. */
  readonly dataFiles: readonly string[];
  /** Where the voxels begin in the file that has the header. */
  readonly dataOffset: number;
}

const TYPES: Readonly<Record<string, StoredType>> = {
  'signed char': 'int8',
  int8: 'int8',
  int8_t: 'int8',
  uchar: 'uint8',
  'unsigned char': 'uint8',
  uint8: 'uint8',
  uint8_t: 'uint8',
  short: 'int16',
  'short int': 'int16',
  'signed short': 'int16',
  'signed short int': 'int16',
  int16: 'int16',
  int16_t: 'int16',
  ushort: 'uint16',
  'unsigned short': 'uint16',
  'unsigned short int': 'uint16',
  uint16: 'uint16',
  uint16_t: 'uint16',
  int: 'int32',
  'signed int': 'int32',
  int32: 'int32',
  int32_t: 'int32',
  uint: 'uint32',
  'unsigned int': 'uint32',
  uint32: 'uint32',
  uint32_t: 'uint32',
  longlong: 'int64',
  'long long': 'int64',
  'long long int': 'int64',
  'signed long long': 'int64',
  'signed long long int': 'int64',
  int64: 'int64',
  int64_t: 'int64',
  ulonglong: 'uint64',
  'unsigned long long': 'uint64',
  'unsigned long long int': 'uint64',
  uint64: 'uint64',
  uint64_t: 'uint64',
  float: 'float32',
  double: 'float64',
};

const ENCODINGS: Readonly<Record<string, NrrdHeader['encoding']>> = {
  raw: 'raw',
  gz: 'gzip',
  gzip: 'gzip',
  bz2: 'bzip2',
  bzip2: 'bzip2',
  txt: 'ascii',
  text: 'ascii',
  ascii: 'ascii',
};

/** Spaces of three axes. Those with time, of four, place no image of three. */
const SPACES: ReadonlySet<string> = new Set([
  'right-anterior-superior',
  'ras',
  'left-anterior-superior',
  'las',
  'left-posterior-superior',
  'lps',
  'scanner-xyz',
  '3d-right-handed',
  '3d-left-handed',
]);

const CENTERS: ReadonlySet<string> = new Set(['cell', 'node', 'none', '???']);

/** Most axes that teem knows. */
const MOST_AXES = 16;

/**
 * Parses the header.
 *
 * @throws InputRefused `unreadable` where it is no header, or contradicts itself; `unsupported-format`
 */
export function parseNrrdHeader(bytes: Uint8Array, file: string): NrrdHeader {
  const { values, listed, dataOffset } = nrrdFields(bytes, file);
  const type = choose(values, 'type', TYPES, file);
  const dimension = wholeNumber(values.get('dimension'), 'dimension', file, 1, MOST_AXES);
  const sizes = nrrdNumbers(values.get('sizes') ?? '', dimension, 'sizes', file);
  // teem reads the digits and stops at the point.
  if (!/^[\d\s]+$/.test(values.get('sizes') ?? '')) throw refuseNrrd(file, 'sizes that are no whole numbers', 'digits');
  requireOrder([...values.keys()], file);
  const perAxis = <T>(
    name: string,
    read: (value: string, wanted: number, name: string, file: string) => T[],
  ): T[] | undefined => {
    const value = values.get(name);
    return value === undefined || value === '' ? undefined : read(value, dimension, name, file);
  };
  const spaceDimension = dimensionOfSpace(values, file);
  const vectors = (name: string, wanted: number): (number[] | undefined)[] | undefined => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    if (spaceDimension === 0) throw withoutSpace(name, file);
    return nrrdVectors(value, wanted, spaceDimension, name, file);
  };
  const directions = vectors('space directions', dimension);
  const spacings = perAxis('spacings', nrrdNumbers);
  const [axisMins, axisMaxs] = [perAxis('axis mins', nrrdNumbers), perAxis('axis maxs', nrrdNumbers)];
  if (directions && (spacings ?? axisMins ?? axisMaxs)) {
    throw refuseNrrd(file, 'space directions, and spacings or axis mins as well', 'one of the two');
  }
  const [spaceOrigin] = vectors('space origin', 1) ?? [];
  // Not used here, but a header that other readers refuse is damaged.
  vectors('measurement frame', spaceDimension);
  perAxis('thicknesses', nrrdNumbers);
  for (const name of ['min', 'max', 'old min', 'old max']) {
    const value = values.get(name);
    if (value !== undefined) nrrdNumbers(value, 1, name, file);
  }
  const centers = perAxis('centers', nrrdWords) ?? [];
  if (centers.some((center) => !CENTERS.has(center))) {
    throw refuseNrrd(file, 'centers that are none', 'cell, node, none or ???');
  }
  const unitsOfSpace = values.get('space units');
  return {
    type,
    dimension,
    sizes,
    encoding: choose(values, 'encoding', ENCODINGS, file),
    littleEndian: values.has('endian') ? choose(values, 'endian', { little: true, big: false }, file) : undefined,
    kinds: perAxis('kinds', (value) => nrrdKinds(value, sizes, file)) ?? [],
    centers,
    spacings,
    axisMins,
    axisMaxs,
    units: perAxis('units', nrrdWords) ?? [],
    spaceUnits: unitsOfSpace ? nrrdWords(unitsOfSpace, spaceDimension, 'space units', file) : [],
    space: values.get('space')?.toLowerCase(),
    spaceDimension,
    directions,
    spaceOrigin,
    lineSkip: wholeNumber(values.get('line skip') ?? '0', 'line skip', file, 0),
    byteSkip: wholeNumber(values.get('byte skip') ?? '0', 'byte skip', file, -1),
    dataFiles: dataFiles(values.get('data file'), listed),
    dataOffset,
  };
}

/** Fields of one entry per axis, which teem reads only behind the number of axes. */
const PER_AXIS = [
  'sizes',
  'spacings',
  'thicknesses',
  'axis mins',
  'axis maxs',
  'space directions',
  'centers',
  'kinds',
  'labels',
  'units',
];

function requireOrder(names: readonly string[], file: string): void {
  const early = names.slice(0, names.indexOf('dimension')).find((name) => PER_AXIS.includes(name));
  if (early !== undefined) throw refuseNrrd(file, `"${early}" before "dimension"`, 'the dimension first');
}

function withoutSpace(name: string, file: string): InputRefused {
  return new InputRefused({
    code: 'geometry-invalid',
    file,
    got: `"${name}" without a space`,
    wanted: 'the space that its axes belong to, e.g. left-posterior-superior',
    remedy: 'The header does not say where the voxels lie: export the image again.',
  });
}

function dimensionOfSpace(values: ReadonlyMap<string, string>, file: string): number {
  const space = values.get('space');
  const dimension = values.get('space dimension');
  if (space !== undefined && dimension !== undefined) {
    throw refuseNrrd(file, 'both a space and a space dimension', 'one of the two');
  }
  if (dimension !== undefined) return wholeNumber(dimension, 'space dimension', file, 1, 3);
  if (space === undefined) return 0;
  if (SPACES.has(space.toLowerCase())) return 3;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got: 'another space',
    wanted: `one of ${[...SPACES].join(', ')}`,
    remedy: 'Save the image again in one of these.',
  });
}

function wholeNumber(value = '', name: string, file: string, least: number, most = 2 ** 31): number {
  const number = /^[-+]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw refuseNrrd(file, `"${name}" of another value`, `a whole number from ${least} to ${most}`);
}

function choose<T>(
  values: ReadonlyMap<string, string>,
  name: string,
  table: Readonly<Record<string, T>>,
  file: string,
): T {
  const value = values.get(name)?.toLowerCase() ?? '';
  if (Object.hasOwn(table, value)) return table[value];
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    // What is unknown may be a text that was not meant for others, and is not repeated.
    got: value === '' ? `no ${name}` : `another ${name}`,
    wanted: `one of ${Object.keys(table).join(', ')}`,
    remedy: 'Save the image again in one of these forms.',
  });
}

function dataFiles(value: string | undefined, listed: readonly string[]): readonly string[] {
  if (value === undefined) return [];
  return isList(value) ? listed : expandPattern(value);
}

/** A width beyond it is no file name, but a way to fill memory. */
const LONGEST_NUMBER = 16;
const MOST_FILES = 65536;
/** Longer patterns are no names of files. */
const LONGEST_PATTERN = 4096;

/** `slice%03d.raw 1 20 1` names a file per number; anything else is one name. */
function expandPattern(value: string): string[] {
  const words = value.length > LONGEST_PATTERN ? [] : value.split(/\s+/);
  const [name, ...numbers] = words;
  const isPattern = /%0?\d*d/.test(name ?? '') && (numbers.length === 3 || numbers.length === 4);
  if (!isPattern || !numbers.every((word) => /^-?\d+$/.test(word))) return [value];
  const [first, last, by] = numbers.map(Number);
  const width = Math.min(Number(/%0?(\d*)d/.exec(name)?.[1]), LONGEST_NUMBER);
  const names: string[] = [];
  for (let n = first; by > 0 ? n <= last : by < 0 && n >= last; n += by) {
    names.push(name.replace(/%0?\d*d/, String(n).padStart(width, '0')));
    if (names.length > MOST_FILES) break;
  }
  return names;
}
