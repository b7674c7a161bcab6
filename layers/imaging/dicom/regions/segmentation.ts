/** Regions from DICOM segmentations (SEG), as voxels of their image. */
import { InputRefused } from '../../errors.ts';
import type { FrameDecoders } from '../../input/codecs.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import type { Grid } from '../../volume/geometry.ts';
import type { Mask } from '../../volume/volume.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import { contradiction, requireNoSurplus } from '../frames/contradictions.ts';
import { type Frame, frameOf, functionalGroup, type Instance, storedValues, toInstance } from '../frames/instance.ts';
import type { DrawnRegion } from './drawn-region.ts';
import { ownStack, placingFrames } from './place-frames.ts';

/** Segment numbers of a SEG file. */
export function segmentNumbers({ dataSet }: DicomFile): number[] {
  return dataSet.items(Tag.SegmentSequence).flatMap((item) => item.number(Tag.SegmentNumber) ?? []);
}

/** The segments that have a voxel; all of a file that cannot be read, of which none is to be passed over. */
export function segmentsHolding(parsed: DicomFile, limits: ReadLimits = DEFAULT_LIMITS): ReadonlySet<number> {
  const labels = segmentNumbers(parsed);
  const holding = new Set<number>();
  const look = (): void => {
    const instance = toInstance(parsed, limits);
    requireConsistent(instance);
    const isLabelMap = parsed.dataSet.text(Tag.SegmentationType) === 'LABELMAP';
    for (let index = 0; index < instance.frameCount && holding.size < labels.length; index++) {
      if (isLabelMap) {
        const values = new Set(storedValues(instance, index, [], limits.codecs?.frames));
        for (const label of labels) if (values.has(label)) holding.add(label);
        continue;
      }
      const label = segmentOf({ instance, index });
      if (label === undefined || holding.has(label)) continue;
      if (insideOf({ instance, index }, label, new Set(labels), limits.codecs?.frames).includes(1)) holding.add(label);
    }
  };
  try {
    look();
    return holding;
  } catch (error) {
    if (error instanceof InputRefused) return new Set(labels);
    throw error;
  }
}

/**
 * One segment on the grid of its image: 1 inside, 0 outside. Every frame is placed by its own position; frames may be
 * fewer than the slices and in any order. A fractional segment is what is at least half inside.
 *
 * @param toleranceMm of displacements that are noise; see `placingFrames` for those that rounding explains
 * @param roundingMm how far the image's own slices may lie off their true places
 * @throws InputRefused `geometry-mismatch` where a frame's pixels do not coincide with the image's voxels,
 *   `roi-outside-image` where marked pixels lie beyond the image, `roi-too-small` for a segment without frames.
 */
export function readSegment(
  parsed: DicomFile,
  label: number,
  grid: Grid,
  toleranceMm: number,
  limits: ReadLimits = DEFAULT_LIMITS,
  roundingMm = 0,
): DrawnRegion {
  const { frames, rows, columns } = markedFrames(parsed, label, limits);
  const placed = placingFrames(
    frames.map(({ frame }) => frame),
    grid,
    { toleranceMm, roundingMm },
  );
  const seen = new Map<string, Uint8Array>();
  const voxels = new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  let outside = 0;
  frames.forEach(({ inside }, i) => {
    const { start, alongRow, downColumn } = placed.placements[i];
    requireOneFrame(seen, start.join(), inside, label, parsed.file);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        if (!inside[r * columns + c]) continue;
        const x = start[0] + c * alongRow[0] + r * downColumn[0];
        const y = start[1] + c * alongRow[1] + r * downColumn[1];
        const z = start[2] + c * alongRow[2] + r * downColumn[2];
        const isIn = x >= 0 && y >= 0 && z >= 0 && x < grid.size[0] && y < grid.size[1] && z < grid.size[2];
        if (isIn) voxels[x + grid.size[0] * (y + grid.size[1] * z)] = 1;
        else outside++;
      }
    }
  });
  if (outside > 0) {
    throw new InputRefused({
      code: 'roi-outside-image',
      file: parsed.file,
      got: `${outside} voxels of segment ${label} outside the image`,
      wanted: 'a region of interest inside the image',
      remedy: 'Upload the whole image, or the segmentation that was drawn on it.',
    });
  }
  return { voxels, notes: placed.notes };
}

