/** DEFLATE streams that arrive in pieces: by the kernel and by fflate, against zlib. */
import { deflateRawSync } from 'node:zlib';
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { rawStreams } from '../../../../layers/imaging/compression/inflate.ts';

const random = new Random(4);
const noise = Uint8Array.from({ length: 150_000 }, () => 256 * random.uniform());
const CONTENTS: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['zeros', new Uint8Array(300_000)],
  ['noise', noise],
  ['text', Uint8Array.from({ length: 200_000 }, (_, i) => 97 + ((i * i) % 26))],
];

describe.each([
  ['the kernel', rawStreams()],
  ['fflate', rawStreams(null)],
])('a stream in pieces by %s', (name, next) => {
  const read = (compressed: Uint8Array, most: number) => {
    const stream = next();
    const out: Uint8Array[] = [];
    let end: string = 'wants-input';
    for (let at = 0; at < compressed.length && end === 'wants-input'; ) {
      const length = Math.min(compressed.length - at, 1 + Math.floor(most * random.uniform()));
      at += length;
      end = stream.push(compressed.subarray(at - length, at), at === compressed.length, (piece) => {
        out.push(piece.slice());
        return true;
      });
    }
    return { end, bytes: Buffer.concat(out), used: stream.used };
  };

  it.each(CONTENTS)('gives %s', (_, content) => {
    for (const level of [0, 1, 9]) {
      const compressed = deflateRawSync(content, { level });
      for (const most of [1, 10, 1000, 100_000]) {
        if (most < 1000 && compressed.length > 5000) continue;
        const { end, bytes, used } = read(compressed, most);
        expect(end).toBe('complete');
        expect(bytes.equals(content)).toBe(true);
        if (name === 'the kernel') expect(used).toBe(compressed.length);
      }
    }
  });

  it('that breaks off gives what there is, and says so', () => {
    const compressed = deflateRawSync(noise);
    for (const cut of [1, 100, compressed.length - 1]) {
      const { end, bytes } = read(compressed.subarray(0, cut), 5000);
      expect(end).toBe('broken-off');
      expect(bytes.equals(noise.subarray(0, bytes.length))).toBe(true);
    }
  });

  it('that is damaged throws', () => {
    expect(() => read(Uint8Array.of(7, 0, 0, 0), 4)).toThrow();
  });

  it('that is stopped stays so', () => {
    const stream = next();
    expect(stream.push(deflateRawSync(new Uint8Array(300_000)), true, () => false)).toBe('stopped');
  });
});

it('the kernel says where a stream ended that is followed by other bytes', () => {
  const compressed = deflateRawSync(noise);
  const stream = rawStreams()();
  const both = Buffer.concat([compressed, new Uint8Array(100)]);
  expect(stream.push(both.subarray(0, 70_000), false, () => true)).toBe('wants-input');
  expect(stream.push(both.subarray(70_000), true, () => true)).toBe('complete');
  expect(stream.used).toBe(compressed.length);
});
