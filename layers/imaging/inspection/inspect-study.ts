/** Inspects the files of a study that has no manifest. */
import { IdentityCheck } from '../deidentification/identity-check.ts';
import type { DeidentificationReceipt } from '../deidentification/receipt.ts';
import { withoutPaths } from '../deidentification/without-paths.ts';
import { irregularityNotes } from '../dicom/encoding/irregularity.ts';
import { isDicom, parseDicom } from '../dicom/encoding/parse.ts';
import { Tag } from '../dicom/encoding/tags.ts';
import { lossyCompressionNote } from '../dicom/pixels/lossy-compression.ts';
import { describeVolumes, seriesAmbiguous } from '../dicom/series/ambiguous-series.ts';
import { readSeries } from '../dicom/series/build-volume.ts';
import { passedOverNotes, SeriesCollector } from '../dicom/series/collect-series.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import { orderingNotes } from '../dicom/series/phase-notes.ts';
import { proposeSequence, type SequenceName } from '../dicom/series/propose-sequence.ts';
import { selectionText } from '../dicom/series/selection.ts';
import { InputRefused } from '../errors.ts';
import { companionKind, leftOutNotes } from '../input/companion-files.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { formatOf, isSideFile, readImage } from '../reading/reader.ts';
import { orientationCode } from '../volume/orientation.ts';
import type { DrawRegion, RoiSummary } from './describe-region.ts';
import {
  examineRegion,
  type ImageSummary,
  type NamedVolume,
  type Placed,
  type StudyFinding,
  type StudyNote,
} from './examine-region.ts';

export type { ImageSummary, StudyFinding, StudyNote } from './examine-region.ts';

export interface StudyInspection {
  readonly verdict: 'accepted' | 'quarantined' | 'refused';
  readonly findings: readonly StudyFinding[];
  readonly series: readonly ImageSummary[];
  readonly rois: readonly RoiSummary[];
  readonly receipt: DeidentificationReceipt;
  readonly notes: readonly StudyNote[];
}

/**
 * Examines a study without a manifest: what images and regions of interest there are, whether they fit each other, and
 * whether anything identifies the patient. Regions belong to the image whose frame of reference or grid they share.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, inspectStudy, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [8, 8, 4], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 256 }, (_, i) => i) };
 * const mask = { ...grid, voxels: new Uint8Array(256).fill(1, 64, 192) };
 * const files = [
 *   { name: 'image.nrrd', bytes: writeNrrd(image) },
 *   { name: 'mask.nrrd', bytes: writeNrrd(mask) },
 * ];
 * const { verdict, rois } = inspectStudy(files);
 * [verdict, rois.length]; // → [ 'accepted', 1 ]
 * ```
 */
export function inspectStudy(
  files: readonly NamedBytes[],
  limits: ReadLimits = DEFAULT_LIMITS,
  draw: DrawRegion = () => {},
): StudyInspection {
  const findings: StudyFinding[] = [];
  const refuse = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      const { code, file, message, remedy } = error;
      findings.push({ code, file, message, remedy });
      return undefined;
    }
  };
  const { images, regions, identities, leftOut } = sortFiles(files, refuse);
  const check = new IdentityCheck(limits);
  const inOrder = files.map(({ name }) => name).sort();
  inOrder.forEach((name, i) => {
    check.addPath(name, `file ${i + 1} of ${inOrder.length}, by name`);
  });
  for (const file of identities) check.add(file);
  const paths = check.identifyingPaths();
  const drawNamed: DrawRegion = (region, image, mask) => draw(withoutPaths(region, paths), image, mask);

  const besides: StudyNote[] = leftOutNotes(leftOut);
  const volumes = images.flatMap((group) => refuse(() => readGroup(group, limits, besides)) ?? []);
  const rois = regions.flatMap(
    (region) => refuse(() => examineRegion(region, volumes, limits, findings, besides, drawNamed)) ?? [],
  );
  if (findings.length === 0) {
    if (volumes.length === 0) findings.push(nothing('file-missing', 'no image', 'Add the images of the study.'));
    else if (rois.length === 0) {
      findings.push(
        nothing('mask-missing', 'no region of interest', 'Add a SEG, RTSTRUCT, NIfTI or NRRD with the ROI.'),
      );
    }
  }

  const refused = new Set(findings.map(({ file }) => file));
  for (const { code, file, message, remedy } of check.refusals) {
    if (!refused.has(file)) findings.push({ code, file, message, remedy });
    refused.add(file);
  }
  const receipt = check.receipt();
  const isIdentifiable = receipt.verdict === 'quarantine';
  for (const { code, file, where, remedy } of receipt.findings) findings.push({ code, file, message: where, remedy });
  const verdict = isIdentifiable ? 'quarantined' : findings.length > 0 ? 'refused' : 'accepted';
  const [series, notes] = [volumes.map(({ summary }) => summary), [...volumes.flatMap(notesOn), ...besides]];
  return withoutPaths({ verdict, findings, series, rois, receipt, notes }, paths);
}

