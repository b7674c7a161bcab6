/** Inflating: three ways that must agree with zlib, on whole streams, cut ones and damaged ones. */
import { constants, deflateRawSync, deflateSync, gzipSync, crc32 as zlibCrc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeInflate } from '../../../../layers/imaging/compression/inflate.node.ts';
import {
  inflate,
  inflatePortably,
  inflateWanted,
  kernelInflate,
} from '../../../../layers/imaging/compression/inflate.ts';
import { newInflateKernel } from '../../../../layers/imaging/kernels/kernels.ts';
import { adler32, crc32, crc32OfZeros } from '../../../../layers/imaging/numbers/checksums.ts';

const INFLATERS = { kernel: kernelInflate(), 'kernel with checksums of Node': nodeInflate, fflate: inflatePortably };
const COMPRESS = { gzip: gzipSync, zlib: deflateSync, raw: deflateRawSync } as const;
const FORMATS = ['gzip', 'zlib', 'raw'] as const;

/** Runs, noise and repeats, as images have them: each item is a kind and a length. */
const content = fc
  .array(fc.tuple(fc.constantFrom('zeros', 'noise', 'pairs', 'again'), fc.integer({ min: 1, max: 20_000 }), fc.nat()), {
    maxLength: 6,
  })
  .map((items) => {
    const bytes: number[] = [];
    for (const [kind, length, seed] of items) {
      const from = bytes.length === 0 ? 0 : seed % bytes.length;
      let state = seed | 1;
      for (let i = 0; i < length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        if (kind === 'zeros') bytes.push(0);
        else if (kind === 'noise') bytes.push(state >>> (24 + (seed % 6)));
        else if (kind === 'pairs') bytes.push(i % 2 === 0 ? seed & 255 : 3);
        else bytes.push(bytes[from + i] ?? 7);
      }
    }
    return Uint8Array.from(bytes);
  });