/**
 * One segment on a grid of its own: its frames stacked by their positions, with empty slices for those that are missing.
 * Undefined if its frames make no stack.
 */
export function segmentOnOwnGrid(
  parsed: DicomFile,
  label: number,
  limits: ReadLimits = DEFAULT_LIMITS,
): Mask | undefined {
  const { frames, rows, columns } = markedFrames(parsed, label, limits);
  const stack = ownStack(frames.map(({ frame }) => frame));
  if (!stack) return undefined;
  const { grid, planeOf } = stack;
  const voxels = new Uint8Array(rows * columns * grid.size[2]);
  const seen = new Map<string, Uint8Array>();
  frames.forEach(({ inside }, i) => {
    requireOneFrame(seen, String(planeOf[i]), inside, label, parsed.file);
    voxels.set(inside, planeOf[i] * rows * columns);
  });
  return { ...grid, voxels };
}

function requireOneFrame(
  seen: Map<string, Uint8Array>,
  place: string,
  inside: Uint8Array,
  label: number,
  file: string,
): void {
  const earlier = seen.get(place);
  if (earlier?.some((value, i) => value !== inside[i])) {
    throw contradiction(
      file,
      `two different frames of segment ${label} at one position`,
      'one frame for each position',
      'The segmentation contradicts itself: export it again.',
    );
  }
  seen.set(place, inside);
}

interface Segment {
  readonly instance: Instance;
  /** The frames that may show the segment. */
  readonly indices: readonly number[];
  insideOf(index: number): Uint8Array;
}

function openSegment(parsed: DicomFile, label: number, limits: ReadLimits): Segment {
  const instance = toInstance(parsed, limits);
  requireConsistent(instance);
  const declared = new Set(segmentNumbers(parsed));
  const isLabelMap = parsed.dataSet.text(Tag.SegmentationType) === 'LABELMAP';
  const all = Array.from({ length: instance.frameCount }, (_, index) => index);
  return {
    instance,
    indices: isLabelMap ? all : all.filter((index) => segmentOf({ instance, index }) === label),
    insideOf: (index) => insideOf({ instance, index }, label, declared, limits.codecs?.frames),
  };
}

/** The frames of a segment that have a voxel of it; the places of others are not looked at. */
function markedFrames(
  parsed: DicomFile,
  label: number,
  limits: ReadLimits,
): {
  readonly rows: number;
  readonly columns: number;
  readonly frames: readonly { readonly frame: Frame; readonly inside: Uint8Array }[];
} {
  const { instance, indices, insideOf: read } = openSegment(parsed, label, limits);
  const marked = new Map(
    indices.flatMap((index) => {
      const inside = read(index);
      return inside.includes(1) ? [[index, inside] as const] : [];
    }),
  );
  if (marked.size === 0) {
    throw new InputRefused({
      code: 'roi-too-small',
      file: parsed.file,
      got: `segment ${label} ${indices.length === 0 ? 'without a frame' : 'without a voxel'}`,
      wanted: 'a segment of at least one voxel',
      remedy: 'Name another segment of the file, or draw this one and save it again.',
    });
  }
  const frames = [...marked].map(([index, inside]) => ({ frame: frameOf(instance, index), inside }));
  return { frames, rows: instance.rows, columns: instance.columns };
}

function segmentOf({ instance, index }: Pick<Frame, 'instance' | 'index'>): number | undefined {
  const { dataSet } = instance;
  const sequence = Tag.SegmentIdentificationSequence;
  return functionalGroup(dataSet, index, sequence, Tag.ReferencedSegmentNumber).number(Tag.ReferencedSegmentNumber);
}

/** Bits that each type of segmentation has (PS3.3 C.8.20.2). */
const BITS_OF_TYPE: Readonly<Record<string, readonly number[]>> = { BINARY: [1], FRACTIONAL: [8], LABELMAP: [8, 16] };

/**
 * Checks that a segmentation is what it says: a type with its bits, unsigned, and frames of segments that it declares.
 *
 * @throws InputRefused `unreadable`
 */
