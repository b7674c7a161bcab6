import { readImage, writeNrrd } from '@radscore/imaging/node';
import { type Edit, type Format, type Input, joined, latin1, withBytes } from '../format.ts';
import { headerEdits } from './header-lines.ts';
import { readingOf, smallVolume } from './volumes.ts';

const raw = (type: Parameters<typeof smallVolume>[0], place: number): Uint8Array =>
  writeNrrd(smallVolume(type, place), { encoding: 'raw' });
const one = (bytes: Uint8Array): Input => [{ name: 'a.nrrd', bytes }];
const voxels = (type: Parameters<typeof smallVolume>[0]): Uint8Array => {
  const { voxels: v } = smallVolume(type);
  return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
};
const written = (lines: readonly string[], data: Uint8Array): Uint8Array =>
  joined(latin1(`NRRD0004\n${lines.join('\n')}\n\n`), data);

const SHORT = ['type: short', 'dimension: 3', 'sizes: 6 5 4', 'endian: little'];

const INPUTS: readonly Input[] = [
  one(raw('int16', 0)),
  one(raw('float32', 1)),
  one(raw('uint8', 2)),
  one(raw('float64', 3)),
  one(writeNrrd(smallVolume('int16', 1))),
  one(writeNrrd(smallVolume('uint16', 0))),
  one(written([...SHORT, 'spacings: 1 1.5 2', 'encoding: raw'], voxels('int16'))),
  one(
    written(
      [...SHORT, 'spacings: 1 1.5 2', 'axis mins: -10 5 7', 'centers: cell cell cell', 'encoding: raw'],
      voxels('int16'),
    ),
  ),
  one(
    written(
      [...SHORT.slice(0, 3), 'spacings: 1 1.5 2', 'encoding: ascii'],
      latin1([...smallVolume().voxels].join(' ')),
    ),
  ),
  one(
    written(
      [
        'type: uchar',
        'dimension: 4',
        'sizes: 1 6 5 4',
        'space: right-anterior-superior',
        'space directions: none (1,0,0) (0,1.5,0) (0,0,2)',
        'kinds: list domain domain domain',
        'space origin: (10,-5,7)',
        'encoding: raw',
      ],
      voxels('uint8'),
    ),
  ),
  [
    {
      name: 'a.nhdr',
      bytes: written(
        [
          ...SHORT,
          'space: left-posterior-superior',
          'space directions: (1,0,0) (0,1.5,0) (0,0,2)',
          'encoding: raw',
          'data file: a.raw',
        ],
        new Uint8Array(0),
      ),
    },
    { name: 'a.raw', bytes: voxels('int16') },
  ],
];

const LINES = [
  'line skip: 1',
  'line skip: -1',
  'line skip: 1000000',
  'byte skip: -1',
  'byte skip: 0',
  'byte skip: 2',
  'byte skip: -2',
  'byte skip: 1.5',
  'byte skip: 1e9',
  'data file: ../../etc/passwd',
  'data file: x%d.raw 1 9999999 1',
  'data file: LIST',
  'endian: big',
  'endian: middle',
  'spacings: 9 9 9',
  'spacings: nan 1 1',
  'axis mins: 1 2 3',
  'axis maxs: 9 9 9',
  'centers: node cell cell',
  'centerings: node node node',
  'measurement frame: (1,0,0) (0,1,0) (0,0,1)',
  'measurement frame: (1,0,0)',
  'space: scanner-xyz',
  'space: 3D-right-handed',
  'space: LAS',
  'space dimension: 2',
  'space dimension: 3',
  'space units: "mm" "mm" "mm"',
  'space units: "um" "um" "um"',
  'space units: "m" "m" "m"',
  'units: "mm" "mm" "mm"',
  'units: "cm" "cm" "cm"',
  'space origin: (1,2,3)',
  'space origin: 1 2 3',
  'kinds: space space space',
  'kinds: domain domain list',
  'thicknesses: 1 1 1',
  'labels: "x" "y" "z"',
  'content: synthetic',
  'old min: 0',
  'number: 120',
  'block size: 2',
  'key:=value',
  'type:=value',
  '# a comment',
  'unheard: of',
  'sample units: "mm"',
];

const ALTERNATIVES: readonly Edit[] = [
  ...headerEdits({ separator: ': ', endOf: (text) => Math.max(text.indexOf('\n\n') + 1, 0), lines: LINES }),
  // Patterns that once took quadratic time, at a length that would show it.
  (input, draw) => {
    const pattern = draw.of([
      `space directions: ${'('.repeat(200_000)}`,
      `data file: ${'%d'.repeat(100_000)}`,
      `sizes: ${'1 '.repeat(100_000)}`,
      `kinds: ${'" '.repeat(100_000)}`,
      `space origin: ${'(1,'.repeat(60_000)}`,
      `x${':'.repeat(200_000)}`,
      ' '.repeat(200_000),
      `spacings: ${'1e'.repeat(100_000)}`,
      Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n'),
    ]);
    const { bytes } = input[0];
    const end = bytes.indexOf(10) + 1;
    if (!draw.chance(4)) return input;
    return withBytes(input, 0, joined(bytes.subarray(0, end), latin1(`${pattern}\n`), bytes.subarray(end)));
  },
];

/** NRRD, raw, gzipped, as text, with its voxels in another file. */
export const nrrd: Format = {
  name: 'nrrd',
  inputs: INPUTS,
  edits: ALTERNATIVES,
  read: (input) => readingOf(readImage(input)),
  peers: 'nrrd',
};
