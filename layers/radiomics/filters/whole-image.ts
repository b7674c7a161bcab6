/** Filtered images as wholes, for those who want the image and not its features. */
import type { Mask, Volume, Voxels } from '@radscore/imaging';
import type { Warning } from '../features/feature-block.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import { type Roi, roiFromVoxels, roiOf } from '../roi/roi.ts';
import type { Setting } from '../settings/setting.ts';
import type { ImageType } from '../settings/settings.ts';
import type { FilteredImage } from './filtered.ts';
import { IMAGE_TYPE } from './image-types.ts';

/** An image of an image type: `wavelet-LLH`, on the grid of its source. */
export interface WholeImage {
  readonly name: string;
  readonly image: Volume;
}

/**
 * The images of an image type, voxel for voxel: what `extract` measures inside its ROI, here everywhere. They have the
 * type of voxels in which PyRadiomics keeps them. LBP3D looks at the ROI alone, as PyRadiomics does; elsewhere it is 0.
 *
 * @param mask the ROI, on the grid of the image; needed by LBP3D only
 * @param warn gets what was left out, and why
 */
export function wholeImages(
  image: Volume,
  mask: Mask | undefined,
  type: ImageType,
  setting: Setting,
  warn: (warning: Warning) => void = () => {},
  workspace: Workspace = defaultWorkspace(),
): WholeImage[] {
  const roi = type === 'LBP3D' && mask ? roiOf(mask) : everyVoxel(image);
  const made: WholeImage[] = [];
  const visit = ({ name, values, kind }: FilteredImage): void => {
    const voxels = emptyVoxels(image.voxels, kind);
    for (let n = 0; n < values.length; n++) voxels[roi.voxels[n]] = values[n];
    const { size, spacing, origin, direction } = image;
    made.push({ name, image: { voxels, size, spacing, origin, direction } });
  };
  workspace.within(() => {
    IMAGE_TYPE[type].images(image, roi, setting, { workspace, isWanted: () => true, warn, visit });
  });
  return made;
}

function everyVoxel({ size, spacing, voxels }: Volume): Roi {
  return roiFromVoxels(
    Int32Array.from({ length: voxels.length }, (_, at) => at),
    size,
    spacing,
  );
}

function emptyVoxels(source: Voxels, kind: FilteredImage['kind']): Voxels {
  if (kind === 'float32') return new Float32Array(source.length);
  if (kind === 'float64') return new Float64Array(source.length);
  const sameType = source.constructor as new (length: number) => Voxels;
  return new sameType(source.length);
}
