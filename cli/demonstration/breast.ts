/** The tissue around a synthetic tumour: a breast of fat and gland on a chest wall. */
import type { Vector3, Volume } from '@radscore/imaging';
import type { Random } from '@radscore/statistics';
import { randomField } from './texture.ts';

/** Where there is gland in the fat: a smooth random field on a coarse grid (mm from the centre of the image). */
export interface Gland {
  readonly field: Float32Array;
  readonly size: Vector3;
  readonly step: number;
}

/** Half axes of the breast (mm), and where along y it meets the chest wall. */
const HALF_WIDTH = 72;
const DEPTH = 125;
const HALF_HEIGHT = 60;
const CHEST_WALL = 55;

const GLAND_STEP = 5;
const GLAND_LENGTH = 6;

export function drawGland(random: Random): Gland {
  const size: Vector3 = [41, 41, 21];
  const step = GLAND_STEP;
  return { field: randomField(size, GLAND_LENGTH, [step, step, step], random), size, step };
}

/** Half an ellipsoid on a chest wall, filled with fat, and with gland where the field is high; air around it is 0. */
export function paintBreast(
  signal: Float32Array,
  { size, spacing, origin }: Omit<Volume, 'voxels'>,
  gland: Gland,
  tissue: { readonly fat: number; readonly gland: number },
): void {
  const contrast = tissue.gland - tissue.fat;
  const nearRow = new Float32Array(gland.size[0]);
  for (let z = 0; z < size[2]; z++) {
    const above = (origin[2] + z * spacing[2]) / HALF_HEIGHT;
    for (let y = 0; y < size[1]; y++) {
      const forward = (CHEST_WALL - (origin[1] + y * spacing[1])) / DEPTH;
      const rest = 1 - forward * forward - above * above;
      if (forward < 0 || rest <= 0) continue;
      interpolateRow(nearRow, gland, origin[1] + y * spacing[1], origin[2] + z * spacing[2]);
      const from = Math.max(Math.ceil((-HALF_WIDTH * Math.sqrt(rest) - origin[0]) / spacing[0]), 0);
      const row = size[0] * (y + size[1] * z);
      const scale = spacing[0] / gland.step;
      const start = origin[0] / gland.step + (gland.size[0] - 1) / 2;
      for (let x = from; x < size[0] - from; x++) {
        const at = start + x * scale;
        const left = at | 0;
        const value = nearRow[left] + (at - left) * (nearRow[left + 1] - nearRow[left]);
        const share = 0.4 + 0.8 * value;
        signal[row + x] = tissue.fat + contrast * (share < 0 ? 0 : share > 1 ? 1 : share);
      }
    }
  }
}

/** The field along x at one y and z (mm), linear between its four nearest rows. */
function interpolateRow(row: Float32Array, { field, size, step }: Gland, y: number, z: number): void {
  const [atY, atZ] = [y / step + (size[1] - 1) / 2, z / step + (size[2] - 1) / 2];
  const [j, k] = [Math.floor(atY), Math.floor(atZ)];
  const [fy, fz] = [atY - j, atZ - k];
  const start = size[0] * (j + size[1] * k);
  const [nextY, nextZ] = [size[0], size[0] * size[1]];
  for (let i = 0; i < row.length; i++) {
    const at = start + i;
    const near = field[at] + fy * (field[at + nextY] - field[at]);
    const far = field[at + nextZ] + fy * (field[at + nextZ + nextY] - field[at + nextZ]);
    row[i] = near + fz * (far - near);
  }
}
