/** IBSI's features of shape. */
import { voxelVolume } from '@radscore/imaging';
import { cbrt, hypot } from '@radscore/imaging/elementary';
import { principalVariances } from '../features/shape.ts';
import type { FeatureValues } from '../features/values.ts';
import { gather } from '../filters/filtered.ts';
import { diametersOf, hullCandidates } from '../mesh/diameters.ts';
import { meshOf } from '../mesh/surface.ts';
import { maskOf, padBox, type Roi } from '../roi/roi.ts';
import { spatialAutocorrelation } from './autocorrelation.ts';
import { convexHull } from './convex-hull.ts';
import type { IbsiStage } from './process.ts';

/**
 * IBSI morphology (HCUG): shape of the morphological mask, and what relates it to the intensities of the intensity mask.
 * Densities by oriented bounding box and by enclosing ellipsoid have no consensus value and are left out.
 */
export function ibsiMorphology({ image, intensity, morphology }: IbsiStage): FeatureValues {
  const { spacing } = morphology;
  const box = padBox(morphology, 1);
  const mask = maskOf(box);
  const { area, volume } = meshOf(mask, box, spacing);
  const candidates = hullCandidates(mask, box);
  const hull = convexHull(candidates, [spacing[0] / 2, spacing[1] / 2, spacing[2] / 2]);
  // The consensus values are those of the sample covariance (n - 1); PyRadiomics has the population's.
  const count = morphology.voxels.length;
  const [least, minor, major] = principalVariances(morphology, [0, 1, 2]).map((v) => (v * count) / (count - 1));
  const values = gather(image.voxels, intensity.voxels);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const { moran, geary } = spatialAutocorrelation(values, intensity);
  // Vertices lie half a voxel beyond the outermost voxel centres.
  const sides = morphology.extent.map((length, axis) => length * spacing[axis]);
  const semi = [major, minor, least].map((variance) => 2 * Math.sqrt(variance));
  const sphere = cbrt(36 * Math.PI * volume ** 2);
  return {
    morph_volume: volume,
    morph_vol_approx: morphology.voxels.length * voxelVolume(spacing),
    morph_area_mesh: area,
    morph_av: area / volume,
    morph_comp_1: volume / (Math.sqrt(Math.PI) * area * Math.sqrt(area)),
    morph_comp_2: (36 * Math.PI * volume ** 2) / area ** 3,
    morph_sph_dispr: area / sphere,
    morph_sphericity: sphere / area,
    morph_asphericity: area / sphere - 1,
    morph_com: centreOfMassShift(morphology, intensity, values),
    morph_diam: diametersOf(mask, box, spacing).inSpace,
    morph_pca_maj_axis: 2 * semi[0],
    morph_pca_min_axis: 2 * semi[1],
    morph_pca_least_axis: 2 * semi[2],
    morph_pca_elongation: Math.sqrt(minor / major),
    morph_pca_flatness: Math.sqrt(least / major),
    morph_vol_dens_aabb: volume / (sides[0] * sides[1] * sides[2]),
    morph_area_dens_aabb: area / (2 * (sides[0] * sides[1] + sides[1] * sides[2] + sides[2] * sides[0])),
    morph_vol_dens_aee: volume / ((4 / 3) * Math.PI * semi[0] * semi[1] * semi[2]),
    morph_area_dens_aee: area / ellipsoidArea(semi),
    morph_vol_dens_conv_hull: volume / hull.volume,
    morph_area_dens_conv_hull: area / hull.area,
    morph_integ_int: mean * volume,
    morph_moran_i: moran,
    morph_geary_c: geary,
  };
}

/** Distance (mm) between the centre of the morphological mask and the intensity-weighted centre of the intensity mask. */
function centreOfMassShift(morphology: Roi, intensity: Roi, values: Float64Array): number {
  const geometric = centre(morphology, null);
  const weighted = centre(intensity, values);
  const [x, y, z] = geometric.map((c, axis) => (c - weighted[axis]) * morphology.spacing[axis]);
  return hypot(x, y, z);
}

function centre({ voxels, size }: Roi, weights: Float64Array | null): number[] {
  const sums = [0, 0, 0];
  let total = 0;
  for (let n = 0; n < voxels.length; n++) {
    const weight = weights ? weights[n] : 1;
    const x = voxels[n] % size[0];
    const row = (voxels[n] - x) / size[0];
    const y = row % size[1];
    total += weight;
    sums[0] += weight * x;
    sums[1] += weight * y;
    sums[2] += weight * ((row - y) / size[1]);
  }
  return sums.map((sum) => sum / total);
}

/** Surface of an ellipsoid by its Legendre series, 20 terms as in the IBSI manual. */
function ellipsoidArea([a, b, c]: readonly number[]): number {
  const alpha = Math.sqrt(1 - (b * b) / (a * a));
  const beta = Math.sqrt(1 - (c * c) / (a * a));
  const x = alpha * beta === 0 ? 1 : (alpha * alpha + beta * beta) / (2 * alpha * beta);
  let [previous, current, sum] = [1, x, 0];
  for (let k = 0; k <= 20; k++) {
    const legendre = k === 0 ? 1 : current;
    sum += ((alpha * beta) ** k / (1 - 4 * k * k)) * legendre;
    if (k > 0) [previous, current] = [current, ((2 * k + 1) * x * current - k * previous) / (k + 1)];
  }
  return 4 * Math.PI * a * b * sum;
}
