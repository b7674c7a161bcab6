/** The checksums of gzip and zlib. */
/** Table k advances a byte by k more bytes of zeros, so that sixteen bytes cost sixteen look-ups and no dependent step. */
const CRC_TABLES: readonly Uint32Array[] = (() => {
  const tables = [
    Uint32Array.from({ length: 256 }, (_, byte) => {
      let crc = byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
      return crc;
    }),
  ];
  for (let k = 1; k < 16; k++) tables.push(tables[k - 1].map((crc) => tables[0][crc & 255] ^ (crc >>> 8)));
  return tables;
})();

/** CRC-32 of gzip and PNG (ISO 3309), going on from the value of what came before. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14, t15] = CRC_TABLES;
  let crc = ~before;
  let i = 0;
  // Four words at a time, from where words begin: a few bytes may end before that.
  if (IS_LITTLE_ENDIAN && bytes.length >= 16) {
    while (i < bytes.length && (bytes.byteOffset + i) % 4 !== 0) crc = t0[(crc ^ bytes[i++]) & 255] ^ (crc >>> 8);
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + i, (bytes.length - i) >> 2);
    let at = 0;
    for (; at + 4 <= words.length; at += 4) {
      const [a, b, c, d] = [crc ^ words[at], words[at + 1], words[at + 2], words[at + 3]];
      crc =
        t15[a & 255] ^
        t14[(a >>> 8) & 255] ^
        t13[(a >>> 16) & 255] ^
        t12[a >>> 24] ^
        t11[b & 255] ^
        t10[(b >>> 8) & 255] ^
        t9[(b >>> 16) & 255] ^
        t8[b >>> 24] ^
        t7[c & 255] ^
        t6[(c >>> 8) & 255] ^
        t5[(c >>> 16) & 255] ^
        t4[c >>> 24] ^
        t3[d & 255] ^
        t2[(d >>> 8) & 255] ^
        t1[(d >>> 16) & 255] ^
        t0[d >>> 24];
    }
    i += 4 * at;
  }
  for (; i < bytes.length; i++) crc = t0[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Rows are what each bit of a checksum becomes after 2^k zeros; made when first asked for. */
const ZERO_STEPS: Uint32Array[] = [];

function zeroStep(k: number): Uint32Array {
  for (let next = ZERO_STEPS.length; next <= k; next++) {
    const before = ZERO_STEPS[next - 1];
    // One zero byte moves every bit eight places; twice as many zeros are the same step twice.
    const step = Uint32Array.from({ length: 32 }, (_, bit) =>
      before ? applyStep(before, before[bit]) : CRC_TABLES[0][(1 << bit) & 255] ^ ((1 << bit) >>> 8),
    );
    ZERO_STEPS.push(step);
  }
  return ZERO_STEPS[k];
}

function applyStep(step: Uint32Array, crc: number): number {
  let sum = 0;
  for (let bit = 0, rest = crc; rest !== 0; bit++, rest >>>= 1) if (rest & 1) sum ^= step[bit];
  return sum;
}

/** CRC-32 after this many zeros more, without looking at them: the register is linear in its bits (Mark Adler, zlib's crc32_combine). */
export function crc32OfZeros(length: number, before = 0): number {
  let crc = ~before;
  for (let k = 0, rest = length; rest > 0; k++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) crc = applyStep(zeroStep(k), crc >>> 0);
  }
  return ~crc >>> 0;
}

/** Adler-32 of zlib (RFC 1950), going on from the value of what came before (1 at the start). */
export function adler32(bytes: Uint8Array, before = 1): number {
  let a = before & 0xffff;
  let b = before >>> 16;
  // This many additions stay within a double's integers with room to spare, and within 32 bits.
  for (let start = 0; start < bytes.length; start += 3800) {
    const end = Math.min(start + 3800, bytes.length);
    for (let i = start; i < end; i++) {
      a += bytes[i];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
