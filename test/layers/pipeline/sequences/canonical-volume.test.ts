/** The file format of canonical volumes, written and read back. */
import { newVoxels, type VoxelType } from '@radscore/imaging';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeVolume, encodeVolume } from '../../../../layers/pipeline/sequences/canonical-volume.ts';

const TYPES: VoxelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const vector = fc.tuple(double, double, double);

it('gives every bit back, of every voxel type and geometry', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      vector,
      vector,
      fc.array(double, { minLength: 9, maxLength: 9 }),
      fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 24, maxLength: 24 }),
      (type, spacing, origin, direction, values) => {
        const voxels = newVoxels(type, 24);
        voxels.set(values);
        const volume = { voxels, size: [4, 3, 2] as const, spacing, origin, direction: direction as never };
        expect(decodeVolume(encodeVolume(volume))).toEqual({
          ...volume,
          origin: origin.map(withoutSign),
          spacing: spacing.map(withoutSign),
          direction: direction.map(withoutSign),
        });
      },
    ),
  );
});

/** JSON has one zero. */
function withoutSign(value: number): number {
  return value === 0 ? 0 : value;
}
