/** Catalogue of the shape features. */
import { type CatalogueEntry, entries } from './entry.ts';

const SAMPLE = 'the consensus values of IBSI divide the covariance by n - 1, PyRadiomics by n';

export const SHAPE: readonly CatalogueEntry[] = entries(
  'shape',
  [
    ['Elongation', '√(λ_minor / λ_major)', '1', '0 … 1', 'Q3CK', '0 … 1'],
    ['Flatness', '√(λ_least / λ_major)', '1', '0 … 1', 'N17B', '0'],
    ['LeastAxisLength', '4·√λ_least', 'mm', '≥ 0', '7J51', '0', SAMPLE],
    ['MajorAxisLength', '4·√λ_major', 'mm', '> 0', 'TDIC', '> 0', SAMPLE],
    ['Maximum2DDiameterColumn', 'largest distance of vertices with equal y', 'mm', '> 0', null, '> 0'],
    ['Maximum2DDiameterRow', 'largest distance of vertices with equal x', 'mm', '> 0', null, '> 0'],
    ['Maximum2DDiameterSlice', 'largest distance of vertices with equal z', 'mm', '> 0', null, '> 0'],
    ['Maximum3DDiameter', 'largest distance of vertices', 'mm', '> 0', 'L0JK', '> 0'],
    ['MeshVolume', 'V = Σ (a × b)·c / 6 over triangles', 'mm³', '> 0', 'RNU0', '> 0'],
    ['MinorAxisLength', '4·√λ_minor', 'mm', '≥ 0', 'P9VJ', '≥ 0', SAMPLE],
    ['Sphericity', '(36π·V²)^(1/3) / A', '1', '0 … 1', 'QCFX', '> 0'],
    ['SurfaceArea', 'A = Σ |(a - c) × (b - c)| / 2 over triangles', 'mm²', '> 0', 'C0JK', '> 0'],
    ['SurfaceVolumeRatio', 'A / V', '1/mm', '> 0', '2PR5', '> 0'],
    ['VoxelVolume', 'N·V_voxel', 'mm³', '> 0', 'YEKZ', '> 0'],
    ['Compactness1', 'V / (√π·A^1.5)', '1', '0 … 1/(6π)', 'SKGS', '> 0'],
    ['Compactness2', '36π·V² / A³', '1', '0 … 1', 'BQWJ', '> 0'],
    ['SphericalDisproportion', 'A / (36π·V²)^(1/3)', '1', '≥ 1', 'KRCK', '> 0'],
  ],
  ['Compactness1', 'Compactness2', 'SphericalDisproportion'],
);

export const SHAPE_2D: readonly CatalogueEntry[] = entries(
  'shape2D',
  [
    ['Elongation', '√(λ_minor / λ_major)', '1', '0 … 1', null, '0 … 1'],
    ['MajorAxisLength', '4·√λ_major', 'mm', '> 0', null, '> 0'],
    ['MaximumDiameter', 'largest distance of contour vertices', 'mm', '> 0', null, '> 0'],
    ['MeshSurface', 'A = Σ (a × b) / 2 over contour segments', 'mm²', '> 0', null, '> 0'],
    ['MinorAxisLength', '4·√λ_minor', 'mm', '≥ 0', null, '≥ 0'],
    ['Perimeter', 'P = Σ |a - b| over contour segments', 'mm', '> 0', null, '> 0'],
    ['PerimeterSurfaceRatio', 'P / A', '1/mm', '> 0', null, '> 0'],
    ['PixelSurface', 'N·A_pixel', 'mm²', '> 0', null, '> 0'],
    ['Sphericity', '2·√(π·A) / P', '1', '0 … 1', null, '> 0'],
    ['SphericalDisproportion', 'P / (2·√(π·A))', '1', '≥ 1', null, '> 0'],
  ],
  ['SphericalDisproportion'],
);
