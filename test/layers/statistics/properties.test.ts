/** Properties that hold for every input, on generated ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlatesWithin,
  dot,
  filterNearDuplicates,
  rankVectors,
} from '../../../layers/statistics/learning/near-duplicates.ts';
import { resampledRankVectors } from '../../../layers/statistics/learning/resampled-ranks.ts';
import { takeRows } from '../../../layers/statistics/numbers/columns.ts';
import { Random } from '../../../layers/statistics/numbers/random.ts';
import { averageRanks } from '../../../layers/statistics/numbers/ranks.ts';
import { confusionAt } from '../../../layers/statistics/performance/confusion.ts';
import { delong } from '../../../layers/statistics/performance/delong.ts';
import { hosmerLemeshow } from '../../../layers/statistics/performance/hosmer-lemeshow.ts';
import { rocCurve, youdenPoint } from '../../../layers/statistics/performance/roc.ts';
import { linearPredictor } from '../../../layers/statistics/regression/design.ts';
import { largestAlpha, lassoPath } from '../../../layers/statistics/regression/lasso.ts';
import { fitLogistic, logistic } from '../../../layers/statistics/regression/logistic.ts';
import { penalisedLogisticPath } from '../../../layers/statistics/regression/penalised-logistic.ts';

const seeds = fc.integer({ min: 1, max: 1_000_000 });

/** Normal columns, a third of them exact copies of, or very near to, the one before. */
function table(seed: number, n: number, p: number): { x: Float64Array; y: Uint8Array } {
  const random = new Random(seed);
  const x = new Float64Array(n * p);
  for (let j = 0; j < p; j++) {
    const copy = j > 0 && j % 3 === 0;
    const noise = j % 6 === 0 ? 0 : 1e-3;
    for (let i = 0; i < n; i++) x[j * n + i] = copy ? x[(j - 1) * n + i] + noise * random.normal() : random.normal();
  }
  const y = Uint8Array.from({ length: n }, (_, i) => (random.uniform() < logistic(x[i] - 0.5 * x[2 * n + i]) ? 1 : 0));
  y[0] = 0;
  y[1] = 1;
  return { x, y };
}

