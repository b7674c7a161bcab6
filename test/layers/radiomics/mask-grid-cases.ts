/** Seeded images and masks on grids of their own, with settings: what a mask's grid can be to its image's. */
import {
  type Grid,
  gridOf,
  indexToWorld,
  type Matrix3,
  type Vector3,
  type Volume,
  worldToIndex,
} from '@radscore/imaging';
import { newVoxels, type VoxelType } from '../../../layers/imaging/volume/voxel-type.ts';
import { rotation } from '../imaging/volumes.ts';
import { random } from './volumes.ts';

export const MASK_GRIDS = [
  'same',
  'finer',
  'coarser',
  'cropped',
  'cropped to the ROI',
  'larger',
  'displaced below 1 µm',
  'displaced by part of a voxel',
  'turned below the tolerance',
  'turned',
  'sticking out',
] as const;
export type MaskGrid = (typeof MASK_GRIDS)[number];

export interface MaskGridCase {
  readonly seed: number;
  readonly grid: MaskGrid;
  /** Whether the mask's axes are stored in another order or direction than the image's. */
  readonly isReordered: boolean;
  readonly image: Volume;
  readonly mask: Volume;
  readonly label: number;
  /** A parameter file. */
  readonly parameters: string;
  readonly resamples: boolean;
}

const IMAGE_TYPES: readonly VoxelType[] = ['int16', 'int16', 'uint8', 'int32', 'float32', 'float64'];
const SPACINGS: readonly Vector3[] = [
  [1, 1, 1],
  [0.7, 0.8, 3],
  [0.9765625, 0.9765625, 2.5],
  [2, 1.5, 1.1],
];
const PERMUTATIONS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;
const INTERPOLATORS = [
  'sitkBSpline',
  'sitkBSpline',
  'sitkBSpline',
  'sitkBSpline',
  'sitkBSpline',
  'sitkLinear',
  'sitkLinear',
  'sitkNearestNeighbor',
  'sitkGaussian',
  'sitkLabelGaussian',
  'sitkHammingWindowedSinc',
  'sitkLanczosWindowedSinc',
] as const;

/** The case of a seed. Kinds of grids and orders of axes follow one another; the rest is drawn. */
export function maskGridCase(seed: number): MaskGridCase {
  const draw = random(seed + 1);
  for (let i = 0; i < 8; i++) draw();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)];
  const chance = (share: number): boolean => draw() < share;
  const between = (low: number, high: number): number => low + draw() * (high - low);

  const image = imageOf(draw, pick, chance, between);
  const grid = MASK_GRIDS[seed % MASK_GRIDS.length];
  // The 48 ways to store one grid; half of the cases keep the image's.
  const order = Math.floor(seed / MASK_GRIDS.length) % 96;
  const isReordered = order > 0 && order < 48;
  const inOrder = maskGridOf(grid, image, pick, between);
  const maskGrid = isReordered ? stored(inOrder, PERMUTATIONS[order >> 3], order & 7) : inOrder;
  const label = pick([1, 1, 1, 2]);
  const mask = draw3(maskGrid, image, label, grid === 'sticking out', pick, between);
  const { parameters, resamples } = parametersOf(image, label, pick, chance, between);
  return { seed, grid, isReordered, image, mask, label, parameters, resamples };
}

type Draw = () => number;
type Pick = <T>(list: readonly T[]) => T;
type Between = (low: number, high: number) => number;
type Chance = (share: number) => boolean;

function imageOf(draw: Draw, pick: Pick, chance: Chance, between: Between): Volume {
  const type = pick(IMAGE_TYPES);
  const size: Vector3 = [
    Math.floor(between(11, 19)),
    Math.floor(between(11, 19)),
    chance(0.06) ? 1 : Math.floor(between(7, 16)),
  ];
  const spacing = pick(SPACINGS);
  const origin: Vector3 = [between(-200, 200), between(-200, 200), between(-200, 200)];
  const plain: Grid = { size, spacing, origin, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
  const kind = draw();
  const direction: Matrix3 =
    kind < 0.4
      ? plain.direction
      : kind < 0.6
        ? stored(plain, pick(PERMUTATIONS), Math.floor(draw() * 8)).direction
        : rotation(between(-0.5, 0.5), between(-0.5, 0.5), between(-3, 3));
  const [nx, ny, nz] = size;
  const voxels = newVoxels(type, nx * ny * nz);
  const [fx, fy, fz] = [between(0.2, 0.9), between(0.2, 0.9), between(0.2, 0.9)];
  const [mean, noise] = [type === 'uint8' ? 120 : between(-50, 300), between(5, 30)];
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, at++) {
        voxels[at] =
          mean + 40 * Math.sin(fx * x) + 35 * Math.cos(fy * y + fx) + 25 * Math.sin(fz * z) + noise * (draw() - 0.5);
      }
    }
  }
  return { ...plain, direction, voxels };
}

