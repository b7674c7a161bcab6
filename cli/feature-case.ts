import {
  type CaseOptions,
  correctMask,
  differenceOfGrids,
  formatOf,
  GRID_TOLERANCE_MM,
  type ImageReference,
  InputRefused,
  lossyCompressionNote,
  type Mask,
  type NamedBytes,
  occupySameSpace,
  readImage,
  readMaskAsStored,
  readCase as readPart,
  readRegion,
  type SeriesSelection,
  type Volume,
} from '@radscore/imaging/node';
import {
  canonicalSettings,
  DEFAULT_SETTING,
  type Diagnostics,
  diagnosticNames,
  ENGINE_VERSION,
  type Extraction,
  type ExtractionSettings,
  type ExtractionThread,
  featureNames,
  type IbsiConfiguration,
  ibsiNames,
  kernelsInWords,
  type MaskSource,
  type Prepared,
  resamples,
  type Setting,
  slicesNeeded,
  type Warning,
} from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { readImageFiles } from './image-files.ts';
import { naming } from './refusal.ts';

const { diagnose, extractIbsi, extractOverThreads, extractPrepared, prepareRoi } = nodeEngine;

/** One image with its region of interest. Paths are files or folders. */
export interface FeatureCase {
  readonly image: string;
  readonly mask: string;
  readonly label?: number;
  /** Which of several values per voxel of the mask holds the labels; else the settings say. */
  readonly labelChannel?: number;
  /** Which volume of several is the image. */
  readonly select?: SeriesSelection;
}

/** Whose definitions hold, with the parameters of that profile. */
export type ProfileSettings =
  | { readonly profile: 'pyradiomics'; readonly settings: ExtractionSettings }
  | { readonly profile: 'ibsi'; readonly configuration: IbsiConfiguration };

type CaseDiagnostics = Readonly<Record<`diagnostics_${string}`, Diagnostics[`diagnostics_`] | readonly string[]>>;

export interface CaseFeatures {
  readonly features: Readonly<Record<string, number>>;
  readonly warnings: readonly Warning[];
  /** Empty where the settings ask for none. */
  readonly diagnostics: CaseDiagnostics;
}

/**
 * Reads a case and computes its features. The label is the one that the case names, else the one of the settings where
 * it is not the default, else 1 where the mask has a 1, else its only label.
 *
 * @throws InputRefused
 */
export function extractCase(work: FeatureCase, chosen: ProfileSettings): CaseFeatures {
  return chosen.profile === 'ibsi' ? ibsiCase(work, chosen.configuration) : pyradiomicsCase(work, chosen.settings);
}

/** The names that a profile gives, without an image: the fixed columns of a table. */
export function columnsOf(chosen: ProfileSettings): { diagnostics: readonly string[]; features: readonly string[] } {
  const own = ['diagnostics_Versions_Engine', 'diagnostics_Versions_Kernels', 'diagnostics_Configuration_Canonical'];
  if (chosen.profile === 'ibsi') return { diagnostics: own, features: ibsiNames(chosen.configuration) };
  const { settings } = chosen;
  return {
    // Warnings have a column of their own.
    diagnostics: settings.setting.additionalInfo ? [...diagnosticNames(settings), ...own] : [],
    features: featureNames(settings).flatMap(({ names }) => names),
  };
}

const NO_MAPS: Warning = {
  code: 'voxel-setting-unused',
  message: 'voxelSetting has no effect: these are the features of the whole ROI, voxel-based maps are not made',
};

function pyradiomicsCase(work: FeatureCase, settings: ExtractionSettings): CaseFeatures {
  const read = readForFeatures(work, settings);
  const prepared = naming(work.mask, () => prepareRoi(read.image, read.mask, settings).withImage());
  const extraction = naming(work.mask, () => extractPrepared(prepared, settings));
  return caseOf(read, settings, prepared, extraction);
}

/**
 * The same for one case of PyRadiomics' profile, with its image types spread over threads; the values do not depend on
 * how many there are.
 *
 * @throws InputRefused
 */
export async function extractCaseOverThreads(
  work: FeatureCase,
  settings: ExtractionSettings,
  threads: readonly ExtractionThread[],
): Promise<CaseFeatures> {
  const read = readForFeatures(work, settings);
  const roi = naming(work.mask, () => prepareRoi(read.image, read.mask, settings));
  const extraction = await extractOverThreads(roi, settings, threads).catch((error: unknown) =>
    naming(work.mask, () => {
      throw error;
    }),
  );
  return caseOf(read, settings, roi.withImage(), extraction);
}

/** Diagnostics are those of the whole image; the features need less. */
function readForFeatures(work: FeatureCase, settings: ExtractionSettings): ReadCase {
  const slicesFor: CaseOptions['slicesFor'] = settings.setting.additionalInfo
    ? undefined
    : (roi, image) => slicesNeeded(roi, settings, image);
  return readCase(work, settings.setting, slicesFor);
}

function caseOf(
  { image, mask, note, region }: ReadCase,
  settings: ExtractionSettings,
  prepared: Prepared,
  { blocks, warnings: found }: Extraction,
): CaseFeatures {
  const warnings = [...lossOf(image), ...(note ? [note] : []), ...found, ...(settings.voxelSetting ? [NO_MAPS] : [])];
  const features: Record<string, number> = {};
  for (const { names, values } of blocks) {
    for (let i = 0; i < names.length; i++) features[names[i]] = values[i];
  }
  if (!settings.setting.additionalInfo) return { features, warnings, diagnostics: {} };
  const diagnostics = {
    ...diagnose(image, mask, settings, ENGINE_VERSION, prepared, region()),
    ...ownDiagnostics(canonicalSettings(settings), warnings),
  };
  return { features, warnings, diagnostics };
}

