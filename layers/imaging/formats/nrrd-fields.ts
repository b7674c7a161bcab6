/** The fields of a NRRD header as text: which there may be, and how their values are written. */
import { InputRefused } from '../errors.ts';

/** The fields of a NRRD header by their names (http://teem.sourceforge.net/nrrd/format.html), as they are written. */
export interface NrrdFields {
  readonly values: ReadonlyMap<string, string>;
  /** Names of the files behind `data file: LIST`. */
  readonly listed: readonly string[];
  /** Where the voxels begin in the file that has the header. */
  readonly dataOffset: number;
}

/** Every field of the format; what else a header says is damage, to teem as well. */
const FIELDS: ReadonlySet<string> = new Set([
  'content',
  'number',
  'type',
  'block size',
  'dimension',
  'space',
  'space dimension',
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
  'min',
  'max',
  'old min',
  'old max',
  'data file',
  'endian',
  'encoding',
  'line skip',
  'byte skip',
  'sample units',
  'space units',
  'space origin',
  'measurement frame',
]);

/** Other spellings of the same fields. */
const SPELLINGS: Readonly<Record<string, string>> = {
  blocksize: 'block size',
  axismins: 'axis mins',
  axismaxs: 'axis maxs',
  centerings: 'centers',
  oldmin: 'old min',
  oldmax: 'old max',
  datafile: 'data file',
  lineskip: 'line skip',
  byteskip: 'byte skip',
  sampleunits: 'sample units',
};

/** Headers are text of a few kilobytes; what is longer is not a header. */
const LONGEST_HEADER = 1 << 20;

/**
 * Splits the header into its fields. Comments and key/value pairs are passed over. Every step takes time in proportion to
 * the header: it is whatever somebody uploads.
 *
 * @throws InputRefused `unreadable` for a line that is no field, an unknown field, or one that is given twice
 */
export function nrrdFields(bytes: Uint8Array, file: string): NrrdFields {
  const { lines, dataOffset } = headerLines(bytes, file);
  const values = new Map<string, string>();
  const listed: string[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    if (line.startsWith('#')) continue;
    if (/[^\t\x20-\x7e\u00a1-\uffff]/.test(line)) throw refuseNrrd(file, `control characters in line ${i + 1}`, 'text');
    const colon = line.indexOf(':');
    const isPair = line[colon + 1] === '=';
    if (colon > 0 && isPair) continue;
    // Small letters: pynrrd knows no others, and would pass over the field.
    const written = line.slice(0, colon);
    const name = Object.hasOwn(SPELLINGS, written) ? SPELLINGS[written] : written;
    if (colon < 1 || line[colon + 1] !== ' ' || !FIELDS.has(name)) {
      throw refuseNrrd(
        file,
        `a line ${i + 1} that is no field of the format`,
        '"field: value" with a field that it knows',
      );
    }
    if (values.has(name)) throw refuseNrrd(file, `the field "${name}" twice`, 'each field once');
    const value = line.slice(colon + 2).trim();
    if (value === '' && !TEXTS.has(name)) throw refuseNrrd(file, `the field "${name}" without a value`, 'a value');
    values.set(name, value);
    if (name === 'data file' && isList(value)) {
      listed.push(...lines.slice(i + 1).filter((entry) => entry.trim() !== ''));
      if (listed.length === 0) throw refuseNrrd(file, 'a list of data files without a name', 'their names behind it');
      break;
    }
  }
  return { values, listed, dataOffset };
}

/** Fields of free text, which may be empty. */
const TEXTS: ReadonlySet<string> = new Set(['content', 'labels', 'units', 'sample units', 'space units']);

/** Whether `data file` announces a list of files behind it. */
export function isList(value: string): boolean {
  return /^LIST(\s|$)/.test(value);
}

function headerLines(bytes: Uint8Array, file: string): { lines: string[]; dataOffset: number } {
  const end = headerEnd(bytes);
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, end.text));
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (!/^NRRD000[1-5]$/.test(lines[0])) throw refuseNrrd(file, 'another version', 'the magic "NRRD000n"');
  return { lines, dataOffset: end.data };
}

/** Where the text of the header ends, and the voxels behind its empty line begin: they are not taken for text. */
function headerEnd(bytes: Uint8Array): { text: number; data: number } {
  const longest = Math.min(bytes.length, LONGEST_HEADER);
  let line = bytes.indexOf(10);
  while (line >= 0 && line < longest) {
    const next = bytes[line + 1] === 13 ? line + 2 : line + 1;
    if (bytes[next] === 10) return { text: line, data: next + 1 };
    line = bytes.indexOf(10, line + 1);
  }
  const isEnded = bytes[longest - 1] === 10;
  return { text: isEnded ? longest - 1 : longest, data: bytes.length };
}