describe('LASSO', () => {
  it('meets its optimality conditions, also with copies among the columns and more columns than rows', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 8, max: 30 }), fc.integer({ min: 4, max: 60 }), (seed, n, p) => {
        const { x, y } = table(seed, n, p);
        const most = largestAlpha(x, y);
        const alphas = [1, 0.5, 0.2, 0.05].map((share) => share * most);
        const path = lassoPath(x, y, alphas);
        path.coefficients.forEach((w, a) => {
          const rest = Float64Array.from(y, (value, i) => {
            let fitted = path.intercepts[a];
            for (let j = 0; j < p; j++) fitted += w[j] * x[j * n + i];
            return value - fitted;
          });
          expect(Math.abs(rest.reduce((s, r) => s + r, 0))).toBeLessThan(1e-9);
          for (let j = 0; j < p; j++) {
            let gradient = 0;
            for (let i = 0; i < n; i++) gradient += (x[j * n + i] * rest[i]) / n;
            // Copies make the equations singular: those solutions come from descent, to about 1e-8.
            const excess =
              w[j] === 0 ? Math.abs(gradient) - alphas[a] : Math.abs(gradient - Math.sign(w[j]) * alphas[a]);
            expect(excess).toBeLessThan(1e-7);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('logistic: meets its optimality conditions', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 15, max: 30 }), fc.integer({ min: 4, max: 25 }), (seed, n, p) => {
        const { x, y } = table(seed, n, p);
        const most = largestAlpha(x, y);
        const lambdas = [0.7, 0.3, 0.1].map((share) => share * most);
        const path = penalisedLogisticPath(x, y, lambdas);
        path.coefficients.forEach((w, l) => {
          for (let j = 0; j < p; j++) {
            let gradient = 0;
            for (let i = 0; i < n; i++) {
              let eta = path.intercepts[l];
              for (let k = 0; k < p; k++) eta += w[k] * x[k * n + i];
              gradient += (x[j * n + i] * (y[i] - logistic(eta))) / n;
            }
            const excess =
              w[j] === 0 ? Math.abs(gradient) - lambdas[l] : Math.abs(gradient - Math.sign(w[j]) * lambdas[l]);
            expect(excess).toBeLessThan(1e-7);
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('logistic regression', () => {
  it('sets the score to 0, whatever the units, or says that the outcomes are separated', () => {
    const units = fc.record({ scale: fc.constantFrom(1e-6, 1, 1e5), offset: fc.constantFrom(0, -30, 1e4) });
    // Offsets are in units of the scale: beyond that the columns themselves lose the digits.
    fc.assert(
      fc.property(seeds, units, (seed, { scale, offset }) => {
        const n = 40;
        const { x, y } = table(seed, n, 3);
        const columns = [0, 1, 2].map((j) => x.slice(j * n, (j + 1) * n).map((value) => scale * (offset + value)));
        const design = { n, terms: ['a', 'b', 'c'], columns };
        const fit = fitLogistic(design, y);
        if (fit.separated) return;
        const rest = linearPredictor(design, fit.coefficients).map((eta, i) => y[i] - logistic(eta));
        expect(Math.abs(rest.reduce((s, r) => s + r, 0))).toBeLessThan(1e-6);
        for (const column of columns) {
          const score = rest.reduce((s, r, i) => s + r * (column[i] / scale - offset), 0);
          expect(Math.abs(score)).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('reports separation exactly where there is a separating direction', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('complete', 'quasi', 'overlap'), (seed, kind) => {
        const random = new Random(seed);
        const n = 30;
        const a = Float64Array.from({ length: n }, () => random.normal());
        const b = Float64Array.from({ length: n }, () => random.normal());
        const margin = a.map((value, i) => 2 * value - b[i]);
        const y = margin.map((value) => (value > 0 ? 1 : 0));
        if (new Set(y).size < 2) return;
        if (kind !== 'complete') {
          // Rows on the boundary with both outcomes make it quasi-complete; beyond it, they make the classes overlap.
          const beyond = kind === 'overlap' ? Math.max(...margin) + 1 : 0;
          for (const [row, outcome, side] of [
            [0, 1, -1],
            [1, 0, 1],
          ]) {
            a[row] = (side * beyond) / 2;
            b[row] = 0;
            y[row] = outcome;
          }
          if (kind === 'quasi') a[0] = a[1] = b[0] = b[1] = 0;
        }
        const fit = fitLogistic({ n, terms: ['a', 'b'], columns: [a, b] }, y);
        expect(fit.separated).toBe(kind !== 'overlap');
        expect(fit.coefficients.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('ranks, curves and filters', () => {
  const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 6, maxLength: 40 });

  it('ranks add up, ties share', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const ranks = averageRanks(values);
        const n = values.length;
        expect(ranks.reduce((a, b) => a + b, 0)).toBe((n * (n + 1)) / 2);
        values.forEach((value, i) => {
          const below = values.filter((other) => other < value).length;
          const equal = values.filter((other) => other === value).length;
          expect(ranks[i]).toBe(below + (equal + 1) / 2);
        });
      }),
    );
  });

  it('ranks of a resample follow from the table it was drawn from, to the last bit', () => {
    const drawn = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 25 });
    const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(values, drawn, (cells, rows) => {
        const features = Float64Array.from(cells);
        expect(resampledRankVectors({ features, n: 10, rows })).toEqual(
          rankVectors(takeRows(features, 10, rows), rows.length),
        );
      }),
    );
  });

  it('ranks of rows that were drawn once, without ties, too', () => {
    fc.assert(
      fc.property(seeds, fc.subarray([...Array(12).keys()], { minLength: 2 }), (seed, rows) => {
        const { x } = table(seed, 12, 9);
        expect(resampledRankVectors({ features: x, n: 12, rows })).toEqual(
          rankVectors(takeRows(x, 12, rows), rows.length),
        );
      }),
    );
  });

  it('two columns correlate beyond a threshold by their first rows if and only if they do by all', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 4, max: 40 }),
        fc.constantFrom(0.2, 0.5, 0.9, 0.99, 1),
        (seed, n, threshold) => {
          const vectors = rankVectors(table(seed, n, 12).x, n);
          const correlates = correlatesWithin(vectors, n, threshold);
          for (let a = 0; a < 12; a++) {
            for (let b = 0; b < 12; b++) {
              expect(correlates(a, b)).toBe(Math.abs(dot(vectors, n, a, b)) > threshold);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('the area is the chance of the right order, and its variance that of the placements', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const y = values.map((_, i) => i % 2);
        let sum = 0;
        let pairs = 0;
        values.forEach((a, i) => {
          values.forEach((b, k) => {
            if (y[i] !== 1 || y[k] !== 0) return;
            pairs++;
            sum += a > b ? 1 : a === b ? 0.5 : 0;
          });
        });
        const { auc } = delong([values, values.map((v) => -v), values.map((v) => v ** 3)], y);
        expect(auc[0]).toBeCloseTo(sum / pairs, 12);
        expect(auc[1]).toBeCloseTo(1 - auc[0], 12);
        expect(auc[2]).toBe(auc[0]);
      }),
    );
  });

  it("Youden's point is the best that classification at any observed score reaches", () => {
    fc.assert(
      fc.property(scores, (values) => {
        const y = values.map((_, i) => i % 2);
        const point = youdenPoint(rocCurve(values, y));
        const best = Math.max(
          0,
          ...values.map((t) => {
            const { sensitivity, specificity } = confusionAt(values, y, t);
            return (sensitivity.value ?? 0) + (specificity.value ?? 0) - 1;
          }),
        );
        expect(point.youden).toBeCloseTo(best, 12);
      }),
    );
  });

  it('what the filter keeps is far apart, and what it drops is near something kept before', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 150 }), (seed, p) => {
        const n = 12;
        const vectors = rankVectors(table(seed, n, p).x, n);
        const { kept, dropped } = filterNearDuplicates(vectors, n, 0.9);
        expect(kept.length + dropped.length).toBe(p);
        for (const a of kept)
          for (const b of kept) if (a < b) expect(Math.abs(dot(vectors, n, a, b))).toBeLessThanOrEqual(0.9);
        for (const { column, of, correlation } of dropped) {
          expect(Math.abs(correlation)).toBeGreaterThan(0.9);
          const earlier = Array.from(kept).filter((k) => k < of);
          expect(kept).toContain(of);
          for (const k of earlier) expect(Math.abs(dot(vectors, n, k, column))).toBeLessThanOrEqual(0.9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('Hosmer–Lemeshow groups hold every row once', () => {
    const shares = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(shares, fc.integer({ min: 3, max: 10 }), (twentieths, groups) => {
        const p = twentieths.map((k) => k / 20);
        const y = p.map((_, i) => i % 2);
        const result = hosmerLemeshow(p, y, groups);
        expect(result.groups.reduce((sum, { n }) => sum + n, 0)).toBe(p.length);
        expect(result.groups.reduce((sum, { observed }) => sum + observed, 0)).toBe(y.reduce((a, b) => a + b, 0));
      }),
    );
  });
});
