import { InputRefused } from './errors.ts';
import type { StoredType } from './voxel-type.ts';

/** The fields of a NRRD header that place and decode an image (http://teem.sourceforge.net/nrrd/format.html). */
export interface NrrdHeader {
  readonly type: StoredType;
  readonly dimension: number;
  readonly sizes: readonly number[];
  readonly encoding: 'raw' | 'gzip' | 'bzip2' | 'ascii';
  readonly littleEndian: boolean;
  readonly kinds: readonly string[];
  readonly centers: readonly string[];
  readonly spacings?: readonly number[];
  readonly axisMins?: readonly number[];
  /** World axes as the header names them, e.g. `left-posterior-superior`. */
  readonly space?: string;
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

/** Headers are text of a few kilobytes; what is longer is not a header. */
const LONGEST_HEADER = 1 << 20;

/** Parses the header. Comments and key/value pairs are passed over. */
export function parseNrrdHeader(bytes: Uint8Array, file: string): NrrdHeader {
  const { lines, dataOffset } = headerLines(bytes, file);
  const fields = new Map<string, string>();
  const dataFiles: string[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    if (line.startsWith('#') || /^[^:]+:=/.test(line)) continue;
    const colon = line.indexOf(': ');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase().replace('datafile', 'data file');
    const value = line.slice(colon + 2).trim();
    fields.set(name, value);
    if (name === 'data file') {
      if (/^LIST\b/.test(value)) dataFiles.push(...lines.slice(i + 1).filter((entry) => entry.trim() !== ''));
      else dataFiles.push(...expandPattern(value));
      if (/^LIST\b/.test(value)) break;
    }
  }

  const type = choose(fields, 'type', TYPES, file);
  const dimension = Number(fields.get('dimension'));
  const sizes = numbers(fields.get('sizes')) ?? [];
  if (sizes.length !== dimension || dimension < 1) {
    throw refuse(file, `dimension ${dimension} with the sizes ${sizes.join(' × ') || 'of no axis'}`, 'a size per axis');
  }
  return {
    type,
    dimension,
    sizes,
    encoding: choose(fields, 'encoding', ENCODINGS, file),
    littleEndian: fields.get('endian')?.toLowerCase() !== 'big',
    kinds: words(fields.get('kinds')),
    centers: words(fields.get('centers') ?? fields.get('centerings')),
    spacings: perAxis(numbers(fields.get('spacings')), dimension, 'spacings', file),
    axisMins: perAxis(numbers(fields.get('axis mins') ?? fields.get('axismins')), dimension, 'axis mins', file),
    space: fields.get('space')?.toLowerCase(),
    directions: perAxis(vectors(fields.get('space directions')), dimension, 'space directions', file),
    spaceOrigin: vectors(fields.get('space origin'))?.[0],
    lineSkip: Number(fields.get('line skip') ?? fields.get('lineskip') ?? 0),
    byteSkip: Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0),
    dataFiles,
    dataOffset,
  };
}

function headerLines(bytes: Uint8Array, file: string): { lines: string[]; dataOffset: number } {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, headerEnd(bytes)));
  if (!/^NRRD000[1-5]\r?\n/.test(text)) throw refuse(file, 'another version', 'the magic "NRRD000n"');
  const blank = /\r?\n\r?\n/.exec(text);
  const end = blank ? blank.index : text.length;
  return { lines: text.slice(0, end).split(/\r?\n/), dataOffset: blank ? end + blank[0].length : bytes.length };
}

/** Behind the empty line that ends the header, so that the voxels are not taken for text. */
function headerEnd(bytes: Uint8Array): number {
  const longest = Math.min(bytes.length, LONGEST_HEADER);
  let line = bytes.indexOf(10);
  while (line >= 0 && line < longest) {
    const next = bytes[line + 1] === 13 ? line + 2 : line + 1;
    if (bytes[next] === 10) return Math.min(next + 1, longest);
    line = bytes.indexOf(10, line + 1);
  }
  return longest;
}

function choose<T>(fields: Map<string, string>, name: string, table: Readonly<Record<string, T>>, file: string): T {
  const value = fields.get(name)?.toLowerCase() ?? '';
  const chosen = table[value];
  if (chosen !== undefined) return chosen;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    // What is unknown may be a text that was not meant for others, and is not repeated.
    got: value === '' ? `no ${name}` : `another ${name}`,
    wanted: `one of ${Object.keys(table).join(', ')}`,
    remedy: 'Save the image again in one of these forms.',
  });
}

/** A width beyond it is no file name, but a way to fill memory. */
const LONGEST_NUMBER = 16;

/** `slice%03d.raw 1 20 1` names a file per number; anything else is one name. */
function expandPattern(value: string): string[] {
  const pattern = /^(.*%0?(\d*)d\S*)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)(?:\s+\d+)?$/.exec(value);
  if (!pattern) return [value];
  const [, name, digits, first, last, step] = pattern;
  const width = Math.min(Number(digits), LONGEST_NUMBER);
  const names: string[] = [];
  const by = Number(step);
  for (let n = Number(first); by > 0 ? n <= Number(last) : by < 0 && n >= Number(last); n += by) {
    names.push(name.replace(/%0?\d*d/, String(n).padStart(width, '0')));
    if (names.length > 65536) break;
  }
  return names;
}

function words(value: string | undefined): string[] {
  return value ? value.split(/\s+/).map((word) => word.replaceAll('"', '').toLowerCase()) : [];
}

function numbers(value: string | undefined): number[] | undefined {
  return value === undefined ? undefined : value.split(/\s+/).filter(Boolean).map(Number);
}

function vectors(value: string | undefined): (number[] | undefined)[] | undefined {
  const entries = value?.match(/none|\([^)]*\)/gi);
  return entries?.map((entry) => (/^none$/i.test(entry) ? undefined : entry.slice(1, -1).split(',').map(Number)));
}

function perAxis<T>(values: T[] | undefined, dimension: number, name: string, file: string): T[] | undefined {
  if (values && values.length !== dimension)
    throw refuse(file, `${values.length} ${name}`, `${dimension}, one per axis`);
  return values;
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got,
    wanted,
    remedy: 'The NRRD header is damaged: export the image again.',
  });
}