describe.each(Object.entries(INFLATERS))('inflating by %s', (_, inflateBy) => {
  it.each(FORMATS)('gives back what zlib compressed: %s', (format) => {
    const settings = fc.record({
      level: fc.integer({ min: 0, max: 9 }),
      strategy: fc.constantFrom(
        constants.Z_DEFAULT_STRATEGY,
        constants.Z_FIXED,
        constants.Z_HUFFMAN_ONLY,
        constants.Z_RLE,
      ),
      memLevel: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(content, settings, (bytes, options) => {
        const got = inflate(COMPRESS[format](bytes, options), format, bytes.length, 'a', inflateBy);
        expect(got.end).toBe('complete');
        expect(Buffer.compare(got.bytes, bytes)).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('gives what there is of a stream that breaks off, wherever it does', () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) % 97);
    const whole = gzipSync(bytes);
    for (let length = 0; length < whole.length; length++) {
      const got = inflate(whole.subarray(0, length), 'gzip', 10_000, 'a', inflateBy);
      expect(got.end, `${length} bytes`).toBe('broken-off');
      expect(Buffer.compare(got.bytes, bytes.subarray(0, got.bytes.length)), `${length} bytes`).toBe(0);
    }
  });

  it('reads the members of a gzip file one after the other', () => {
    const parts = [new Uint8Array(70_000).fill(5), Uint8Array.of(1, 2, 3), new Uint8Array(0)];
    const got = inflate(Buffer.concat(parts.map((part) => gzipSync(part))), 'gzip', 100_000, 'a', inflateBy);
    expect(got.end).toBe('complete');
    expect(Buffer.compare(got.bytes, Buffer.concat(parts))).toBe(0);
  });

  it('refuses or gives the same for every changed byte, and never another content', () => {
    const bytes = Uint8Array.from({ length: 2000 }, (_, i) => (i * i) % 61);
    const whole = gzipSync(bytes);
    // Behind the header, whose time stamp and system mean nothing.
    for (let at = 10; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] ^= 1 << (at % 8);
      let got: ReturnType<typeof inflate> | undefined;
      try {
        got = inflate(changed, 'gzip', 10_000, 'a', inflateBy);
      } catch (error) {
        expect(error).toMatchObject({ name: 'InputRefused', code: 'unreadable' });
      }
      if (got?.end === 'complete') expect(Buffer.compare(got.bytes, bytes), `byte ${at}`).toBe(0);
    }
  });

  it('survives noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        try {
          expect(inflate(noise, 'raw', 1_000_000, 'a', inflateBy).bytes.length).toBeLessThanOrEqual(1_000_000);
        } catch (error) {
          expect(error).toMatchObject({ name: 'InputRefused', code: 'unreadable' });
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('zeros', () => {
  it('change a checksum as if they had been looked at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 0, max: 5000 }), (bytes, zeros) => {
        const before = crc32(bytes);
        expect(crc32OfZeros(zeros, before)).toBe(crc32(new Uint8Array(zeros), before));
      }),
    );
    expect(crc32OfZeros(2 ** 20)).toBe(zlibCrc32(new Uint8Array(2 ** 20)));
  });

  it('are counted at both ends in whole blocks, and never a byte too many', () => {
    const kernel = newInflateKernel();
    if (!kernel) throw new Error('got no WebAssembly with SIMD; wanted the kernel');
    const room = kernel.pieceAddress();
    fc.assert(
      fc.property(fc.nat(300), fc.uint8Array({ maxLength: 200 }), fc.nat(300), (before, middle, behind) => {
        const length = before + middle.length + behind;
        const memory = new Uint8Array(kernel.memory.buffer, room, length).fill(0);
        memory.set(middle, before);
        const first = memory.findIndex((byte) => byte !== 0);
        const last = memory.findLastIndex((byte) => byte !== 0);
        const [zeros, rest] = [kernel.zerosBefore(room, length), kernel.zerosBehind(room, length)];
        if (first < 0) {
          expect(zeros).toBe(length);
          return;
        }
        expect(first - zeros).toBeGreaterThanOrEqual(0);
        expect(first - zeros).toBeLessThan(64);
        expect(length - 1 - last - rest).toBeGreaterThanOrEqual(0);
        expect(length - 1 - last - rest).toBeLessThan(64);
      }),
    );
  });
});

describe('a part of a stream', () => {
  const bytes = new Uint8Array(900_000);
  for (let i = 400_000; i < 500_000; i++) bytes[i] = i % 255;

  it('is left where nothing more is wanted', () => {
    const compressed = gzipSync(bytes);
    // Damage behind the wanted part is not seen: a file that matters whole has its SHA-256.
    compressed[compressed.length - 6] ^= 255;
    const got = inflateWanted(compressed, 'gzip', { wanted: bytes.length, from: 390_000, to: 450_000 }, 'a');
    expect(Buffer.compare(got.subarray(390_000, 450_000), bytes.subarray(390_000, 450_000))).toBe(0);
    expect(got.subarray(450_000).some((value) => value !== 0)).toBe(false);
    expect(() => inflateWanted(compressed, 'gzip', { wanted: bytes.length }, 'a')).toThrow(/damaged/);
  });
});

describe('the kernel', () => {
  it('can be had here: the fast path is taken', () => {
    expect(newInflateKernel()).not.toBeNull();
  });
});

describe('checksums', () => {
  it('agree with the values of their standards', () => {
    const digits = new TextEncoder().encode('123456789');
    // Check values of CRC-32/ISO-HDLC and of RFC 1950's Adler-32.
    expect(crc32(digits)).toBe(0xcbf43926);
    expect(adler32(digits)).toBe(0x091e01de);
    expect(crc32(digits.subarray(4), crc32(digits.subarray(0, 4)))).toBe(0xcbf43926);
    expect(adler32(digits.subarray(4), adler32(digits.subarray(0, 4)))).toBe(0x091e01de);
  });
});
