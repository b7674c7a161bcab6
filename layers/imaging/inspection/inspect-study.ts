/** Inspects the files of a study that has no manifest. */
import { remarkFinding, unpackArchives } from '../archives/unpack.ts';
import type { IdentifyingPaths } from '../deidentification/finding.ts';
import { IdentityCheck } from '../deidentification/identity-check.ts';
import type { DeidentificationReceipt } from '../deidentification/receipt.ts';
import { withoutPaths } from '../deidentification/without-paths.ts';
import { isDicom } from '../dicom/encoding/parse.ts';
import { lossyCompressionNote } from '../dicom/pixels/lossy-compression.ts';
import { referencedSlices, regionReferences } from '../dicom/regions/region-references.ts';
import { COMPUTED_KINDS, type ImageSeries } from '../dicom/series/image-series.ts';
import { InputRefused } from '../errors.ts';
import { leftOutNotes } from '../input/companion-files.ts';
import { DEFAULT_LIMITS, type ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import type { DrawRegion, RoiSummary } from './describe-region.ts';
import {
  examineRegion,
  type ImageSummary,
  type NamedVolume,
  type StudyFinding,
  type StudyNote,
} from './examine-region.ts';
import { judgeIndex } from './judge-index.ts';
import type { ManifestProposal, SequenceChoices } from './manifest-proposal.ts';
import { proposeManifest } from './propose-manifest.ts';
import { placeRegions } from './region-places.ts';
import { sortFiles } from './study-files.ts';
import { readVolumes, type UnreadVolume } from './study-volumes.ts';
import { severalOf } from './undecided.ts';

export type { ImageSummary, StudyFinding, StudyNote } from './examine-region.ts';
export type {
  LeftOutFiles,
  ManifestProposal,
  ProposedSequence,
  SequenceChoices,
  UndecidedSequence,
} from './manifest-proposal.ts';

export interface StudyInspection {
  readonly verdict: 'accepted' | 'quarantined' | 'refused';
  readonly findings: readonly StudyFinding[];
  readonly series: readonly ImageSummary[];
  readonly rois: readonly RoiSummary[];
  readonly receipt: DeidentificationReceipt;
  readonly notes: readonly StudyNote[];
  /** The manifest that these files would have. */
  readonly proposal: ManifestProposal;
}

/**
 * Examines a study without a manifest: what images and regions of interest there are, whether they fit each other, and
 * whether anything identifies the patient. Regions belong to the image whose frame of reference or grid they share. What
 * lies in a ZIP archive is a file in a folder of the archive's name.
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
  choices: SequenceChoices = {},
): StudyInspection {
  const { inspection, paths } = examineStudy(files, limits, draw, choices);
  return withoutPaths(inspection, paths);
}

/** An inspection whose paths are as they are, and those that may identify a person: nothing of it may be shown as it is. */
export interface ExaminedStudy {
  readonly inspection: StudyInspection;
  readonly paths: IdentifyingPaths;
}

/** `inspectStudy` for those who build a manifest, which names files by their paths. */
export function examineStudy(
  given: readonly NamedBytes[],
  limits: ReadLimits = DEFAULT_LIMITS,
  draw: DrawRegion = () => {},
  choices: SequenceChoices = {},
): ExaminedStudy {
  const findings: StudyFinding[] = [];
  const ofRegions: StudyFinding[] = [];
  const refuseRegion = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      ofRegions.push(findingOf(error));
      return undefined;
    }
  };
  const { files, ...archives } = unpackArchives(given);
  findings.push(...archives.refusals.map(findingOf));
  const sorted = sortFiles(files, limits);
  findings.push(...sorted.damaged.map(({ refusal }) => findingOf(refusal)));
  const check = new IdentityCheck(limits);
  for (const { archive, where } of archives.remarks) check.addFinding(remarkFinding(archive, where));
  for (const [name, place] of archives.names) check.addPath(name, place);
  const inOrder = files.map(({ name }) => name).sort();
  inOrder.forEach((name, i) => {
    check.addPath(name, `file ${i + 1} of ${inOrder.length}, by name`);
  });
  for (const file of sorted.identities) check.add(file);
  const ofImages = sorted.indexes.length > 0 ? check.receipt() : undefined;
  for (const file of sorted.indexes) check.add(file);
  const paths = check.identifyingPaths();
  const drawNamed: DrawRegion = (region, image, mask) => draw(withoutPaths(region, paths), image, mask);

  const { volumes, series, unread, refusals, notes: onImages } = readVolumes(sorted, limits);
  findings.push(...refusals.map(findingOf));
  const besides: StudyNote[] = [...leftOutNotes(sorted.companions), ...onImages];
  const lost = unread.flatMap((one) => one.series ?? []);
  const rois = sorted.regions.flatMap((region) => {
    // A region of an image that cannot be read fits no other: the image is what is wrong.
    const report = isDicom(region.bytes) && refersTo(region, lost) ? silently : refuseRegion;
    return report(() => examineRegion(region, volumes, limits, ofRegions, besides, drawNamed)) ?? [];
  });
  const proposal = proposeManifest(
    {
      volumes,
      series,
      regions: placeRegions(rois, sorted.regions, volumes, limits),
      names: files.map(({ name }) => name),
      whole: sorted.whole.map(({ file }) => file.name),
      regionFiles: sorted.regions.map(({ name }) => name),
      apart: sorted.apart,
      slices: sorted.slices.map(({ name }) => name),
      unread,
      limits,
    },
    choices,
  );
  for (const one of unread) {
    if (isMissed(one, proposal, volumes.length > 0)) findings.push(findingOf(one.refusal));
    else besides.push({ code: one.refusal.code, message: `${one.words} is not read: ${one.refusal.message}` });
  }
  const used = new Set(Object.values(proposal.sequences).map(({ roi }) => roi.file));
  const isServed = used.size > 0 && proposal.undecided.length === 0;
  for (const finding of ofRegions) {
    // A region that no sequence needs keeps the others from nothing.
    const isNeeded = !isServed || (finding.file !== undefined && used.has(finding.file));
    if (isNeeded) findings.push(finding);
    else besides.push({ code: finding.code, message: `not used: ${finding.message}` });
  }
  const several = severalOf(series);
  if (several) {
    const { code, got, wanted, remedy } = several;
    findings.push({ code, message: `got ${got}; wanted ${wanted}. ${remedy}`, remedy });
  }
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
  const judged = judgeIndex(check.receipt(), ofImages);
  const { receipt } = judged;
  besides.push(...judged.notes);
  const isIdentifiable = receipt.verdict === 'quarantine';
  for (const { code, file, where, remedy } of receipt.findings) findings.push({ code, file, message: where, remedy });
  const verdict = isIdentifiable ? 'quarantined' : findings.length > 0 ? 'refused' : 'accepted';
  const summaries = volumes.map(({ summary }) => summary);
  // What was said of a folder is not said again of each of its volumes.
  const said = new Set(onImages.map(({ message }) => message.slice(message.indexOf(': ') + 2)));
  const notes = [...volumes.flatMap((one) => notesOn(one, said)), ...besides];
  return { inspection: { verdict, findings, series: summaries, rois, receipt, notes, proposal }, paths };
}