function notesOn({ name, volume, summary: { sequence } }: NamedVolume): StudyNote[] {
  const { lossyCompression: lossy, notes = [] } = volume.reference ?? {};
  const own = notes.filter(({ code }) => !OF_A_FOLDER.has(code));
  return [...(lossy ? [lossyCompressionNote(lossy)] : []), ...own].map(({ code, message }) => ({
    code,
    message: `${name}: ${message}`,
    ...(sequence && { sequence }),
  }));
}

/** What is said once of all volumes of a folder. */
const OF_A_FOLDER: ReadonlySet<string> = new Set(['phases-ordered', 'file-irregular']);

function nothing(code: string, what: string, remedy: string): StudyFinding {
  return { code, message: `The study has ${what}. ${remedy}`, remedy };
}

interface SortedFiles {
  /** Files that make up images: the slices of a folder, or one file. */
  readonly images: readonly (readonly NamedBytes[])[];
  readonly regions: readonly NamedBytes[];
  /** What can be searched for identities: damaged files are refused in any case. */
  readonly identities: readonly NamedBytes[];
  /** What systems, discs and viewers left beside them, and nobody sends. */
  readonly leftOut: readonly string[];
}

function sortFiles(files: readonly NamedBytes[], refuse: <T>(action: () => T) => T | undefined): SortedFiles {
  const slices = new Map<string, NamedBytes[]>();
  const single: NamedBytes[] = [];
  const regions: NamedBytes[] = [];
  const identities: NamedBytes[] = [];
  const unknown: NamedBytes[] = [];
  const leftOut: string[] = [];
  for (const file of files) {
    const { name, bytes } = file;
    const format = formatOf(bytes, name);
    if (isDicom(bytes)) {
      const modality = refuse(() => parseDicom(bytes, name).dataSet.text(Tag.Modality) ?? '');
      if (modality === undefined) continue;
      identities.push(file);
      if (modality === 'SEG' || modality === 'RTSTRUCT') regions.push(file);
      else {
        const ofFolder = slices.get(folderOf(name));
        if (ofFolder) ofFolder.push(file);
        else slices.set(folderOf(name), [file]);
      }
    } else if (!format && companionKind(name)) {
      leftOut.push(name);
    } else {
      identities.push(file);
      if (!format) unknown.push(file);
      else if (ROI_NAME.test(name)) regions.push(file);
      else single.push(file);
    }
  }
  // What has no format and lies among slices may be one that was damaged: reading says so.
  for (const file of unknown) if (!isSideFile(file.name)) slices.get(folderOf(file.name))?.push(file);
  return { images: [...slices.values(), ...single.map((file) => [file, ...unknown])], regions, identities, leftOut };
}

const ROI_NAME = /(^|[^a-z])(roi|mask|seg|segmentation|label|lesion|tumou?r)([^a-z]|$)/i;

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

function readGroup(group: readonly NamedBytes[], limits: ReadLimits, notes: StudyNote[]): NamedVolume[] {
  const [first] = group;
  if (!isDicom(first.bytes)) {
    const volume = readImage(group, {}, limits);
    return [named(first.name, volume)];
  }
  const collector = new SeriesCollector({ limits });
  for (const file of group) collector.add(file);
  const all = collector.series();
  notes.push(...passedOverNotes(collector.passedOver));
  if (all.length === 0 && collector.passedOver.size > 0)
    throw seriesAmbiguous(first.name, [], [], collector.passedOver);
  const folder = folderOf(first.name).replace(/\/$/, '') || '.';
  const instances = all.flatMap(({ frames }) => frames.map(({ instance }) => instance));
  for (const { code, message } of [...orderingNotes(all), ...irregularityNotes(instances)]) {
    notes.push({ code, message: `${folder}: ${message}` });
  }
  return describeVolumes(all).flatMap((words, i) => {
    const series = all[i];
    if (series.incompleteOf !== undefined) {
      const message = `${folder}: phase ${series.phase} has ${series.frames.length} of ${series.incompleteOf} slices; it is not read.`;
      notes.push({ code: 'phase-incomplete', message });
      return [];
    }
    const select = selectionText(series, all);
    const more = { series, select };
    try {
      return [named(`${folder}: ${words}`, readSeries(series, limits), proposeSequence(series), more)];
    } catch (error) {
      // Projections turn around an axis and maps lack slices: beside acquired images that keeps a study from nothing.
      const isBeside = COMPUTED.has(series.kind) && all.some(({ kind }) => !COMPUTED.has(kind));
      if (!(error instanceof InputRefused) || !isBeside) throw error;
      notes.push({ code: error.code, message: `${folder}: ${words} is not read: ${error.message}` });
      return [];
    }
  });
}

/** Volumes that are computed from acquired ones. */
const COMPUTED: ReadonlySet<ImageSeries['kind']> = new Set(['map', 'subtraction', 'projection', 'reformat']);

function named(
  name: string,
  volume: Placed,
  proposal?: { sequence: SequenceName; because: string },
  { series, select }: { series?: ImageSeries; select?: string } = {},
): NamedVolume {
  const { size, spacing, direction } = volume;
  const grid = { size, spacing, orientation: orientationCode(direction) };
  return { name, volume, series, summary: { name, ...(select && { select }), ...proposal, ...grid } };
}
