/** Names the directions of the index axes with letters. */
import { axisOf } from './direction.ts';
import type { Matrix3 } from './volume.ts';

const TOWARDS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;

/** Where the three index axes run, as letters: `LPS` runs to the left, to the back and to the head. */
export function orientationCode(direction: Matrix3): string {
  return ([0, 1, 2] as const)
    .map((axis) => {
      const vector = axisOf(direction, axis);
      const main = [0, 1, 2].reduce((a, b) => (Math.abs(vector[b]) > Math.abs(vector[a]) ? b : a));
      return TOWARDS[main][vector[main] < 0 ? 1 : 0];
    })
    .join('');
}
