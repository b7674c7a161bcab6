/** What a report says of a region of interest: size, place and the image it belongs to. */
import { boundingBox } from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import { type Mask, type Vector3, type Volume, voxelVolume } from '../volume/volume.ts';
import type { RegionInspection, RepairName } from './inspect-region.ts';
import { placeOnGrid } from './place.ts';

export interface RoiSummary {
  /** Where a manifest says it. */
  readonly sequence?: string;
  readonly file: string;
  readonly image: string;
  readonly label: number;
  readonly voxels: number;
  readonly slices: number;
  readonly millilitres: number;
  /** How it lies to its image, as it was stored; undefined where its format places it by the image's own instances. */
  readonly placement?: {
    readonly size: Vector3;
    readonly spacing: Vector3;
    readonly orientation: string;
    readonly imageOrientation: string;
    /** Greatest distance of the ROI's corners from where the image has the same voxels; undefined for other sizes. */
    readonly displacementMm?: number;
    /** Of the ROI's voxels. */
    readonly fractionOutside: number;
  };
  /** A way to repair it, to be accepted by name. */
  readonly repair?: { name: RepairName; says: string; overlapBefore: number; overlapAfter: number };
}

/** Gets each region on its image, as it stands (`state` empty) and as it would be repaired (`repaired`). */
export type DrawRegion = (
  region: { file: string; label: number; state: '' | 'repaired'; sequence?: string },
  image: Volume,
  mask: Mask,
) => void;

/** A region of interest in numbers. @throws InputRefused `roi-too-small` for an empty one */
export function summariseRegion(file: string, image: string, label: number, mask: Mask): RoiSummary {
  const box = boundingBox(mask);
  let voxels = 0;
  for (let i = 0; i < mask.voxels.length; i++) voxels += mask.voxels[i];
  return { file, image, label, voxels, slices: box.size[2], millilitres: (voxels * voxelVolume(mask.spacing)) / 1000 };
}

/** One label of a label image, and what inspection found of it on its image. */
export interface DescribedRegion {
  readonly file: string;
  readonly label: number;
  readonly sequence?: string;
  /** The label's voxels as they are stored, with the file's own header. */
  readonly stored: Mask;
  readonly inspection: RegionInspection;
}

/**
 * A label image in numbers: itself, how it lies to its image, and the repair that there is. It is drawn as it stands,
 * and as it would be mended.
 */
export function describeRegion(
  { name, volume }: { readonly name: string; readonly volume: Volume },
  { file, label, sequence, stored, inspection }: DescribedRegion,
  draw: DrawRegion,
): RoiSummary {
  const { repair, size, spacing, orientation, imageOrientation, displacementMm, fractionOutside } = inspection;
  draw({ file, label, sequence, state: '' }, volume, asItStands(stored, volume));
  if (repair) draw({ file, label, sequence, state: 'repaired' }, volume, repair.mask);
  return {
    ...(sequence !== undefined && { sequence }),
    ...summariseRegion(file, name, label, stored),
    placement: { size, spacing, orientation, imageOrientation, displacementMm, fractionOutside },
    ...(repair && {
      repair: {
        name: repair.name,
        says: repair.says,
        overlapBefore: repair.overlapBefore,
        overlapAfter: repair.overlapAfter,
      },
    }),
  };
}

/** Voxel for voxel where the sizes agree, as most programs show a mask; by its header otherwise. */
function asItStands(stored: Mask, { size, spacing, origin, direction }: Volume): Mask {
  const turned = (withAxesOf(stored, { size, spacing, origin, direction }) ?? stored) as Mask;
  const isSameSize = turned.size.every((extent, axis) => extent === size[axis]);
  if (!isSameSize) return placeOnGrid(stored, { size, spacing, origin, direction });
  return { voxels: turned.voxels, size, spacing, origin, direction };
}
