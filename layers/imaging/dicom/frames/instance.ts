/** An image object and its frames: where each lies, and its stored values. */
import { InputRefused } from '../../errors.ts';
import type { FrameDecoders } from '../../input/codecs.ts';
import { declaredBytes, type ReadLimits, requireBytes } from '../../input/limits.ts';
import type { Piece } from '../../input/reading.ts';
import { unit } from '../../volume/direction.ts';
import type { Vector3 } from '../../volume/volume.ts';
import { MACHINE_IS_LITTLE_ENDIAN, newVoxels, type VoxelType } from '../../volume/voxel-type.ts';
import type { DataSet } from '../encoding/data-set.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag, tagName } from '../encoding/tags.ts';
import { decodeFrame } from '../pixels/codecs.ts';
import { type LossyCompression, lossyCompressionOf } from '../pixels/lossy-compression.ts';
import { letGoOfPixels, type PixelPlace } from '../pixels/pixel-place.ts';
import {
  contradiction,
  frameCountOf,
  frameNumbers,
  requireFragmentsOfFrames,
  requireNoSurplus,
  requirePixelModule,
  rescaleOf,
} from './contradictions.ts';

/** The pixel module of an image file: one instance, one or many frames. */
export interface Instance extends DicomFile {
  readonly sopInstanceUid: string;
  readonly seriesUid: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string | undefined;
  readonly rows: number;
  readonly columns: number;
  readonly frameCount: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  /** Undefined where nothing was lost, or nothing shows it. */
  readonly lossyCompression?: LossyCompression;
  /** Where the pixels lie in the file, when they are not in memory: the header's pixel data are empty then. */
  readonly place?: PixelPlace;
}

/** One slice: a frame of an instance with its place in the patient. */
export interface Frame {
  readonly instance: Instance;
  /** Position of the frame in its file, from 0. */
  readonly index: number;
  /** Centre of the first pixel, mm, LPS. */
  readonly position: Vector3;
  /** Unit vectors along a row (x) and down a column (y). */
  readonly row: Vector3;
  readonly column: Vector3;
  /** Millimetres between pixels along a row (x) and down a column (y). */
  readonly pixelSpacing: readonly [number, number];
  readonly slope: number;
  readonly intercept: number;
}

/** @throws InputRefused where the file is not an image of one value per pixel. */
export function toInstance(parsed: DicomFile, limits: ReadLimits): Instance {
  const { dataSet, file } = parsed;
  const required = (tag: number, what: string): number => {
    const value = dataSet.number(tag);
    if (value !== undefined && value > 0) return value;
    throw missing(file, tag, what);
  };
  const frameCount = frameCountOf(parsed);
  const isFloat = [Tag.FloatPixelData, Tag.DoubleFloatPixelData].some((tag) => dataSet.elements.has(tag));
  if (isFloat && !dataSet.elements.has(Tag.PixelData)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'pixels in floating point',
      wanted: 'integers, with a rescale where values are fractions',
      remedy: 'Export the map as 16-bit integers with a rescale slope, or as NIfTI or NRRD.',
    });
  }
  const samples = dataSet.number(Tag.SamplesPerPixel) ?? 1;
  const bitsAllocated = required(Tag.BitsAllocated, 'the bits of a pixel');
  if (samples !== 1 || ![1, 8, 16, 32].includes(bitsAllocated)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: `${samples} samples of ${bitsAllocated} bits per pixel`,
      wanted: 'one sample of 1, 8, 16 or 32 bits per pixel',
      remedy: 'Export the images as grey values; a screen capture is not an image of the scanner.',
    });
  }
  const bitsStored = dataSet.number(Tag.BitsStored) ?? bitsAllocated;
  const highBit = dataSet.number(Tag.HighBit) ?? bitsStored - 1;
  if (bitsStored < 1 || highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `${bitsStored} bits stored up to bit ${highBit} of ${bitsAllocated}`,
      wanted: 'bits that lie within those of a pixel',
      remedy: 'The header is damaged: export the image again.',
    });
  }
  requirePixelModule(parsed);
  const instance: Instance = {
    ...parsed,
    sopInstanceUid: dataSet.text(Tag.SOPInstanceUID) ?? '',
    seriesUid: dataSet.text(Tag.SeriesInstanceUID) ?? '',
    studyUid: dataSet.text(Tag.StudyInstanceUID) ?? '',
    frameOfReferenceUid: dataSet.text(Tag.FrameOfReferenceUID),
    rows: required(Tag.Rows, 'the number of rows'),
    columns: required(Tag.Columns, 'the number of columns'),
    frameCount,
    bitsAllocated,
    bitsStored,
    highBit,
    isSigned: dataSet.number(Tag.PixelRepresentation) === 1,
    lossyCompression: lossyCompressionOf(parsed),
  };
  requirePixels(instance, limits);
  return instance;
}