/** A grid that covers the image, or the part of it that the kind says, with axes as the image stores them. */
function maskGridOf(kind: MaskGrid, image: Volume, pick: Pick, between: Between): Grid {
  const grid = gridOf(image);
  const displaced = (voxels: Vector3): Grid => ({ ...grid, origin: indexToWorld(grid, voxels) });
  const resized = (factors: Vector3, margin: number): Grid => {
    const spacing = axes((axis) => grid.spacing[axis] * factors[axis]);
    const size = axes((axis) => Math.max(Math.round((grid.size[axis] + 2 * margin) / factors[axis]), 1));
    // The two outer edges coincide, apart from the margin.
    return {
      ...grid,
      spacing,
      size,
      origin: indexToWorld(
        grid,
        axes((axis) => -0.5 - margin + 0.5 * factors[axis]),
      ),
    };
  };
  switch (kind) {
    case 'finer':
      return resized(
        axes((axis) => (grid.size[axis] === 1 ? 1 : pick([0.5, 0.5, 0.625, between(0.4, 0.9)]))),
        0,
      );
    case 'coarser':
      return resized(
        axes((axis) => (grid.size[axis] === 1 ? 1 : pick([1, 1.5, 2, between(1.1, 2)]))),
        0,
      );
    case 'cropped':
    case 'cropped to the ROI': {
      const lower = axes((axis) => (grid.size[axis] < 4 ? 0 : Math.floor(grid.size[axis] * between(0.1, 0.25))));
      const size = axes((axis) => Math.max(Math.ceil(grid.size[axis] * between(0.55, 0.7)), 1));
      return {
        ...grid,
        size: axes((axis) => Math.min(size[axis], grid.size[axis] - lower[axis])),
        origin: indexToWorld(grid, lower),
      };
    }
    case 'larger':
      return resized([1, 1, 1], pick([1, 2, 3]));
    case 'displaced below 1 µm': {
      const [x, y, z] = grid.origin;
      const by = pick([5e-4, 3e-4, 1e-5, 2e-7]);
      return { ...grid, origin: [x + by, y - by * 0.7, z + by * 0.4] };
    }
    case 'displaced by part of a voxel':
      return displaced([between(-0.5, 0.5), between(-0.5, 0.5), grid.size[2] === 1 ? 0 : between(-0.5, 0.5)]);
    case 'turned below the tolerance':
    case 'turned': {
      const angle = kind === 'turned' ? pick([0.002, 0.03, 0.4]) : pick([1e-8, 1e-6, 2e-5]);
      return { ...grid, direction: product(rotation(angle, -0.6 * angle, 0.8 * angle), grid.direction) };
    }
    default:
      return grid;
  }
}

/** A grid of the same voxels, stored in another order of axes and, where a bit is set, from the other end. */
function stored(grid: Grid, order: readonly (0 | 1 | 2)[], flips: number): Grid {
  const isFlipped = (axis: number): boolean => ((flips >> axis) & 1) === 1;
  const d = grid.direction;
  const column = (axis: 0 | 1 | 2) => {
    const from = order[axis];
    const sign = isFlipped(axis) ? -1 : 1;
    return [sign * d[from] || 0, sign * d[3 + from] || 0, sign * d[6 + from] || 0];
  };
  const [a, b, c] = [column(0), column(1), column(2)];
  const corner = [0, 0, 0];
  for (const axis of AXES) if (isFlipped(axis)) corner[order[axis]] = grid.size[order[axis]] - 1;
  return {
    size: axes((axis) => grid.size[order[axis]]),
    spacing: axes((axis) => grid.spacing[order[axis]]),
    origin: indexToWorld(grid, [corner[0], corner[1], corner[2]]),
    direction: [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]],
  };
}

