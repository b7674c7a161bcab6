/** Refuses images whose attributes contradict each other. */
import { InputRefused } from '../../errors.ts';
import type { DataSet } from '../encoding/data-set.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag, tagName } from '../encoding/tags.ts';

/** A file that says two things that cannot both be true. Readers then differ, so that none of them can be believed. */
export function contradiction(
  file: string,
  got: string,
  wanted: string,
  remedy = 'The header contradicts itself: export the image again.',
): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy });
}

/** What the pixel module must say of every image (PS3.3 C.7.6.3, type 1); readers guess differently where it is absent. */
const REQUIRED = [
  [Tag.SamplesPerPixel, 'SamplesPerPixel'],
  [Tag.PhotometricInterpretation, 'PhotometricInterpretation'],
  [Tag.Rows, 'Rows'],
  [Tag.Columns, 'Columns'],
  [Tag.BitsAllocated, 'BitsAllocated'],
  [Tag.BitsStored, 'BitsStored'],
  [Tag.HighBit, 'HighBit'],
  [Tag.PixelRepresentation, 'PixelRepresentation'],
] as const;

const MODALITY_LUT_SEQUENCE = 0x00283000;

/** @throws InputRefused `unreadable` for a pixel module that is not whole, or says what cannot be */
export function requirePixelModule({ dataSet, file }: DicomFile): void {
  for (const [tag, keyword] of REQUIRED) {
    const isText = tag === Tag.PhotometricInterpretation;
    const count = (isText ? dataSet.texts(tag).filter((value) => value !== '') : dataSet.numbers(tag)).length;
    if (count === 1) continue;
    const got = count === 0 ? `no ${keyword}` : `${count} values of ${keyword}`;
    throw contradiction(file, `${got} ${tagName(tag)}`, 'one in the header of every image');
  }
  requireSopClass(dataSet, file);
  const representation = dataSet.number(Tag.PixelRepresentation);
  if (representation !== 0 && representation !== 1) {
    throw contradiction(file, `the PixelRepresentation ${representation}`, '0 (unsigned) or 1 (signed)');
  }
  const [bitsStored, highBit] = [dataSet.number(Tag.BitsStored), dataSet.number(Tag.HighBit)];
  if (highBit !== Number(bitsStored) - 1) {
    throw contradiction(
      file,
      `${bitsStored} bits stored up to bit ${highBit}`,
      'HighBit one less than BitsStored, as the standard has it',
    );
  }
  const pixels = [Tag.PixelData, Tag.FloatPixelData, Tag.DoubleFloatPixelData].filter((tag) =>
    dataSet.elements.has(tag),
  );
  if (pixels.length > 1) throw contradiction(file, `${pixels.map(tagName).join(' and ')}`, 'one element with pixels');
  if (dataSet.items(MODALITY_LUT_SEQUENCE).length > 0) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: 'a table that maps stored values (ModalityLUTSequence)',
      wanted: 'values with a rescale slope and intercept, or without',
      remedy: 'Export the image with its values as they are meant.',
    });
  }
}

/** One component of a UID begins with 0 only where it is 0 (PS3.5 section 9.1). */
const UID = /^[0-2](\.(0|[1-9]\d*))+$/;

/** Of a class that is damaged nobody can say what kind of object it was. Where it is absent, the meta information has it. */
function requireSopClass(dataSet: DataSet, file: string): void {
  const uids = dataSet.texts(Tag.SOPClassUID);
  if (uids.length === 0 || (uids.length === 1 && UID.test(uids[0]) && uids[0].length <= 64)) return;
  throw contradiction(file, `a SOPClassUID ${tagName(Tag.SOPClassUID)} that is no UID`, 'the class of the object');
}

/**
 * The number of frames: what the header says, which must agree with the functional groups of the frames.
 *
 * @throws InputRefused `unreadable`
 */
export function frameCountOf({ dataSet, file }: DicomFile): number {
  const perFrame = dataSet.elements.get(Tag.PerFrameFunctionalGroupsSequence)?.items?.length;
  const said = dataSet.texts(Tag.NumberOfFrames);
  const count = said.length === 1 && /^\+?\d{1,9}$/.test(said[0]) ? Number(said[0]) : Number.NaN;
  if (said.length > 0 && !(count > 0)) {
    throw contradiction(file, 'a NumberOfFrames that is no whole number above 0', 'the number of frames');
  }
  if (perFrame !== undefined && (said.length === 0 ? perFrame !== 1 : perFrame !== count)) {
    const frames = said.length === 0 ? 'no NumberOfFrames' : `a NumberOfFrames of ${count}`;
    throw contradiction(file, `${frames} and the functional groups of ${perFrame} frames`, 'one number of frames');
  }
  return said.length === 0 ? 1 : count;
}

