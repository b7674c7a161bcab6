/** The header of a MetaImage file. */
import { InputRefused } from '../errors.ts';

/** The fields of a MetaImage header by their keys, and where the header ends. */
export interface MetaHeader {
  readonly fields: ReadonlyMap<string, string>;
  readonly end: number;
}

const LONGEST_HEADER = 65536;

/** Keys of one entry per axis, which ITK reads only behind the number of axes. */
const PER_AXIS: ReadonlySet<string> = new Set([
  'DimSize',
  'ElementSpacing',
  'ElementSize',
  'Offset',
  'Position',
  'Origin',
  'TransformMatrix',
  'Rotation',
  'Orientation',
  'CenterOfRotation',
]);

/**
 * Splits a header into its fields. It ends with the line of the key ElementDataFile.
 *
 * @throws InputRefused `unreadable` for a line without "=", or a key that is given twice with different values
 */
export function metaHeader(bytes: Uint8Array, file: string): MetaHeader {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, LONGEST_HEADER));
  const fields = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    const line = stripped(text.slice(at, end));
    at = end;
    if (line === '') continue;
    // ITK goes by bytes: it takes no key with one of these in it for the key that it looks like.
    if (/[^\t\x20-\x7e\u00a1-\uffff]/.test(line)) throw refuseMeta(file, 'control characters in the header', 'text');
    const equals = line.indexOf('=');
    const key = stripped(line.slice(0, Math.max(equals, 0)));
    const value = stripped(line.slice(equals + 1));
    if (equals < 1) throw refuseMeta(file, 'a header line without "="', '"key = value"');
    if (key === 'NDims' && [...fields.keys()].some((earlier) => PER_AXIS.has(earlier))) {
      throw refuseMeta(file, 'NDims behind what depends on it', 'NDims first');
    }
    if (fields.has(key) && fields.get(key) !== value) {
      throw refuseMeta(file, `the key ${shown(key)} twice, with different values`, 'each key once');
    }
    fields.set(key, value);
    if (key === 'ElementDataFile') return { fields, end };
  }
  throw refuseMeta(file, 'a MetaImage header without ElementDataFile', 'a complete header');
}

/** Without the blanks and ends of lines around it; `trim` knows more of them than ITK does. */
function stripped(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANKS.includes(text[start])) start++;
  while (end > start && BLANKS.includes(text[end - 1])) end--;
  return text.slice(start, end);
}

const BLANKS = ' \t\r\n';

/** Keys that this project does not know may be texts that were not meant for others. */
function shown(key: string): string {
  return /^[A-Za-z]{2,40}$/.test(key) ? key : '(unknown)';
}

/** Reads the values of a header. What is not given is undefined; what is given and cannot be read is refused. */
export class MetaFields {
  readonly #fields: ReadonlyMap<string, string>;
  readonly #file: string;

  constructor(fields: ReadonlyMap<string, string>, file: string) {
    this.#fields = fields;
    this.#file = file;
  }

  text(key: string): string | undefined {
    return this.#fields.get(key);
  }

  /** As many numbers as are wanted, of the first of these keys that is given. @throws InputRefused */
  numbers(count: number, ...keys: readonly string[]): number[] | undefined {
    const given = keys.filter((key) => this.#fields.has(key));
    if (given.length === 0) return undefined;
    const [numbers, ...others] = given.map((key) => {
      const words = (this.#fields.get(key) ?? '').split(/[ \t]+/);
      const found = words.map((word) => (DECIMAL.test(word) ? Number(word) : Number.NaN));
      if (found.length !== count || !found.every(Number.isFinite)) {
        throw this.refuse(`${key} of ${words.length} entries, not all of them numbers`, `${count} numbers`);
      }
      return found;
    });
    if (others.some((other) => other.some((value, i) => value !== numbers[i]))) {
      throw this.refuse(`${given.join(' and ')} with different values`, 'values that agree, or one of the keys');
    }
    return numbers;
  }

  /** A whole number. @throws InputRefused */
  whole(key: string): number | undefined {
    const [value] = this.numbers(1, key) ?? [];
    if (value === undefined || Number.isSafeInteger(value)) return value;
    throw this.refuse(`${key} ${value}`, 'a whole number');
  }

  /** True or False. @throws InputRefused */
  flag(...keys: readonly string[]): boolean | undefined {
    const given = keys.filter((key) => this.#fields.has(key));
    const flags = given.map((key) => {
      const value = this.#fields.get(key) ?? '';
      if (/^(true|false)$/i.test(value)) return /^true$/i.test(value);
      throw this.refuse(`${key} of another value`, 'True or False');
    });
    if (new Set(flags).size > 1) throw this.refuse(`${given.join(' and ')} with different values`, 'values that agree');
    return flags[0];
  }

  refuse(got: string, wanted: string): InputRefused {
    return refuseMeta(this.#file, got, wanted);
  }
}

const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** A damaged header. */
export function refuseMeta(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got,
    wanted,
    remedy: 'The MetaImage header is damaged: export the image again.',
  });
}
