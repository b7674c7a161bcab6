/** bzip2, which some NRRD files are compressed with: decoding, block by block. */
import { InputRefused } from '../errors.ts';

/**
 * Inflates a bzip2 stream of `wanted` bytes. The format has no length in its header, so decoding stops there: what is
 * declared bounds what is taken.
 *
 * @throws InputRefused `truncated` or `unreadable`
 */
export function inflateBzip2(compressed: Uint8Array, wanted: number, file: string): Uint8Array {
  const output = new Uint8Array(wanted);
  let length = 0;
  try {
    const input = new Bits(compressed);
    while (length < wanted && input.hasMore()) {
      if (input.take(24) !== 0x425a68) throw new Error('no bzip2 stream');
      const blockSize = (input.take(8) - 0x30) * 100_000;
      if (!(blockSize >= 100_000 && blockSize <= 900_000)) throw new Error('no block size');
      length = readBlocks(input, blockSize, output, length);
      input.toByte();
    }
  } catch (cause) {
    throw new InputRefused(
      {
        code: cause instanceof EndOfInput ? 'truncated' : 'unreadable',
        file,
        got: cause instanceof EndOfInput ? `bzip2 data that end after ${length} bytes` : 'damaged bzip2 data',
        wanted: `${wanted} bytes`,
        remedy: 'The file was cut off or changed on its way: export or upload it again.',
      },
      { cause },
    );
  }
  return output.subarray(0, length);
}

const BLOCK = 0x314159265359;

/** Blocks up to the end of the stream, or until the output is full. */
function readBlocks(input: Bits, blockSize: number, output: Uint8Array, start: number): number {
  let length = start;
  while (length < output.length) {
    const magic = input.take(24) * 2 ** 24 + input.take(24);
    const checksum = input.take(16) * 2 ** 16 + input.take(16);
    if (magic !== BLOCK) return length;
    const from = length;
    length = readBlock(input, blockSize, output, length);
    // A block that the output cuts off cannot be checked.
    if (length < output.length && checksumOf(output.subarray(from, length)) !== checksum) throw new Error('checksum');
  }
  return length;
}

function readBlock(input: Bits, blockSize: number, output: Uint8Array, start: number): number {
  if (input.take(1) !== 0) throw new Error('a randomised block');
  const origin = input.take(24);
  const { last, count } = readTransformed(input, blockSize);
  if (origin >= count) throw new Error('no origin');

  // Inverse Burrows-Wheeler transform: `next` links each byte to the one after it.
  const starts = new Int32Array(256);
  for (let i = 0; i < count; i++) starts[last[i]]++;
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    const own = starts[byte];
    starts[byte] = sum;
    sum += own;
  }
  const next = new Int32Array(count);
  for (let i = 0; i < count; i++) next[starts[last[i]]++] = i;

  // Four equal bytes are followed by the number of further ones.
  let length = start;
  let run = 0;
  let previous = -1;
  for (let i = 0, at = next[origin]; i < count && length < output.length; i++, at = next[at]) {
    const byte = last[at];
    if (run === 4) {
      const end = Math.min(length + byte, output.length);
      output.fill(previous, length, end);
      length = end;
      run = 0;
      previous = -1;
      continue;
    }
    run = byte === previous ? run + 1 : 1;
    previous = byte;
    output[length++] = byte;
  }
  return length;
}

/** Huffman codes, then move-to-front with runs of the front symbol in bijective base 2. */
function readTransformed(input: Bits, blockSize: number): { last: Uint8Array; count: number } {
  const front = readAlphabet(input);
  const endOfBlock = front.length + 1;
  const { tables, selectors } = readTables(input, endOfBlock + 1);
  const last = new Uint8Array(blockSize);
  let count = 0;
  let run = 0;
  let weight = 1;
  let left = 0;
  let group = 0;
  let table = tables[0];
  for (;;) {
    if (left-- === 0) {
      table = tables[selectors[group++]];
      left = 49;
      if (!table) throw new Error('no table');
    }
    const symbol = readSymbol(input, table);
    if (symbol <= 1) {
      run += weight << symbol;
      weight <<= 1;
      if (run > blockSize) throw new Error('a run beyond the block');
      continue;
    }
    if (run > 0) {
      if (count + run > blockSize) throw new Error('more than a block');
      last.fill(front[0], count, count + run);
      count += run;
      run = 0;
      weight = 1;
    }
    if (symbol === endOfBlock) return { last, count };
    if (count >= blockSize) throw new Error('more than a block');
    const byte = front[symbol - 1];
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    last[count++] = byte;
  }
}

function readAlphabet(input: Bits): Uint8Array {
  const used = input.take(16);
  const bytes: number[] = [];
  for (let high = 0; high < 16; high++) {
    if (!(used & (0x8000 >> high))) continue;
    const row = input.take(16);
    for (let low = 0; low < 16; low++) if (row & (0x8000 >> low)) bytes.push(16 * high + low);
  }
  return Uint8Array.from(bytes);
}

interface Table {
  readonly largest: Int32Array;
  readonly offset: Int32Array;
  readonly symbols: Int32Array;
}

function readTables(input: Bits, symbols: number): { tables: Table[]; selectors: Uint8Array } {
  const tableCount = input.take(3);
  const selectors = new Uint8Array(input.take(15));
  if (tableCount < 2 || tableCount > 6 || selectors.length === 0) throw new Error('no tables');
  const order = [0, 1, 2, 3, 4, 5];
  for (let i = 0; i < selectors.length; i++) {
    let rank = 0;
    while (input.take(1)) rank++;
    if (rank >= tableCount) throw new Error('no table');
    order.unshift(...order.splice(rank, 1));
    selectors[i] = order[0];
  }
  const tables = Array.from({ length: tableCount }, () => {
    const lengths: number[] = [];
    let length = input.take(5);
    for (let symbol = 0; symbol < symbols; symbol++) {
      while (input.take(1)) length += input.take(1) ? -1 : 1;
      if (length < 1 || length > 20) throw new Error('no code length');
      lengths.push(length);
    }
    return toTable(lengths);
  });
  return { tables, selectors };
}

function toTable(lengths: readonly number[]): Table {
  const largest = new Int32Array(21).fill(-1);
  const offset = new Int32Array(21);
  const symbols: number[] = [];
  let code = 0;
  for (let length = 1; length <= 20; length++) {
    offset[length] = symbols.length - code;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      symbols.push(symbol);
      largest[length] = code++;
    }
    code <<= 1;
  }
  return { largest, offset, symbols: Int32Array.from(symbols) };
}

function readSymbol(input: Bits, { largest, offset, symbols }: Table): number {
  let code = 0;
  for (let length = 1; length <= 20; length++) {
    code = (code << 1) | input.take(1);
    if (code <= largest[length]) return symbols[code + offset[length]];
  }
  throw new Error('a code that is not in the table');
}

/** Ran out of input. */
class EndOfInput extends Error {
  override readonly name = 'EndOfInput';
}

/** Bits, the highest of each byte first. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** At most 24 bits. */
  take(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) throw new EndOfInput();
      this.#held = ((this.#held << 8) | this.#bytes[this.#at++]) >>> 0;
      this.#count += 8;
    }
    this.#count -= count;
    const value = (this.#held >>> this.#count) & (2 ** count - 1);
    this.#held &= 2 ** this.#count - 1;
    return value;
  }

  toByte(): void {
    this.#count = 0;
    this.#held = 0;
  }
}

/** bzip2's CRC-32: the polynomial of gzip, highest bit first. */
function checksumOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = ((crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ bytes[i]]) >>> 0;
  return ~crc >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});
