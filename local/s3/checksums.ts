/** S3's checksums while bytes pass; CRC-32C and CRC-64/NVME are computed here, as Node has neither. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The algorithms of S3's additional checksums, by the suffix of their `x-amz-checksum-…` header. */
export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
/** Base64 of the big-endian digest. */
export type Checksums = Partial<Record<ChecksumAlgorithm, string>>;

export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
    }
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new TableCrc(CASTAGNOLI, 4);
    case 'crc64nvme':
      return new TableCrc(NVME, 8);
  }
}

export function isChecksumAlgorithm(text: string): text is ChecksumAlgorithm {
  return (CHECKSUM_ALGORITHMS as readonly string[]).includes(text);
}

class Crc32 implements RunningChecksum {
  private state = 0;

  update(bytes: Uint8Array): void {
    this.state = crc32(bytes, this.state);
  }

  digest(): Buffer {
    const digest = Buffer.alloc(4);
    digest.writeUInt32BE(this.state);
    return digest;
  }
}

const SLICES = 8;

/** Low and high halves of the CRC of byte `b` followed by `slice` zero bytes, at `slice * 256 + b`. */
interface CrcTables {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Reflected polynomials; a 32-bit one leaves the high half zero. */
const CASTAGNOLI = crcTables(0x82f63b78, 0);
const NVME = crcTables(0xac4bc9b5, 0x9a6c9329);

function crcTables(polynomialLow: number, polynomialHigh: number): CrcTables {
  const low = new Uint32Array(SLICES * 256);
  const high = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let l = byte;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry) {
        l ^= polynomialLow;
        h ^= polynomialHigh;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let i = 256; i < SLICES * 256; i++) {
    const l = low[i - 256];
    const h = high[i - 256];
    low[i] = ((l >>> 8) | (h << 24)) ^ low[l & 255];
    high[i] = (h >>> 8) ^ high[l & 255];
  }
  return { low, high };
}

/** CRC-32C and CRC-64/NVME: all bits set before, inverted after. Eight bytes a step ("slicing by 8"). */
class TableCrc implements RunningChecksum {
  private low = 0xffffffff | 0;
  private high: number;
  private readonly tables: CrcTables;
  private readonly bytes: 4 | 8;

  constructor(tables: CrcTables, bytes: 4 | 8) {
    this.tables = tables;
    this.bytes = bytes;
    this.high = bytes === 8 ? -1 : 0;
  }

  update(data: Uint8Array): void {
    const { low: tableLow, high: tableHigh } = this.tables;
    let l = this.low;
    let h = this.high;
    let i = 0;
    for (const end = data.length - 7; i < end; i += 8) {
      const a = l ^ (data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24));
      const b = h ^ (data[i + 4] | (data[i + 5] << 8) | (data[i + 6] << 16) | (data[i + 7] << 24));
      const i7 = 1792 + (a & 255);
      const i6 = 1536 + ((a >>> 8) & 255);
      const i5 = 1280 + ((a >>> 16) & 255);
      const i4 = 1024 + (a >>> 24);
      const i3 = 768 + (b & 255);
      const i2 = 512 + ((b >>> 8) & 255);
      const i1 = 256 + ((b >>> 16) & 255);
      const i0 = b >>> 24;
      l =
        tableLow[i7] ^
        tableLow[i6] ^
        tableLow[i5] ^
        tableLow[i4] ^
        tableLow[i3] ^
        tableLow[i2] ^
        tableLow[i1] ^
        tableLow[i0];
      h =
        tableHigh[i7] ^
        tableHigh[i6] ^
        tableHigh[i5] ^
        tableHigh[i4] ^
        tableHigh[i3] ^
        tableHigh[i2] ^
        tableHigh[i1] ^
        tableHigh[i0];
    }
    for (; i < data.length; i++) {
      const index = (l ^ data[i]) & 255;
      l = ((l >>> 8) | (h << 24)) ^ tableLow[index];
      h = (h >>> 8) ^ tableHigh[index];
    }
    this.low = l;
    this.high = h;
  }

  digest(): Buffer {
    const digest = Buffer.alloc(8);
    digest.writeUInt32BE(~this.high >>> 0, 0);
    digest.writeUInt32BE(~this.low >>> 0, 4);
    return digest.subarray(8 - this.bytes);
  }
}
