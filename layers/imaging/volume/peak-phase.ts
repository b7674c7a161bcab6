/** Finds the dynamic phase in which a region is brightest. */
import type { Mask, Volume } from './volume.ts';

/** Mean of an image over a region of interest. */
export function meanInside({ voxels }: Volume, mask: Mask): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < voxels.length; i++) {
    if (!mask.voxels[i]) continue;
    sum += voxels[i];
    count++;
  }
  return sum / count;
}

/** The phase at which the region of interest is brightest on average: the peak of its enhancement. First of equals. */
export function peakPhase(phases: readonly Volume[], mask: Mask): number {
  const means = phases.map((phase) => meanInside(phase, mask));
  return means.indexOf(Math.max(...means));
}
