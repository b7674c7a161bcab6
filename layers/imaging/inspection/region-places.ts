/** On which volumes of a study each region of interest lies: by what it refers to, else by its grid. */
import type { DataSet } from '../dicom/encoding/data-set.ts';
import { isDicom, parseDicom } from '../dicom/encoding/parse.ts';
import { Tag } from '../dicom/encoding/tags.ts';
import { openRegion, regionLabels } from '../dicom/regions/read-region.ts';
import { referencedSlices, regionReferences } from '../dicom/regions/region-references.ts';
import { isOnGridOf } from '../dicom/series/ambiguous-series.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { InputRefused } from '../errors.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { readImage } from '../reading/reader.ts';
import { readRegion } from '../regions/mask.ts';
import { checkSameGrid, GRID_TOLERANCE_MM } from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import type { RoiSummary } from './describe-region.ts';
import { sequenceInPath } from './sequence-words.ts';
import type { StudyVolume } from './study-volumes.ts';

/** How a region lies on a volume: it names the volume's slices, shares its grid, or would with a repair. */
export type Placing = 'refers' | 'fits' | 'repairable';

export interface StudyRegion {
  readonly file: NamedBytes;
  readonly label: number;
  /** All labels of its file that have voxels, and those that it declares. */
  readonly labels: readonly number[];
  readonly declared: readonly number[];
  /** The sequence that its path names. */
  readonly named?: SequenceName;
  /** True if the file says of this region alone that it is a tumour. */
  readonly isNamedTumour: boolean;
  /** True of contours, which have no grid of their own. */
  readonly isDrawnAnywhere: boolean;
  readonly on: ReadonlyMap<StudyVolume, Placing>;
}

/** The regions that inspection read, with the volumes that each lies on. */
export function placeRegions(
  rois: readonly RoiSummary[],
  files: readonly NamedBytes[],
  volumes: readonly StudyVolume[],
  limits: ReadLimits,
): StudyRegion[] {
  return files.flatMap((file) => {
    const own = rois.filter((roi) => roi.file === file.name && roi.voxels > 0);
    const labels = own.map(({ label }) => label);
    const tumours = isDicom(file.bytes) ? labelsOfTumours(file, limits).filter((label) => labels.includes(label)) : [];
    const declared = isDicom(file.bytes) && own.length > 0 ? regionLabels(file.bytes, file.name, limits) : labels;
    const isDrawnAnywhere =
      own.length > 0 &&
      isDicom(file.bytes) &&
      parseDicom(file.bytes, file.name, limits).dataSet.text(Tag.Modality) === 'RTSTRUCT';
    const grid = own.length > 0 && !isDicom(file.bytes) ? volumesOnGrid(file, volumes, limits) : undefined;
    return own.map((roi): StudyRegion => {
      const on = grid ?? volumesReferred(file, roi.label, volumes, limits);
      if (on.size === 0 && roi.repair) {
        for (const volume of volumes) if (volume.name === roi.image) on.set(volume, 'repairable');
      }
      const named = sequenceInPath(file.name);
      const isNamedTumour = tumours.length === 1 && tumours[0] === roi.label;
      const isOf = { isNamedTumour, isDrawnAnywhere, ...(named && { named }) };
      return { file, label: roi.label, labels, declared, ...isOf, on };
    });
  });
}

function volumesOnGrid(
  file: NamedBytes,
  volumes: readonly StudyVolume[],
  limits: ReadLimits,
): Map<StudyVolume, Placing> {
  const stored = readImage([file], {}, limits);
  const fits = ({ volume }: StudyVolume): boolean =>
    isTaken(() => checkSameGrid(volume, withAxesOf(stored, volume) ?? stored, file.name, GRID_TOLERANCE_MM));
  return new Map(volumes.filter(fits).map((volume) => [volume, 'fits']));
}

/**
 * The volumes whose slices a DICOM region names. A map that was computed from what it names, on the same grid, has it too.
 * A region that names none of this study lies on what it can be read on.
 */
