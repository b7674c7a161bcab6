/** Fits apparent diffusion coefficients to diffusion images. */
import { InputRefused } from '../errors.ts';
import { ln } from '../numbers/elementary.ts';
import { checkSameGrid } from './geometry.ts';
import type { Volume } from './volume.ts';

/** A diffusion-weighted volume and its weighting, s/mm². */
export interface WeightedVolume {
  readonly bValue: number;
  readonly volume: Volume;
}

/**
 * Apparent diffusion coefficients in 10⁻⁶ mm²/s: the slope of an ordinary least-squares line of ln S over b, voxel by
 * voxel, through every b-value that is given. Voxels without signal in one of them get 0, as negative slopes do.
 *
 * @throws InputRefused `series-ambiguous` for fewer than two b-values, `geometry-mismatch` for volumes of different grids.
 */
export function apparentDiffusion(series: readonly WeightedVolume[]): Volume<Float32Array> {
  const [first] = series;
  if (new Set(series.map(({ bValue }) => bValue)).size < 2) {
    throw new InputRefused({
      code: 'series-ambiguous',
      got: `b-values ${series.map(({ bValue }) => bValue).join(', ') || 'none'}`,
      wanted: 'at least two b-values, or a map of apparent diffusion coefficients',
      remedy: 'Upload the ADC map, or all b-values of the series.',
    });
  }
  for (const { volume } of series) checkSameGrid(first.volume, volume, 'diffusion series');
  const meanB = series.reduce((sum, { bValue }) => sum + bValue, 0) / series.length;
  const spread = series.reduce((sum, { bValue }) => sum + (bValue - meanB) ** 2, 0);
  const weights = series.map(({ bValue }) => (-1e6 * (bValue - meanB)) / spread);
  const length = first.volume.voxels.length;
  const slope = new Float64Array(length);
  const isDark = new Uint8Array(length);
  series.forEach(({ volume: { voxels } }, k) => {
    const weight = weights[k];
    for (let i = 0; i < length; i++) {
      if (voxels[i] > 0) slope[i] += weight * ln(voxels[i]);
      else isDark[i] = 1;
    }
  });
  const voxels = Float32Array.from(slope, (value, i) => (isDark[i] || value < 0 ? 0 : value));
  return { ...first.volume, voxels };
}
