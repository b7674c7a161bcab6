/** The values of a feature in an image by PyRadiomics' and the IBSI's definitions, and how far to trust them. */
import {
  type CatalogueEntry,
  compareProfiles,
  featureNames,
  measureTrust,
  type ProfileComparison,
  TRUSTED_RELATIVE,
  type Trust,
} from '@radscore/radiomics';
import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { naming } from '../files/refusal.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { FeatureCase } from './case.ts';
import { describeFeature } from './explain-feature.ts';
import { loadSettings } from './feature-settings.ts';
import { readCase } from './read-case.ts';

/**
 * What a feature is and its values in an image, in lines; the features that a name means come one after the other.
 *
 * @param params a PyRadiomics parameter file: how the image is processed
 * @throws UsageProblem for a filter that the parameter file does not ask for, InputRefused
 */
export async function explainInImage(
  name: string,
  entries: readonly CatalogueEntry[],
  work: FeatureCase,
  params: string | undefined,
): Promise<string> {
  const settings = await loadSettings({ params });
  const [, imageType] = /^(.+)_[^_]+_[^_]+$/.exec(name) ?? [];
  const isFiltered = imageType !== undefined && imageType !== 'original';
  const imageTypes = featureNames(settings).map((one) => one.imageType);
  if (isFiltered && !imageTypes.includes(imageType)) {
    throw new UsageProblem(
      `got ${name} with an image; wanted a feature of the original image, or of an image type that the parameter file (-p) asks for.${orDidYouMean(imageType, imageTypes)}`,
    );
  }
  const { image, mask } = readCase(work, settings.setting);
  const trustIn = (feature: string) => naming(work.mask, () => measureTrust(image, mask, settings, feature));
  if (isFiltered) {
    // IBSI-1, with which the original image is compared, has no filters.
    const trust = trustIn(name);
    const value = trust === undefined ? 'no value' : shown(trust.value);
    return `${[...describeFeature(entries[0]), `  here     ${value}   ${name}`, ...trusted(trust)].join('\n')}\n`;
  }
  const { comparisons, causes } = naming(work.mask, () => compareProfiles(image, mask, settings, name));
  const parts = comparisons.map((found) =>
    [...describeFeature(found.entry), ...values(found), ...trusted(trustIn(found.name))].join('\n'),
  );
  return `${parts.join('\n\n')}\n${causes.map((cause) => `  also     ${cause}\n`).join('')}`;
}

/** How far the value can be trusted here: what rounding alone does to it. */
function trusted(trust: Trust | undefined): string[] {
  if (trust === undefined || Number.isNaN(trust.value)) return [];
  const { relative, trials, cause } = trust;
  const how =
    trials > 0
      ? `in ${trials} seeded trials with voxels moved by their last bit, and in any order of its sums`
      : 'in any order of its sums (the voxels are whole numbers)';
  if (relative <= TRUSTED_RELATIVE) return [`  trust    within a relative ${TRUSTED_RELATIVE}: ${how}`];
  const most = Number.isFinite(relative) ? `a relative ${relative.toPrecision(2)}` : 'its whole value';
  return [
    `  trust    ill-conditioned here: rounding alone moves it by up to ${most}, ${how}${cause ? `; ${cause}` : ''}`,
  ];
}

function shown(value: number | undefined): string {
  return value === undefined ? 'no value' : Number.isNaN(value) ? 'not defined for this ROI' : String(value);
}

function values({ name, pyradiomics, tag, ibsi }: ProfileComparison): string[] {
  return [
    `  here     ${shown(pyradiomics)}   ${name}`,
    ...(tag === undefined ? [] : [`           ${shown(ibsi)}   ${tag}, by IBSI after the same processing`]),
    ...(pyradiomics === undefined || ibsi === undefined ? [] : [`           ${apart(pyradiomics, ibsi)}`]),
  ];
}

/** Sums in another order are no difference of the definitions. */
const SAME = 1e-9;

function apart(a: number, b: number): string {
  const relative = Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE);
  return a === b || relative <= SAME ? 'equal' : `apart by ${(100 * relative).toPrecision(3)} %`;
}