/** The same instance with its pixels left where they lie in the file; as it was, where they have no place of their own. */
export function withoutPixels(
  instance: Instance,
  bytes: Uint8Array,
  digest: (bytes: Uint8Array) => string,
  limits: ReadLimits,
): Instance {
  const left = letGoOfPixels(instance, bytes, digest, limits);
  return left ? { ...instance, ...left.parsed, place: left.place } : instance;
}

/** What the header declares must be there, before anything is made per frame or per pixel. */
function requirePixels(instance: Instance, limits: ReadLimits): void {
  const { dataSet, file, columns, rows, frameCount, bitsAllocated, transferSyntax } = instance;
  const declared = declaredBytes([columns, rows, frameCount], bitsAllocated / 8, file, limits);
  const pixels = dataSet.elements.get(Tag.PixelData);
  if (!pixels?.fragments) {
    requireBytes(pixels?.value.length ?? 0, Math.ceil(declared), file);
    // Bit maps are looked at where they are read: as images they are refused for what they are.
    if (bitsAllocated > 1) requireNoSurplus(pixels?.value.length ?? 0, Math.ceil(declared), file);
    if (transferSyntax.isBigEndian && bitsAllocated < 16 && pixels?.vr === 'OW' && declared > 1) {
      // Readers differ in whether the bytes of such words are to be swapped.
      throw contradiction(file, `pixels of ${bitsAllocated} bits as big-endian words`, 'them as bytes (OB)');
    }
    return;
  }
  // A compressed frame can be small: one of them may take an eighth of what the whole image may.
  declaredBytes([columns, rows], bitsAllocated / 8, file, { maxBytes: limits.maxBytes / 8 });
  if (pixels.fragments.length - 1 < frameCount) throw tooFewFragments(file, pixels.fragments.length - 1, frameCount);
  requireFragmentsOfFrames(instance, pixels.fragments, frameCount);
}

function tooFewFragments(file: string, fragments: number, frameCount: number): InputRefused {
  return new InputRefused({
    code: 'truncated',
    file,
    got: `${fragments} fragments for ${frameCount} frames`,
    wanted: 'a fragment per frame, or an offset table',
    remedy: 'Export the series again, uncompressed.',
  });
}

/** The frames of an instance, each with its own place and rescale: multi-frame files keep them per frame. */
export function framesOf(instance: Instance): Frame[] {
  return Array.from({ length: instance.frameCount }, (_, index) => frameOf(instance, index));
}

/** One frame of an instance. @throws InputRefused where it has no place */
export function frameOf(instance: Instance, index: number): Frame {
  const { file } = instance;
  const find = (sequence: number, tag: number, isOfFrame?: boolean): readonly number[] =>
    frameNumbers(instance, index, sequence, tag, isOfFrame);
  const position = find(Tag.PlanePositionSequence, Tag.ImagePositionPatient, true);
  const orientation = find(Tag.PlaneOrientationSequence, Tag.ImageOrientationPatient);
  const spacing = find(Tag.PixelMeasuresSequence, Tag.PixelSpacing);
  if (!areNumbers(position, 3)) throw missing(file, Tag.ImagePositionPatient, 'the position of the image');
  if (!areNumbers(orientation, 6)) throw missing(file, Tag.ImageOrientationPatient, 'the orientation of the image');
  requireDirections(orientation, file);
  if (!areNumbers(spacing, 2) || spacing.some((step) => step <= 0)) {
    throw missing(file, Tag.PixelSpacing, 'the distance of the pixels');
  }
  return {
    instance,
    index,
    position: [position[0], position[1], position[2]],
    // Rounded cosines are a little longer or shorter than 1, which would stretch distances between slices.
    row: unit([orientation[0], orientation[1], orientation[2]]),
    column: unit([orientation[3], orientation[4], orientation[5]]),
    // The standard gives the distance between rows first: that is the step down a column.
    pixelSpacing: [spacing[1], spacing[0]],
    ...rescaleOf(instance, index),
  };
}

/** The data set that holds an attribute of a frame: its own functional group, the shared one, or the file itself. */
export function functionalGroup(dataSet: DataSet, frame: number, sequence: number, tag: number): DataSet {
  const own = dataSet.items(Tag.PerFrameFunctionalGroupsSequence)[frame]?.items(sequence)[0];
  if (own?.elements.has(tag)) return own;
  const shared = dataSet.items(Tag.SharedFunctionalGroupsSequence)[0]?.items(sequence)[0];
  return shared?.elements.has(tag) ? shared : dataSet;
}

