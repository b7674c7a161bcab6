import { gzipSync } from 'node:zlib';
import { readImage, writeNifti } from '@radscore/imaging/node';
import { type Edit, type Format, type Input, joined, withBytes } from '../format.ts';
import type { Draw } from '../random.ts';
import { readingOf, smallVolume } from './volumes.ts';

type Scalar = 'Int16' | 'Int32' | 'BigInt64' | 'Float32' | 'Float64' | 'Uint8';
const WIDTH: Readonly<Record<Scalar, number>> = { Uint8: 1, Int16: 2, Int32: 4, Float32: 4, BigInt64: 8, Float64: 8 };

/** Fields of nifti1.h and nifti2.h: offset, type, count. Written down again: a fault of the reader's table shows. */
const FIELDS = {
  1: {
    sizeof_hdr: [0, 'Int32', 1],
    dim: [40, 'Int16', 8],
    intent_code: [68, 'Int16', 1],
    datatype: [70, 'Int16', 1],
    bitpix: [72, 'Int16', 1],
    pixdim: [76, 'Float32', 8],
    vox_offset: [108, 'Float32', 1],
    scl_slope: [112, 'Float32', 1],
    scl_inter: [116, 'Float32', 1],
    xyzt_units: [123, 'Uint8', 1],
    qform_code: [252, 'Int16', 1],
    sform_code: [254, 'Int16', 1],
    quatern: [256, 'Float32', 3],
    qoffset: [268, 'Float32', 3],
    srow: [280, 'Float32', 12],
    magic: [344, 'Uint8', 4],
  },
  2: {
    sizeof_hdr: [0, 'Int32', 1],
    magic: [4, 'Uint8', 8],
    datatype: [12, 'Int16', 1],
    bitpix: [14, 'Int16', 1],
    dim: [16, 'BigInt64', 8],
    pixdim: [104, 'Float64', 8],
    vox_offset: [168, 'BigInt64', 1],
    scl_slope: [176, 'Float64', 1],
    scl_inter: [184, 'Float64', 1],
    qform_code: [344, 'Int32', 1],
    sform_code: [348, 'Int32', 1],
    quatern: [352, 'Float64', 3],
    qoffset: [376, 'Float64', 3],
    srow: [400, 'Float64', 12],
    xyzt_units: [500, 'Int32', 1],
    intent_code: [504, 'Int32', 1],
  },
} as const satisfies Record<1 | 2, Record<string, readonly [number, Scalar, number]>>;
type Field = keyof (typeof FIELDS)[1];

const HEADER_BYTES = { 1: 348, 2: 540 } as const;

interface Shape {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
}

function shapeOf(bytes: Uint8Array): Shape | undefined {
  if (bytes.length < 348) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian);
    if (size === 348) return { version: 1, littleEndian };
    if (size === 540 && bytes.length >= 540) return { version: 2, littleEndian };
  }
  return undefined;
}

/** Sets values of one field. Fields are those of the header's own version and byte order. */
export function withField(bytes: Uint8Array, field: Field, values: Readonly<Record<number, number>>): Uint8Array {
  const changed = bytes.slice();
  const shape = shapeOf(changed);
  if (shape) for (const [i, value] of Object.entries(values)) put(changed, shape, field, Number(i), value);
  return changed;
}

function put(bytes: Uint8Array, { version, littleEndian }: Shape, field: Field, i: number, value: number): void {
  const [offset, scalar] = FIELDS[version][field];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const at = offset + i * WIDTH[scalar];
  if (scalar === 'BigInt64') view.setBigInt64(at, BigInt(Number.isFinite(value) ? Math.trunc(value) : 0), littleEndian);
  else view[`set${scalar}`](at, value, littleEndian);
}

function get(bytes: Uint8Array, { version, littleEndian }: Shape, field: Field, i: number): number {
  const [offset, scalar] = FIELDS[version][field];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Number(view[`get${scalar}`](offset + i * WIDTH[scalar], littleEndian));
}

/** The same image under a header of another version or byte order. */
export function converted(bytes: Uint8Array, version: 1 | 2, littleEndian: boolean, voxelBytes: number): Uint8Array {
  const head = new Uint8Array(HEADER_BYTES[version] + 4);
  const [from, to] = [{ version: 1, littleEndian: true } as const, { version, littleEndian }];
  for (const [field, [, , count]] of Object.entries(FIELDS[1]) as [Field, readonly [number, Scalar, number]][]) {
    for (let i = 0; i < count; i++) put(head, to, field, i, get(bytes, from, field, i));
  }
  put(head, to, 'sizeof_hdr', 0, HEADER_BYTES[version]);
  put(head, to, 'vox_offset', 0, head.length);
  if (version === 2)
    for (const [i, byte] of [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10].entries()) put(head, to, 'magic', i, byte);
  const voxels = bytes.slice(352);
  if (!littleEndian)
    for (let at = 0; at < voxels.length; at += voxelBytes) voxels.subarray(at, at + voxelBytes).reverse();
  return joined(head, voxels);
}

const plain = (type: Parameters<typeof smallVolume>[0], place: number): Uint8Array =>
  writeNifti(smallVolume(type, place), { gzip: false });
const nii = (bytes: Uint8Array): Input => [{ name: 'a.nii', bytes }];
const gz = (bytes: Uint8Array): Input => [{ name: 'a.nii.gz', bytes: new Uint8Array(gzipSync(bytes, { level: 1 })) }];

const BASE = plain('int16', 0);
const OBLIQUE = plain('float32', 1);

