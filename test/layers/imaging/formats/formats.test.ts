/** NRRD and NIfTI files: what is written reads back, and what is damaged is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeGzip, nodeInflate } from '../../../../layers/imaging/compression/inflate.node.ts';
import { gzipPortably, inflate, inflatePortably } from '../../../../layers/imaging/compression/inflate.ts';
import {
  createReaders,
  type NamedBytes,
  readImage,
  readNifti,
  readNrrd,
  readVolume,
  type Volume,
  writeNifti,
  writeNrrd,
} from '../../../../layers/imaging/index.ts';
import { anyVolume, largestDifference, refusal, someVoxels, text } from '../volumes.ts';

const volume: Volume = {
  voxels: someVoxels('int16', [5, 4, 3], 7),
  size: [5, 4, 3],
  spacing: [0.5, 0.75, 3],
  origin: [-10, 20, 30],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

function nrrd(head: string, data: Uint8Array | string = new Uint8Array(0)): Uint8Array {
  const bytes = typeof data === 'string' ? text(data) : data;
  return new Uint8Array([...text(`NRRD0004\n${head}\n\n`), ...bytes]);
}

const GRID = 'space directions: (1,0,0) (0,1,0) (0,0,2)\nspace: LPS';

/** The readers with each inflater: a host without kernels has the first. */
const READERS = [inflatePortably, nodeInflate].map((inflate) => createReaders({ inflate }));

