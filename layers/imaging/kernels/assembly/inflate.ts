/** DEFLATE (RFC 1951), a piece at a time. */
// DEFLATE (RFC 1951), a piece at a time. The caller fills INPUT, calls `inflatePiece`, and takes what lies behind HISTORY.
//
// One symbol costs one look-up: entries of the literal table hold up to two literals, longer codes go on in a subtable.
// 64 bits of input are buffered, so that a length, a distance and their extra bits need no more than one refill. Reading
// runs up to 16 bytes past what is used and writing up to 300 past the end of a piece: both buffers have room for it.

/** What `inflatePiece` ends with. */
const WANTS_INPUT: i32 = 0;
const PIECE_FULL: i32 = 1;
const STREAM_ENDED: i32 = 2;
const BROKEN_OFF: i32 = 3;
const DAMAGED: i32 = 4;

export const INPUT_BYTES: i32 = 1 << 16;
export const PIECE_BYTES: i32 = 1 << 18;
const HISTORY: usize = 1 << 15;
const INPUT_SPARE: i32 = 64;
/** A block's header is at most 569 bytes long. */
const HEADER_BYTES: usize = 640;

const INPUT = memory.data((1 << 16) + 64, 16);
const WINDOW = memory.data((1 << 15) + (1 << 18) + 512, 16);

const LITERAL_BITS: u32 = 10;
const DISTANCE_BITS: u32 = 10;
const LITERAL_MASK: usize = (1 << 10) - 1;
const DISTANCE_MASK: usize = (1 << 10) - 1;
// Ten bits: larger tables save look-ups in subtables, and cost more than that to make again for every block.
// Subtables are at most 2^(15 - root bits) long, one for at most every symbol.
const LITERALS = memory.data((1024 + 288 * 32) * 4, 16);
const DISTANCES = memory.data((1024 + 32 * 32) * 4, 16);

// Entry of a table. Bits 0-7: code bits. A literal: bit 31, bits 8-23 one or two bytes, 24-25 how many. A length or distance:
// bits 8-11 extra bits, bits 12-27 base. Others: bit 30, and bit 29 for the end of the block, bit 28 for a subtable whose
// bits and place stand where a length has extra bits and base.
const LITERAL: u32 = 1 << 31;
const OTHER: u32 = 1 << 30;
const END_OF_BLOCK: u32 = 1 << 29;
const SUBTABLE: u32 = 1 << 28;

const LENGTHS = memory.data(320);
const CODE_LENGTHS = memory.data(19);
const COUNTS = memory.data(64);
const NEXT_CODES = memory.data(64);
const CODE_ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

const BETWEEN_BLOCKS: i32 = 0;
const IN_STORED: i32 = 1;
const IN_CODES: i32 = 2;
const ENDED: i32 = 3;

let at: usize = INPUT;
let bits: u64 = 0;
let bitCount: u32 = 0;
let out: usize = WINDOW + HISTORY;
/** Where output begins that distances may reach. */
let oldest: usize = WINDOW + HISTORY;
let mode: i32 = BETWEEN_BLOCKS;
let isLastBlock: bool = false;
let stored: usize = 0;
let hasFixedCodes: bool = false;
let blocks: u64 = 0;
let produced: u64 = 0;

export function inputAddress(): usize {
  return INPUT;
}

export function pieceAddress(): usize {
  return WINDOW + HISTORY;
}

/** Bytes of the piece so far. */
export function pieceLength(): usize {
  return out - (WINDOW + HISTORY);
}

/** Whole bytes of the input that the stream has used. */
export function inputUsed(): usize {
  return at - INPUT - (bitCount >> 3);
}

/** Begins a new stream. */
export function begin(): void {
  at = INPUT;
  bits = 0;
  bitCount = 0;
  out = WINDOW + HISTORY;
  oldest = out;
  mode = BETWEEN_BLOCKS;
  isLastBlock = false;
  stored = 0;
  blocks = 0;
  produced = 0;
}

