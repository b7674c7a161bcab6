/** Finds the dynamic phase in which a region is brightest. */
import type { Mask, Volume } from './volume.ts';

/** Mean of an image over a region of interest. */
export function meanInside({ voxels }: Volume, mask: Mask): number {
  let sum = 0;
  let count = 0;
  const inside = mask.voxels;
  const add = (from: number, end: number): void => {
    for (let i = from; i < end; i++) {
      if (!inside[i]) continue;
      sum += voxels[i];
      count++;
    }
  };
  // Most of a mask is 0 and is passed over four voxels at a time.
  const isAligned = inside.byteOffset % 4 === 0;
  const words = isAligned ? new Int32Array(inside.buffer, inside.byteOffset, inside.length >> 2) : new Int32Array(0);
  for (let word = 0; word < words.length; word++) if (words[word] !== 0) add(4 * word, 4 * word + 4);
  add(4 * words.length, inside.length);
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
