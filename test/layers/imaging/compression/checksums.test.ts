/** CRC-32 by words next to zlib's, wherever in memory the bytes begin. */
import { crc32 as zlibCrc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { crc32 } from '../../../../layers/imaging/numbers/checksums.ts';

it('CRC-32 of few bytes that do not begin where a word does is that of zlib', () => {
  const memory = Uint8Array.from({ length: 128 }, (_, i) => (i * i * 37 + 11) & 255);
  for (let start = 0; start < 8; start++) {
    for (let length = 0; length < 70; length++) {
      const bytes = memory.subarray(start, start + length);
      expect(crc32(bytes), `${length} bytes from ${start}`).toBe(zlibCrc32(bytes));
      expect(crc32(bytes, 0x1234_5678)).toBe(zlibCrc32(bytes, 0x1234_5678));
    }
  }
});
