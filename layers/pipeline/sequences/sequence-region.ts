/** The region of interest of a sequence on its image, with the repair that the manifest accepts. */
import {
  type DrawnRepair,
  formatOf,
  InputRefused,
  inspectRegion,
  type Mask,
  type NamedBytes,
  type Readers,
  selectLabel,
  type Volume,
} from '@radscore/imaging';
import type { SequenceName } from '../contracts/choices.ts';
import type { ManifestSequence } from '../contracts/manifest.ts';
import type { AppliedRepair } from '../contracts/repair.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { SequenceImages } from './collect-images.ts';
import type { Placed } from './dynamic-phases.ts';

export interface StoredRegion {
  readonly stored: Mask;
  /** How its grid differs from the image's; undefined if SimpleITK takes them for the same. */
  readonly difference?: string;
}

/** Called with the image before its region of interest is read, which may not fit; of a dynamic series, with one phase. */
export type HearImage = (image: Volume) => void;

/** What a sequence is read from, and the notes and repairs that reading adds to. */
export interface Work {
  /** With the codecs of the host. */
  readonly readers: Readers;
  readonly sequence: SequenceName;
  readonly source: ManifestSequence;
  readonly images: SequenceImages;
  readonly roi: readonly NamedBytes[];
  readonly notes: Reason[];
  readonly repairs: AppliedRepair[];
  /** The region as stored, each time it is read. */
  readonly regions: StoredRegion[];
  readonly hear: HearImage;
}

/**
 * The region of interest on the grid of an image. One that does not fit is repaired only in the way that the manifest accepts
 * by name.
 *
 * @throws InputRefused with the repair that could be accepted
 */
export function readRegion(work: Work, volume: Placed): Mask {
  const {
    readers,
    sequence,
    source: { roi, repair },
    roi: files,
    notes,
    repairs,
    regions,
  } = work;
  work.hear(volume);
  try {
    const { mask, stored, difference, notes: found } = readers.readRegion(files, volume, { label: roi.label });
    regions.push({ stored, difference });
    notes.push(...found);
    return mask;
  } catch (error) {
    const [first] = files;
    if (!(error instanceof InputRefused) || !first || !REPAIRABLE.has(error.code)) throw error;
    const isDrawn = formatOf(first.bytes, first.name) === 'dicom';
    const offered = isDrawn
      ? offerForDrawn(readers, error, first, volume, roi.label)
      : offerForLabels(readers, error, files, volume, roi.label);
    if (offered.name !== repair) throw withOffer(error, offered.name, offered.says);
    const { name, overlapBefore, overlapAfter, says } = offered;
    repairs.push({ sequence, name, file: roi.file, overlapBefore, overlapAfter, says });
    const overlap = `overlap ${overlapBefore.toFixed(4)} before, ${overlapAfter.toFixed(4)} after`;
    notes.push({
      code: 'roi-repaired',
      message: `${first.name}: ${error.code}: got ${error.got}; repaired by ${name}, as manifest.json accepts (Dice ${overlap}).`,
    });
    // Any other repair corrects the header, and the mask lies on the image then.
    if (name === 'resample-to-image') regions.push({ stored: offered.stored });
    return offered.mask;
  }
}

/** @throws InputRefused where nothing can be offered */
function offerForLabels(
  readers: Readers,
  refusal: InputRefused,
  files: readonly NamedBytes[],
  volume: Placed,
  label: ManifestSequence['roi']['label'],
): DrawnRepair {
  const [first] = files;
  const labels = readers.readImage(files);
  const { repair, finding } = inspectRegion(volume, labels, { label, file: first.name });
  if (!repair) throw finding ?? refusal;
  const stored = repair.name === 'resample-to-image' ? selectLabel(labels, label, first.name) : repair.mask;
  return { ...repair, stored };
}

/** @throws InputRefused where nothing can be offered: a region of another frame of reference is of another image */
function offerForDrawn(
  readers: Readers,
  refusal: InputRefused,
  file: NamedBytes,
  volume: Placed,
  label: ManifestSequence['roi']['label'],
): DrawnRepair {
  const repair = refusal.code === 'geometry-mismatch' ? readers.repairDrawnRegion(file, volume, label) : undefined;
  if (!repair) throw refusal;
  return repair;
}

const REPAIRABLE: ReadonlySet<string> = new Set(['geometry-mismatch', 'label-missing']);

function withOffer(error: InputRefused, name: string, says: string): InputRefused {
  const { code, file, got, wanted, remedy } = error;
  return new InputRefused(
    {
      code,
      file,
      got,
      wanted,
      remedy: `${remedy} Or accept "repair": "${name}" in manifest.json (radscore manifest --accept-repair): ${says}`,
    },
    { cause: error },
  );
}
