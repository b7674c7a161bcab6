/** The order of keys in listings, which is not the order of JavaScript strings. */

/** Keys in the order in which S3 lists them: by their UTF-8 bytes. */
export class SortedKeys {
  private readonly keys: string[];

  constructor(keys: Iterable<string>) {
    this.keys = [...keys].sort(compareKeys);
  }

  add(key: string): void {
    const at = this.firstFrom(key);
    if (this.keys[at] !== key) this.keys.splice(at, 0, key);
  }

  remove(key: string): void {
    const at = this.firstFrom(key);
    if (this.keys[at] === key) this.keys.splice(at, 1);
  }

  /** Keys not before `start`, in order. */
  *from(start: string): Generator<string> {
    for (let i = this.firstFrom(start); i < this.keys.length; i++) yield this.keys[i];
  }

  private firstFrom(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareKeys(this.keys[middle], key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** UTF-16 differs from UTF-8 order in one thing: surrogates sort below U+E000, and their characters above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
