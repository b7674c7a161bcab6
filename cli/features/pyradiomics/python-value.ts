/** Values as Python has them, and their text as its `str`, `repr` and `json.dump` write them. */

/** A value of Python. Plain numbers are ints; a JavaScript Map is a dict, an array a list. */
export type PythonValue =
  | null
  | boolean
  | string
  | number
  | PythonFloat
  | PythonTuple
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>;

/** A float: 25 is written as 25.0. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A tuple, which `json.dump` writes as a list. */
export class PythonTuple {
  readonly items: readonly PythonValue[];

  constructor(items: readonly PythonValue[]) {
    this.items = items;
  }
}

/** What `str(value)` gives; None, too. */
export function pythonStr(value: PythonValue): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** What `repr(value)` gives. */
export function pythonRepr(value: PythonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return stringRepr(value);
  if (typeof value === 'number') return String(value);
  if (value instanceof PythonFloat) return floatRepr(value.value);
  if (value instanceof PythonTuple) {
    return `(${value.items.map(pythonRepr).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  }
  if (value instanceof Map) {
    return `{${Array.from(value, ([key, inner]) => `${stringRepr(key)}: ${pythonRepr(inner)}`).join(', ')}}`;
  }
  return `[${(value as readonly PythonValue[]).map(pythonRepr).join(', ')}]`;
}

/** What `json.dumps(value, indent=2)` gives: characters beyond ASCII escaped, and NaN as NaN. */
export function pythonJson(value: PythonValue, indent = ''): string {
  const inner = `${indent}  `;
  const block = (open: string, items: readonly string[], close: string): string =>
    items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
  if (value === null) return 'null';
  if (typeof value === 'string') return asciiJson(value);
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof PythonFloat) {
    const { value: number } = value;
    return Number.isFinite(number)
      ? floatRepr(number)
      : Number.isNaN(number)
        ? 'NaN'
        : `${number < 0 ? '-' : ''}Infinity`;
  }
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, item]) => `${asciiJson(key)}: ${pythonJson(item, inner)}`);
    return block('{', entries, '}');
  }
  const items = value instanceof PythonTuple ? value.items : (value as readonly PythonValue[]);
  return block(
    '[',
    items.map((item) => pythonJson(item, inner)),
    ']',
  );
}

/** The shortest digits that read back as the same double; with an exponent below 1e-4 and from 1e16 on. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits, exponentText] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) {
    const sign = value < 0 ? '-' : '';
    return `${sign}0.${'0'.repeat(-exponent - 1)}${digits.replace(/[-.]/g, '')}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = Array.from(text, (char) => {
    if (char === quote) return `\\${char}`;
    const code = char.charCodeAt(0);
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    return ESCAPES[char] ?? (isControl ? `\\x${code.toString(16).padStart(2, '0')}` : char);
  });
  return quote + escaped.join('') + quote;
}

function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
