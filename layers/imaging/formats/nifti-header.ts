/** The header of NIfTI-1 and NIfTI-2: one table of fields for each. */
import { InputRefused } from '../errors.ts';
import { BYTES_PER_VOXEL, type StoredType } from '../volume/voxel-type.ts';

/** The fields of a NIfTI header that place and decode an image (nifti1.h, nifti2.h). */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** Voxels lie in another file (`.img`). */
  readonly detached: boolean;
  readonly dim: readonly number[];
  readonly type: StoredType;
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly xyztUnits: number;
  readonly qformCode: number;
  readonly sformCode: number;
  /** b, c, d of the quaternion, then the offset x, y, z. */
  readonly quaternion: readonly number[];
  readonly qoffset: readonly number[];
  /** Three rows of four. */
  readonly srow: readonly number[];
}

type Scalar = 'int16' | 'int32' | 'int64' | 'float32' | 'float64' | 'uint8';

/** Where each field lies: [byte offset, type, count], per version of the header. */
const LAYOUT = {
  1: {
    bytes: 348,
    magic: 344,
    dim: [40, 'int16', 8],
    datatype: [70, 'int16', 1],
    bitpix: [72, 'int16', 1],
    pixdim: [76, 'float32', 8],
    voxOffset: [108, 'float32', 1],
    slope: [112, 'float32', 1],
    intercept: [116, 'float32', 1],
    xyztUnits: [123, 'uint8', 1],
    qformCode: [252, 'int16', 1],
    sformCode: [254, 'int16', 1],
    quaternion: [256, 'float32', 3],
    qoffset: [268, 'float32', 3],
    srow: [280, 'float32', 12],
  },
  2: {
    bytes: 540,
    magic: 4,
    dim: [16, 'int64', 8],
    datatype: [12, 'int16', 1],
    bitpix: [14, 'int16', 1],
    pixdim: [104, 'float64', 8],
    voxOffset: [168, 'int64', 1],
    slope: [176, 'float64', 1],
    intercept: [184, 'float64', 1],
    xyztUnits: [500, 'int32', 1],
    qformCode: [344, 'int32', 1],
    sformCode: [348, 'int32', 1],
    quaternion: [352, 'float64', 3],
    qoffset: [376, 'float64', 3],
    srow: [400, 'float64', 12],
  },
} as const;

/** NIfTI's datatype codes. Complex, RGB and 128-bit floats have none here: they are no images of one value per voxel. */
const TYPE_CODES: Readonly<Record<number, StoredType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};

/** Longest header of the two versions. */
export const NIFTI_HEADER_BYTES: number = LAYOUT[2].bytes;

/** Four bytes behind the header say whether extensions follow it (nifti1.h); voxels begin behind them. */
const EXTENSION_FLAG_BYTES = 4;
/** NIFTI_XFORM_TEMPLATE_OTHER, the last code of a transform that is defined. */
const LAST_FORM_CODE = 5;

/** True where the bytes begin like a NIfTI header of either version and byte order. */
export function isNifti(bytes: Uint8Array): boolean {
  const version = versionOf(bytes);
  return version !== undefined && hasMagic(bytes, version.version);
}

/**
 * @throws InputRefused when the header is cut off, damaged, contradicts itself (`bitpix` of another width than the
 * datatype's, a magic number of another kind of file than its name), or holds several values per voxel.
 */
export function parseNiftiHeader(bytes: Uint8Array, file: string): NiftiHeader {
  const found = versionOf(bytes);
  if (!found || !hasMagic(bytes, found.version)) {
    throw refuse(file, 'no NIfTI magic number', 'a NIfTI-1 or NIfTI-2 header');
  }
  const { version, littleEndian } = found;
  const layout = LAYOUT[version];
  const view = new DataView(bytes.buffer, bytes.byteOffset, layout.bytes);
  const all = ([offset, scalar, count]: readonly [number, Scalar, number]): number[] =>
    Array.from({ length: count }, (_, i) => readScalar(view, offset, scalar, i, littleEndian));
  const one = (field: readonly [number, Scalar, number]): number => all(field)[0];

  const code = one(layout.datatype);
  const type = TYPE_CODES[code];
  if (!type) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: `NIfTI datatype ${code}`,
      wanted: `one of ${Object.entries(TYPE_CODES)
        .map(([key, name]) => `${key} (${name})`)
        .join(', ')}`,
      remedy: 'Save the image with one integer or real value per voxel.',
    });
  }
  const bitpix = one(layout.bitpix);
  if (bitpix !== 8 * BYTES_PER_VOXEL[type]) {
    throw refuse(file, `bitpix ${bitpix} with the datatype ${code} (${type})`, `bitpix ${8 * BYTES_PER_VOXEL[type]}`);
  }
  const voxOffset = one(layout.voxOffset);
  const dim = all(layout.dim);
  const detached = bytes[layout.magic + 1] === 0x69;
  const least = detached ? 0 : layout.bytes + EXTENSION_FLAG_BYTES;
  if (!Number.isSafeInteger(voxOffset) || voxOffset < least) {
    throw refuse(file, `vox_offset ${voxOffset}`, `a whole number from ${least}`);
  }
  if (/\.(hdr|nii)(\.gz)?$/i.test(file) && /\.hdr(\.gz)?$/i.test(file) !== detached) {
    const [is, says] = detached ? ['.nii', '.hdr'] : ['.hdr', '.nii'];
    throw refuse(
      file,
      `a ${is} file whose magic number is that of a ${says} file`,
      'a name and a magic number that agree',
    );
  }
  if (!(dim[0] >= 1 && dim[0] <= 7) || dim.slice(1, dim[0] + 1).some((extent) => extent < 1)) {
    throw refuse(file, `dim ${dim.join(' ')}`, 'from 1 to 7 axes, each with at least one voxel');
  }
  const [qformCode, sformCode, xyztUnits] = [layout.qformCode, layout.sformCode, layout.xyztUnits].map(one);
  for (const [name, form] of [
    ['qform_code', qformCode],
    ['sform_code', sformCode],
  ] as const) {
    if (form < 0 || form > LAST_FORM_CODE) throw refuse(file, `${name} ${form}`, `a code from 0 to ${LAST_FORM_CODE}`);
  }
  return {
    version,
    littleEndian,
    detached,
    dim,
    type,
    pixdim: all(layout.pixdim),
    voxOffset,
    slope: one(layout.slope),
    intercept: one(layout.intercept),
    xyztUnits,
    qformCode,
    sformCode,
    quaternion: all(layout.quaternion),
    qoffset: all(layout.qoffset),
    srow: all(layout.srow),
  };
}

