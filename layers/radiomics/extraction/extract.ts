/** The engine on one page: from an image and a mask to named features. */
import type { Mask, Volume } from '@radscore/imaging';
import type { Extraction, FeatureBlock, Warning } from '../features/feature-block.ts';
import type { FeatureValues } from '../features/values.ts';
import type { FilteredImage } from '../filters/filtered.ts';
import { IMAGE_TYPE } from '../filters/image-types.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import type { FeatureClass } from '../settings/feature-classes.ts';
import { type ExtractionSettings, settingFor, wantedNames } from '../settings/settings.ts';
import { DEFAULT_MAX_BYTES } from './memory-bound.ts';
import { letGoPrepared, type Prepared, prepare } from './prepare-roi.ts';
import { shapeBlocks, shapeClasses } from './shape-blocks.ts';
import { TextureExtractor } from './texture-extractor.ts';

/** Part of the key under which feature values are stored: it changes whenever a value can change. */
export const ENGINE_VERSION = '1.4.0';

/** `light`: shape, original and point-wise images. `heavy`: wavelet, LoG and LBP, which look far around. */
export type ImageGroup = 'light' | 'heavy' | 'all';

export interface ExtractionOptions {
  readonly group?: ImageGroup;
  readonly maxBytes?: number;
  readonly only?: ReadonlySet<string>;
  readonly measured?: (imageType: string) => void;
}

/** Below this many occupied grey levels a bin width says little about texture. */
const FEW_LEVELS = 8;

/**
 * Features of an ROI as PyRadiomics 3.1.0 defines and names them, in its order: shape first, then image type by image
 * type, class by class.
 *
 * What the image cannot give (a LoG on three slices, a filter that is not finite) is absent, with a warning; a feature
 * that PyRadiomics leaves undefined is NaN, with a warning.
 *
 * @param mask 1 inside; on the grid of the image, or where settings resample on any that holds an ROI within the image
 * @param options `maxBytes`: what the extraction may take beyond image and mask, more is refused before it starts;
 *   `only`: names of image types (as `featureNames` gives them), others are left out; `measured`: called with the name of each
 *   image type when its features are there, or left out
 * @param workspace where it is computed; see `createEngine`
 * @throws InputRefused for an unusable ROI, image or setting
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { extract, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * const { blocks } = extract(image, mask, settingsFrom({ featureClass: { firstorder: ['Maximum', 'Range'] } }));
 * blocks[0].names; // → [ 'original_firstorder_Maximum', 'original_firstorder_Range' ]
 * blocks[0].values; // → Float64Array(2) [ 100, 100 ]
 * ```
 */
export function extract(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  { group = 'all', maxBytes = DEFAULT_MAX_BYTES, only, measured }: ExtractionOptions = {},
  workspace: Workspace = defaultWorkspace(),
): Extraction {
  const prepared = prepare(image, mask, settings, maxBytes, workspace);
  const extraction = extractPrepared(prepared, settings, { group, only, measured }, workspace);
  letGoPrepared(prepared, image);
  return extraction;
}