/** Direction cosines are written with few digits: a thousandth is rounding, more is damage. */
function requireDirections([a, b, c, d, e, f]: readonly number[], file: string): void {
  const offBy = Math.max(Math.abs(Math.hypot(a, b, c) - 1), Math.abs(Math.hypot(d, e, f) - 1));
  if (offBy <= 1e-3 && Math.abs(a * d + b * e + c * f) <= 1e-3) return;
  throw new InputRefused({
    code: 'geometry-invalid',
    file,
    got: `directions of rows and columns that are no perpendicular unit vectors (${tagName(Tag.ImageOrientationPatient)})`,
    wanted: 'two perpendicular unit vectors',
    remedy: 'Export the series again with its full header.',
  });
}

function areNumbers(values: readonly number[], count: number): boolean {
  return values.length === count && values.every((value) => Number.isFinite(value));
}

function missing(file: string, tag: number, what: string): InputRefused {
  return new InputRefused({
    code: 'geometry-invalid',
    file,
    got: `no usable ${tagName(tag)}`,
    wanted: `${what} in the DICOM header`,
    remedy: 'Export the series again with its full header.',
  });
}

/** The pieces of its file that hold a frame whose pixels are not in memory. */
export function piecesOf(instance: Instance, index: number): readonly Piece[] {
  const { place, file, rows, columns, bitsAllocated } = instance;
  if (!place) return [];
  if (!place.offsetTable) {
    const length = (rows * columns * bitsAllocated) / 8;
    return [{ file, start: place.runs[0].start + index * length, length }];
  }
  return fragmentsOf(instance, place.offsetTable, place.runs, index).map((run) => ({ file, ...run }));
}

/**
 * The stored values of a frame, without rescale.
 *
 * @param pieces the bytes of `piecesOf` the frame
 * @param decoders of the host
 */
export function storedValues(
  instance: Instance,
  index: number,
  pieces: readonly Uint8Array[] = [],
  decoders: FrameDecoders = {},
): ReturnType<typeof newVoxels> {
  const { rows, columns, bitsAllocated, file, dataSet, place } = instance;
  const bytesPerSample = (bitsAllocated / 8) as 1 | 2 | 4;
  const frameBytes = rows * columns * bytesPerSample;
  const type = `${instance.isSigned ? '' : 'u'}int${bitsAllocated}` as VoxelType;
  const values = newVoxels(type, rows * columns);
  const own = new Uint8Array(values.buffer);
  const pixels = dataSet.elements.get(Tag.PixelData);
  let isLittleEndian = true;
  if (place?.offsetTable ?? pixels?.fragments) {
    const compressed = joined(place ? pieces : framesFragments(instance, index));
    const shape = { rows, columns, bytesPerSample };
    own.set(decodeFrame(instance.transferSyntax.coding, compressed, shape, file, decoders));
  } else {
    const start = index * frameBytes;
    own.set(place ? pieces[0] : (pixels?.value.subarray(start, start + frameBytes) ?? own.subarray(0, 0)));
    isLittleEndian = dataSet.littleEndian;
  }
  if (isLittleEndian !== MACHINE_IS_LITTLE_ENDIAN) reverseSamples(own, bytesPerSample);
  keepStoredBits(values, instance);
  return values;
}

/** Bits outside those stored may hold anything (overlays, padding); the sign bit is the highest stored. */
function keepStoredBits(
  values: ReturnType<typeof newVoxels>,
  { bitsStored, highBit, bitsAllocated, isSigned }: Instance,
): void {
  if (bitsStored === bitsAllocated) return;
  const up = 31 - highBit;
  const down = 32 - bitsStored;
  for (let i = 0; i < values.length; i++) {
    const high = values[i] << up;
    values[i] = isSigned ? high >> down : high >>> down;
  }
}

function reverseSamples(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

function framesFragments(instance: Instance, index: number): readonly Uint8Array[] {
  const [table, ...fragments] = instance.dataSet.elements.get(Tag.PixelData)?.fragments ?? [new Uint8Array(0)];
  return fragmentsOf(instance, table, fragments, index);
}

/**
 * The fragments of one frame. With one fragment per frame they go by order, otherwise by the basic offset table; a
 * single frame takes them all.
 */
function fragmentsOf<T extends { readonly length: number }>(
  { frameCount, file }: Instance,
  table: Uint8Array,
  fragments: readonly T[],
  index: number,
): readonly T[] {
  if (frameCount === 1) return fragments;
  if (fragments.length === frameCount) return [fragments[index]];
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (table.length !== 4 * frameCount) {
    throw tooFewFragments(file, fragments.length, frameCount);
  }
  const from = view.getUint32(4 * index, true);
  const to = index + 1 < frameCount ? view.getUint32(4 * index + 4, true) : Number.POSITIVE_INFINITY;
  let offset = 0;
  return fragments.filter((fragment) => {
    const at = offset;
    offset += 8 + fragment.length;
    return at >= from && at < to;
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
