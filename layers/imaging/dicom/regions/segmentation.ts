/** Regions from DICOM segmentations (SEG), as voxels of their image. */
import { InputRefused } from '../../errors.ts';
import type { FrameDecoders } from '../../input/codecs.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../../input/limits.ts';
import { type Grid, worldToIndex } from '../../volume/geometry.ts';
import type { Vector3 } from '../../volume/volume.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import { contradiction, requireNoSurplus } from '../frames/contradictions.ts';
import { type Frame, framesOf, functionalGroup, type Instance, storedValues, toInstance } from '../frames/instance.ts';

/** Segment numbers of a SEG file. */
export function segmentNumbers({ dataSet }: DicomFile): number[] {
  return dataSet.items(Tag.SegmentSequence).flatMap((item) => item.number(Tag.SegmentNumber) ?? []);
}

/**
 * One segment on the grid of its image: 1 inside, 0 outside. Every frame is placed by its own position; frames may be
 * fewer than the slices and in any order. A fractional segment is what is at least half inside.
 *
 * @throws InputRefused `geometry-mismatch` where a frame's pixels do not coincide with the image's voxels,
 *   `roi-outside-image` where marked pixels lie beyond the image.
 */
export function readSegment(
  parsed: DicomFile,
  label: number,
  grid: Grid,
  toleranceMm: number,
  limits: ReadLimits = DEFAULT_LIMITS,
): Uint8Array {
  const instance = toInstance(parsed, limits);
  requireConsistent(instance);
  const declared = new Set(segmentNumbers(parsed));
  const seen = new Map<string, Uint8Array>();
  const toIndex = worldToIndex(grid);
  const voxels = new Uint8Array(grid.size[0] * grid.size[1] * grid.size[2]);
  let outside = 0;
  for (const frame of framesOf(instance)) {
    const inside = insideOf(frame, label, declared, limits.codecs?.frames);
    if (!inside?.includes(1)) continue;
    const { start, alongRow, downColumn } = placeFrame(frame, grid, toIndex, toleranceMm);
    const earlier = seen.get(start.join());
    if (earlier?.some((value, i) => value !== inside[i])) {
      throw contradiction(
        parsed.file,
        `two different frames of segment ${label} at one position`,
        'one frame for each position',
        'The segmentation contradicts itself: export it again.',
      );
    }
    seen.set(start.join(), inside);
    const { rows, columns } = instance;
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
  }
  if (outside > 0) {
    throw new InputRefused({
      code: 'roi-outside-image',
      file: parsed.file,
      got: `${outside} voxels of segment ${label} outside the image`,
      wanted: 'a region of interest inside the image',
      remedy: 'Upload the whole image, or the segmentation that was drawn on it.',
    });
  }
  return voxels;
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

/** Where a frame shows the segment; undefined where it shows another. Label maps hold the segments' numbers as values. */
function insideOf(
  frame: Frame,
  label: number,
  declared: ReadonlySet<number>,
  decoders: FrameDecoders | undefined,
): Uint8Array | undefined {
  const { instance, index } = frame;
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
  if (segmentOf(frame) !== label) return undefined;
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

interface Placement {
  readonly start: Vector3;
  /** Steps in voxels, one axis each. */
  readonly alongRow: Vector3;
  readonly downColumn: Vector3;
}

/** Where a frame's pixels fall on the grid; all four corners must fall on voxel centres. */
function placeFrame(frame: Frame, grid: Grid, toIndex: (point: Vector3) => Vector3, toleranceMm: number): Placement {
  const { position, row, column, pixelSpacing, instance } = frame;
  const at = (c: number, r: number): Vector3 => {
    const [dx, dy] = [c * pixelSpacing[0], r * pixelSpacing[1]];
    return toIndex([
      position[0] + row[0] * dx + column[0] * dy,
      position[1] + row[1] * dx + column[1] * dy,
      position[2] + row[2] * dx + column[2] * dy,
    ]);
  };
  const nearest = ([x, y, z]: Vector3): Vector3 => [Math.round(x), Math.round(y), Math.round(z)];
  const start = nearest(at(0, 0));
  const step = (to: Vector3): Vector3 => [to[0] - start[0], to[1] - start[1], to[2] - start[2]];
  const alongRow = step(nearest(at(1, 0)));
  const downColumn = step(nearest(at(0, 1)));

  let worst = 0;
  const corners = [
    [0, 0],
    [instance.columns - 1, 0],
    [0, instance.rows - 1],
    [instance.columns - 1, instance.rows - 1],
  ];
  for (const [c, r] of corners) {
    const index = at(c, r);
    const off = [0, 1, 2].map((axis) => {
      return (index[axis] - start[axis] - c * alongRow[axis] - r * downColumn[axis]) * grid.spacing[axis];
    });
    worst = Math.max(worst, Math.hypot(...off));
  }
  if (worst <= toleranceMm) return { start, alongRow, downColumn };
  throw new InputRefused({
    code: 'geometry-mismatch',
    file: instance.file,
    got: `a segmentation whose pixels lie ${worst.toPrecision(4)} mm off the image's voxels`,
    wanted: `at most ${toleranceMm} mm`,
    remedy: 'Draw the ROI on this image, or resample the segmentation to its grid.',
  });
}