/** An ellipsoid with a lobe, where it lies in the image; `label`, and a second label beside it. */
function draw3(grid: Grid, image: Volume, label: number, sticksOut: boolean, pick: Pick, between: Between): Volume {
  const centre = axes(
    (axis) => (image.size[axis] - 1) * between(0.42, 0.55) - (sticksOut && axis === 1 ? image.size[1] / 2 : 0),
  );
  const radius = axes((axis) => Math.max(image.size[axis] * between(0.17, 0.3), 1));
  const voxels = newVoxels(
    pick<VoxelType>(['uint8', 'uint8', 'int16', 'uint32', 'float32']),
    grid.size[0] * grid.size[1] * grid.size[2],
  );
  const toIndex = worldToIndex(image);
  const lobe = between(0.3, 0.7);
  for (let z = 0, at = 0; z < grid.size[2]; z++) {
    for (let y = 0; y < grid.size[1]; y++) {
      for (let x = 0; x < grid.size[0]; x++, at++) {
        const place = toIndex(indexToWorld(grid, [x, y, z]));
        const [u, v, w] = axes((axis) => (place[axis] - centre[axis]) / radius[axis]);
        if (u * u + v * v + w * w <= 1 || (u - lobe) ** 2 + (v + 0.4) ** 2 + 2 * w * w <= 0.6) voxels[at] = label;
        else if (u > 1.4 && v > 1.2) voxels[at] = label + 1;
      }
    }
  }
  return { ...grid, voxels };
}

function parametersOf(
  image: Volume,
  label: number,
  pick: Pick,
  chance: Chance,
  between: Between,
): { parameters: string; resamples: boolean } {
  const spacing = pick<readonly number[] | null>([
    null,
    null,
    [1, 1, 1],
    [1, 1, 1],
    [2, 2, 2],
    [1.5, 1.5, 1.5],
    [0, 0, 1.2],
    [0, 0, 0],
    [1.2, 0, 1.7],
    image.spacing,
    [between(0.8, 2.2), between(0.8, 2.2), between(0.8, 2.2)],
  ]);
  const setting: Record<string, unknown> = {
    label,
    additionalInfo: false,
    padDistance: pick([0, 1, 5, 5, 10]),
    interpolator: pick(INTERPOLATORS),
    ...(spacing && { resampledPixelSpacing: spacing }),
    ...(chance(0.3) && { correctMask: true }),
    ...(chance(0.2) && { preCrop: true }),
    ...(chance(0.12) && { geometryTolerance: pick([1e-9, 1e-3, 0.1]) }),
    ...(chance(0.15) && { normalize: true, normalizeScale: 100 }),
    ...(chance(0.25) && { force2D: true, force2Ddimension: pick([0, 0, 1, 2]) }),
    ...(chance(0.2) ? { binCount: 16 } : { binWidth: 10 }),
    ...(chance(0.1) && { resegmentRange: [-2, 2], resegmentMode: 'sigma', resegmentShape: chance(0.5) }),
    ...(chance(0.5) && { minimumROIDimensions: 1 }),
  };
  const imageType = {
    Original: {},
    ...(chance(0.25) && { Wavelet: {} }),
    ...(chance(0.25) && { LoG: { sigma: [pick([1.5, 2, 3])] } }),
    ...(chance(0.1) && { Gradient: {} }),
    ...(chance(0.1) && { Square: {} }),
    ...(chance(0.06) && { LBP2D: { binWidth: 1 } }),
    ...(chance(0.06) && { LBP3D: { binWidth: 1 } }),
  };
  return { parameters: JSON.stringify({ setting, imageType }), resamples: spacing !== null };
}

const AXES = [0, 1, 2] as const;

function axes(value: (axis: 0 | 1 | 2) => number): Vector3 {
  return [value(0), value(1), value(2)];
}

function product(a: Matrix3, b: Matrix3): Matrix3 {
  return [0, 3, 6].flatMap((row) =>
    AXES.map((column) => a[row] * b[column] + a[row + 1] * b[3 + column] + a[row + 2] * b[6 + column]),
  ) as unknown as Matrix3;
}
