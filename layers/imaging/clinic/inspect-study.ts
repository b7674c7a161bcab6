import { IdentityCheck } from '../deidentification/identity-check.ts';
import type { DeidentificationReceipt } from '../deidentification/receipt.ts';
import { withoutPaths } from '../deidentification/without-paths.ts';
import { describeVolumes, seriesAmbiguous } from '../dicom/ambiguous-series.ts';
import { readSeries } from '../dicom/build-volume.ts';
import { passedOverNotes, SeriesCollector } from '../dicom/collect-series.ts';
import type { ImageReference } from '../dicom/dicom-volume.ts';
import { lossyCompressionNote } from '../dicom/lossy-compression.ts';
import { isDicom, parseDicom } from '../dicom/parse.ts';
import { proposeSequence, type SequenceName } from '../dicom/propose-sequence.ts';
import { openRegion, regionLabels } from '../dicom/read-region.ts';
import { referencedSlices, regionReferences } from '../dicom/region-references.ts';
import { selectionText } from '../dicom/selection.ts';
import type { ImageSeries } from '../dicom/series.ts';
import { Tag } from '../dicom/tags.ts';
import { InputRefused } from '../errors.ts';
import { checkFinite, GRID_TOLERANCE_MM } from '../geometry.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../limits.ts';
import { labelsFound, selectLabel } from '../mask.ts';
import type { NamedBytes } from '../named-bytes.ts';
import { formatOf, isSideFile, readImage } from '../reader.ts';
import type { Mask, Vector3, Volume } from '../volume.ts';
import { type DrawRegion, describeRegion, type RoiSummary, summariseRegion } from './describe-region.ts';
import { inspectRegion } from './inspect-region.ts';
import { orientationCode } from './orientation.ts';

/** Something that keeps a study from being accepted: a code, where, and what to do. It never repeats a value. */
export interface StudyFinding {
  readonly code: string;
  readonly file?: string;
  readonly message: string;
  readonly remedy: string;
}

/** Something worth knowing that keeps a study from nothing: a code, and a sentence. */
export interface StudyNote {
  readonly code: string;
  readonly message: string;
  readonly sequence?: SequenceName;
}

export interface ImageSummary {
  /** Folder or file, and what tells the volume from others there, e.g. `dwi: b=800 (24 slices)`. */
  readonly name: string;
  /** What selects the volume where its folder holds several: `--select` takes it. */
  readonly select?: string;
  readonly sequence?: SequenceName;
  readonly because?: string;
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly orientation: string;
}

export interface StudyInspection {
  readonly verdict: 'accepted' | 'quarantined' | 'refused';
  readonly findings: readonly StudyFinding[];
  readonly series: readonly ImageSummary[];
  readonly rois: readonly RoiSummary[];
  readonly receipt: DeidentificationReceipt;
  readonly notes: readonly StudyNote[];
}

type Placed = Volume & { readonly reference?: ImageReference };

interface NamedVolume {
  readonly name: string;
  readonly volume: Placed;
  readonly summary: ImageSummary;
  /** Of a DICOM volume: its slices. */
  readonly series?: ImageSeries;
}

/**
 * Examines a study without a manifest: what images and regions of interest there are, whether they fit each other, and
 * whether anything tells who the patient is. Regions belong to the image whose frame of reference or grid they share.
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
  const { images, regions, identities } = sortFiles(files, refuse);
  const check = new IdentityCheck(limits);
  const inOrder = files.map(({ name }) => name).sort();
  inOrder.forEach((name, i) => {
    check.addPath(name, `file ${i + 1} of ${inOrder.length}, by name`);
  });
  for (const file of identities) check.add(file);
  const paths = check.identifyingPaths();
  const drawNamed: DrawRegion = (region, image, mask) => draw(withoutPaths(region, paths), image, mask);

  const besides: StudyNote[] = [];
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

  for (const { code, file, message, remedy } of check.refusals) {
    if (!findings.some((finding) => finding.file === file)) findings.push({ code, file, message, remedy });
  }
  const receipt = check.receipt();
  const isIdentifiable = receipt.verdict === 'quarantine';
  for (const { code, file, where, remedy } of receipt.findings) findings.push({ code, file, message: where, remedy });
  const verdict = isIdentifiable ? 'quarantined' : findings.length > 0 ? 'refused' : 'accepted';
  const [series, notes] = [volumes.map(({ summary }) => summary), [...volumes.flatMap(notesOn), ...besides]];
  return withoutPaths({ verdict, findings, series, rois, receipt, notes }, paths);
}

function notesOn({ name, volume, summary: { sequence } }: NamedVolume): StudyNote[] {
  const lossy = volume.reference?.lossyCompression;
  if (!lossy) return [];
  const { code, message } = lossyCompressionNote(lossy);
  return [{ code, message: `${name}: ${message}`, ...(sequence && { sequence }) }];
}

function nothing(code: string, what: string, remedy: string): StudyFinding {
  return { code, message: `The study has ${what}. ${remedy}`, remedy };
}

interface SortedFiles {
  /** Files that make up images: the slices of a folder, or one file. */
  readonly images: readonly (readonly NamedBytes[])[];
  readonly regions: readonly NamedBytes[];
  /** What can be searched for identities: damaged files are refused in any case. */
  readonly identities: readonly NamedBytes[];
}