function pair(bytes: Uint8Array): Input {
  const header = withField(withField(bytes, 'magic', { 1: 0x69 }), 'vox_offset', { 0: 0 }).subarray(0, 348);
  return [
    { name: 'a.hdr', bytes: header },
    { name: 'a.img', bytes: bytes.subarray(352) },
  ];
}

const INPUTS: readonly Input[] = [
  nii(BASE),
  nii(OBLIQUE),
  gz(BASE),
  gz(OBLIQUE),
  nii(plain('uint8', 2)),
  nii(plain('float64', 3)),
  nii(plain('int32', 1)),
  nii(plain('uint16', 2)),
  nii(converted(BASE, 2, true, 2)),
  nii(converted(OBLIQUE, 2, false, 4)),
  nii(converted(BASE, 1, false, 2)),
  gz(converted(OBLIQUE, 1, false, 4)),
  pair(BASE),
  nii(withField(BASE, 'sform_code', { 0: 0 })),
  nii(withField(OBLIQUE, 'qform_code', { 0: 0 })),
  nii(withField(withField(BASE, 'qform_code', { 0: 0 }), 'sform_code', { 0: 0 })),
  nii(withField(OBLIQUE, 'sform_code', { 0: 2 })),
  nii(withField(withField(BASE, 'scl_slope', { 0: 0.5 }), 'scl_inter', { 0: -3 })),
  nii(withField(BASE, 'scl_slope', { 0: 0 })),
  nii(withField(BASE, 'xyzt_units', { 0: 0 })),
];

const NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  2,
  3,
  0.5,
  1.0001,
  -2.5,
  1e-45,
  1e-6,
  1e30,
  3e38,
  348,
  352,
  353,
  540,
  2 ** 31,
  32767,
];
const CODES = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64, 99, 128, 256, 512, 768, 1024, 1280, 1536, 2304, 10, 18];
const FIELD_NAMES = Object.keys(FIELDS[1]) as Field[];

function numberFor(field: Field, before: number, draw: Draw): number {
  if (draw.chance(15)) return before + draw.of([-1, 1, 0.01, -0.01, 1e-5]);
  if (/code|datatype|bitpix|units|dim$/.test(field) && !field.startsWith('pix') && draw.chance(80))
    return draw.of(CODES);
  if (field === 'magic') return draw.of([0, 0x2b, 0x69, 0x31, 0x32, 0x6e, draw.below(256)]);
  return draw.of(NUMBERS);
}

function editField(bytes: Uint8Array, draw: Draw): Uint8Array {
  const shape = shapeOf(bytes);
  if (!shape) return bytes;
  const changed = bytes.slice();
  const field = draw.of(FIELD_NAMES);
  const [, , count] = FIELDS[shape.version][field];
  const i = draw.below(count);
  put(changed, shape, field, i, numberFor(field, get(bytes, shape, field, i), draw));
  return changed;
}

const EDITS: readonly Edit[] = [
  (input, draw) => withBytes(input, 0, editField(input[0].bytes, draw)),
  // Another type with a matching width, so that what follows the header decides.
  (input, draw) => {
    const { bytes } = input[0];
    const [datatype, bitpix] = draw.of([
      [2, 8],
      [256, 8],
      [4, 16],
      [512, 16],
      [8, 32],
      [768, 32],
      [16, 32],
      [64, 64],
      [1024, 64],
      [128, 24],
      [2304, 32],
      [32, 64],
      [1, 1],
    ]);
    return withBytes(input, 0, withField(withField(bytes, 'datatype', { 0: datatype }), 'bitpix', { 0: bitpix }));
  },
  // Other extents of the same, of fewer or of more voxels.
  (input, draw) => {
    const dim = draw.of([
      [3, 5, 6, 4],
      [3, 6, 5, 3],
      [2, 6, 20],
      [1, 120],
      [4, 6, 5, 2, 2],
      [4, 6, 5, 4, 1],
      [5, 6, 5, 4, 1, 2],
      [3, 6, 5, 5],
      [7, 6, 5, 4, 1, 1, 1, 1],
      [2, 6, 5, 4],
    ]);
    return withBytes(input, 0, withField(input[0].bytes, 'dim', { ...dim }));
  },
  // Codes of the two transforms, and a shift or turn of one of them.
  (input, draw) => {
    let bytes = withField(input[0].bytes, 'qform_code', { 0: draw.of([0, 1, 2, 3, 4]) });
    bytes = withField(bytes, 'sform_code', { 0: draw.of([0, 1, 2, 3, 4]) });
    if (draw.chance(50))
      bytes = withField(bytes, draw.of(['srow', 'qoffset', 'quatern', 'pixdim']), {
        [draw.below(3)]: draw.of([0, 0.1, -1, 2, 1e-5]),
      });
    return withBytes(input, 0, bytes);
  },
  (input, draw) => {
    const bytes = withField(input[0].bytes, 'scl_slope', { 0: draw.of(NUMBERS) });
    return withBytes(input, 0, withField(bytes, 'scl_inter', { 0: draw.of(NUMBERS) }));
  },
];

/** NIfTI-1 and -2, plain, gzipped, in two files. Fields of a gzipped file are edited before it is compressed. */
export const nifti: Format = {
  name: 'nifti',
  inputs: INPUTS,
  edits: EDITS.map(
    (edit): Edit =>
      (input, draw) => {
        if (!input[0].name.endsWith('.gz')) return edit(input, draw);
        const open = draw.of(OPEN);
        const [{ bytes }] = edit([{ name: 'a.nii', bytes: open }], draw);
        return gz(bytes);
      },
  ),
  read: (input) => readingOf(readImage(input)),
  peers: 'nifti',
};

const OPEN = [BASE, OBLIQUE];