/** Moves input that is not used yet to the front; gives its length, behind which the caller appends. */
export function keepInput(end: usize): usize {
  const used = at - (bitCount >> 3);
  bitCount &= 7;
  bits &= (1 << bitCount) - 1;
  const rest = INPUT + end - used;
  memory.copy(INPUT, used, rest);
  at = INPUT;
  return rest;
}

/** The first `taken` bytes of the piece are not needed any more; the next piece begins behind them. */
export function nextPiece(taken: usize): void {
  const end = WINDOW + HISTORY + taken;
  const from = max(oldest, end - HISTORY);
  const rest = out - end;
  const back = end - from;
  memory.copy(WINDOW + HISTORY - back, from, back + rest);
  oldest = WINDOW + HISTORY - back;
  out = WINDOW + HISTORY + rest;
  produced += taken;
}

/** Goes on until the piece is full, input is wanted, or the stream ends. `isLast`: no input follows what ends at `end`. */
export function inflatePiece(end: usize, isLast: bool): i32 {
  const inputEnd = INPUT + end;
  if (isLast) memory.fill(inputEnd, 0, INPUT_SPARE);
  while (true) {
    if (mode === IN_CODES) {
      const ended = decode(inputEnd, isLast);
      if (ended !== STREAM_ENDED) return ended;
      mode = isLastBlock ? ENDED : BETWEEN_BLOCKS;
    } else if (mode === IN_STORED) {
      const room = WINDOW + HISTORY + PIECE_BYTES - out;
      const length = min(min(stored, inputEnd - at), room);
      memory.copy(out, at, length);
      out += length;
      at += length;
      stored -= length;
      if (stored === 0) mode = isLastBlock ? ENDED : BETWEEN_BLOCKS;
      else if (length === room) return PIECE_FULL;
      else return isLast ? BROKEN_OFF : WANTS_INPUT;
    } else if (mode === ENDED) {
      return STREAM_ENDED;
    } else {
      if (out >= WINDOW + HISTORY + PIECE_BYTES) return PIECE_FULL;
      if (!isLast && inputEnd - at < HEADER_BYTES) return WANTS_INPUT;
      const refused = readBlockHeader(inputEnd);
      // What was made of bits beyond the end says nothing about the stream.
      if (refused !== 0) return isLast && at - (bitCount >> 3) > inputEnd ? BROKEN_OFF : refused;
    }
  }
}

// @ts-ignore: decorator
@inline
function refill(): void {
  bits |= load<u64>(at) << bitCount;
  at += (63 - bitCount) >> 3;
  bitCount |= 56;
}

// @ts-ignore: decorator
@inline
function take(count: u32): u32 {
  const value = <u32>bits & ((1 << count) - 1);
  bits >>= count;
  bitCount -= count;
  return value;
}

function readBlockHeader(inputEnd: usize): i32 {
  refill();
  isLastBlock = take(1) === 1;
  const kind = take(2);
  if (at - (bitCount >> 3) > inputEnd) return BROKEN_OFF;
  blocks++;
  if (kind === 0) {
    take(bitCount & 7);
    at -= bitCount >> 3;
    bits = 0;
    bitCount = 0;
    if (at + 4 > inputEnd) return BROKEN_OFF;
    const length = load<u16>(at);
    if ((length ^ 0xffff) !== load<u16>(at + 2)) return DAMAGED;
    at += 4;
    stored = length;
    mode = IN_STORED;
    return 0;
  }
  if (kind === 3) return DAMAGED;
  mode = IN_CODES;
  return kind === 1 ? useFixedCodes() : readCodes(inputEnd);
}

function useFixedCodes(): i32 {
  if (hasFixedCodes) return 0;
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  makeLiterals(288);
  memory.fill(LENGTHS, 5, 32);
  makeDistances(32);
  hasFixedCodes = true;
  return 0;
}