/**
 * Numbers of an attribute of one frame: of its own functional group, the shared one, or the file itself, which must not say
 * different things.
 *
 * @param isOfFrame true where the file as a whole may have another value, as a position
 * @throws InputRefused `unreadable`
 */
export function frameNumbers(
  { dataSet, file }: DicomFile,
  frame: number,
  sequence: number,
  tag: number,
  isOfFrame = false,
): readonly number[] {
  const groups = [
    dataSet.items(Tag.PerFrameFunctionalGroupsSequence)[frame]?.items(sequence),
    dataSet.items(Tag.SharedFunctionalGroupsSequence)[0]?.items(sequence),
  ];
  for (const items of groups) {
    if ((items?.length ?? 0) > 1)
      throw contradiction(file, `${items?.length} items of ${tagName(sequence)}`, 'one item');
  }
  const holders = groups.map((items) => items?.[0]).filter((item): item is DataSet => item?.elements.has(tag) === true);
  if (dataSet.elements.has(tag) && !(isOfFrame && holders.length > 0)) holders.push(dataSet);
  const [first = [], ...others] = holders.map((holder) => holder.numbers(tag));
  if (others.some((values) => values.length !== first.length || values.some((value, i) => !isSame(value, first[i])))) {
    throw contradiction(file, `two values of ${tagName(tag)} for one frame`, 'one value');
  }
  return first;
}

/** Written twice with other digits. */
function isSame(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Slope and intercept of a frame; 1 and 0 where it has none.
 *
 * @throws InputRefused `unreadable` for a slope of 0, for what is no number, and for one without the other
 */
export function rescaleOf(file: DicomFile, frame: number): { slope: number; intercept: number } {
  const [slopes, intercepts] = [Tag.RescaleSlope, Tag.RescaleIntercept].map((tag) =>
    frameNumbers(file, frame, Tag.PixelValueTransformationSequence, tag),
  );
  if (slopes.length === 0 && intercepts.length === 0) return { slope: 1, intercept: 0 };
  if (slopes.length !== 1 || intercepts.length !== 1) {
    const got = `${slopes.length || 'no'} RescaleSlope and ${intercepts.length || 'no'} RescaleIntercept`;
    throw contradiction(file.file, got, 'one of each, or neither');
  }
  const [slope, intercept] = [slopes[0], intercepts[0]];
  if (!Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0) {
    const got = slope === 0 ? 'a RescaleSlope of 0' : 'a rescale that is no number';
    throw contradiction(file.file, got, 'a slope other than 0, and an intercept');
  }
  return { slope, intercept };
}

/** Bytes that pixels may have beyond those declared: values are padded to an even length. */
const PADDING = 1;

/** @throws InputRefused `unreadable` where uncompressed pixels are more than the header declares */
export function requireNoSurplus(got: number, declared: number, file: string): void {
  if (got <= declared + PADDING) return;
  throw contradiction(
    file,
    `${got} bytes of pixels where rows, columns, bits and frames declare ${declared}`,
    'as many pixels as the header declares',
  );
}

const START_OF_JPEG = 0xffd8;
const START_OF_JPEG_2000 = 0xff4f;

/**
 * Fragments must be those of as many frames as the header declares: a table that counts others, or a code stream that
 * begins where none should, shows frames that would be dropped.
 *
 * @throws InputRefused `unreadable`
 */
export function requireFragmentsOfFrames(
  { dataSet, file, transferSyntax }: DicomFile,
  fragments: readonly Uint8Array[],
  frameCount: number,
): void {
  const [table, ...streams] = fragments;
  const extended = dataSet.elements.get(Tag.ExtendedOffsetTable)?.value.length;
  for (const [length, width] of [
    [table.length, 4],
    [extended ?? 0, 8],
  ]) {
    if (length === 0 || length === width * frameCount) continue;
    throw contradiction(
      file,
      `an offset table of ${length / width} frames, and ${frameCount} declared`,
      'one number of frames',
    );
  }
  if (extended !== undefined && extended > 0 && streams.length !== frameCount) {
    throw contradiction(
      file,
      `${streams.length} fragments with an extended offset table`,
      `one for each of ${frameCount} frames`,
    );
  }
  const startsStream = (bytes: Uint8Array): boolean =>
    transferSyntax.coding === 'rle' ||
    (bytes.length > 1 && [START_OF_JPEG, START_OF_JPEG_2000].includes(bytes[0] * 256 + bytes[1]));
  const starts = streams.filter(startsStream).length;
  if (starts <= frameCount) return;
  throw contradiction(file, `${starts} compressed frames, and ${frameCount} declared`, 'one number of frames');
}
