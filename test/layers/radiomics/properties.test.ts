/** Invariants of features, matrices, wavelets and numerics. */
import { extract, settingsFrom } from '@radscore/radiomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderStatistics } from '../../../layers/radiomics/features/order-statistics.ts';
import { waveletImages } from '../../../layers/radiomics/filters/wavelet.ts';
import { PairCounter } from '../../../layers/radiomics/matrices/glcm.ts';
import { allRuns } from '../../../layers/radiomics/matrices/glrlm.ts';
import { sizeZones } from '../../../layers/radiomics/matrices/glszm.ts';
import { LevelGridMaker, stepOffset } from '../../../layers/radiomics/matrices/level-grid.ts';
import { neighbourhood } from '../../../layers/radiomics/matrices/neighbourhood.ts';
import { Workspace } from '../../../layers/radiomics/memory/workspace.ts';
import { extremeEigenpair, smallSymmetricEigenvalues } from '../../../layers/radiomics/numbers/eigen.ts';
import { lanczosExtreme } from '../../../layers/radiomics/numbers/lanczos.ts';
import { WAVELET_FAMILIES } from '../../../layers/radiomics/numbers/wavelet-families.generated.ts';
import { discretise, rangeOf, type ValueRange } from '../../../layers/radiomics/roi/discretise.ts';
import { directions, neighbourSteps } from '../../../layers/radiomics/roi/neighbours.ts';
import { roiOf } from '../../../layers/radiomics/roi/roi.ts';
import { byName } from './compare.ts';
import { maskWhere, random, volumeOf } from './volumes.ts';

type Size = readonly [number, number, number];

/** A small image and an irregular ROI in it, both from one seed. */
const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1e9 }),
  size: fc.tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 }), fc.integer({ min: 2, max: 6 })),
});

function drawn({ seed, size }: { seed: number; size: Size }) {
  const next = random(seed);
  const image = volumeOf(
    Int16Array.from({ length: size[0] * size[1] * size[2] }, () => 200 * next()),
    size,
    [1, 1.5, 2],
  );
  const mask = maskWhere(size, (x, y, z) => next() < 0.7 || (x < 2 && y < 2 && z < 2), image.spacing);
  return { image, mask };
}

const settings = settingsFrom({ setting: { binWidth: 25 } });

function finiteRange(values: Float64Array): ValueRange {
  const range = rangeOf(values);
  if (!range) throw new Error('got values that are not finite; wanted finite ones');
  return range;
}

/** Equal up to the order of sums. */
function expectSame(got: ReadonlyMap<string, number>, want: ReadonlyMap<string, number>, except = /^$/): void {
  for (const [name, value] of want) {
    if (except.test(name)) continue;
    const have = got.get(name) ?? Number.NaN;
    const close = Object.is(have, value) || Math.abs(have - value) <= 1e-8 * Math.max(1, Math.abs(value));
    expect(close, `${name}: ${have} and ${value}`).toBe(true);
  }
}

