/** One image declared as two sequences. */
import { hashImage, type Manifest, repeatedSource } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';

const file = (path: string, content = path) => ({ path, bytes: 1, sha256: content });
const roi = (path: string) => ({ file: path });

/** Only what tells images apart matters here. */
function manifest(sequences: Record<string, object>, files: ReturnType<typeof file>[]): Manifest {
  return { sequences, files } as unknown as Manifest;
}

describe('two sequences of a manifest', () => {
  it.each<[string, 'path' | 'sha256', Record<string, object>, ReturnType<typeof file>[], boolean]>([
    [
      'one file',
      'path',
      { t2fs: { image: 'a.nii', roi: roi('r') }, dwi: { image: 'a.nii', roi: roi('s') } },
      [file('a.nii')],
      true,
    ],
    [
      'a file and its folder, the mask beside it',
      'path',
      { t2fs: { image: 'a/', roi: roi('a/r') }, dwi: { image: 'a/1.nii', roi: roi('a/r') } },
      [file('a/1.nii'), file('a/r')],
      true,
    ],
    [
      'a folder twice',
      'path',
      { t2fs: { image: 'a/', roi: roi('r') }, dce: { image: 'a/', roi: roi('r') } },
      [file('a/1'), file('a/2')],
      true,
    ],
    [
      'copies of a folder in another order',
      'sha256',
      { t2fs: { image: 'a/', roi: roi('r') }, dce: { image: 'b/', roi: roi('r') } },
      [file('a/1', 'x'), file('a/2', 'y'), file('b/1', 'y'), file('b/2', 'x')],
      true,
    ],
    [
      'copies, of which the paths say nothing',
      'path',
      { t2fs: { image: 'a', roi: roi('r') }, dce: { image: 'b', roi: roi('r') } },
      [file('a', 'x'), file('b', 'x')],
      false,
    ],
    [
      'two phases of one folder',
      'sha256',
      { t2fs: { image: 'a/', roi: roi('r'), phase: 0 }, dce: { image: 'a/', roi: roi('r'), phase: 1 } },
      [file('a/1')],
      false,
    ],
    [
      'one phase, however its selection is written',
      'path',
      {
        t2fs: { image: 'a/', volume: { b: 1, echo: 2 }, roi: roi('r') },
        dce: { roi: roi('s'), volume: { echo: 2, b: 1 }, image: 'a/', repair: 'reorder' },
      },
      [file('a/1')],
      true,
    ],
    [
      'images of their own with one mask',
      'sha256',
      { t2fs: { image: 'a', roi: roi('r') }, dwi: { image: 'b', roi: roi('r') } },
      [file('a'), file('b'), file('r')],
      false,
    ],
    [
      'a folder and one file more',
      'sha256',
      { t2fs: { image: 'a/', roi: roi('r') }, dwi: { image: 'b/', roi: roi('r') } },
      [file('a/1', 'x'), file('b/1', 'x'), file('b/2', 'y')],
      false,
    ],
  ])('that are %s, by %s', (_, by, sequences, files, isRepeated) => {
    expect(repeatedSource(manifest(sequences, files), by) !== undefined).toBe(isRepeated);
  });
});

describe('the hash of an image', () => {
  const grid = {
    size: [2, 2, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  } as const;
  const plain = hashImage({ ...grid, voxels: Int16Array.of(1, 2, 3, 0) });

  it('is that of its values, whatever their type and position', () => {
    expect(hashImage({ ...grid, origin: [5, 6, 7], voxels: Float32Array.of(1, 2, 3, -0) })).toBe(plain);
    expect(hashImage({ ...grid, voxels: Float64Array.of(1, 2, 3, 0) })).toBe(plain);
  });

  it('is another for other values, their order, and another shape', () => {
    const others = [
      hashImage({ ...grid, voxels: Int16Array.of(1, 2, 3, 1) }),
      hashImage({ ...grid, voxels: Int16Array.of(2, 1, 3, 0) }),
      hashImage({ ...grid, size: [4, 1, 1], voxels: Int16Array.of(1, 2, 3, 0) }),
    ];
    expect(new Set([plain, ...others]).size).toBe(4);
  });

  it('reaches beyond the first piece', () => {
    const large = (last: number) => {
      const voxels = new Int16Array(70_000);
      voxels[69_999] = last;
      return hashImage({ ...grid, size: [70_000, 1, 1], voxels });
    };
    expect(large(1)).not.toBe(large(2));
  });
});