/** A number as teem reads it: decimal, `nan`, `inf`. Undefined for anything else. */
export function nrrdNumber(text: string): number | undefined {
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return Number(text);
  if (/^[-+]?nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}

/** Numbers between spaces. @throws InputRefused for another count than is wanted, or what is no number */
export function nrrdNumbers(value: string, wanted: number, name: string, file: string): number[] {
  const found = value.split(/\s+/).map(nrrdNumber);
  if (found.length !== wanted || found.includes(undefined)) {
    throw refuseNrrd(file, `"${name}" of ${found.length} entries, not all of them numbers`, `${wanted} numbers`);
  }
  return found as number[];
}

/**
 * Vectors `(x,y,z)` with spaces between them, or `none`, each of `length` numbers.
 *
 * @throws InputRefused for another count than is wanted, or another form
 */
export function nrrdVectors(
  value: string,
  wanted: number,
  length: number,
  name: string,
  file: string,
): (number[] | undefined)[] {
  const vectors: (number[] | undefined)[] = [];
  let at = 0;
  while (at < value.length && vectors.length <= wanted) {
    if (value[at] === ' ' || value[at] === '\t') {
      at++;
    } else if (value[at] === '(') {
      const close = value.indexOf(')', at);
      const numbers =
        close < 0
          ? []
          : value
              .slice(at + 1, close)
              .split(',')
              .map((text) => nrrdNumber(text.trim()));
      if (numbers.length !== length || numbers.includes(undefined)) break;
      vectors.push(numbers as number[]);
      at = close + 1;
    } else if (value.startsWith('none', at)) {
      vectors.push(undefined);
      at += 4;
    } else break;
  }
  if (vectors.length === wanted && at >= value.length) return vectors;
  throw refuseNrrd(file, `"${name}" of another form`, `${wanted} vectors of ${length} numbers, as in (1,0,0)`);
}

/** Words between spaces; what stands in quotes is one word. @throws InputRefused for another count than is wanted */
export function nrrdWords(value: string, wanted: number, name: string, file: string): string[] {
  const words = [...value.matchAll(/"[^"]*"|[^\s"]+/g)].map(([word]) => word.replaceAll('"', '').toLowerCase());
  if (words.length !== wanted)
    throw refuseNrrd(file, `"${name}" of ${words.length} entries`, `${wanted}, one per axis`);
  return words;
}

/** Kinds of axes (nrrd format, section 5, as teem reads them), with the number of samples that each must have; 0: any. */
const KINDS: ReadonlyMap<string, number> = new Map(
  (
    [
      [0, '??? none domain space time list point vector covariant-vector normal'],
      [1, 'stub scalar'],
      [2, 'complex 2-vector'],
      [3, '3-color rgb-color rgbcolor hsv-color hsvcolor xyz-color 3-vector 3-gradient 3-normal 2d-symmetric-matrix'],
      [4, '4-color rgba-color rgbacolor 4-vector quaternion 2d-masked-symmetric-matrix 2d-matrix'],
      [5, '2d-masked-matrix'],
      [6, '3d-symmetric-matrix'],
      [7, '3d-masked-symmetric-matrix'],
      [9, '3d-matrix'],
      [10, '3d-masked-matrix'],
    ] as const
  ).flatMap(([length, kinds]) => kinds.split(' ').map((kind) => [kind, length] as const)),
);

/** Kinds of the axes, in small letters. @throws InputRefused for a kind that is none, or that an axis of its length cannot be */
export function nrrdKinds(value: string, sizes: readonly number[], file: string): string[] {
  const kinds = nrrdWords(value, sizes.length, 'kinds', file);
  kinds.forEach((kind, axis) => {
    const length = KINDS.get(kind);
    if (length === undefined)
      throw refuseNrrd(file, `an unknown kind of axis ${axis + 1}`, 'a kind of the NRRD format');
    if (length > 0 && length !== sizes[axis]) {
      throw refuseNrrd(file, `${sizes[axis]} samples along an axis of the kind ${kind}`, `${length}`);
    }
  });
  return kinds;
}

/** A damaged header. */
export function refuseNrrd(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got,
    wanted,
    remedy: 'The NRRD header is damaged: export the image again.',
  });
}