describe('NRRD', () => {
  it('reads what it writes: any type, size and orientation', () => {
    fc.assert(
      fc.property(anyVolume, fc.constantFrom('raw' as const, 'gzip' as const), (written, encoding) => {
        const read = readVolume(writeNrrd(written, { encoding }), 'a.nrrd');
        expect(read.voxels).toEqual(written.voxels);
        expect(read.size).toEqual(written.size);
        // Adding 0 takes the sign off negative zeros, which NRRD text does not keep.
        expect(read.origin).toEqual(written.origin.map((value) => value + 0));
        // The file holds direction times spacing, so both come back with one rounding more.
        expect(largestDifference(read.spacing, written.spacing)).toBeLessThan(1e-14);
        expect(largestDifference(read.direction, written.direction)).toBeLessThan(1e-15);
      }),
    );
  });

  it('reads a detached header, data in several files and numbers as text', () => {
    const head = `type: uint8\ndimension: 3\nsizes: 2 1 2\n${GRID}\nencoding: raw\n`;
    const files = (...named: [string, Uint8Array][]): NamedBytes[] => named.map(([name, bytes]) => ({ name, bytes }));
    const [a, b] = [new Uint8Array([1, 2]), new Uint8Array([3, 4])];
    const both = new Uint8Array([1, 2, 3, 4]);
    const one = files(['s/h.nhdr', nrrd(`${head}data file: ./h.raw`)], ['s/h.raw', both]);
    expect([...readImage(one).voxels]).toEqual([1, 2, 3, 4]);
    const list = files(['h.nhdr', nrrd(`${head}data file: LIST\na.raw\nb.raw`)], ['a.raw', a], ['b.raw', b]);
    expect([...readImage(list).voxels]).toEqual([1, 2, 3, 4]);
    const pattern = files(['h.nhdr', nrrd(`${head}data file: s%02d.raw 9 10 1`)], ['s09.raw', a], ['s10.raw', b]);
    expect([...readImage(pattern).voxels]).toEqual([1, 2, 3, 4]);
    const written = nrrd(head.replace('raw', 'ascii').trimEnd(), '1 2\n3 4\n');
    expect([...readNrrd(written, 'a.nrrd').voxels]).toEqual([1, 2, 3, 4]);
  });

  it('never reaches outside the folder of its header', () => {
    const head = `type: uint8\ndimension: 3\nsizes: 2 1 2\n${GRID}\nencoding: raw\n`;
    for (const name of ['/etc/passwd', '../x.raw', 'a/../../x.raw', 'C:\\x.raw', '\\\\host\\x.raw']) {
      const resolve = (): Uint8Array => new Uint8Array(4);
      const error = refusal(() => readNrrd(nrrd(`${head}data file: ${name}`), 'h.nhdr', { resolve }));
      expect(error).toMatchObject({ code: 'unsupported-format' });
    }
    const missing = refusal(() => readNrrd(nrrd(`${head}data file: x.raw`), 'h.nhdr'));
    expect(missing).toMatchObject({ code: 'file-missing' });
  });

  it('makes one slice of a flat image and takes one of several channels when asked', () => {
    const flat = nrrd('type: uint8\ndimension: 2\nsizes: 3 2\nspacings: 2 3\nencoding: raw', new Uint8Array(6));
    expect(readNrrd(flat, 'a.nrrd')).toMatchObject({ size: [3, 2, 1], spacing: [2, 3, 1] });
    const layers = nrrd(
      `type: uint8\ndimension: 4\nsizes: 2 2 1 1\nspace: LPS\nkinds: list domain domain domain
space directions: none (1,0,0) (0,1,0) (0,0,2)\nencoding: raw`,
      new Uint8Array([1, 2, 3, 4]),
    );
    expect(refusal(() => readNrrd(layers, 'a.nrrd'))).toMatchObject({
      code: 'unsupported-format',
      got: '2 × 2 × 1 × 1 values, of which 2 belong to each voxel',
    });
    expect([...readNrrd(layers, 'a.nrrd', { channel: 1 }).voxels]).toEqual([2, 4]);
  });

  it('narrows 64-bit integers where they fit and refuses them where they do not', () => {
    const head = 'type: int64\ndimension: 3\nsizes: 2 1 1\nspacings: 1 1 1\nendian: little\nencoding: raw';
    const bytes = (...values: bigint[]): Uint8Array => new Uint8Array(new BigInt64Array(values).buffer);
    expect(readNrrd(nrrd(head, bytes(-3n, 255n)), 'a').voxels).toEqual(new Int32Array([-3, 255]));
    expect(readNrrd(nrrd(head, bytes(0n, 4000000000n)), 'a').voxels).toEqual(new Uint32Array([0, 4000000000]));
    expect(refusal(() => readNrrd(nrrd(head, bytes(0n, 5000000000n)), 'a'))).toMatchObject({
      code: 'unsupported-format',
    });
  });

  it.each([
    ['no sizes', 'type: uint8\ndimension: 3\nencoding: raw', 'unreadable'],
    ['a size of nothing', `type: uint8\ndimension: 3\nsizes: 0 1 1\n${GRID}\nencoding: raw`, 'unreadable'],
    ['an unknown type', `type: block\ndimension: 3\nsizes: 1 1 1\n${GRID}\nencoding: raw`, 'unsupported-format'],
    ['an unknown encoding', `type: uint8\ndimension: 3\nsizes: 1 1 1\n${GRID}\nencoding: zip`, 'unsupported-format'],
    ['no voxels', `type: uint8\ndimension: 3\nsizes: 9 9 9\n${GRID}\nencoding: raw`, 'truncated'],
    [
      'a line skip without lines',
      `type: uint8\ndimension: 3\nsizes: 1 1 1\n${GRID}\nline skip: 999999999\nencoding: raw`,
      'truncated',
    ],
    ['no spacing', 'type: uint8\ndimension: 3\nsizes: 1 1 1\nencoding: raw', 'geometry-invalid'],
    ['too much', `type: double\ndimension: 3\nsizes: 99999 99999 999\n${GRID}\nencoding: raw`, 'too-large'],
    ['damaged gzip', `type: uint8\ndimension: 3\nsizes: 1 1 1\n${GRID}\nencoding: gzip`, 'unreadable'],
    [
      'sheared axes',
      'type: uint8\ndimension: 3\nsizes: 1 1 1\nspace directions: (1,0,0) (0.2,1,0) (0,0,1)\nencoding: raw',
      'geometry-invalid',
    ],
    [
      'a direction that is no number',
      'type: uint8\ndimension: 3\nsizes: 1 1 1\nspace directions: (1,0,0) (0,nan,0) (0,0,1)\nencoding: raw',
      'geometry-invalid',
    ],
  ])('refuses %s', (_, head, code) => {
    const data = head.endsWith('gzip') ? 'no gzip' : new Uint8Array(8);
    expect(refusal(() => readVolume(nrrd(head, data), 'a.nrrd'))).toMatchObject({ name: 'InputRefused', code });
  });
});

