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

/**
 * The phase at which the region of interest is brightest on average: the peak of its enhancement. First of equals.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, peakPhase } from '@radscore/imaging';
 * const grid = { size: [2, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const phases = [10, 90, 60].map((signal) => ({ ...grid, voxels: Int16Array.of(signal, 0) }));
 * peakPhase(phases, { ...grid, voxels: Uint8Array.of(1, 0) }); // → 1
 * ```
 */
export function peakPhase(phases: readonly Volume[], mask: Mask): number {
  const means = phases.map((phase) => meanInside(phase, mask));
  return means.indexOf(Math.max(...means));
}
