/** Stored values and positions in the viewer, as people read them. */
import type { Vector3 } from '@radscore/imaging';
import { decimal, whole } from '../../texts/numbers.ts';
import { positionParts } from './slice-plane.ts';

/** A stored value: whole numbers whole, others with four digits that count. */
export function valueText(value: number, unit?: string): string {
  const text = Number.isInteger(value) ? whole(value) : decimal(value, decimalsOf(value));
  return unit ? `${text}\u00a0${unit}` : text;
}

/** Decimals that leave four digits that count, and none more than six. */
export function decimalsOf(value: number): number {
  if (!Number.isFinite(value) || value === 0) return 0;
  return Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(value)))));
}

/** A patient position: "L 42.6, P 18.3, S 9.4". */
export function positionText(point: Vector3): string {
  return positionParts(point)
    .map(([letter, millimetres]) => `${letter}\u00a0${decimal(millimetres, 1)}`)
    .join(', ');
}