function sortFiles(files: readonly NamedBytes[], refuse: <T>(action: () => T) => T | undefined): SortedFiles {
  const slices = new Map<string, NamedBytes[]>();
  const single: NamedBytes[] = [];
  const regions: NamedBytes[] = [];
  const identities: NamedBytes[] = [];
  const unknown: NamedBytes[] = [];
  for (const file of files) {
    const { name, bytes } = file;
    const format = formatOf(bytes, name);
    if (isDicom(bytes)) {
      const modality = refuse(() => parseDicom(bytes, name).dataSet.text(Tag.Modality) ?? '');
      if (modality === undefined) continue;
      identities.push(file);
      if (modality === 'SEG' || modality === 'RTSTRUCT') regions.push(file);
      else slices.set(folderOf(name), [...(slices.get(folderOf(name)) ?? []), file]);
    } else {
      identities.push(file);
      if (!format) unknown.push(file);
      else if (ROI_NAME.test(name)) regions.push(file);
      else single.push(file);
    }
  }
  // What has no format and lies among slices may be one that was damaged: reading says so.
  for (const file of unknown) if (!isSideFile(file.name)) slices.get(folderOf(file.name))?.push(file);
  return { images: [...slices.values(), ...single.map((file) => [file, ...unknown])], regions, identities };
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
  return describeVolumes(all).flatMap((words, i) => {
    const series = all[i];
    if (series.incompleteOf !== undefined) {
      const message = `${folder}: phase ${series.phase} has ${series.frames.length} of ${series.incompleteOf} slices; it is not read.`;
      notes.push({ code: 'phase-incomplete', message });
      return [];
    }
    const select = selectionText(series, all);
    return [named(`${folder}: ${words}`, readSeries(series, limits), proposeSequence(series), { series, select })];
  });
}

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

function examineRegion(
  file: NamedBytes,
  volumes: readonly NamedVolume[],
  limits: ReadLimits,
  findings: StudyFinding[],
  notes: StudyNote[],
  draw: DrawRegion,
): RoiSummary[] {
  if (volumes.length === 0) return [];
  return isDicom(file.bytes)
    ? examineDicomRegion(file, volumes, limits, notes, draw)
    : examineLabelImage(file, volumes, limits, findings, draw);
}

/**
 * The regions of a DICOM file, each tried on the images: those that it refers to first, then the others. The first that
 * takes it has it. A region that fits none is refused where it is the only one, and noted beside others that fit.
 */
function examineDicomRegion(
  file: NamedBytes,
  volumes: readonly NamedVolume[],
  limits: ReadLimits,
  notes: StudyNote[],
  draw: DrawRegion,
): RoiSummary[] {
  const labels = regionLabels(file.bytes, file.name, limits);
  const refusals: { label: number; refusal: InputRefused }[] = [];
  const found = labels.flatMap((label): RoiSummary[] => {
    const references = regionReferences(file.bytes, file.name, [label]);
    const hits = ({ series }: NamedVolume): number => (series ? referencedSlices(series, references) : 0);
    let refusal: InputRefused | undefined;
    for (const { name, volume } of [...volumes].sort((a, b) => hits(b) - hits(a))) {
      try {
        const region = openRegion(file.bytes, file.name, volume, GRID_TOLERANCE_MM, limits);
        const mask: Mask = { voxels: region.read(label), ...gridOf(volume) };
        const summary = summariseRegion(file.name, name, label, mask);
        checkFinite(volume, mask, name);
        draw({ file: file.name, label, state: '' }, volume, mask);
        return [summary];
      } catch (error) {
        if (!(error instanceof InputRefused)) throw error;
        // A frame of reference that does not match says less than what is wrong on the image that does.
        if (!refusal || refusal.got.includes('frame of reference')) refusal = error;
      }
    }
    if (refusal) refusals.push({ label, refusal });
    return [];
  });
  const [worst] = refusals;
  if (found.length === 0 && worst) throw worst.refusal;
  for (const { label, refusal } of refusals) {
    notes.push({ code: refusal.code, message: `region ${label}: ${refusal.message}` });
  }
  return found;
}

/** A label image belongs to the image that it fits, else to one that it can be mended for, else to none. */
function examineLabelImage(
  file: NamedBytes,
  volumes: readonly NamedVolume[],
  limits: ReadLimits,
  findings: StudyFinding[],
  draw: DrawRegion,
): RoiSummary[] {
  const stored = readImage([file], {}, limits);
  const labels = [...labelsFound(stored, file.name).keys()];
  const tried = volumes.map(({ name, volume }) => ({
    name,
    volume,
    inspection: inspectRegion(volume, stored, { label: labels[0], file: file.name }),
  }));
  const order = { fits: 0, mendable: 1, refused: 2 };
  const [best] = tried.sort((a, b) => order[a.inspection.verdict] - order[b.inspection.verdict]);
  const { finding, repair, verdict } = best.inspection;
  if (verdict === 'refused' && finding) throw finding;
  if (finding) {
    const { code, message, remedy } = finding;
    const accept = repair
      ? ` Or accept "repair": "${repair.name}" in manifest.json (radscore manifest --accept-repair): ${repair.says}`
      : '';
    findings.push({ code, file: finding.file, message: message + accept, remedy: remedy + accept });
  }
  return labels.map((label) => {
    const mask = selectLabel(stored, label, file.name);
    if (verdict === 'fits') checkFinite(best.volume, { ...mask, ...gridOf(best.volume) }, best.name);
    // A repair is measured on the first label.
    const inspection = label === labels[0] ? best.inspection : { ...best.inspection, repair: undefined };
    return describeRegion(best, { file: file.name, label, stored: mask, inspection }, draw);
  });
}

function gridOf({ size, spacing, origin, direction }: Volume): Omit<Volume, 'voxels'> {
  return { size, spacing, origin, direction };
}