function readCodes(inputEnd: usize): i32 {
  hasFixedCodes = false;
  const literals: u32 = take(5) + 257;
  const distances: u32 = take(5) + 1;
  const codes: u32 = take(4) + 4;
  if (literals > 286 || distances > 30) return DAMAGED;
  memory.fill(CODE_LENGTHS, 0, 19);
  for (let k: u32 = 0; k < codes; k++) {
    refill();
    store<u8>(CODE_LENGTHS + load<u8>(CODE_ORDER + k), take(3));
  }
  // The code of code lengths, at most 7 bits, in the place where the distances will be.
  if (!makeTable(CODE_LENGTHS, 19, DISTANCES, 7, 1)) return DAMAGED;
  let known: u32 = 0;
  while (known < literals + distances) {
    refill();
    if (at - (bitCount >> 3) > inputEnd) return BROKEN_OFF;
    const entry = load<u32>(DISTANCES + ((<usize>bits & 127) << 2));
    if (entry & OTHER) return DAMAGED;
    take(entry & 255);
    const symbol = entry >> 12;
    if (symbol < 16) {
      store<u8>(LENGTHS + known++, symbol);
      continue;
    }
    let value: u8 = 0;
    let count: u32;
    if (symbol === 16) {
      if (known === 0) return DAMAGED;
      value = load<u8>(LENGTHS + known - 1);
      count = 3 + take(2);
    } else {
      count = symbol === 17 ? 3 + take(3) : 11 + take(7);
    }
    if (known + count > literals + distances) return DAMAGED;
    memory.fill(LENGTHS + known, value, count);
    known += count;
  }
  if (load<u8>(LENGTHS + 256) === 0) return DAMAGED;
  // The distances' lengths follow the literals'.
  const moved = LENGTHS + literals;
  return makeLiterals(literals) && makeTable(moved, distances, DISTANCES, DISTANCE_BITS, 2) ? 0 : DAMAGED;
}

function makeDistances(count: u32): bool {
  return makeTable(LENGTHS, count, DISTANCES, DISTANCE_BITS, 2);
}

function makeLiterals(count: u32): bool {
  if (!makeTable(LENGTHS, count, LITERALS, LITERAL_BITS, 0)) return false;
  // Small blocks would not earn the pairs back.
  if (blocks > 4 && produced + <u64>(out - WINDOW - HISTORY) < blocks << 12) return true;
  // Downwards, because the second look-up is in an entry before, which must hold one literal still.
  for (let i: i32 = (1 << LITERAL_BITS) - 1; i >= 0; i--) {
    const cell = LITERALS + (<usize>i << 2);
    const first = load<u32>(cell);
    if (!(first & LITERAL)) continue;
    const used = first & 255;
    const second = load<u32>(LITERALS + ((<usize>i >> used) << 2));
    if (!(second & LITERAL) || used + (second & 255) > LITERAL_BITS) continue;
    store<u32>(cell, LITERAL | (2 << 24) | (((second >> 8) & 255) << 16) | (first & 0xff00) | (used + (second & 255)));
  }
  return true;
}

// Entry of a symbol, without its code bits. kind 0: literals and lengths, 1: code lengths, 2: distances.
function entryOf(symbol: u32, kind: i32): u32 {
  if (kind === 1) return symbol << 12;
  if (kind === 2) {
    if (symbol > 29) return OTHER;
    if (symbol < 4) return (symbol + 1) << 12;
    const extra = (symbol >> 1) - 1;
    return (((2 + (symbol & 1)) << extra) + 1) << 12 | (extra << 8);
  }
  if (symbol < 256) return LITERAL | (1 << 24) | (symbol << 8);
  if (symbol === 256) return OTHER | END_OF_BLOCK;
  const length = symbol - 257;
  if (length < 8) return (length + 3) << 12;
  if (length === 28) return 258 << 12;
  if (length > 28) return OTHER;
  const extra = (length >> 2) - 1;
  return (((4 + (length & 3)) << extra) + 3) << 12 | (extra << 8);
}