describe('NIfTI', () => {
  it('reads what it writes: any type, size and orientation', () => {
    fc.assert(
      fc.property(anyVolume, fc.boolean(), (written, gzip) => {
        const read = readVolume(writeNifti(written, { gzip }), gzip ? 'a.nii.gz' : 'a.nii');
        expect(read.voxels).toEqual(written.voxels);
        expect(read.size).toEqual(written.size);
        // The header is single precision: 2^-24 of 9 mm, of 500 mm and of 1.
        expect(largestDifference(read.spacing, written.spacing)).toBeLessThan(1e-6);
        expect(largestDifference(read.origin, written.origin)).toBeLessThan(4e-5);
        expect(largestDifference(read.direction, written.direction)).toBeLessThan(5e-7);
      }),
    );
  });

  it('writes a qform that says what the sform says', () => {
    fc.assert(
      fc.property(anyVolume, (written) => {
        const bytes = writeNifti(written, { gzip: false });
        new DataView(bytes.buffer).setInt16(254, 0, true);
        const read = readNifti(bytes, 'a.nii');
        // A quaternion in single precision: near half a turn its components are known to about 1e-4.
        expect(largestDifference(read.direction, written.direction)).toBeLessThan(2e-3);
      }),
    );
  });

  it.each([
    ['plain', false],
    ['gzipped', true],
  ])('says how much of a %s file is missing', (_, gzip) => {
    for (const readers of READERS) {
      const big = { ...volume, size: [50, 40, 30] as const, voxels: someVoxels('int16', [50, 40, 30], 3) };
      const bytes = writeNifti(big, { gzip });
      const error = refusal(() => readers.readVolume(bytes.subarray(0, bytes.length - 5000), 'roi.nii.gz'));
      expect(error).toMatchObject({
        code: 'truncated',
        file: 'roi.nii.gz',
        wanted: expect.stringMatching(/^120(000|352) bytes/),
      });
      expect((error as Error).message).toMatch(/got 1[01]\d{4} bytes of/);
    }
  });

  it.each([
    ['a negative dimension', (view: DataView) => view.setInt16(42, -5, true), 'unreadable'],
    ['no dimension', (view: DataView) => view.setInt16(40, 0, true), 'unreadable'],
    ['an offset that is no number', (view: DataView) => view.setFloat32(108, Number.NaN, true), 'unreadable'],
    ['a complex type', (view: DataView) => view.setInt16(70, 32, true), 'unsupported-format'],
    ['a spacing of nothing', (view: DataView) => view.setFloat32(80, 0, true), 'geometry-invalid'],
    ['a negative spacing', (view: DataView) => view.setFloat32(84, -1, true), 'geometry-invalid'],
    ['an origin that is no number', (view: DataView) => view.setFloat32(292, Number.NaN, true), 'geometry-invalid'],
    ['huge sizes', (view: DataView) => [42, 44, 46].map((at) => view.setInt16(at, 32767, true)), 'too-large'],
    ['several volumes', (view: DataView) => [40, 48].map((at) => view.setInt16(at, 4, true)), 'unsupported-format'],
  ])('refuses %s', (_, damage, code) => {
    const bytes = writeNifti(volume, { gzip: false });
    damage(new DataView(bytes.buffer));
    expect(refusal(() => readVolume(bytes, 'a.nii'))).toMatchObject({ name: 'InputRefused', code, file: 'a.nii' });
  });

  it('refuses a sheared sform without a qform', () => {
    const bytes = writeNifti(volume, { gzip: false });
    const view = new DataView(bytes.buffer);
    view.setInt16(252, 0, true);
    view.setFloat32(284, 0.4, true);
    expect(refusal(() => readNifti(bytes, 'a.nii'))).toMatchObject({ code: 'geometry-invalid' });
  });

  it('reads a pair of header and image', () => {
    const bytes = writeNifti(volume, { gzip: false });
    const header = bytes.slice(0, 348);
    header.set(text('ni1'), 344);
    new DataView(header.buffer).setFloat32(108, 0, true);
    const files = [
      { name: 's/a.hdr', bytes: header },
      { name: 's/a.img', bytes: bytes.subarray(352) },
    ];
    expect(readImage(files).voxels).toEqual(volume.voxels);
    expect(refusal(() => readImage(files.slice(0, 1)))).toMatchObject({ code: 'file-missing' });
  });
});