describe('features do not change', () => {
  it('when image and ROI are moved within a larger volume', () => {
    fc.assert(
      fc.property(cases, fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)), (drawing, [dx, dy, dz]) => {
        const { image, mask } = drawn(drawing);
        const [nx, ny, nz] = image.size;
        const size: Size = [nx + 5, ny + 5, nz + 5];
        const moved = new Int16Array(size[0] * size[1] * size[2]);
        const inside = new Uint8Array(moved.length);
        for (let k = 0; k < image.voxels.length; k++) {
          const x = (k % nx) + dx;
          const y = (Math.floor(k / nx) % ny) + dy;
          const z = Math.floor(k / nx / ny) + dz;
          moved[x + size[0] * (y + size[1] * z)] = image.voxels[k];
          inside[x + size[0] * (y + size[1] * z)] = mask.voxels[k];
        }
        const far = extract(volumeOf(moved, size, image.spacing), volumeOf(inside, size, image.spacing), settings);
        expectSame(byName(far), byName(extract(image, mask, settings)));
      }),
      { numRuns: 30 },
    );
  });

  it('when an axis is turned round', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(0, 1, 2), (drawing, axis) => {
        const { image, mask } = drawn(drawing);
        const flip = <T extends Int16Array | Uint8Array>(voxels: T): T =>
          voxels.map((_, k) => {
            const index = [
              k % image.size[0],
              Math.floor(k / image.size[0]) % image.size[1],
              Math.floor(k / image.size[0] / image.size[1]),
            ];
            index[axis] = image.size[axis] - 1 - index[axis];
            return voxels[index[0] + image.size[0] * (index[1] + image.size[1] * index[2])];
          }) as T;
        const turned = extract(
          { ...image, voxels: flip(image.voxels) },
          { ...mask, voxels: flip(mask.voxels) },
          settings,
        );
        // Ambiguous cells of the mesh are not cut symmetrically: part of PyRadiomics' table.
        const mesh = /SurfaceArea|MeshVolume|Sphericity|SurfaceVolumeRatio/;
        expectSame(byName(turned), byName(extract(image, mask, settings)), mesh);
      }),
      { numRuns: 30 },
    );
  });

  it('of texture when all values rise by a multiple of the bin width', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 40 }), (drawing, bins) => {
        const { image, mask } = drawn(drawing);
        const raised = { ...image, voxels: image.voxels.map((x) => x + 25 * bins) };
        expectSame(
          byName(extract(raised, mask, settings)),
          byName(extract(image, mask, settings)),
          /Energy|Mean$|Median|Percentile|imum$|RootMean/,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('but scale with the spacing as lengths, areas and volumes do', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 2, max: 5 }), (drawing, factor) => {
        const { image, mask } = drawn(drawing);
        const spacing: Size = [factor, 1.5 * factor, 2 * factor];
        const large = byName(extract({ ...image, spacing }, { ...mask, spacing }, settings));
        const small = byName(extract(image, mask, settings));
        const power = (name: string): number =>
          /Volume$/.test(name)
            ? 3
            : /SurfaceArea/.test(name)
              ? 2
              : /Diameter|AxisLength/.test(name)
                ? 1
                : /VolumeRatio/.test(name)
                  ? -1
                  : 0;
        for (const [name, value] of small) {
          if (!name.startsWith('original_shape_')) continue;
          expect(Math.abs((large.get(name) ?? 0) - value * factor ** power(name)), name).toBeLessThan(
            1e-9 * factor ** 3 * Math.max(1, value),
          );
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('matrices', () => {
  it('count every pair, run, zone and voxel once', () => {
    fc.assert(
      fc.property(cases, (drawing) => {
        const { image, mask } = drawn(drawing);
        const roi = roiOf(mask);
        const values = Float64Array.from(roi.voxels, (at) => image.voxels[at]);
        const rule = { distances: [1], flatAxis: null };
        new LevelGridMaker(roi, 1, new Workspace()).use(
          discretise(values, finiteRange(values), 'integer', { binWidth: 30, binCount: null }),
          (grid) => {
            const sum = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);
            const weighted = (list: { count: Float64Array; size: Int32Array }): number =>
              list.count.reduce((total, count, k) => total + count * list.size[k], 0);
            const counter = new PairCounter(grid);
            for (const step of directions(roi.extent, rule)) {
              const oneWay = counter.count(stepOffset(grid.box, step), false);
              const bothWays = counter.count(stepOffset(grid.box, step), true);
              const neighbours = grid.box.positions.filter(
                (p) => grid.ranks[p + stepOffset(grid.box, step)] !== 0,
              ).length;
              expect(sum(oneWay.count)).toBe(neighbours);
              const mirrored = bothWays.count.map((count, k) =>
                bothWays.row[k] === bothWays.column[k] ? count : 2 * count,
              );
              expect(sum(mirrored)).toBe(2 * neighbours);
              expect(weighted(allRuns(grid, step))).toBe(values.length);
            }
            const offsets = Int32Array.from(neighbourSteps(roi.extent, rule), (step) => stepOffset(grid.box, step));
            expect(weighted(sizeZones(grid, offsets))).toBe(values.length);
            expect(sum(neighbourhood(grid, offsets, 0).dependence.count)).toBe(values.length);
          },
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('a wavelet transform', () => {
  /** One axis back: what low and high band give with the reconstruction filters, undecimated and periodic. */
  function merged(low: Float64Array, high: Float64Array, family: string, size: Size, axis: number): Float64Array {
    const [decLow, own] = WAVELET_FAMILIES[family];
    const recLow = own ?? decLow.toReversed();
    const stride = [1, size[0], size[0] * size[1]][axis];
    const length = size[axis];
    const shift = decLow.length / 2 - 1;
    return low.map((_, at) => {
      const index = Math.floor(at / stride) % length;
      let sum = 0;
      for (let k = 0; k < recLow.length; k++) {
        const from = at + (((((index + shift - k) % length) + length) % length) - index) * stride;
        sum += recLow[k] * low[from] + (k % 2 === 0 ? 1 : -1) * decLow[k] * high[from];
      }
      return sum / 2;
    });
  }

  it('gives the image back from its eight bands, for every family', () => {
    const size: Size = [8, 6, 4];
    const whole = roiOf(maskWhere(size, () => true));
    for (const [k, family] of Object.keys(WAVELET_FAMILIES).entries()) {
      const next = random(k + 1);
      const image = volumeOf(
        Float64Array.from({ length: 192 }, () => 100 * next()),
        size,
      );
      const settings = { wavelet: family, level: 1, startLevel: 0, flatAxis: null };
      let bands = new Map<string, Float64Array>();
      waveletImages(image, whole, settings, {
        workspace: new Workspace(),
        isWanted: () => true,
        visit: ({ name, values }) => bands.set(name.replace('wavelet-', ''), values.slice()),
      });
      expect(bands.size).toBe(8);
      for (const axis of [0, 1, 2]) {
        const lows = [...bands].filter(([name]) => name.startsWith('L'));
        bands = new Map(
          lows.map(([name, low]) => {
            const high = bands.get(`H${name.slice(1)}`) ?? new Float64Array(0);
            return [name.slice(1), merged(low, high, family, size, axis)];
          }),
        );
      }
      const [back] = [...bands.values()];
      const off = back.reduce((most, x, at) => Math.max(most, Math.abs(x - image.voxels[at])), 0);
      // The coefficients have 10 to 16 digits; the discrete Meyer wavelet is cut off, its gain right to 1e-3 only.
      expect(off, family).toBeLessThan(family === 'dmey' ? 100 * 3e-3 : 1e-7);
    }
  });
});

describe('numerics', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

  it('order statistics are those of the sorted values', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = Float64Array.from(list).sort();
        const statistics = new OrderStatistics(Float64Array.from(list), sorted[0], sorted[list.length - 1], [
          ...list.keys(),
        ]);
        // -0 and 0 are one value.
        for (let k = 0; k < sorted.length; k++) expect(statistics.at(k) + 0).toBe(sorted[k] + 0);
      }),
    );
  });

  it('values that are not all finite have no range', () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const at of [0, 1, 2]) expect(rangeOf(Float64Array.from([1, -2, 3]).fill(odd, at, at + 1))).toBeUndefined();
    }
    expect(rangeOf(Float64Array.from([1, -2, 3]))).toEqual({ low: -2, high: 3 });
  });

  it('levels are the number of bin edges that do not exceed the value', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 50, noNaN: true }), (list, binWidth) => {
        const spread = Float64Array.from(list, (x) => x / 1e4);
        const { ranks, present, counts } = discretise(spread, finiteRange(spread), 'float64', {
          binWidth,
          binCount: null,
        });
        const low = spread.reduce((a, b) => Math.min(a, b));
        const rest = low % binWidth;
        const first = low - (rest < 0 ? rest + binWidth : rest);
        const step = first + binWidth - first;
        spread.forEach((value, k) => {
          const level = present[ranks[k] - 1];
          expect(first + (level - 1) * step).toBeLessThanOrEqual(value + 1e-9);
          expect(first + level * step).toBeGreaterThan(value - 1e-9);
        });
        expect(counts.reduce((a, b) => a + b, 0)).toBe(spread.length);
      }),
    );
  });

  it('eigenpairs of symmetric matrices, dense and by iteration', () => {
    const workspace = new Workspace();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 1e9 }), (n, seed) => {
        const next = random(seed);
        const a = new Float64Array(n * n);
        for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = next() - 0.5;
        const apply = (x: Float64Array, into: Float64Array): void => {
          for (let i = 0; i < n; i++) into[i] = x.reduce((sum, v, j) => sum + a[i * n + j] * v, 0);
        };
        const rows = Array.from({ length: n }, (_, i) => [...a.subarray(i * n, (i + 1) * n)]);
        const largest = smallSymmetricEigenvalues(rows).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
        for (const { value, vector } of [
          lanczosExtreme(n, apply, workspace),
          extremeEigenpair(a.slice(), n, workspace),
        ]) {
          expect(Math.abs(value)).toBeCloseTo(largest, 10);
          const image = new Float64Array(n);
          apply(vector, image);
          for (let i = 0; i < n; i++) expect(Math.abs(image[i] - value * vector[i])).toBeLessThan(1e-6);
        }
      }),
    );
  });
});
