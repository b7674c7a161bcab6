/** An inspection as sentences for the person who sent the study. */
import type { ManifestProposal, ProposedSequence, StudyInspection } from './inspect-study.ts';
import { mergeFindings } from './merge-findings.ts';

/** What an inspection says to a person: the verdict with its meaning, and a sentence for everything that led to it. */
export interface InspectionInWords {
  readonly verdict: string;
  /** What keeps the study from being accepted, each with what to do; what many files have in common is one of them. */
  readonly findings: readonly string[];
  readonly images: readonly string[];
  /** Regions of interest; sentences that belong to one follow it. */
  readonly regions: readonly { readonly region: string; readonly more: readonly string[] }[];
  /** The manifest that the files would have: sequences, what only a person can know, and what is left out. */
  readonly proposal: readonly string[];
  /** What is worth knowing and keeps the study from nothing. */
  readonly notes: readonly string[];
  readonly receipt: string;
}

const MEANING = {
  accepted: 'nothing stands against uploading this study.',
  quarantined: 'something may identify the patient. Do not upload it before it is repaired.',
  refused: 'it cannot be processed as it is.',
} as const;

/**
 * An inspection in words: the same on the command line and in a page.
 *
 * @param accepted repairs that the study's manifest accepts: they are made, not offered
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, inspectionInWords, inspectStudy, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [8, 8, 4], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 256 }, (_, i) => i) };
 * const mask = { ...grid, voxels: new Uint8Array(256).fill(1, 64, 192) };
 * const files = [
 *   { name: 'image.nrrd', bytes: writeNrrd(image) },
 *   { name: 'mask.nrrd', bytes: writeNrrd(mask) },
 * ];
 * inspectionInWords(inspectStudy(files)).verdict; // → 'accepted: nothing stands against uploading this study.'
 * ```
 */
export function inspectionInWords(
  inspection: Omit<StudyInspection, 'proposal'> & Partial<Pick<StudyInspection, 'proposal'>>,
  accepted: readonly { readonly sequence: string; readonly file: string }[] = [],
): InspectionInWords {
  const { verdict, receipt } = inspection;
  return {
    verdict: `${verdict}: ${MEANING[verdict]}`,
    findings: findingsInWords(inspection),
    images: inspection.series.map(({ name, sequence, because, size, spacing, orientation }) => {
      const kind = sequence ? `${sequence}${because ? ` (${because})` : ''}, ` : '';
      return `image ${name}: ${kind}${gridInWords(size, spacing)}, ${orientation}`;
    }),
    regions: inspection.rois.map((roi) => {
      const isAccepted = accepted.some(({ sequence, file }) => sequence === roi.sequence && file === roi.file);
      return { region: regionInWords(roi), more: placementInWords(roi, isAccepted) };
    }),
    proposal: inspection.proposal ? proposalInWords(inspection.proposal) : [],
    notes: inspection.notes.map(
      ({ sequence, code, message }) => `note${sequence ? `, ${sequence}` : ''}: ${code}: ${message}`,
    ),
    receipt: `identities: ${receipt.files} files checked against ${receipt.profile}: ${receipt.verdict}`,
  };
}

/** The findings of an inspection, a sentence each: those that many files have in common are one, with their number. */
export function findingsInWords({ findings, receipt }: Pick<StudyInspection, 'findings' | 'receipt'>): string[] {
  return mergeFindings(findings, receipt.findings).map(({ code, place, message, remedy }) => {
    const where = place !== undefined && !message.includes(place) ? `${place}: ` : '';
    return `${code}: ${where}${message}${message.includes(remedy) ? '' : `. ${remedy}`}`;
  });
}

/** A proposal, a sentence for each sequence, for what is undecided, and for each folder of files that are left out. */
export function proposalInWords({ sequences, undecided, leftOut }: ManifestProposal): string[] {
  return [
    ...Object.entries(sequences).map(([name, source]) => `proposed as ${name}: ${sequenceInWords(source)}`),
    ...undecided.map(({ got, wanted, remedy }) => `undecided: got ${got}; wanted ${wanted}. ${remedy}`),
    ...leftOut.map(leftOutInWords),
  ];
}

export function leftOutInWords({ folder, files, why }: ManifestProposal['leftOut'][number]): string {
  return `left out: ${folder} (${files} ${files === 1 ? 'file' : 'files'}): ${why}`;
}

function sequenceInWords({ image, series, volume = {}, phase, roi, files, because }: ProposedSequence): string {
  const selected = [
    ...(series === undefined ? [] : [`series ${typeof series === 'string' ? series : `${series.length} by UID`}`]),
    ...Object.entries(volume).map(([key, value]) => `${key} ${value}`),
    ...(phase === undefined ? [] : [`phase ${phase}`]),
  ];
  const label = roi.label === undefined ? '' : ` label ${roi.label}`;
  const what = [image, ...selected].join(', ');
  return `${what} (${files.length} ${files.length === 1 ? 'file' : 'files'}), ROI ${roi.file}${label}: ${because}`;
}

type Roi = StudyInspection['rois'][number];

function regionInWords({ file, image, label, voxels, slices, millilitres }: Roi): string {
  return `ROI ${file}, label ${label}, on ${image}: ${voxels} voxels, ${slices} slices, ${short(millilitres)} ml`;
}

function placementInWords({ placement, repair }: Roi, isAccepted: boolean): string[] {
  const lines: string[] = [];
  if (placement && (repair || placement.fractionOutside > 0)) {
    const { size, spacing, orientation, displacementMm, fractionOutside } = placement;
    const displaced = displacementMm === undefined ? '' : `, displaced by up to ${short(displacementMm)} mm`;
    lines.push(
      `stored as ${gridInWords(size, spacing)}, ${orientation}${displaced}, ${short(100 * fractionOutside)} % outside the image`,
    );
  }
  if (repair) {
    const overlap = `overlap ${short(repair.overlapBefore)} before, ${short(repair.overlapAfter)} after`;
    const means = isAccepted ? 'is repaired, as manifest.json accepts, by' : 'can be repaired by';
    lines.push(`${means} "${repair.name}" (${overlap}): ${repair.says}`);
  }
  return lines;
}

function gridInWords(size: readonly number[], spacing: readonly number[]): string {
  return `${size.join(' × ')} voxels of ${spacing.map(short).join(' × ')} mm`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
