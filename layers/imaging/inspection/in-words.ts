/** An inspection as sentences for the person who sent the study. */
import type { StudyInspection } from './inspect-study.ts';

/** What an inspection says to a person: the verdict with its meaning, and a sentence for everything that led to it. */
export interface InspectionInWords {
  readonly verdict: string;
  /** What keeps the study from being accepted, each with what to do. */
  readonly findings: readonly string[];
  readonly images: readonly string[];
  /** Regions of interest; sentences that belong to one follow it. */
  readonly regions: readonly { readonly region: string; readonly more: readonly string[] }[];
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
  inspection: StudyInspection,
  accepted: readonly { readonly sequence: string; readonly file: string }[] = [],
): InspectionInWords {
  const { verdict, receipt } = inspection;
  return {
    verdict: `${verdict}: ${MEANING[verdict]}`,
    findings: inspection.findings.map(({ code, file, message, remedy }) => {
      const place = file !== undefined && !message.includes(file) ? `${file}: ` : '';
      return `${code}: ${place}${message}${message.includes(remedy) ? '' : `. ${remedy}`}`;
    }),
    images: inspection.series.map(({ name, sequence, because, size, spacing, orientation }) => {
      const kind = sequence ? `${sequence}${because ? ` (${because})` : ''}, ` : '';
      return `image ${name}: ${kind}${gridInWords(size, spacing)}, ${orientation}`;
    }),
    regions: inspection.rois.map((roi) => {
      const isAccepted = accepted.some(({ sequence, file }) => sequence === roi.sequence && file === roi.file);
      return { region: regionInWords(roi), more: placementInWords(roi, isAccepted) };
    }),
    notes: inspection.notes.map(
      ({ sequence, code, message }) => `note${sequence ? `, ${sequence}` : ''}: ${code}: ${message}`,
    ),
    receipt: `identities: ${receipt.files} files checked against ${receipt.profile}: ${receipt.verdict}`,
  };
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
