/** The same feature by the definitions of PyRadiomics and of the IBSI, and why they differ. */
import { isInteger, isSameGrid, type Mask, normalise, placeOnImage, type Volume } from '@radscore/imaging';
import { explainFeature } from '../catalogue/catalogue.ts';
import type { CatalogueEntry } from '../catalogue/entry.ts';
import { ibsiTag } from '../catalogue/ibsi-tags.ts';
import { extract } from '../extraction/extract.ts';
import type { IbsiConfiguration, IbsiDiscretisation } from '../ibsi/configuration.ts';
import { extractIbsi } from '../ibsi/extract-ibsi.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import type { Setting } from '../settings/setting.ts';
import { refuse } from '../settings/setting-refusal.ts';
import { type ExtractionSettings, settingFor } from '../settings/settings.ts';

/** One feature of the original image under both definitions. NaN where a profile leaves it undefined. */
export interface ProfileComparison {
  readonly entry: CatalogueEntry;
  /** PyRadiomics' full name and its value; undefined where PyRadiomics accepts the name and gives no value. */
  readonly name: string;
  readonly pyradiomics: number | undefined;
  /** The tag of IBSI's reference tables; undefined where IBSI has no such feature. */
  readonly tag: string | undefined;
  readonly ibsi: number | undefined;
}

/**
 * Values of features of the original image as PyRadiomics and as IBSI define them, after the same processing as far as
 * both know it: see `ibsiCounterpart`.
 *
 * @param name as `explainFeature` takes it
 * @throws InputRefused as `extract` does; `settings-invalid` for processing that IBSI has no counterpart of
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { compareProfiles, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * const { comparisons } = compareProfiles(image, mask, settingsFrom({}), 'firstorder_Mean');
 * comparisons.map(({ pyradiomics, ibsi }) => [pyradiomics, ibsi]); // → [ [ 50.15384615384615, 50.15384615384615 ] ]
 * ```
 */
export function compareProfiles(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  name: string,
  workspace: Workspace = defaultWorkspace(),
): { comparisons: ProfileComparison[]; causes: string[] } {
  const entries = explainFeature(name);
  const original = settings.imageTypes.find(({ type }) => type === 'Original');
  const setting = settingFor(settings, original?.options ?? {});
  const classes = new Map<CatalogueEntry['featureClass'], string[]>([['firstorder', ['Minimum']]]);
  for (const { featureClass, name: feature } of entries) {
    classes.set(featureClass, [...(classes.get(featureClass) ?? []), feature]);
  }
  const wanted: ExtractionSettings = {
    ...settings,
    imageTypes: [{ type: 'Original', options: original?.options ?? {} }],
    featureClasses: new Map([...classes].map(([featureClass, names]) => [featureClass, [...new Set(names)]])),
  };
  const { blocks } = extract(image, mask, wanted, {}, workspace);
  const values = new Map(blocks.flatMap(({ names, values: numbers }) => names.map((full, k) => [full, numbers[k]])));

  const configuration = ibsiCounterpart(image, setting, values.get('original_firstorder_Minimum') ?? 0);
  const source = setting.normalize
    ? normalise(image, { scale: setting.normalizeScale, outliers: setting.removeOutliers ?? undefined })
    : image;
  const placed = isSameGrid(image, mask) ? mask : placeOnImage(mask, image);
  const ibsi = extractIbsi(source, placed, configuration, workspace);
  const comparisons = entries.map((entry) => {
    const full = `original_${entry.featureClass}_${entry.name}`;
    const tag = ibsiTag(entry.featureClass, entry.name);
    return { entry, name: full, pyradiomics: values.get(full), tag, ibsi: tag === undefined ? undefined : ibsi[tag] };
  });
  return { comparisons, causes: processingCauses(image, setting) };
}

/**
 * IBSI processing that says what PyRadiomics settings say: the same spacing and interpolator, thresholds, and bins. With
 * a bin width the first bin starts at the multiple of the width below the ROI's minimum, as PyRadiomics' does.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { ibsiCounterpart, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * ibsiCounterpart(image, settingsFrom({}).setting, 0).discretisation.method; // → 'fixed-bin-size'
 * ```
 */
export function ibsiCounterpart(image: Volume, setting: Setting, minimum: number): IbsiConfiguration {
  const { resampledPixelSpacing: spacing, interpolator } = setting;
  const resamples = spacing !== null && interpolator !== null;
  const { binWidth, binCount } = setting;
  const rest = minimum % binWidth;
  const discretisation: IbsiDiscretisation =
    binCount === null
      ? { method: 'fixed-bin-size', width: binWidth, start: minimum - (rest < 0 ? rest + binWidth : rest) }
      : { method: 'fixed-bin-number', count: binCount };
  return {
    name: 'counterpart',
    aggregation: ['3D'],
    spacing: resamples ? spacing : null,
    interpolator: interpolator ?? 'sitkLinear',
    rounding: isInteger(image.voxels) && !setting.normalize,
    ...thresholds(setting),
    discretisation,
    volumeHistogram: { method: 'fixed-bin-number', count: 1000 },
  };
}

function thresholds({ resegmentRange, resegmentMode }: Setting): Pick<IbsiConfiguration, 'range' | 'outlierSigma'> {
  if (resegmentRange === null) return { range: null, outlierSigma: null };
  const [low, high] = resegmentRange.toSorted((a, b) => a - b);
  if (resegmentMode === 'absolute' && high !== undefined) return { range: [low, high], outlierSigma: null };
  if (resegmentMode === 'sigma' && high > 0 && low === -high) return { range: null, outlierSigma: high };
  return refuse(
    `resegmentRange [${resegmentRange.join(', ')}] in the mode ${resegmentMode}, for a comparison with IBSI`,
    'two absolute thresholds, or the same number of standard deviations to both sides: what IBSI knows',
    'Compare without resegmentation, or with thresholds of these kinds.',
  );
}

/** Why values may be apart although a feature has one definition: what PyRadiomics does to image and matrices. */
function processingCauses(image: Volume, setting: Setting): string[] {
  const { resampledPixelSpacing, interpolator, binCount, distances, force2D, weightingNorm, symmetricalGLCM } = setting;
  const resamples = resampledPixelSpacing !== null && interpolator !== null;
  const causes: readonly (readonly [boolean, string])[] = [
    [resamples, "resampling: PyRadiomics' grid begins at the outer edge of the mask, IBSI's has the image's centre"],
    [resamples, 'resampling: PyRadiomics takes the nearest label, IBSI interpolates the mask and cuts it at 0.5'],
    [
      resamples && isInteger(image.voxels) && !setting.normalize,
      'resampling: PyRadiomics truncates integer images toward zero, IBSI rounds to the nearest',
    ],
    [binCount !== null, 'binCount: the two put values on a bin edge into different bins where rounding decides'],
    [
      setting.resegmentRange !== null,
      'resegmentation: PyRadiomics cuts the shape to the box of what is left, IBSI leaves the morphological mask whole',
    ],
    [distances.length !== 1 || distances[0] !== 1, 'distances: IBSI’s consensus is for distance 1'],
    [force2D, 'force2D: PyRadiomics makes one matrix of all slices; the IBSI value is the three-dimensional one'],
    [
      weightingNorm !== null,
      'weightingNorm: PyRadiomics merges weighted directions; the IBSI value is the mean over directions',
    ],
    [!symmetricalGLCM, 'symmetricalGLCM: the matrices of IBSI are symmetric'],
    [setting.gldm_a !== 0, 'gldm_a: IBSI’s consensus is for a coarseness of 0'],
  ];
  return causes.filter(([holds]) => holds).map(([, cause]) => cause);
}
