/** The regions of interest of a study without a manifest: which image each belongs to. */

import { isDicom } from '../dicom/encoding/parse.ts';
import { openRegion, regionLabels } from '../dicom/regions/read-region.ts';
import { referencedSlices, regionReferences } from '../dicom/regions/region-references.ts';
import type { ImageReference } from '../dicom/series/dicom-volume.ts';
import type { ImageSeries } from '../dicom/series/image-series.ts';
import type { SequenceName } from '../dicom/series/propose-sequence.ts';
import { InputRefused } from '../errors.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { readImage } from '../reading/reader.ts';
import { labelsFound, selectLabel } from '../regions/mask.ts';
import { checkFinite, GRID_TOLERANCE_MM } from '../volume/geometry.ts';
import type { Mask, Vector3, Volume } from '../volume/volume.ts';
import { type DrawRegion, describeRegion, type RoiSummary, summariseRegion } from './describe-region.ts';
import { inspectRegion } from './inspect-region.ts';

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
  /** Folder or file, and what sets the volume apart from others there, e.g. `dwi: b=800 (24 slices)`. */
  readonly name: string;
  /** What selects the volume where its folder holds several: `--select` takes it. */
  readonly select?: string;
  readonly sequence?: SequenceName;
  readonly because?: string;
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly orientation: string;
}

export type Placed = Volume & { readonly reference?: ImageReference };

export interface NamedVolume {
  readonly name: string;
  readonly volume: Placed;
  readonly summary: ImageSummary;
  /** Of a DICOM volume: its slices. */
  readonly series?: ImageSeries;
}

/** @throws InputRefused where the region fits no image */
export function examineRegion(
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

/** A label image belongs to the image that it fits, else to one that a repair can put it on, else to none. */
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
