import { type Edit, type Input, joined, withBytes } from './format.ts';
import type { Draw } from './random.ts';

const BYTES = [0, 1, 0x20, 0x2d, 0x30, 0x31, 0x7f, 0x80, 0xfe, 0xff];

/** Headers come first: half of the places lie in the first 400 bytes. */
function place(bytes: Uint8Array, draw: Draw): number {
  return draw.below(draw.chance(50) ? Math.min(bytes.length, 400) : bytes.length);
}

type Change = (bytes: Uint8Array, draw: Draw, other: Uint8Array) => Uint8Array;

const CHANGES: readonly Change[] = [
  function flip(bytes, draw) {
    const changed = bytes.slice();
    for (let n = 1 + draw.below(3); n > 0; n--) changed[place(bytes, draw)] ^= 1 << draw.below(8);
    return changed;
  },
  function set(bytes, draw) {
    const changed = bytes.slice();
    for (let n = 1 + draw.below(3); n > 0; n--) changed[place(bytes, draw)] = draw.of(BYTES);
    return changed;
  },
  function cut(bytes, draw) {
    return bytes.slice(0, draw.chance(50) ? draw.below(bytes.length) : bytes.length - 1 - draw.below(8));
  },
  function remove(bytes, draw) {
    const at = place(bytes, draw);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + draw.below(40)));
  },
  function insert(bytes, draw) {
    const at = place(bytes, draw);
    const run = Uint8Array.from({ length: 1 + draw.below(40) }, () => (draw.chance(50) ? 0 : draw.below(256)));
    return joined(bytes.subarray(0, at), run, bytes.subarray(at));
  },
  function append(bytes, draw) {
    const value = draw.of(BYTES);
    return joined(bytes, new Uint8Array(draw.of([1, 2, 7, 60, 512, 4096])).fill(value));
  },
  function repeat(bytes, draw) {
    const [from, length] = [place(bytes, draw), 1 + draw.below(64)];
    const run = bytes.subarray(from, from + length);
    return joined(
      bytes.subarray(0, from + length),
      ...Array(1 + draw.below(3)).fill(run),
      bytes.subarray(from + length),
    );
  },
  function splice(bytes, draw, other) {
    const at = draw.fraction();
    return joined(bytes.subarray(0, at * bytes.length), other.subarray(at * other.length));
  },
];

/** Damage that knows nothing of the format. */
export function damageBytes(others: readonly Input[]): Edit {
  return (input, draw) => {
    const at = draw.below(input.length);
    const { bytes } = input[at];
    if (bytes.length === 0) return input;
    const other = draw.of(draw.of(others)).bytes;
    return withBytes(input, at, draw.of(CHANGES)(bytes, draw, other));
  };
}