function ibsiCase(work: FeatureCase, configuration: IbsiConfiguration): CaseFeatures {
  const { image, mask, note } = readCase(work, DEFAULT_SETTING);
  const got = naming(work.mask, () => extractIbsi(image, mask, configuration));
  // What a definition leaves undefined for this ROI (a division by zero, textures without any pair) is absent.
  const names = ibsiNames(configuration);
  const features = Object.fromEntries(
    names.filter((name) => Number.isFinite(got[name])).map((name) => [name, got[name]]),
  );
  const missing = names.filter((name) => !(name in features));
  const undefinedHere: Warning = {
    code: 'value-undefined',
    message: `not defined for this ROI: ${missing.join(', ')}`,
  };
  const warnings = [...lossOf(image), ...(note ? [note] : []), ...(missing.length === 0 ? [] : [undefinedHere])];
  return { features, warnings, diagnostics: ownDiagnostics(JSON.stringify(configuration), warnings) };
}

function lossOf({ reference }: ReadCase['image']): Warning[] {
  const { lossyCompression, notes = [] } = reference ?? {};
  return [...(lossyCompression ? [lossyCompressionNote(lossyCompression)] : []), ...notes];
}

function ownDiagnostics(canonical: string, warnings: readonly Warning[]): CaseDiagnostics {
  return {
    diagnostics_Versions_Engine: ENGINE_VERSION,
    diagnostics_Versions_Kernels: kernelsInWords(nodeEngine),
    diagnostics_Configuration_Canonical: canonical,
    diagnostics_Warnings: warnings.map(warningLine),
  };
}

interface ReadCase {
  readonly image: Volume & { readonly reference?: ImageReference };
  /** On the grid of the image; where settings resample, as it is stored. */
  readonly mask: Mask;
  /** Set where the mask was put on the grid of the image from a stored one that PyRadiomics takes for another. */
  readonly note?: Warning;
  /** The label image behind the mask; undefined where there is none (DICOM regions). */
  readonly region: () => MaskSource | undefined;
}

/**
 * @param slicesFor what is needed of the image, where that is not all of it
 * @throws InputRefused
 */
export function readCase(work: FeatureCase, setting: Setting, slicesFor?: CaseOptions['slicesFor']): ReadCase {
  const [imageFiles, files] = [readImageFiles(work.image, 'image'), readImageFiles(work.mask, 'mask')];
  const label = work.label ?? (setting.label === DEFAULT_SETTING.label ? undefined : setting.label);
  const channel = work.labelChannel ?? setting.label_channel;
  const maskAsStored = resamples(setting);
  const isCorrected = setting.correctMask && !maskAsStored && !isRegion(files);
  if (slicesFor && !work.select && setting.geometryTolerance === null && !isCorrected) {
    const { difference, ...read } = readPart(imageFiles, files, { label, channel, slicesFor, maskAsStored });
    return { ...read, note: noteOn(difference), region: () => undefined };
  }
  const image = readImage(imageFiles, work.select);
  if (work.select && !image.reference) {
    throw new InputRefused({
      code: 'unsupported-format',
      file: work.image,
      got: 'a selection (--select) from an image that is no DICOM series',
      wanted: 'DICOM series, which say their b-values and phases',
      remedy: 'Leave the selection out: this image holds one volume.',
    });
  }
  const labels = (): Volume => readImage(files, { channel });
  // As in SimpleITK, the setting is a fraction of the voxel size.
  const geometryTolerance = setting.geometryTolerance ?? undefined;
  const toleranceMm = Math.max(GRID_TOLERANCE_MM, (geometryTolerance ?? 0) * image.spacing[0]);
  const options = { label, channel, toleranceMm, geometryTolerance };
  const region = (): MaskSource | undefined => (isRegion(files) ? undefined : sourceOf(labels(), false, label));
  if (maskAsStored) return { image, mask: readMaskAsStored(files, image, options), region };
  if (isCorrected) {
    const stored = labels();
    if (!occupySameSpace(image, stored, geometryTolerance)) {
      const mask = correctMask(stored, image, label, work.mask);
      return {
        image,
        mask,
        note: noteOn(differenceOfGrids(image, stored)),
        region: () => sourceOf(stored, true, label),
      };
    }
  }
  const { mask, difference } = readRegion(files, image, options);
  return { image, mask, note: noteOn(difference), region };
}

function noteOn(difference: string | undefined): Warning | undefined {
  if (difference === undefined) return undefined;
  return {
    code: 'mask-grid',
    message: `measured on the grid of the image, on which the mask was put: its file has ${difference}`,
  };
}

/** DICOM regions have no voxels of their own. */
function isRegion(files: readonly NamedBytes[]): boolean {
  return files.length === 1 && formatOf(files[0].bytes, files[0].name) === 'dicom';
}

/** The label that was taken, where none was named: see `MaskOptions`. */
function sourceOf(labels: Volume, corrected: boolean, label?: number): MaskSource {
  const found = label ?? (labels.voxels.includes(1) ? 1 : Math.round(labels.voxels.find((value) => value !== 0) ?? 1));
  return { labels, label: found, corrected };
}

export function warningLine({ code, message }: Warning): string {
  return `${code}: ${message}`;
}