function requireConsistent(instance: Instance): void {
  const { dataSet, file, bitsAllocated, isSigned, frameCount } = instance;
  const type = dataSet.text(Tag.SegmentationType) ?? '';
  const bits = BITS_OF_TYPE[type];
  const refuse = (got: string, wanted: string): InputRefused =>
    contradiction(file, got, wanted, 'The segmentation contradicts itself: export it again.');
  if (!bits) throw refuse('no SegmentationType that is known', Object.keys(BITS_OF_TYPE).join(', '));
  if (!bits.includes(bitsAllocated) || isSigned) {
    throw refuse(
      `a ${type} segmentation of ${isSigned ? 'signed pixels' : `${bitsAllocated} bit${bitsAllocated === 1 ? '' : 's'}`}`,
      `unsigned pixels of ${bits.join(' or ')} bit${bits[0] === 1 ? '' : 's'}`,
    );
  }
  const photometric = dataSet.text(Tag.PhotometricInterpretation) ?? '';
  if (photometric !== 'MONOCHROME2' && !(type === 'LABELMAP' && photometric === 'PALETTE COLOR')) {
    throw refuse('a PhotometricInterpretation that no segmentation has', 'MONOCHROME2');
  }
  const pixels = dataSet.elements.get(Tag.PixelData)?.value.length ?? 0;
  if (bitsAllocated === 1)
    requireNoSurplus(pixels, Math.ceil((instance.rows * instance.columns * frameCount) / 8), file);
  const declared = segmentNumbers(instance);
  if (new Set(declared).size < declared.length) throw refuse('one SegmentNumber for two segments', 'a number for each');
  if (type === 'FRACTIONAL' && !((dataSet.number(Tag.MaximumFractionalValue) ?? 0) > 0)) {
    throw refuse('a FRACTIONAL segmentation without a MaximumFractionalValue', 'the value that means wholly inside');
  }
  if (type === 'LABELMAP') return;
  for (let index = 0; index < frameCount; index++) {
    const segment = segmentOf({ instance, index });
    if (segment !== undefined && declared.includes(segment)) continue;
    throw refuse(
      segment === undefined
        ? `frame ${index + 1} of no segment`
        : `frame ${index + 1} of segment ${segment}, which is not declared`,
      `frames of the segments ${declared.join(', ') || '(none)'}`,
    );
  }
}

/** Where a frame of a segment shows it. Label maps hold the segments' numbers as values. */
function insideOf(
  { instance, index }: Pick<Frame, 'instance' | 'index'>,
  label: number,
  declared: ReadonlySet<number>,
  decoders: FrameDecoders | undefined,
): Uint8Array {
  const { dataSet, file } = instance;
  const type = dataSet.text(Tag.SegmentationType);
  if (type === 'LABELMAP') {
    const values = storedValues(instance, index, [], decoders);
    const stranger = values.find((value) => value !== 0 && !declared.has(value));
    if (stranger !== undefined) {
      throw contradiction(file, `the label ${stranger}, which no segment declares`, 'labels of declared segments');
    }
    return Uint8Array.from(values, (value) => (value === label ? 1 : 0));
  }
  if (instance.bitsAllocated === 1) return unpackBits(instance, index);
  const most = dataSet.number(Tag.MaximumFractionalValue) ?? 1;
  const values = storedValues(instance, index, [], decoders);
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]);
  if (largest > most) {
    throw contradiction(file, `the value ${largest} above a MaximumFractionalValue of ${most}`, 'values up to it');
  }
  return Uint8Array.from(values, (value) => (value >= most / 2 ? 1 : 0));
}

/** Binary frames follow each other without a gap, lowest bit first: a frame need not begin with a byte. */
function unpackBits({ dataSet, rows, columns }: Instance, index: number): Uint8Array {
  const packed = dataSet.elements.get(Tag.PixelData)?.value ?? new Uint8Array(0);
  const length = rows * columns;
  const bits = new Uint8Array(length);
  const start = index * length;
  for (let i = 0; i < length; i++) bits[i] = (packed[(start + i) >> 3] >> ((start + i) & 7)) & 1;
  return bits;
}