describe('gzip', () => {
  it('gives the same bytes by either inflater, and bounds what comes out', () => {
    const content = new Uint8Array(200_000).map((_, i) => (i * i) % 251);
    for (const gzip of [gzipPortably, nodeGzip]) {
      const compressed = gzip(content);
      for (const inflateBy of [inflatePortably, nodeInflate]) {
        const whole = inflate(compressed, 'gzip', content.length, 'a', inflateBy);
        expect(whole.end).toBe('complete');
        expect(Buffer.compare(whole.bytes, content)).toBe(0);
        const bounded = inflate(compressed, 'gzip', 1000, 'a', inflateBy);
        expect(bounded.end).toBe('limit');
        expect(bounded.bytes.length).toBeLessThanOrEqual(1000);
        const broken = inflate(compressed.subarray(0, compressed.length >> 1), 'gzip', content.length, 'a', inflateBy);
        expect(broken.end).toBe('broken-off');
        expect(broken.bytes.length).toBeGreaterThan(0);
        expect(Buffer.compare(broken.bytes, content.subarray(0, broken.bytes.length))).toBe(0);
      }
    }
  });

  it('notices a changed byte', () => {
    const bytes = writeNifti({ ...volume, size: [50, 40, 30], voxels: someVoxels('int16', [50, 40, 30], 3) });
    bytes[bytes.length - 20000] ^= 1;
    for (const readers of READERS) {
      expect(refusal(() => readers.readVolume(bytes, 'a.nii.gz'))).toMatchObject({ name: 'InputRefused' });
    }
  });

  it('does not inflate a bomb', () => {
    const bomb = nodeGzip(new Uint8Array(50_000_000));
    const head = `type: uint8\ndimension: 3\nsizes: 2 2 2\n${GRID}\nencoding: gzip`;
    for (const readers of READERS) {
      expect(refusal(() => readers.readVolume(nrrd(head, bomb), 'a.nrrd'))).toMatchObject({ code: 'too-large' });
    }
  });
});

describe('sets of files', () => {
  it('refuses what is no image, nothing, and more than one', () => {
    const one = { name: 'a.nrrd', bytes: writeNrrd(volume) };
    expect(refusal(() => readImage([]))).toMatchObject({ code: 'file-missing' });
    expect(refusal(() => readVolume(new Uint8Array(0), 'a.nrrd'))).toMatchObject({ got: 'an empty file' });
    expect(refusal(() => readVolume(text('hello'), 'a.nrrd'))).toMatchObject({
      code: 'unsupported-format',
      got: 'a file that begins with the bytes 68 65 6c 6c',
    });
    expect(refusal(() => readImage([one, { ...one, name: 'b.nrrd' }]))).toMatchObject({ code: 'series-ambiguous' });
  });

  it('recognises the format by the content', () => {
    expect(readVolume(writeNifti(volume), 'image').voxels).toEqual(volume.voxels);
    expect(readVolume(writeNrrd(volume), 'image.nii.gz').voxels).toEqual(volume.voxels);
  });
});
