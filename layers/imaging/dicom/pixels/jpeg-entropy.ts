/** Entropy-coded data of JPEG streams (ITU-T T.81, annexes C and F): Huffman tables, and bits with their stuffing. */

/** Codes of up to 16 bits: for each length, the largest code and where its values begin. */
export interface HuffmanTable {
  readonly largest: Int32Array;
  readonly offset: Int32Array;
  readonly values: Uint8Array;
}

/**
 * Takes the tables of a DHT segment, by their class and place as the segment has them: `0x10` and more are of AC coefficients.
 * Figures C.1 and C.2: codes are consecutive within a length and doubled from one length to the next.
 */
export function readTables(bytes: Uint8Array, from: number, to: number, tables: Map<number, HuffmanTable>): void {
  for (let at = from; at < to; ) {
    const id = bytes[at];
    const largest = new Int32Array(17).fill(-1);
    const offset = new Int32Array(17);
    let code = 0;
    let total = 0;
    for (let length = 1; length <= 16; length++) {
      const count = bytes[at + length];
      offset[length] = total - code;
      code += count;
      total += count;
      if (count > 0) largest[length] = code - 1;
      code <<= 1;
    }
    tables.set(id, { largest, offset, values: bytes.slice(at + 17, at + 17 + total) });
    at += 17 + total;
  }
}

/** The next symbol. @throws Error where no code of the table follows */
export function decodeSymbol(input: BitReader, { largest, offset, values }: HuffmanTable): number {
  let code = 0;
  for (let length = 1; length <= 16; length++) {
    code = (code << 1) | input.bits(1);
    if (code <= largest[length]) return values[code + offset[length]];
  }
  throw new Error('a code that is not in the table');
}

/** A difference or coefficient of a given number of bits (F.2.2.1): the lower half of them are negative. */
export function extended(input: BitReader, size: number): number {
  if (size === 0) return 0;
  const bits = input.bits(size);
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

/** Bits of entropy-coded data; a 0 after 0xff is stuffing, anything else a marker. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  bits(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new Error('an end before the last sample');
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] !== 0) throw new Error('a marker before the last sample');
        this.#at++;
      }
      this.#at++;
      this.#held = ((this.#held << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >> this.#count) & ((1 << count) - 1);
  }

  /** Passes over a restart marker. */
  restart(): void {
    this.#count = 0;
    const marker = this.#bytes[this.#at + 1];
    if (this.#bytes[this.#at] !== 0xff || (marker & 0xf8) !== 0xd0) throw new Error('no restart marker');
    this.#at += 2;
  }
}
