/** The co-occurrence features beside their definitions, written as the text book has them: slow, and easy to read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coOccurrenceFeatures } from '../../../../layers/radiomics/features/glcm.ts';
import type { PairList } from '../../../../layers/radiomics/matrices/glcm.ts';
import { Workspace } from '../../../../layers/radiomics/memory/workspace.ts';

/** numpy.spacing(1). */
const EPSILON = 2 ** -52;

/**
 * PyRadiomics 3.1.0's glcm.py (documentation of radiomics.glcm), sums over the whole matrix P(i, j) of the levels i and j.
 * MCC is checked by itself: its definition is an eigenvalue.
 */
function textBook(counts: readonly (readonly number[])[], levels: Int32Array): Record<string, number> {
  const highest = levels[levels.length - 1];
  const total = counts.flat().reduce((a, b) => a + b, 0);
  const cells = counts.flatMap((row, a) => row.map((n, b) => ({ i: levels[a], j: levels[b], a, b, p: n / total })));
  const sum = (term: (cell: (typeof cells)[number]) => number): number =>
    cells.reduce((all, one) => all + term(one), 0);
  const px = counts.map((_, a) => sum((c) => (c.a === a ? c.p : 0)));
  const py = counts.map((_, b) => sum((c) => (c.b === b ? c.p : 0)));
  const entropyOf = (list: readonly number[]): number => -list.reduce((all, p) => all + p * Math.log2(p + EPSILON), 0);
  const distribution = (key: (i: number, j: number) => number): readonly [number, number][] => {
    const found = new Map<number, number>();
    for (const { i, j, p } of cells) found.set(key(i, j), (found.get(key(i, j)) ?? 0) + p);
    return [...found];
  };
  const sums = distribution((i, j) => i + j);
  const differences = distribution((i, j) => Math.abs(i - j));
  const meanOf = (list: readonly (readonly [number, number])[]): number => list.reduce((all, [k, p]) => all + k * p, 0);
  const [ux, uy] = [sum((c) => c.i * c.p), sum((c) => c.j * c.p)];
  const varianceX = sum((c) => (c.i - ux) ** 2 * c.p);
  const varianceY = sum((c) => (c.j - uy) ** 2 * c.p);
  const deviations = Math.sqrt(varianceX) * Math.sqrt(varianceY);
  const cluster = (power: number): number => sum((c) => (c.i + c.j - ux - uy) ** power * c.p);
  const [HX, HY] = [entropyOf(px), entropyOf(py)];
  const HXY = -sum((c) => c.p * Math.log2(c.p + EPSILON));
  const HXY1 = -sum((c) => c.p * Math.log2(px[c.a] * py[c.b] + EPSILON));
  const HXY2 = -sum((c) => px[c.a] * py[c.b] * Math.log2(px[c.a] * py[c.b] + EPSILON));
  const average = meanOf(differences);
  return {
    Autocorrelation: sum((c) => c.i * c.j * c.p),
    ClusterProminence: cluster(4),
    ClusterShade: cluster(3),
    ClusterTendency: cluster(2),
    Contrast: sum((c) => (c.i - c.j) ** 2 * c.p),
    Correlation: deviations === 0 ? 1 : (sum((c) => c.i * c.j * c.p) - ux * uy) / (deviations + EPSILON),
    DifferenceAverage: average,
    DifferenceEntropy: entropyOf(differences.map(([, p]) => p)),
    DifferenceVariance: differences.reduce((all, [k, p]) => all + (k - average) ** 2 * p, 0),
    Id: sum((c) => c.p / (1 + Math.abs(c.i - c.j))),
    Idm: sum((c) => c.p / (1 + (c.i - c.j) ** 2)),
    Idmn: sum((c) => c.p / (1 + (c.i - c.j) ** 2 / highest ** 2)),
    Idn: sum((c) => c.p / (1 + Math.abs(c.i - c.j) / highest)),
    Imc1: (HXY - HXY1) / Math.max(HX, HY),
    Imc2: Math.sqrt(1 - Math.exp(-2 * (HXY2 - HXY))),
    InverseVariance: sum((c) => (c.i === c.j ? 0 : c.p / (c.i - c.j) ** 2)),
    JointAverage: ux,
    JointEnergy: sum((c) => c.p ** 2),
    JointEntropy: HXY,
    MaximumProbability: Math.max(...cells.map(({ p }) => p)),
    SumAverage: meanOf(sums),
    SumEntropy: entropyOf(sums.map(([, p]) => p)),
    SumSquares: varianceX,
  };
}

/** The cells that are not 0; of a mirrored list those on and above the diagonal. */
function listOf(counts: readonly (readonly number[])[], mirrored: boolean): PairList {
  const cells = counts
    .flatMap((row, a) => row.map((n, b) => ({ a, b, n })))
    .filter(({ a, b, n }) => n !== 0 && (!mirrored || a <= b));
  return {
    mirrored,
    length: cells.length,
    row: Int32Array.from(cells, ({ a }) => a),
    column: Int32Array.from(cells, ({ b }) => b),
    count: Float64Array.from(cells, ({ n }) => n),
  };
}

/** Counts of pairs of 2 to 9 levels, whose numbers have gaps, and each of which occurs on both sides. */
const matrices = fc
  .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 1e9 }))
  .chain(([n]) =>
    fc.record({
      counts: fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: n, maxLength: n }), {
        minLength: n,
        maxLength: n,
      }),
      gaps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: n, maxLength: n }),
    }),
  )
  .map(({ counts, gaps }) => ({
    counts: counts.map((row, a) => row.map((n, b) => (a === b ? n + 1 : n))),
    levels: Int32Array.from(gaps, (_, k) => gaps.slice(0, k + 1).reduce((a, b) => a + b, 0)),
  }));

describe('co-occurrence features', () => {
  it.each([
    ['of a matrix that is its own mirror image', true],
    ['of any matrix', false],
  ])('%s are those of the text book', (_, mirrored) => {
    fc.assert(
      fc.property(matrices, ({ counts, levels }) => {
        const whole = mirrored ? counts.map((row, a) => row.map((n, b) => n + counts[b][a])) : counts;
        const got: Record<string, number> = coOccurrenceFeatures(listOf(whole, mirrored), levels, new Workspace());
        const wanted = textBook(whole, levels);
        expect(Object.keys(wanted)).toEqual(Object.keys(got).filter((name) => name !== 'MCC'));
        for (const [name, value] of Object.entries(wanted)) {
          // Differences of sums of up to 81 terms, of fourth powers up to 1e5: 1e-9 is what they leave of 16 digits. Imc2
          // is the root of a difference, which rounding makes negative, or 1e-8, where it is 0.
          const tolerance = name === 'Imc2' ? 1e-6 : 1e-9 * Math.max(1, Math.abs(value));
          if (Number.isNaN(value) || Number.isNaN(got[name])) expect(wanted.Imc2 || 0).toBeLessThan(1e-6);
          else expect(Math.abs(got[name] - value), `${name}: ${got[name]} for ${value}`).toBeLessThan(tolerance);
        }
      }),
      { numRuns: 200 },
    );
  });
});
