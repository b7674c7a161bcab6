/** Reads the image and the mask of a case from disk and puts them on one grid, as the settings say. */
import {
  type CaseOptions,
  correctMask,
  differenceOfGrids,
  formatOf,
  GRID_TOLERANCE_MM,
  type ImageReference,
  InputRefused,
  type Mask,
  type NamedBytes,
  occupySameSpace,
  readImage,
  readMaskAsStored,
  readCase as readPart,
  readRegion,
  regionOfLabels,
  storedMask,
  type Volume,
} from '@radscore/imaging/node';
import { DEFAULT_SETTING, type MaskSource, resamples, type Setting, type Warning } from '@radscore/radiomics';
import { readImageFiles } from '../files/image-files.ts';
import type { FeatureCase } from './case.ts';

export interface ReadCase {
  readonly image: Volume & { readonly reference?: ImageReference };
  /** On the grid of the image; if the settings resample, as it is stored. */
  readonly mask: Mask;
  /** What is to be said of the mask: another grid by PyRadiomics' rules, what was passed over or taken for rounding. */
  readonly notes: readonly Warning[];
  /** The label image behind the mask; undefined if there is none (DICOM regions). */
  readonly region: () => MaskSource | undefined;
}

/** What a case is made of: files that have been read, or volumes that a program holds. */
export interface GivenCase extends Omit<FeatureCase, 'image' | 'mask'> {
  readonly image: readonly NamedBytes[] | Volume;
  readonly mask: readonly NamedBytes[] | Volume;
  /** What refusals call them. */
  readonly names: { readonly image?: string; readonly mask?: string };
}

/**
 * Reads a case. The label is the one that the case names; else the one of the settings, unless it is the default; else 1
 * if the mask has a 1; else its only label.
 *
 * @param slicesFor which slices of the image are needed, if not all
 * @throws InputRefused
 */
export function readCase(work: FeatureCase, setting: Setting, slicesFor?: CaseOptions['slicesFor']): ReadCase {
  const [image, mask] = [readImageFiles(work.image, 'image'), readImageFiles(work.mask, 'mask')];
  return placeCase({ ...work, image, mask, names: { image: work.image, mask: work.mask } }, setting, slicesFor);
}

/** `readCase` of what has been read. @throws InputRefused */
export function placeCase(work: GivenCase, setting: Setting, slicesFor?: CaseOptions['slicesFor']): ReadCase {
  const { image: given, mask: files, names } = work;
  const label = work.label ?? (setting.label === DEFAULT_SETTING.label ? undefined : setting.label);
  const channel = work.labelChannel ?? setting.label_channel;
  const maskAsStored = resamples(setting);
  const isCorrected = setting.correctMask && !maskAsStored && !isRegion(files);
  const isFast = slicesFor && !work.select && setting.geometryTolerance === null && !isCorrected;
  if (isFast && !isVolume(given) && !isVolume(files)) {
    const { difference, notes, ...read } = readPart(given, files, { label, channel, slicesFor, maskAsStored });
    return { ...read, notes: [...notes, ...notesOn(difference)], region: () => undefined };
  }
  const image: ReadCase['image'] = isVolume(given) ? given : readImage(given, work.select);
  if (work.select && !image.reference) {
    throw new InputRefused({
      code: 'unsupported-format',
      file: names.image,
      got: 'a selection (--select) from an image that is no DICOM series',
      wanted: 'DICOM series, which say their b-values and phases',
      remedy: 'Leave the selection out: this image holds one volume.',
    });
  }
  const labels = (): Volume => (isVolume(files) ? files : readImage(files, { channel }));
  // As in SimpleITK, the setting is a fraction of the voxel size.
  const geometryTolerance = setting.geometryTolerance ?? undefined;
  const toleranceMm = Math.max(GRID_TOLERANCE_MM, (geometryTolerance ?? 0) * image.spacing[0]);
  const options = { label, channel, toleranceMm, geometryTolerance };
  if (maskAsStored) {
    const { mask, notes } = isVolume(files)
      ? { mask: storedMask(files, options), notes: [] }
      : readMaskAsStored(files, image, options);
    const region = (): MaskSource | undefined =>
      isRegion(files) ? undefined : { ...sourceOf(labels(), false, label), selected: mask };
    return { image, mask, notes, region };
  }
  if (isCorrected) {
    const stored = labels();
    if (!occupySameSpace(image, stored, geometryTolerance)) {
      const mask = correctMask(stored, image, label, names.mask);
      return {
        image,
        mask,
        notes: notesOn(differenceOfGrids(image, stored)),
        region: () => sourceOf(stored, true, label),
      };
    }
  }
  const placed = isVolume(files) ? regionOfLabels(files, image, options) : readRegion(files, image, options);
  const { mask, stored, labels: found, difference, notes } = placed;
  const region = (): MaskSource | undefined => found && { ...sourceOf(found, false, label), selected: stored };
  return { image, mask, notes: [...notes, ...notesOn(difference)], region };
}

function isVolume(given: readonly NamedBytes[] | Volume): given is Volume {
  return 'voxels' in given;
}

function notesOn(difference: string | undefined): Warning[] {
  if (difference === undefined) return [];
  const message = `measured on the grid of the image, on which the mask was put: its file has ${difference}`;
  return [{ code: 'mask-grid', message }];
}

/** DICOM regions have no voxels of their own. */
function isRegion(files: readonly NamedBytes[] | Volume): boolean {
  return !isVolume(files) && files.length === 1 && formatOf(files[0].bytes, files[0].name) === 'dicom';
}

/** The label that was taken if none was named: see `MaskOptions`. */
function sourceOf(labels: Volume, corrected: boolean, label?: number): MaskSource {
  const found = label ?? (labels.voxels.includes(1) ? 1 : Math.round(labels.voxels.find((value) => value !== 0) ?? 1));
  return { labels, label: found, corrected };
}
