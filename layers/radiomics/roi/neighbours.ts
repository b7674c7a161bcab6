/** Neighbours and directions of textures. */
import type { Vector3 } from '@radscore/imaging';

export interface NeighbourRule {
  /** Infinity-norm distances, in voxels. */
  readonly distances: readonly number[];
  /** Index axis (x = 0) along which no neighbour is sought; null for all three. */
  readonly flatAxis: 0 | 1 | 2 | null;
}

/**
 * Neighbour steps (x, y, z) in PyRadiomics' order: from the farthest positive to the farthest negative, z slowest. The
 * second half mirrors the first, so the first half is one direction of each pair. A step as long as the ROI's box is
 * wide cannot meet a neighbour and is left out, which makes a one-slice ROI two-dimensional by itself.
 */
export function neighbourSteps(extent: Vector3, rule: NeighbourRule): Vector3[] {
  const reach = Math.max(...rule.distances);
  const steps: Vector3[] = [];
  for (let z = reach; z >= -reach; z--) {
    for (let y = reach; y >= -reach; y--) {
      for (let x = reach; x >= -reach; x--) {
        const step: Vector3 = [x, y, z];
        if (!rule.distances.includes(Math.max(Math.abs(x), Math.abs(y), Math.abs(z)))) continue;
        if (step.some((s, axis) => Math.abs(s) >= extent[axis])) continue;
        if (rule.flatAxis !== null && step[rule.flatAxis] !== 0) continue;
        steps.push(step);
      }
    }
  }
  return steps;
}

/** The first half of `neighbourSteps`: one step of each opposite pair. */
export function directions(extent: Vector3, rule: NeighbourRule): Vector3[] {
  const steps = neighbourSteps(extent, rule);
  return steps.slice(0, steps.length / 2);
}

export type WeightingNorm = 'infinity' | 'euclidean' | 'manhattan' | 'no_weighting';

/** Length of a step in millimetres under a norm; 1 for 'no_weighting'. */
export function stepLength(step: Vector3, spacing: Vector3, norm: WeightingNorm): number {
  const [x, y, z] = step.map((s, axis) => Math.abs(s) * spacing[axis]);
  switch (norm) {
    case 'infinity':
      return Math.max(x, y, z);
    case 'euclidean':
      return Math.sqrt(z * z + y * y + x * x);
    case 'manhattan':
      return z + y + x;
    case 'no_weighting':
      return 1;
  }
}