// A table over the next `root` bits of the input, the code's first bit lowest. False for lengths that are no code; a code
// may be incomplete only where it has one word of one bit, or none.
function makeTable(lengths: usize, count: u32, table: usize, root: u32, kind: i32): bool {
  memory.fill(COUNTS, 0, 64);
  for (let s: u32 = 0; s < count; s++) {
    const cell = COUNTS + (<usize>load<u8>(lengths + s) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
  store<u32>(COUNTS, 0);
  let longest: u32 = 15;
  while (longest > 0 && load<u32>(COUNTS + (longest << 2)) === 0) longest--;
  let code: u32 = 0;
  let left: i32 = 1;
  for (let length: u32 = 1; length <= 15; length++) {
    code = (code + load<u32>(COUNTS + ((length - 1) << 2))) << 1;
    store<u32>(NEXT_CODES + (length << 2), code);
    left = (left << 1) - <i32>load<u32>(COUNTS + (length << 2));
    if (left < 0) return false;
  }
  if (left > 0 && (kind === 1 || longest > 1)) return false;

  const size: u32 = 1 << root;
  for (let i: u32 = 0; i < size; i++) store<u32>(table + (i << 2), OTHER);
  const subBits: u32 = longest > root ? longest - root : 0;
  let free: u32 = size;
  for (let s: u32 = 0; s < count; s++) {
    const length: u32 = load<u8>(lengths + s);
    if (length === 0) continue;
    const next = NEXT_CODES + (length << 2);
    const word = load<u32>(next);
    store<u32>(next, word + 1);
    let reversed: u32 = 0;
    for (let b: u32 = 0; b < length; b++) reversed |= ((word >> b) & 1) << (length - 1 - b);
    const entry = entryOf(s, kind);
    if (length <= root) {
      for (let i = reversed; i < size; i += 1 << length) store<u32>(table + (i << 2), entry | length);
      continue;
    }
    const cell = table + ((reversed & (size - 1)) << 2);
    let sub = load<u32>(cell);
    if (!(sub & SUBTABLE)) {
      sub = OTHER | SUBTABLE | (free << 12) | (subBits << 8) | root;
      store<u32>(cell, sub);
      for (let i: u32 = 0; i < 1 << subBits; i++) store<u32>(table + ((free + i) << 2), OTHER);
      free += 1 << subBits;
    }
    const place = (sub >> 12) & 0xffff;
    for (let i = reversed >> root; i < 1 << subBits; i += 1 << (length - root)) {
      store<u32>(table + ((place + i) << 2), entry | (length - root));
    }
  }
  return true;
}

// The symbols of a block. STREAM_ENDED means the end of the block.
function decode(inputEnd: usize, isLast: bool): i32 {
  const pieceEnd = WINDOW + HISTORY + PIECE_BYTES;
  const safe = isLast ? inputEnd : inputEnd - 16;
  let ended: i32 = DAMAGED;
  let ip = at;
  let buffer = bits;
  let count = bitCount;
  let to = out;
  let before = to;
  while (true) {
    if (to >= pieceEnd) {
      ended = PIECE_FULL;
      break;
    }
    if (ip > safe) {
      if (!isLast) {
        ended = WANTS_INPUT;
        break;
      }
      if (ip - (count >> 3) > inputEnd) {
        // The last symbol was made of bits that are not there.
        to = before;
        ended = BROKEN_OFF;
        break;
      }
    }
    before = to;
    buffer |= load<u64>(ip) << count;
    ip += (63 - count) >> 3;
    count |= 56;
    let entry = load<u32>(LITERALS + ((<usize>buffer & LITERAL_MASK) << 2));
    if (entry & LITERAL) {
      buffer >>= entry & 255;
      count -= entry & 255;
      store<u16>(to, entry >> 8);
      to += (entry >> 24) & 3;
      entry = load<u32>(LITERALS + ((<usize>buffer & LITERAL_MASK) << 2));
      if (entry & LITERAL) {
        buffer >>= entry & 255;
        count -= entry & 255;
        store<u16>(to, entry >> 8);
        to += (entry >> 24) & 3;
        entry = load<u32>(LITERALS + ((<usize>buffer & LITERAL_MASK) << 2));
        if (entry & LITERAL) {
          buffer >>= entry & 255;
          count -= entry & 255;
          store<u16>(to, entry >> 8);
          to += (entry >> 24) & 3;
          entry = load<u32>(LITERALS + ((<usize>buffer & LITERAL_MASK) << 2));
          if (entry & LITERAL) {
            buffer >>= entry & 255;
            count -= entry & 255;
            store<u16>(to, entry >> 8);
            to += (entry >> 24) & 3;
            continue;
          }
        }
      }
      buffer |= load<u64>(ip) << count;
      ip += (63 - count) >> 3;
      count |= 56;
    }
    if (entry & OTHER) {
      buffer >>= entry & 255;
      count -= entry & 255;
      if (entry & SUBTABLE) {
        const mask: u32 = (1 << ((entry >> 8) & 15)) - 1;
        entry = load<u32>(LITERALS + ((((entry >> 12) & 0xffff) + (<u32>buffer & mask)) << 2));
        if (entry & LITERAL) {
          buffer >>= entry & 255;
          count -= entry & 255;
          store<u8>(to++, entry >> 8);
          continue;
        }
        if (entry & OTHER) {
          buffer >>= entry & 255;
          count -= entry & 255;
        }
      }
      if (entry & OTHER) {
        // Bits beyond the end are zeros: what they say does not count.
        const isBeyond = isLast && ip - (count >> 3) > inputEnd;
        ended = isBeyond ? BROKEN_OFF : entry & END_OF_BLOCK ? STREAM_ENDED : DAMAGED;
        break;
      }
    }
    buffer >>= entry & 255;
    count -= entry & 255;
    let extra = (entry >> 8) & 15;
    const length: usize = ((entry >> 12) & 0xffff) + (<u32>buffer & ((1 << extra) - 1));
    buffer >>= extra;
    count -= extra;

    entry = load<u32>(DISTANCES + ((<usize>buffer & DISTANCE_MASK) << 2));
    if (entry & OTHER) {
      if (entry & SUBTABLE) {
        buffer >>= entry & 255;
        count -= entry & 255;
        const mask: u32 = (1 << ((entry >> 8) & 15)) - 1;
        entry = load<u32>(DISTANCES + ((((entry >> 12) & 0xffff) + (<u32>buffer & mask)) << 2));
      }
      if (entry & OTHER) {
        if (isLast && ip - (count >> 3) >= inputEnd) ended = BROKEN_OFF;
        break;
      }
    }
    buffer >>= entry & 255;
    count -= entry & 255;
    extra = (entry >> 8) & 15;
    const distance: usize = ((entry >> 12) & 0xffff) + (<u32>buffer & ((1 << extra) - 1));
    buffer >>= extra;
    count -= extra;
    if (distance > to - oldest) {
      if (isLast && ip - (count >> 3) > inputEnd) ended = BROKEN_OFF;
      break;
    }

    const end = to + length;
    let from = to - distance;
    if (distance >= 16) {
      do {
        v128.store(to, v128.load(from));
        from += 16;
        to += 16;
      } while (to < end);
    } else if (distance === 1 || distance === 2 || distance === 4) {
      const pattern =
        distance === 1
          ? i8x16.splat(load<u8>(from))
          : distance === 2
            ? i16x8.splat(load<u16>(from))
            : i32x4.splat(load<u32>(from));
      do {
        v128.store(to, pattern);
        to += 16;
      } while (to < end);
    } else {
      while (to < end) store<u8>(to++, load<u8>(from++));
    }
    to = end;
  }
  at = ip;
  bits = buffer;
  bitCount = count;
  out = to;
  return ended;
}