function volumesReferred(
  { bytes, name }: NamedBytes,
  label: number,
  volumes: readonly StudyVolume[],
  limits: ReadLimits,
): Map<StudyVolume, Placing> {
  const references = regionReferences(bytes, name, [label]);
  const ofSlices = volumes.filter(({ series }) => series && referencedSlices(series, references) > 0);
  const named = ofSlices.length > 0 ? new Set<string>() : seriesReferred(bytes, name, limits);
  const referred =
    ofSlices.length > 0 ? ofSlices : volumes.filter(({ series }) => series && named.has(series.seriesUid));
  const canRead = ({ volume }: StudyVolume): boolean =>
    isTaken(() => openRegion(bytes, name, volume, GRID_TOLERANCE_MM, limits).read(label));
  if (referred.length === 0) return new Map(volumes.filter(canRead).map((volume) => [volume, 'fits']));
  const on = new Map<StudyVolume, Placing>(referred.map((volume) => [volume, 'refers']));
  const weighted = referred.flatMap(({ series }) => (series?.kind === 'dwi' ? [series] : []));
  for (const volume of volumes) {
    const { series } = volume;
    const isOfScan = series && ['adc', 'dwi'].includes(series.kind) && weighted.some((one) => isOnGridOf(one, series));
    if (isOfScan && !on.has(volume) && canRead(volume)) on.set(volume, 'refers');
  }
  return on;
}

/** The series that a file names, of an RTSTRUCT those of all of its frames of reference. */
function seriesReferred(bytes: Uint8Array, name: string, limits: ReadLimits): Set<string> {
  const { dataSet } = parseDicom(bytes, name, limits);
  const ofFrames = dataSet
    .items(Tag.ReferencedFrameOfReferenceSequence)
    .flatMap((frame) => frame.items(Tag.RTReferencedStudySequence))
    .flatMap((study) => study.items(Tag.RTReferencedSeriesSequence));
  const all = [...dataSet.items(Tag.ReferencedSeriesSequence), ...ofFrames];
  return new Set(all.flatMap((one) => one.text(Tag.SeriesInstanceUID) ?? []));
}

function isTaken(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof InputRefused) return false;
    throw error;
  }
}

const TUMOUR = /tumou?r|lesion|\bmass\b|cancer|carcino|malign|neoplas|\bgtv/i;
const CODE_MEANING = 0x00080104;
const SEGMENTED_PROPERTY_TYPE = 0x0062000f;

/** Numbers of the regions whose label, name or coded type says that they are a tumour. */
function labelsOfTumours({ bytes, name }: NamedBytes, limits: ReadLimits): number[] {
  const { dataSet } = parseDicom(bytes, name, limits);
  const words = (item: DataSet): string =>
    [
      item.text(Tag.SegmentLabel),
      item.text(Tag.ROIName),
      ...item.items(SEGMENTED_PROPERTY_TYPE).map((type) => type.text(CODE_MEANING)),
    ].join(' ');
  return [...dataSet.items(Tag.SegmentSequence), ...dataSet.items(Tag.StructureSetROISequence)]
    .filter((item) => TUMOUR.test(words(item)))
    .flatMap((item) => item.number(Tag.SegmentNumber) ?? item.number(Tag.ROINumber) ?? []);
}

/** True if all of these regions are the same voxels of a volume: one region that was saved several times. */
export function areOneRegion(regions: readonly StudyRegion[], volume: StudyVolume, limits: ReadLimits): boolean {
  let first: Uint8Array | undefined;
  return regions.every(({ file, label }) => {
    let voxels: Uint8Array | undefined;
    isTaken(() => {
      voxels = readRegion([file], volume.volume, { label, limits }).mask.voxels as Uint8Array;
    });
    if (!voxels) return false;
    first ??= voxels;
    return first.every((value, i) => value === voxels?.[i]);
  });
}
