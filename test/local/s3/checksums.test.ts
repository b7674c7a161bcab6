/** Checksums against published check values and against themselves in pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKSUM_ALGORITHMS, startChecksum } from '../../../local/s3/checksums.ts';

/** The check values of the catalogue of parametrised CRC algorithms, of "123456789"; and of FIPS 180. */
const CHECK_VALUES = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
};

describe.each(CHECKSUM_ALGORITHMS)('%s', (algorithm) => {
  const digest = (...pieces: Uint8Array[]) => {
    const checksum = startChecksum(algorithm);
    for (const piece of pieces) checksum.update(piece);
    return checksum.digest().toString('hex');
  };

  it('gives the published check value', () => {
    expect(digest(Buffer.from('123456789'))).toBe(CHECK_VALUES[algorithm]);
  });

  it('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
        const bytes = Buffer.concat(pieces);
        const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
        expect(digest(...pieces)).toBe(digest(bytes));
        expect(digest(...single)).toBe(digest(bytes));
      }),
    );
  });
});
