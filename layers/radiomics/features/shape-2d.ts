/** The shape features of a single slice. */
import { maskOf, padBox, type Roi } from '../roi/roi.ts';
import { principalVariances } from './shape.ts';
import type { FeatureValues } from './values.ts';

/**
 * Contour of a 2 × 2 cell: pairs of edges (start, end) per sum of 2^c over the corners c inside, with the inside to
 * one side. Corners and edges run round the cell from its lowest corner; edge e leaves corner e. Marching squares, with
 * diagonal corners kept apart, as PyRadiomics does.
 */
const CONTOURS: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [1, 2, 3, 0],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];
/** Midpoints of the edges in half pixels (u, v). */
const MIDPOINTS = [
  [1, 0],
  [2, 1],
  [1, 2],
  [0, 1],
] as const;

/**
 * PyRadiomics' 2-D shape features of an ROI that is one voxel thick along the index axis `normal` (mm, mm²), and the
 * deprecated SphericalDisproportion.
 */
export function shape2dFeatures(roi: Roi, normal: 0 | 1 | 2): FeatureValues {
  const [u, v] = [0, 1, 2].filter((axis) => axis !== normal);
  const box = padBox(roi, 1);
  const mask = maskOf(box);
  const strides = [1, box.strideY, box.strideZ];
  const [du, dv] = [strides[u], strides[v]];
  const [su, sv] = [roi.spacing[u], roi.spacing[v]];

  let perimeter = 0;
  let twiceSurface = 0;
  const vertices: number[] = [];
  for (let j = 0; j <= roi.extent[v]; j++) {
    for (let i = 0; i <= roi.extent[u]; i++) {
      const p = strides[normal] + i * du + j * dv;
      const cell = mask[p] | (mask[p + du] << 1) | (mask[p + du + dv] << 2) | (mask[p + dv] << 3);
      const contour = CONTOURS[cell];
      for (let t = 0; t < contour.length; t += 2) {
        const [a, b] = [MIDPOINTS[contour[t]], MIDPOINTS[contour[t + 1]]];
        const [au, av] = [(i + a[0] / 2) * su, (j + a[1] / 2) * sv];
        const [bu, bv] = [(i + b[0] / 2) * su, (j + b[1] / 2) * sv];
        twiceSurface += av * bu - bv * au;
        perimeter += Math.sqrt((au - bu) * (au - bu) + (av - bv) * (av - bv));
        vertices.push(au, av);
      }
    }
  }
  const surface = twiceSurface / 2;
  const diameter = Math.sqrt(farthest(vertices));
  const [minor, major] = principalVariances(roi, [v, u]);
  const sphericity = (2 * Math.sqrt(Math.PI * surface)) / perimeter;
  return {
    Elongation: Math.sqrt(minor / major),
    MajorAxisLength: 4 * Math.sqrt(major),
    MaximumDiameter: diameter,
    MeshSurface: surface,
    MinorAxisLength: 4 * Math.sqrt(minor),
    Perimeter: perimeter,
    PerimeterSurfaceRatio: perimeter / surface,
    PixelSurface: roi.voxels.length * (su * sv),
    Sphericity: sphericity,
    SphericalDisproportion: 1 / sphericity,
  };
}

/** Largest squared distance between contour vertices. Each vertex starts exactly one segment of its closed contour. */
function farthest(vertices: readonly number[]): number {
  let best = 0;
  for (let i = 0; i < vertices.length; i += 2) {
    for (let j = i + 2; j < vertices.length; j += 2) {
      const a = vertices[i] - vertices[j];
      const b = vertices[i + 1] - vertices[j + 1];
      const distance = a * a + b * b;
      if (distance > best) best = distance;
    }
  }
  return best;
}