function refersTo({ bytes, name }: NamedBytes, series: readonly ImageSeries[]): boolean {
  if (series.length === 0) return false;
  const references = silently(() => regionReferences(bytes, name, []));
  return references !== undefined && series.some((one) => referencedSlices(one, references) > 0);
}

function silently<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof InputRefused) return undefined;
    throw error;
  }
}

function findingOf({ code, file, message, remedy }: InputRefused): StudyFinding {
  return { code, file, message, remedy };
}

/**
 * Whether a volume that cannot be read is missed: unless others are proposed, it may be the one that was meant. Computed
 * volumes and what is no sequence of the protocol keep no study from being read.
 */
function isMissed(
  { series, sequence }: UnreadVolume,
  { sequences }: ManifestProposal,
  isBesideOthers: boolean,
): boolean {
  if (isBesideOthers && series && COMPUTED_KINDS.has(series.kind)) return false;
  if (Object.keys(sequences).length === 0) return true;
  return sequence !== undefined && !sequences[sequence];
}

function notesOn({ name, volume, summary: { sequence } }: NamedVolume, said: ReadonlySet<string>): StudyNote[] {
  const { lossyCompression: lossy, notes = [] } = volume.reference ?? {};
  const own = notes.filter(({ message }) => !said.has(message));
  return [...(lossy ? [lossyCompressionNote(lossy)] : []), ...own].map(({ code, message }) => ({
    code,
    message: `${name}: ${message}`,
    ...(sequence && { sequence }),
  }));
}

function nothing(code: string, what: string, remedy: string): StudyFinding {
  return { code, message: `The study has ${what}. ${remedy}`, remedy };
}
