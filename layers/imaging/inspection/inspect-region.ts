/** Whether a region of interest fits its image, and which repairs would make it fit. */
import { type ImageReference, toleranceOn } from '../dicom/series/dicom-volume.ts';
import { InputRefused } from '../errors.ts';
import { labelsFound, selectLabel } from '../regions/mask.ts';
import { boundingBox, checkSameGrid, GRID_TOLERANCE_MM, type Grid } from '../volume/geometry.ts';
import { withAxesOf } from '../volume/orient.ts';
import { orientationCode } from '../volume/orientation.ts';
import { indexToWorld, type Mask, type Vector3, type Volume, voxelVolume } from '../volume/volume.ts';
import { dice, fractionOutside, placeOnGrid } from './place.ts';
import { reorder } from './reorder.ts';

/** Ways to repair a region of interest. None is applied unless the manifest accepts it by name. */
export type RepairName = 'relabel' | 'flip-to-lps' | 'reorder' | 'resample-to-image';

export interface Repair {
  readonly name: RepairName;
  /** What it would do, in a sentence. */
  readonly says: string;
  /** Dice overlap of the ROI where it belongs with the ROI as it stands, and as it would be mended. */
  readonly overlapBefore: number;
  readonly overlapAfter: number;
  /** The mended ROI, on the image's grid. */
  readonly mask: Mask;
}

export interface RegionInspection {
  readonly verdict: 'fits' | 'mendable' | 'refused';
  readonly labels: ReadonlyMap<number, number>;
  /** Why the ROI does not fit as it stands. */
  readonly finding?: InputRefused;
  readonly repair?: Repair;
  readonly size: Vector3;
  readonly spacing: Vector3;
  readonly orientation: string;
  readonly imageOrientation: string;
  /** Greatest distance between where the ROI's corners lie and where the image has the same voxels; undefined for other sizes. */
  readonly displacementMm?: number;
  readonly slices: number;
  readonly millilitres: number;
  readonly fractionOutside: number;
}

/**
 * Examines a label image against its image, before any computation: what it is, whether it fits, and one way to repair
 * it where there is one.
 */
export function inspectRegion(
  image: Volume & { readonly reference?: ImageReference },
  stored: Volume,
  {
    label,
    file = 'roi',
    toleranceMm = toleranceOn(image, GRID_TOLERANCE_MM),
  }: { label?: number | readonly number[]; file?: string; toleranceMm?: number } = {},
): RegionInspection {
  const labels = labelsFound(stored, file);
  const description = {
    labels,
    size: stored.size,
    spacing: stored.spacing,
    orientation: orientationCode(stored.direction),
    imageOrientation: orientationCode(image.direction),
  };
  const missing = refusalOf(() => selectLabel(stored, label, file));
  const [only] = labels.size === 1 ? labels.keys() : [];
  if (missing && only === undefined) {
    return { ...description, verdict: 'refused', finding: missing, slices: 0, millilitres: 0, fractionOutside: 0 };
  }
  const drawn = selectLabel(stored, missing ? only : label, file);
  const mask = (withAxesOf(drawn, image) ?? drawn) as Mask;
  const measured = { ...description, ...measure(image, mask) };
  const misplaced = refusalOf(() => checkSameGrid(image, mask, file, toleranceMm));
  if (!misplaced && !missing) return { ...measured, verdict: 'fits' };
  const finding = missing ?? misplaced;
  // One repair changes one thing: another label than the one that is named is never taken along with it.
  const repair = !missing
    ? relocate(image, mask, drawn, toleranceMm)
    : misplaced
      ? undefined
      : relabel(image, mask, only as number, label);
  return { ...measured, verdict: repair ? 'mendable' : 'refused', finding, repair };
}

