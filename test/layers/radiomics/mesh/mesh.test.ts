/** The mesh of an ROI: cells, volumes, diameters. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shapeFeatures } from '../../../../layers/radiomics/features/shape.ts';
import { roiOf } from '../../../../layers/radiomics/roi/roi.ts';
import { maskWhere } from '../volumes.ts';

const CORNERS = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 0, 1],
  [1, 1, 1],
  [0, 1, 1],
];

type Cell = readonly [bits: number, area: number, volume: number, diameters: readonly [number, number, number, number]];
const cells: Cell[] = JSON.parse(
  readFileSync(new URL('../../../fixtures/radiomics/cells.txt', import.meta.url), 'utf8'),
);

describe('marching cubes', () => {
  it('triangulates all 255 cells as PyRadiomics does', () => {
    expect(cells).toHaveLength(255);
    for (const [bits, area, volume, [sameZ, sameY, sameX, inSpace]] of cells) {
      const inside = (x: number, y: number, z: number): boolean =>
        CORNERS.some(([cx, cy, cz], corner) => ((bits >> corner) & 1) === 1 && x === cx && y === cy && z === cz);
      const features = shapeFeatures(roiOf(maskWhere([2, 2, 2], inside, [0.6, 1.1, 1.7])));
      const got = [
        features.SurfaceArea,
        features.MeshVolume,
        features.Maximum2DDiameterSlice,
        features.Maximum2DDiameterColumn,
        features.Maximum2DDiameterRow,
        features.Maximum3DDiameter,
      ];
      // Sums of a few doubles in another order.
      [area, volume, sameZ, sameY, sameX, inSpace].forEach((want, k) => {
        expect(Math.abs(got[k] - want), `cell ${bits}, value ${k}`).toBeLessThanOrEqual(1e-14 * Math.abs(want) + 1e-15);
      });
    }
  });

  it('converges to the volume of a sphere, and its diameter', () => {
    const errors = [4, 8, 16, 32].map((radius) => {
      const size = 2 * radius + 3;
      const at = radius + 1;
      const ball = maskWhere(
        [size, size, size],
        (x, y, z) => (x - at) ** 2 + (y - at) ** 2 + (z - at) ** 2 <= radius ** 2,
        [1 / radius, 1 / radius, 1 / radius],
      );
      const { MeshVolume, Maximum3DDiameter } = shapeFeatures(roiOf(ball));
      expect(Math.abs(Maximum3DDiameter - 2)).toBeLessThan(2 / radius);
      return Math.abs(MeshVolume - (4 / 3) * Math.PI);
    });
    for (let k = 1; k < errors.length; k++) expect(errors[k]).toBeLessThan(errors[k - 1]);
    expect(errors[3]).toBeLessThan(0.02);
  });

  it('finds the same diameters as comparing all vertices', () => {
    const blob = maskWhere([9, 8, 7], (x, y, z) => (x * 7 + y * 5 + z * 11) % 4 < 2 && x > 0 && y > 0 && z > 0);
    const roi = roiOf(blob);
    const vertices: number[][] = [];
    const at = (x: number, y: number, z: number): number =>
      x < 0 || y < 0 || z < 0 || x > 8 || y > 7 || z > 6 ? 0 : blob.voxels[x + 9 * (y + 8 * z)];
    for (let z = -1; z < 7; z++)
      for (let y = -1; y < 8; y++)
        for (let x = -1; x < 9; x++) {
          if (at(x, y, z) !== at(x + 1, y, z)) vertices.push([x + 0.5, y, z]);
          if (at(x, y, z) !== at(x, y + 1, z)) vertices.push([x, y + 0.5, z]);
          if (at(x, y, z) !== at(x, y, z + 1)) vertices.push([x, y, z + 0.5]);
        }
    const farthest = (same: number | null): number => {
      let largest = 0;
      for (const a of vertices)
        for (const b of vertices)
          if (same === null || a[same] === b[same])
            largest = Math.max(largest, Math.hypot(...a.map((c, k) => c - b[k])));
      return largest;
    };
    const features = shapeFeatures(roi);
    expect(features.Maximum3DDiameter).toBeCloseTo(farthest(null), 12);
    expect(features.Maximum2DDiameterSlice).toBeCloseTo(farthest(2), 12);
    expect(features.Maximum2DDiameterColumn).toBeCloseTo(farthest(1), 12);
    expect(features.Maximum2DDiameterRow).toBeCloseTo(farthest(0), 12);
  });
});
