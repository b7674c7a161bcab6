/** Sorts the files of a study: slices, images of other formats, regions of interest, and what is none of them. */
import { isMediaDirectory } from '../dicom/encoding/media-directory.ts';
import { isDicom, parseDicom } from '../dicom/encoding/parse.ts';
import { Tag } from '../dicom/encoding/tags.ts';
import { InputRefused } from '../errors.ts';
import { companionKind } from '../input/companion-files.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { formatOf, isSideFile, readImage } from '../reading/reader.ts';
import type { Volume } from '../volume/volume.ts';

export interface DicomSlices extends NamedBytes {
  readonly seriesUid: string;
}

/** An image of another format than DICOM, with its voxels where they lie in another file. */
export interface WholeImage {
  readonly file: NamedBytes;
  /** Files that may hold the voxels that its header describes. */
  readonly beside: readonly NamedBytes[];
}

export interface StudyFiles {
  readonly slices: readonly DicomSlices[];
  readonly whole: readonly WholeImage[];
  readonly regions: readonly NamedBytes[];
  /** The DICOMDIR of a medium: an index of the files, never a part of what is sent. */
  readonly indexes: readonly NamedBytes[];
  /** What can be searched for identities: damaged files are refused in any case, and others are not sent. */
  readonly identities: readonly NamedBytes[];
  /** What systems, discs and viewers left beside the images, and nobody sends. */
  readonly companions: readonly string[];
  /** Files that are no part of any image or region by what they are, and why. */
  readonly apart: ReadonlyMap<string, string>;
  /** DICOM files that cannot be opened. */
  readonly damaged: readonly { readonly file: string; readonly refusal: InputRefused }[];
}

/** Words of a file's name that say that it holds a region of interest. */
const ROI_WORD =
  /(^|[^a-z])(rois?|voi|masks?|segs?|segmentations?|segmented|labels?|lesions?|tumou?rs?|annotations?|contours?|gt|groundtruth)([^a-z]|$)/i;

/** Files by what their content says; the name decides only between an image and a region of the same format. */
export function sortFiles(files: readonly NamedBytes[], limits: ReadLimits): StudyFiles {
  const slices: DicomSlices[] = [];
  const regions: NamedBytes[] = [];
  const identities: NamedBytes[] = [];
  const indexes: NamedBytes[] = [];
  const companions: string[] = [];
  const formatted: NamedBytes[] = [];
  const unknown: NamedBytes[] = [];
  const apart = new Map<string, string>();
  const damaged: { file: string; refusal: InputRefused }[] = [];
  const instances = new Map<string, NamedBytes>();
  for (const file of files) {
    const { name, bytes } = file;
    if (!isDicom(bytes)) {
      const format = formatOf(bytes, name);
      const isCompanion = !format && companionKind(name) !== undefined;
      if (!format && isSideFile(name)) apart.set(name, 'texts, previews and files of the system');
      if (isCompanion) companions.push(name);
      else identities.push(file);
      (format ? formatted : unknown).push(file);
      continue;
    }
    try {
      const parsed = parseDicom(bytes, name, limits);
      (isMediaDirectory(parsed) ? indexes : identities).push(file);
      const { dataSet } = parsed;
      const modality = dataSet.text(Tag.Modality) ?? '';
      const uid = dataSet.text(Tag.SOPInstanceUID);
      const copyOf = uid === undefined ? undefined : instances.get(uid);
      if (isMediaDirectory(parsed)) apart.set(name, INDEX);
      else if (modality === 'SEG' || modality === 'RTSTRUCT') regions.push(file);
      else {
        slices.push({ ...file, seriesUid: dataSet.text(Tag.SeriesInstanceUID) ?? '' });
        if (dataSet.texts(Tag.ImageType).includes('LOCALIZER')) apart.set(name, 'localizers');
        if (copyOf && isSame(copyOf.bytes, bytes)) apart.set(name, 'copies of files of this study, byte for byte');
        else if (uid !== undefined) instances.set(uid, file);
      }
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      damaged.push({ file: name, refusal: error });
    }
  }
  const whole: WholeImage[] = [];
  for (const file of formatted) {
    const beside = unknown.filter(({ name }) => folderOf(name) === folderOf(file.name));
    if (isRegion(file, beside, formatted.length + slices.length > 1, limits)) regions.push(file);
    else whole.push({ file, beside });
  }
  // What has no format and lies among slices may be one that was damaged: reading says so.
  const ofSlices = new Set(slices.map(({ name }) => folderOf(name)));
  for (const file of unknown) {
    if (isSideFile(file.name) || !ofSlices.has(folderOf(file.name))) continue;
    slices.push({ ...file, seriesUid: '' });
  }
  return { slices, whole, regions: inOrderOf(files, regions), identities, indexes, companions, apart, damaged };
}

/** Why a DICOMDIR is left out: the service reads the files themselves. */
const INDEX = 'an index of the medium (DICOMDIR), which repeats identities';

/**
 * A file name that says so makes a region. If only a folder does, or nothing does, the content decides: few whole numbers,
 * most of them 0, beside another image.
 */
function isRegion(
  file: NamedBytes,
  beside: readonly NamedBytes[],
  isBesideImages: boolean,
  limits: ReadLimits,
): boolean {
  const folder = folderOf(file.name);
  if (ROI_WORD.test(spaced(file.name.slice(folder.length)))) return true;
  const isInRegions = ROI_WORD.test(spaced(folder));
  if (!isBesideImages && !isInRegions) return false;
  try {
    return looksLikeLabels(readImage([file, ...beside], {}, limits));
  } catch (error) {
    // What is wrong with it is said when it is read as what it may be.
    if (error instanceof InputRefused) return isInRegions;
    throw error;
  }
}

/** The most values, besides 0, of a file that nothing but its content shows to be a label image. */
const MOST_LABELS = 16;

function looksLikeLabels({ voxels }: Volume): boolean {
  const values = new Set<number>();
  let zeros = 0;
  for (let i = 0; i < voxels.length; i++) {
    const value = voxels[i];
    if (value === 0) zeros++;
    else if (!values.has(value)) {
      if (values.size === MOST_LABELS || value < 0 || !Number.isInteger(value)) return false;
      values.add(value);
    }
  }
  return values.size > 0 && zeros > voxels.length / 2;
}

/** Words apart: underscores are no letters, `T2Mask` are two words. */
function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function inOrderOf(files: readonly NamedBytes[], some: readonly NamedBytes[]): NamedBytes[] {
  const chosen = new Set(some);
  return files.filter((file) => chosen.has(file));
}

/** The folder of a file with its slash; empty for the study itself. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/** The deepest folder that holds all of these files, with its slash; empty for the study itself. */
export function commonFolder(names: readonly string[]): string {
  let common = folderOf(names[0] ?? '');
  for (const name of names) while (!name.startsWith(common)) common = folderOf(common.slice(0, -1));
  return common;
}

/** An image in memory as an inspection needs it: of several time points the first. */
export function readWhole({ file, beside }: WholeImage, limits: ReadLimits): Volume {
  try {
    return readImage([file, ...beside], {}, limits);
  } catch (error) {
    if (!(error instanceof InputRefused) || error.code !== 'unsupported-format') throw error;
    try {
      return readImage([file, ...beside], { channel: 0 }, limits);
    } catch {
      throw error;
    }
  }
}