/** What `extract` does once image and ROI are prepared. */
export function extractPrepared(
  prepared: Prepared,
  settings: ExtractionSettings,
  { group = 'all', only, measured = () => {} }: Omit<ExtractionOptions, 'maxBytes'> = {},
  workspace: Workspace = defaultWorkspace(),
): Extraction {
  // What holds of the whole extraction is said once, though its image groups are computed apart.
  const warnings: Warning[] = group === 'heavy' ? [] : [...prepared.notes];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const isWanted = (name: string): boolean => only === undefined || only.has(name);
  const shapes = shapeClasses(settings).some(isWanted) ? shapeBlocks(prepared.shapeRoi, settings, warn, workspace) : [];
  const blocks: FeatureBlock[] = group === 'heavy' ? [] : shapes;
  for (const { imageType } of blocks) measured(imageType);

  const textures = new TextureExtractor(prepared.roi, workspace);
  const greyLevels: Record<string, number> = {};
  // One scope around all image types: what each gives back, the next takes again.
  workspace.within(() => {
    for (const { type, options } of settings.imageTypes) {
      const { heavy, images } = IMAGE_TYPE[type];
      if (group !== 'all' && heavy !== (group === 'heavy')) continue;
      const setting = settingFor(settings, options);
      const visit = (filtered: FilteredImage): void => {
        if (!isWanted(filtered.name)) return;
        const found = textures.extract(filtered, settings.featureClasses.keys(), setting);
        measured(filtered.name);
        if (!found) {
          warn({ code: 'not-finite', message: `${filtered.name} left out: it is not finite in the whole ROI` });
          return;
        }
        blocks.push(block(filtered.name, found.values, settings));
        greyLevels[filtered.name] = found.levels;
      };
      images(prepared.image, prepared.roi, setting, { workspace, isWanted, warn, visit });
    }
  });
  if (greyLevels.original < FEW_LEVELS) {
    warn({
      code: 'few-grey-levels',
      message: `original has ${greyLevels.original} occupied grey levels: lower binWidth`,
    });
  }
  warnUndefined(blocks, warn);
  return { blocks, warnings, greyLevels };
}

/** The shape alone, which needs no image: what `extractPrepared` gives of it. */
export function extractShape(
  shapeRoi: Roi,
  settings: ExtractionSettings,
  workspace: Workspace = defaultWorkspace(),
): Extraction {
  const warnings: Warning[] = [];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const blocks = shapeBlocks(shapeRoi, settings, warn, workspace);
  warnUndefined(blocks, warn);
  return { blocks, warnings, greyLevels: {} };
}

/**
 * The names that settings give, without an image: the fixed columns of a table.
 *
 * @example
 * ```ts
 * import { featureNames, settingsFrom } from '@radscore/radiomics';
 * featureNames(settingsFrom({ featureClass: { firstorder: ['Mean'] }, imageType: { Wavelet: {} } })).length; // → 8
 * ```
 */
export function featureNames(
  settings: ExtractionSettings,
  { group = 'all' }: { group?: ImageGroup } = {},
): { imageType: string; names: string[] }[] {
  const blocks = (group === 'heavy' ? [] : shapeClasses(settings)).map((shape) => ({
    imageType: shape as string,
    names: wantedNames(shape, settings).map((name) => `original_${shape}_${name}`),
  }));
  for (const { type, options } of settings.imageTypes) {
    const { heavy, names } = IMAGE_TYPE[type];
    if (group !== 'all' && heavy !== (group === 'heavy')) continue;
    for (const imageType of names(settingFor(settings, options))) {
      blocks.push({ imageType, names: textureNames(imageType, settings) });
    }
  }
  return blocks;
}

function block(
  imageType: string,
  values: ReadonlyMap<FeatureClass, FeatureValues>,
  settings: ExtractionSettings,
): FeatureBlock {
  const names: string[] = [];
  const numbers: number[] = [];
  for (const [featureClass, features] of values) {
    for (const name of wantedNames(featureClass, settings)) {
      names.push(`${imageType}_${featureClass}_${name}`);
      numbers.push(features[name]);
    }
  }
  return { imageType, names, values: Float64Array.from(numbers) };
}

function textureNames(imageType: string, settings: ExtractionSettings): string[] {
  return [...settings.featureClasses.keys()]
    .filter((featureClass) => !featureClass.startsWith('shape'))
    .flatMap((featureClass) =>
      wantedNames(featureClass, settings).map((name) => `${imageType}_${featureClass}_${name}`),
    );
}

function warnUndefined(blocks: readonly FeatureBlock[], warn: (warning: Warning) => void): void {
  for (const { names, values } of blocks) {
    const undefinedNames = names.filter((_, k) => Number.isNaN(values[k]));
    if (undefinedNames.length === 0) continue;
    warn({ code: 'value-undefined', message: `not defined for this ROI: ${undefinedNames.join(', ')}` });
  }
}
