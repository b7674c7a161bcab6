/** Files made to cost more than they are worth, each in the bytes that somebody could upload. */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { writeNifti } from '@radscore/imaging';
import { encodeDicomFile, integers, type NewDataSet, text } from '../../layers/imaging/dicom/encoding/encode.ts';
import { encapsulated, withSyntax } from '../layers/imaging/dicom/encapsulated.ts';

const MR = '1.2.840.10008.5.1.4.1.1.4';
const GIB = 2 ** 30;
const latin1 = (value: string): Buffer => Buffer.from(value, 'latin1');

/** A gibibyte of zeros, compressed to a megabyte: once, as making it takes seconds. */
function bomb(head: Uint8Array, compress: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const bytes = new Uint8Array(GIB);
  bytes.set(head);
  return compress(bytes);
}

const PLAIN = writeNifti(
  {
    size: [4, 4, 2],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    voxels: new Int16Array(32),
  },
  { gzip: false },
);

/** The NIfTI header with other extents. */
function declaring(...extents: number[]): Uint8Array {
  const head = PLAIN.slice(0, 352);
  const view = new DataView(head.buffer);
  extents.forEach((extent, axis) => void view.setInt16(42 + 2 * axis, extent, true));
  return head;
}

const gzipOf = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 9 });
const nrrd = (...fields: string[]): string =>
  `NRRD0004\n${['type: uint8', 'dimension: 3', 'spacings: 1 1 1', ...fields].join('\n')}\n\n`;
const nrrdOf = (body: Uint8Array, ...fields: string[]): Uint8Array => Buffer.concat([latin1(nrrd(...fields)), body]);

const HEADER: NewDataSet = [
  text(0x00080016, 'UI', MR),
  text(0x00080060, 'CS', 'MR'),
  text(0x00200032, 'DS', '0', '0', '0'),
  text(0x00200037, 'DS', '1', '0', '0', '0', '1', '0'),
  text(0x00280030, 'DS', '1', '1'),
  text(0x00180050, 'DS', '1'),
  integers(0x00280002, 'US', 1),
  integers(0x00280100, 'US', 16),
  integers(0x00280101, 'US', 16),
  integers(0x00280102, 'US', 15),
  integers(0x00280103, 'US', 0),
];

/** A file whose encapsulated frame declares many pixels, and has next to none. */
function frame(uid: string, rows: number, columns: number, fragment: Uint8Array): Uint8Array {
  const head = encodeDicomFile(MR, '2.25.1', [
    ...HEADER,
    integers(0x00280010, 'US', rows),
    integers(0x00280011, 'US', columns),
  ]);
  return encapsulated(head, uid, fragment);
}

/** Sequences of undefined length within sequences, never closed. */
function nested(depth: number): Uint8Array {
  const level = latin1('\x08\0\x15\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff');
  return Buffer.concat([encodeDicomFile(MR, '2.25.1', HEADER), ...Array.from({ length: depth }, () => level)]);
}

/** Elements of nothing, each under a number of its own. */
function tiny(count: number): Uint8Array {
  const body = Buffer.alloc(8 * count);
  for (let i = 0; i < count; i++) {
    body.writeUInt16LE(0x0030 + 2 * Math.floor(i / 65536), 8 * i);
    body.writeUInt16LE(i % 65536, 8 * i + 2);
    body.write('LO', 8 * i + 4, 'latin1');
  }
  return Buffer.concat([encodeDicomFile(MR, '2.25.1', HEADER), body]);
}

/** A JPEG 2000 codestream, or JPEG-LS frame, that declares a size and ends. */
const j2k = (size: number): Buffer => {
  const siz = Buffer.alloc(47);
  siz.writeUInt16BE(0xff4f, 0);
  siz.writeUInt16BE(0xff51, 2);
  siz.writeUInt16BE(41, 4);
  for (const at of [8, 12, 24, 28]) siz.writeUInt32BE(at < 16 || at >= 24 ? size : 0, at);
  siz.writeUInt16BE(1, 40);
  siz.set([15, 1, 1], 42);
  return siz;
};
const jls = (size: number): Buffer => {
  const frameHeader = Buffer.from([0xff, 0xd8, 0xff, 0xf7, 0, 11, 16, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frameHeader.writeUInt16BE(size, 7);
  frameHeader.writeUInt16BE(size, 9);
  return Buffer.concat([frameHeader, Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0, 0xff, 0xd9])]);
};