/** A header to write. Fields that are not given are zero. */
export function encodeNiftiHeader(header: {
  readonly dim: readonly number[];
  readonly type: StoredType;
  readonly bitpix: number;
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly quaternion: readonly number[];
  readonly qoffset: readonly number[];
  readonly srow: readonly number[];
}): Uint8Array {
  const layout = LAYOUT[1];
  const bytes = new Uint8Array(layout.bytes);
  const view = new DataView(bytes.buffer);
  const put = ([offset, scalar]: readonly [number, Scalar, number], values: readonly number[]): void => {
    for (const [i, value] of values.entries()) writeScalar(view, offset, scalar, i, value);
  };
  const code = Object.entries(TYPE_CODES).find(([, name]) => name === header.type)?.[0];
  view.setInt32(0, layout.bytes, true);
  put(layout.dim, header.dim);
  put(layout.datatype, [Number(code)]);
  put(layout.bitpix, [header.bitpix]);
  put(layout.pixdim, header.pixdim);
  put(layout.voxOffset, [header.voxOffset]);
  put(layout.slope, [1]);
  put(layout.xyztUnits, [MILLIMETRES]);
  put(layout.qformCode, [SCANNER_ANATOMICAL]);
  put(layout.sformCode, [SCANNER_ANATOMICAL]);
  put(layout.quaternion, header.quaternion);
  put(layout.qoffset, header.qoffset);
  put(layout.srow, header.srow);
  bytes.set([0x6e, 0x2b, 0x31, 0], layout.magic);
  return bytes;
}

/** sform/qform code NIFTI_XFORM_SCANNER_ANAT. */
export const SCANNER_ANATOMICAL = 1;
const MILLIMETRES = 2;

function versionOf(bytes: Uint8Array): { version: 1 | 2; littleEndian: boolean } | undefined {
  if (bytes.length < LAYOUT[1].bytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (const littleEndian of [true, false]) {
    const length = view.getInt32(0, littleEndian);
    if (length === LAYOUT[1].bytes) return { version: 1, littleEndian };
    if (length === LAYOUT[2].bytes && bytes.length >= length) return { version: 2, littleEndian };
  }
  return undefined;
}

function hasMagic(bytes: Uint8Array, version: 1 | 2): boolean {
  const [n, form, digit, end, ...ends] = bytes.subarray(LAYOUT[version].magic, LAYOUT[version].magic + 8);
  if (n !== 0x6e || (form !== 0x2b && form !== 0x69) || digit !== 0x30 + version || end !== 0) return false;
  // NIfTI-2 shows whether a transfer has changed the ends of lines.
  return version === 1 || ends.every((byte) => byte === 0) || ends.every((byte, i) => byte === LINE_ENDS[i]);
}

const LINE_ENDS = [13, 10, 26, 10];

function readScalar(view: DataView, offset: number, scalar: Scalar, i: number, littleEndian: boolean): number {
  switch (scalar) {
    case 'uint8':
      return view.getUint8(offset + i);
    case 'int16':
      return view.getInt16(offset + 2 * i, littleEndian);
    case 'int32':
      return view.getInt32(offset + 4 * i, littleEndian);
    case 'int64':
      return Number(view.getBigInt64(offset + 8 * i, littleEndian));
    case 'float32':
      return view.getFloat32(offset + 4 * i, littleEndian);
    case 'float64':
      return view.getFloat64(offset + 8 * i, littleEndian);
  }
}

function writeScalar(view: DataView, offset: number, scalar: Scalar, i: number, value: number): void {
  if (scalar === 'uint8') view.setUint8(offset + i, value);
  else if (scalar === 'int16') view.setInt16(offset + 2 * i, value, true);
  else view.setFloat32(offset + 4 * i, value, true);
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got,
    wanted,
    remedy: 'The NIfTI header is damaged: export the image again.',
  });
}
