/** The regions of interest of a study without a manifest: which image each belongs to. */

import { isDicom } from '../dicom/encoding/parse.ts';
import { openRegion, type RegionFile, regionsHeld } from '../dicom/regions/read-region.ts';
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
import { inspectRegion, type Repair } from './inspect-region.ts';
import { repairDrawnRegion } from './repair-drawn-region.ts';

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
    ? examineDicomRegion(file, volumes, limits, findings, notes, draw)
    : examineLabelImage(file, volumes, limits, findings, notes, draw);
}

/**
 * The regions of a DICOM file, each tried on the images: those that it refers to first, then the others. The first that
 * takes it has it. A region that fits none, or holds nothing, is refused where it is the only one, and noted beside
 * others that fit.
 */
function examineDicomRegion(
  file: NamedBytes,
  volumes: readonly NamedVolume[],
  limits: ReadLimits,
  findings: StudyFinding[],
  notes: StudyNote[],
  draw: DrawRegion,
): RoiSummary[] {
  const { holding, empty } = regionsHeld(file.bytes, file.name, limits);
  const refusals: { label: number; refusal: InputRefused; on?: NamedVolume }[] = [];
  const opened = new Map<NamedVolume, RegionFile>();
  const openOn = (on: NamedVolume): RegionFile => {
    const region = opened.get(on) ?? openRegion(file.bytes, file.name, on.volume, GRID_TOLERANCE_MM, limits);
    opened.set(on, region);
    return region;
  };
  const found = [...holding, ...empty].flatMap((label): RoiSummary[] => {
    const references = volumes.length > 1 ? regionReferences(file.bytes, file.name, [label]) : new Set<string>();
    const hits = ({ series }: NamedVolume): number => (series ? referencedSlices(series, references) : 0);
    let refused: { refusal: InputRefused; on: NamedVolume } | undefined;
    for (const on of [...volumes].sort((a, b) => hits(b) - hits(a))) {
      const { name, volume } = on;
      try {
        const region = openOn(on).read(label);
        const mask: Mask = { voxels: region.voxels, ...gridOf(volume) };
        const summary = summariseRegion(file.name, name, label, mask);
        requireMeasurable(mask, label, file.name);
        checkFinite(volume, mask, name);
        draw({ file: file.name, label, state: '' }, volume, mask);
        notes.push(...region.notes.map(({ code, message }) => ({ code, message: `${file.name}: ${message}` })));
        return [summary];
      } catch (error) {
        if (!(error instanceof InputRefused)) throw error;
        // A frame of reference that does not match says less than what is wrong on the image that does.
        if (!refused || refused.refusal.got.includes('frame of reference')) refused = { refusal: error, on };
      }
    }
    if (refused) refusals.push({ label, ...refused });
    return [];
  });
  if (found.length === 0 && refusals.length > 0) return [misfit(file, refusals[0], limits, findings, draw)];
  for (const { label, refusal } of refusals) {
    notes.push({ code: refusal.code, message: `region ${label}: ${refusal.message}` });
  }
  return found;
}

/** A region that fits no image, with the repair that there is. @throws InputRefused where there is none */
function misfit(
  file: NamedBytes,
  { label, refusal, on }: { readonly label: number; readonly refusal: InputRefused; readonly on?: NamedVolume },
  limits: ReadLimits,
  findings: StudyFinding[],
  draw: DrawRegion,
): RoiSummary {
  const isDisplaced = refusal.code === 'geometry-mismatch' && !refusal.got.includes('frame of reference');
  const repair = isDisplaced && on ? repairDrawnRegion(file, on.volume, label, limits) : undefined;
  if (!repair || !on) throw refusal;
  const { code, message, remedy } = refusal;
  const accept = inWords(repair);
  findings.push({ code, file: file.name, message: message + accept, remedy: remedy + accept });
  draw({ file: file.name, label, state: 'repaired' }, on.volume, repair.mask);
  const { name, says, overlapBefore, overlapAfter, stored } = repair;
  return { ...summariseRegion(file.name, on.name, label, stored), repair: { name, says, overlapBefore, overlapAfter } };
}

/** How a repair is accepted. */
function inWords({ name, says }: Pick<Repair, 'name' | 'says'>): string {
  return ` Or accept "repair": "${name}" in manifest.json (radscore manifest --accept-repair): ${says}`;
}

/** PyRadiomics' limit on every region, whatever the settings: a region of one voxel has no texture and no shape. */
function requireMeasurable({ voxels }: Mask, label: number, file: string): void {
  const first = voxels.indexOf(1);
  if (first < 0 || voxels.indexOf(1, first + 1) >= 0) return;
  throw new InputRefused({
    code: 'roi-too-small',
    file,
    got: `region ${label} of a single voxel`,
    wanted:
      'a region that extends along two axes, as protocols want by default (minimumROIDimensions), and never a single voxel',
    remedy: 'Check the ROI and its label.',
  });
}

/** A label image belongs to the image that it fits, else to one that a repair can put it on, else to none. */
function examineLabelImage(
  file: NamedBytes,
  volumes: readonly NamedVolume[],
  limits: ReadLimits,
  findings: StudyFinding[],
  notes: StudyNote[],
  draw: DrawRegion,
): RoiSummary[] {
  const stored = readImage([file], {}, limits);
  const labelsOf = labelsFound(stored, file.name);
  const labels = [...labelsOf.keys()];
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
    const accept = repair ? inWords(repair) : '';
    findings.push({ code, file: finding.file, message: message + accept, remedy: remedy + accept });
  }
  const single = labels.filter((label) => labelsOf.get(label) === 1);
  if (single.length === labels.length) requireMeasurable(selectLabel(stored, labels[0]), labels[0], file.name);
  return labels.map((label) => {
    const mask = selectLabel(stored, label, file.name);
    if (single.includes(label)) {
      notes.push({
        code: 'roi-too-small',
        message: `region ${label} of ${file.name} is a single voxel, which cannot be measured.`,
      });
    }
    if (verdict === 'fits') checkFinite(best.volume, { ...mask, ...gridOf(best.volume) }, best.name);
    // A repair is measured on the first label.
    const inspection = label === labels[0] ? best.inspection : { ...best.inspection, repair: undefined };
    return describeRegion(best, { file: file.name, label, stored: mask, inspection }, draw);
  });
}

function gridOf({ size, spacing, origin, direction }: Volume): Omit<Volume, 'voxels'> {
  return { size, spacing, origin, direction };
}