function measure(
  image: Grid,
  mask: Mask,
): Pick<RegionInspection, 'displacementMm' | 'slices' | 'millilitres' | 'fractionOutside'> {
  const box = boundingBox(mask);
  const isSameSize = mask.size.every((extent, axis) => extent === image.size[axis]);
  let displacementMm = 0;
  for (let corner = 0; corner < 8; corner++) {
    const index = box.lower.map(
      (lower, axis) => lower + ((corner >> axis) & 1) * (box.size[axis] - 1),
    ) as unknown as Vector3;
    const [p, q] = [indexToWorld(mask, index), indexToWorld(image, index)];
    displacementMm = Math.max(displacementMm, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
  }
  const count = mask.voxels.reduce((sum, value) => sum + value, 0);
  return {
    displacementMm: isSameSize ? displacementMm : undefined,
    slices: box.size[2],
    millilitres: (count * voxelVolume(mask.spacing)) / 1000,
    fractionOutside: fractionOutside(mask, image),
  };
}

function relabel(image: Grid, mask: Mask, found: number, wanted: number | readonly number[] = 1): Repair {
  return {
    name: 'relabel',
    says: `Take label ${found}, the only one there is, for label ${[wanted].flat().join(', ')}.`,
    overlapBefore: 0,
    overlapAfter: 1,
    mask: onGridOf(image, mask),
  };
}

/**
 * A header in the other convention is the likelier error where it explains everything, then one of another order of
 * voxels; else the header is believed and the ROI resampled.
 *
 * @param drawn the mask as it is stored, before its axes were turned to those of the image
 */
function relocate(image: Grid, mask: Mask, drawn: Mask, toleranceMm: number): Repair | undefined {
  const [dx, dy] = [mask.origin[0], mask.origin[1]];
  const d = mask.direction;
  const mirrored: Mask = {
    ...mask,
    origin: [-dx, -dy, mask.origin[2]],
    direction: [-d[0], -d[1], -d[2], -d[3], -d[4], -d[5], d[6], d[7], d[8]],
  };
  const turned = (withAxesOf(mirrored, image) ?? mirrored) as Mask;
  if (!refusalOf(() => checkSameGrid(image, turned, undefined, toleranceMm))) {
    return {
      name: 'flip-to-lps',
      says: "Read the mask's header as LPS, where its format means RAS: it then lies on the image.",
      overlapBefore: dice(turned, placeOnGrid(mask, turned)),
      overlapAfter: 1,
      mask: onGridOf(image, turned),
    };
  }
  const isOutside = fractionOutside(mask, image) > 0;
  // A mask of the image's size whose ROI lies on the image by its own header has no reason to be doubted.
  const isDoubtful = isOutside || drawn.size.some((extent, axis) => extent !== image.size[axis]);
  const reordering = isDoubtful ? reorder(image, drawn, toleranceMm) : undefined;
  if (reordering) {
    const { ordered, says } = reordering;
    return {
      name: 'reorder',
      says,
      overlapBefore: dice(ordered, placeOnGrid(drawn, ordered)),
      overlapAfter: dice(ordered, placeOnGrid(reordering.mask, ordered)),
      mask: ordered,
    };
  }
  return isOutside ? undefined : resampleToImage(image, mask);
}

/** Resamples a mask to an image by its own geometry; undefined where nothing of it lies on a voxel centre. */
export function resampleToImage(image: Grid, mask: Mask): Repair | undefined {
  const placed = placeOnGrid(mask, image);
  if (!placed.voxels.includes(1)) return undefined;
  const isSameSize = mask.size.every((extent, axis) => extent === image.size[axis]);
  return {
    name: 'resample-to-image',
    says: 'Resample the mask to the grid of the image, by its own geometry.',
    overlapBefore: isSameSize ? dice(mask, placeOnGrid(onGridOf(image, mask), mask)) : 0,
    overlapAfter: dice(mask, placeOnGrid(placed, mask)),
    mask: placed,
  };
}

/** The same voxels, taken to lie on the image's grid. */
function onGridOf({ size, spacing, origin, direction }: Grid, { voxels }: Mask): Mask {
  return { voxels, size, spacing, origin, direction };
}

function refusalOf(check: () => unknown): InputRefused | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InputRefused) return error;
    throw error;
  }
}
