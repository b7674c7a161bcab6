/** Counts zeros at the ends of a piece, sixteen bytes at a time. */
/** How many zeros there are before the first other byte, counted in blocks of 64. */
export function zerosBefore(address: usize, length: usize): usize {
  let at: usize = 0;
  while (at + 64 <= length && isZero(address + at)) at += 64;
  // What is left over is a block of its own.
  if (at + 64 > length) {
    while (at < length && load<u8>(address + at) === 0) at++;
  }
  return at;
}

/** The same from the end. */
export function zerosBehind(address: usize, length: usize): usize {
  let rest = length;
  while (rest >= 64 && isZero(address + rest - 64)) rest -= 64;
  return length - rest;
}

// @ts-ignore: decorator
@inline
function isZero(block: usize): bool {
  return !v128.any_true(
    v128.or(
      v128.or(v128.load(block), v128.load(block + 16)),
      v128.or(v128.load(block + 32), v128.load(block + 48)),
    ),
  );
}
