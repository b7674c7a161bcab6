/** The repair of a DICOM region whose pixels or contours do not lie on the voxels of its image. */
import { openRegion } from '../dicom/regions/read-region.ts';
import type { ImageReference } from '../dicom/series/dicom-volume.ts';
import type { ReadLimits } from '../input/limits.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { chooseRegions } from '../regions/mask.ts';
import { GRID_TOLERANCE_MM, gridOf } from '../volume/geometry.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { type Repair, resampleToImage } from './inspect-region.ts';
import { fractionOutside } from './place.ts';

/** A repair, with the region as its file gives it. */
export interface DrawnRepair extends Repair {
  /** On a grid of its own; of several regions, joined on the image's. */
  readonly stored: Mask;
}

/**
 * A SEG or RTSTRUCT region resampled to the grid of an image in the same frame of reference: what `resample-to-image`
 * does to a label image. Undefined for a region that makes no grid of its own or reaches beyond the image.
 *
 * @throws InputRefused for a file or a region that cannot be read at all
 */
export function repairDrawnRegion(
  { name, bytes }: NamedBytes,
  image: Volume & { readonly reference?: ImageReference },
  label?: number | readonly number[],
  limits?: ReadLimits,
): DrawnRepair | undefined {
  const region = openRegion(bytes, name, image, GRID_TOLERANCE_MM, limits);
  const { chosen } = chooseRegions(region, label, name);
  const found: DrawnRepair[] = [];
  for (const one of chosen) {
    const stored = region.onOwnGrid(one);
    const repair = stored && fractionOutside(stored, image) === 0 ? resampleToImage(image, stored) : undefined;
    if (!stored || !repair) return undefined;
    found.push({ ...repair, overlapBefore: 0, stored });
  }
  return found.length === 1 ? found[0] : joined(found, image);
}

/** Several regions are one: the worst overlap counts. */
function joined(repairs: readonly DrawnRepair[], image: Volume): DrawnRepair {
  const [{ name, says, mask }] = repairs;
  const voxels = mask.voxels.map((_, i) => (repairs.some((repair) => repair.mask.voxels[i] === 1) ? 1 : 0));
  const whole: Mask = { ...gridOf(image), voxels };
  const overlapAfter = Math.min(...repairs.map((repair) => repair.overlapAfter));
  return { name, says, mask: whole, stored: whole, overlapBefore: 0, overlapAfter };
}