/** Name, bytes, and the code with which it is stopped, at the door or at reading. */
export const HOSTILE: readonly (readonly [what: string, name: string, make: () => Uint8Array, code: RegExp])[] = [
  ['a gzip bomb behind a small NIfTI header', 'a.nii.gz', () => bomb(PLAIN, gzipOf), /^too-large/],
  ['a gzip bomb that declares its size', 'a.nii.gz', () => bomb(declaring(1024, 1024, 1024), gzipOf), /^too-large/],
  ['a NIfTI header that declares 2^45 voxels', 'a.nii', () => declaring(32767, 32767, 32767), /^too-large/],
  [
    'a gzip bomb in a small NRRD',
    'a.nrrd',
    () => nrrdOf(bomb(new Uint8Array(1), gzipOf), 'sizes: 4 4 4', 'encoding: gzip'),
    /^too-large/,
  ],
  [
    'a NRRD that declares 10^15 voxels',
    'a.nrrd',
    () => nrrdOf(new Uint8Array(9), 'sizes: 99999 99999 99999', 'encoding: raw'),
    /^too-large/,
  ],
  [
    'a NRRD of sizes beyond numbers',
    'a.nrrd',
    () => nrrdOf(new Uint8Array(9), 'sizes: 1e300 1e300 1', 'encoding: raw'),
    /^(too-large|unreadable)/,
  ],
  [
    'a NRRD that names 10^9 files',
    'a.nhdr',
    () => nrrdOf(new Uint8Array(0), 'sizes: 4 4 4', 'encoding: raw', 'data file: s%0999999999d.raw 1 999999999 1'),
    /^(file-missing|unsupported-format|unreadable)/,
  ],
  [
    'a NRRD whose data lie outside the study',
    'a.nhdr',
    () => nrrdOf(new Uint8Array(0), 'sizes: 4 4 4', 'encoding: raw', 'data file: ../../../etc/passwd'),
    /^(file-missing|unsupported-format)/,
  ],
  [
    'a deflated DICOM bomb',
    'a.dcm',
    () => {
      const whole = withSyntax(encodeDicomFile(MR, '2.25.1', HEADER), '1.2.840.10008.1.2.1.99');
      return Buffer.concat([deflatedMeta(whole), bomb(new Uint8Array(1), deflateRawSync)]);
    },
    /^(truncated|too-large)/,
  ],
  ['sequences nested 200,000 deep', 'a.dcm', () => nested(200_000), /^unreadable/],
  [
    'a million tiny elements',
    'a.dcm',
    () => tiny(1_000_000),
    /^(too-large|unreadable|truncated|unsupported-format|geometry-invalid|identity)/,
  ],
  [
    'an RLE frame that declares 65,535 × 65,535 pixels',
    'a.dcm',
    () => frame('1.2.840.10008.1.2.5', 65535, 65535, new Uint8Array(64)),
    /^(too-large|truncated|unreadable)/,
  ],
  [
    'a JPEG-LS frame that declares 65,535 × 65,535 pixels',
    'a.dcm',
    () => frame('1.2.840.10008.1.2.4.80', 64, 64, jls(65535)),
    /^(too-large|truncated|unreadable)/,
  ],
  [
    'a JPEG 2000 frame that declares 2^31 × 2^31 pixels',
    'a.dcm',
    () => frame('1.2.840.10008.1.2.4.90', 64, 64, j2k(2 ** 31)),
    /^(too-large|truncated|unreadable)/,
  ],
  [
    'a JPEG 2000 frame that declares 30,000 × 30,000 pixels',
    'a.dcm',
    () => frame('1.2.840.10008.1.2.4.90', 64, 64, j2k(30000)),
    /^(too-large|truncated|unreadable)/,
  ],
  [
    'a gzip in a gzip in a gzip',
    'a.nii.gz',
    () => gzipOf(gzipOf(bomb(PLAIN, gzipOf))),
    /^(unsupported-format|unreadable|truncated)/,
  ],
  [
    'JSON nested 900,000 deep',
    'a.json',
    () => latin1('['.repeat(900_000) + ']'.repeat(900_000)),
    /^(identity\.file|unsupported-format)/,
  ],
  ['a table of 600,000 columns', 'a.csv', () => latin1(`q,${'"a,'.repeat(600_000)}Jx`), /^identity\.clinical/],
];

/** The file up to the end of its meta group. */
function deflatedMeta(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes);
  return buffer.subarray(0, 144 + buffer.readUInt32LE(140));
}
