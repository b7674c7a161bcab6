import '@radscore/imaging/node';
import { GRID_TOLERANCE_MM, readImage, readMask } from '@radscore/imaging';
import {
  canonicalSettings,
  DEFAULT_SETTING,
  ENGINE_VERSION,
  type ExtractionSettings,
  extract,
  type Warning,
} from '@radscore/radiomics';
import { readImageFiles } from './image-files.ts';
import { naming } from './refusal.ts';

/** One image with its region of interest. Paths are files or folders. */
export interface FeatureCase {
  readonly image: string;
  readonly mask: string;
  readonly label?: number;
}

export interface CaseFeatures {
  readonly features: Readonly<Record<string, number>>;
  readonly warnings: readonly Warning[];
  readonly diagnostics: Readonly<Record<`diagnostics_${string}`, string | number | readonly (number | string)[]>>;
}

/**
 * Reads a case and computes its features. The label is the one that the case names, else the one of the settings where
 * it is not the default, else 1 where the mask has a 1, else its only label.
 *
 * @throws InputRefused
 */
export function extractCase({ image, mask, label }: FeatureCase, settings: ExtractionSettings): CaseFeatures {
  const { setting } = settings;
  const volume = readImage(readImageFiles(image, 'image'));
  const roi = readMask(readImageFiles(mask, 'mask'), volume, {
    label: label ?? (setting.label === DEFAULT_SETTING.label ? undefined : setting.label),
    channel: setting.label_channel,
    // As in SimpleITK, the setting is a fraction of the voxel size.
    toleranceMm: Math.max(GRID_TOLERANCE_MM, (setting.geometryTolerance ?? 0) * volume.spacing[0]),
  });
  const { blocks, warnings } = naming(mask, () => extract(volume, roi, settings));
  const features: Record<string, number> = {};
  for (const { names, values } of blocks) {
    for (let i = 0; i < names.length; i++) features[names[i]] = values[i];
  }
  return {
    features,
    warnings,
    diagnostics: {
      diagnostics_Versions_Engine: ENGINE_VERSION,
      diagnostics_Configuration_Settings: canonicalSettings(settings),
      'diagnostics_Image-original_Size': volume.size,
      'diagnostics_Image-original_Spacing': volume.spacing,
      'diagnostics_Mask-original_VoxelNum': roi.voxels.reduce((sum, inside) => sum + inside, 0),
      diagnostics_Warnings: warnings.map(warningLine),
    },
  };
}

export function warningLine({ code, message }: Warning): string {
  return `${code}: ${message}`;
}
