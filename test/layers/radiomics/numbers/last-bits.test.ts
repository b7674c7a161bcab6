/** Values that the last bit decides, beside those of the peers. */
import { readFileSync } from 'node:fs';
import { IDENTITY_DIRECTION, type Vector3 } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import type { Interpolator } from '../../../../layers/imaging/resampling/axis-kernel.ts';
import { interpolate } from '../../../../layers/imaging/resampling/resample.ts';
import { newVoxels, type VoxelType } from '../../../../layers/imaging/volume/voxel-type.ts';
import { localBinaryPattern3d } from '../../../../layers/radiomics/filters/lbp-3d.ts';
import { roiOf } from '../../../../layers/radiomics/roi/roi.ts';
import { DEFAULT_SETTING, type Setting } from '../../../../layers/radiomics/settings/setting.ts';
import { maskWhere, volumeOf } from '../volumes.ts';

interface Interpolated {
  readonly interpolator: Interpolator;
  readonly type: VoxelType;
  readonly spacing: Vector3;
  readonly origin: Vector3;
  readonly size: Vector3;
  readonly values: readonly number[];
  readonly wantedOrigin: Vector3;
  readonly wantedSize: Vector3;
  readonly wanted: readonly number[];
}
interface Patterns {
  readonly type: VoxelType;
  readonly options: Partial<Setting>;
  readonly size: Vector3;
  readonly values: readonly number[];
  readonly images: Readonly<Record<string, readonly (number | string)[]>>;
}

/** Written by last-bits.make.py. */
const fixture: { readonly interpolated: readonly Interpolated[]; readonly patterns: readonly Patterns[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/radiomics/last-bits.txt', import.meta.url), 'utf8'),
);

function voxelsOf(type: VoxelType, values: readonly number[]) {
  const voxels = newVoxels(type, values.length);
  voxels.set(values);
  return voxels;
}

describe('values that the last bit decides', () => {
  it.each(
    fixture.interpolated.map((one) => [`${one.interpolator} of ${one.type}, spacing ${one.spacing}`, one] as const),
  )("%s: every voxel is SimpleITK's to the bit", (_, { type, values, wanted, interpolator, ...one }) => {
    const { size, spacing, origin } = one;
    const image = { voxels: voxelsOf(type, values), size, spacing, origin, direction: IDENTITY_DIRECTION };
    const grid = { size: one.wantedSize, spacing, origin: one.wantedOrigin, direction: IDENTITY_DIRECTION };
    expect(Array.from(interpolate(image, grid, interpolator).voxels)).toEqual(wanted);
  });

  it.each(
    fixture.patterns.map((one) => [one.type, JSON.stringify(one.options), one] as const),
  )("patterns on the sphere of a %s image, %s: every voxel is PyRadiomics', where samples are clamped and where they tie", (_, __, {
    type,
    size,
    values,
    images,
    options,
  }) => {
    const image = volumeOf(voxelsOf(type, values), size, [1, 1, 1]);
    const roi = roiOf(maskWhere(size, () => true));
    const isDefault = Object.keys(options).length === 0;
    for (const { name, values: got } of localBinaryPattern3d(image, roi, { ...DEFAULT_SETTING, ...options })) {
      // The default harmonics are those of numpy on a processor with AVX-512: a last bit apart from the fixture's.
      const allowed = isDefault && name === 'lbp-3D-m2' ? 1e-12 : 0;
      const off = images[name].filter((wanted, k) =>
        Number.isNaN(Number(wanted)) ? !Number.isNaN(got[k]) : !(Math.abs(got[k] - Number(wanted)) <= allowed),
      );
      expect(off, name).toEqual([]);
    }
  });
});
