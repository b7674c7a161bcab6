/** Patients with several rows: held out, drawn, permuted and counted together. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { CohortTooSmall, InvalidTable } from '../../../../layers/statistics/errors.ts';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { samplesOf } from '../../../../layers/statistics/learning/samples.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { clustersOf } from '../../../../layers/statistics/numbers/clusters.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import { delong } from '../../../../layers/statistics/performance/delong.ts';
import { stratifiedFolds } from '../../../../layers/statistics/regression/folds.ts';
import { drawRows } from '../../../../layers/statistics/validation/bootstrap.ts';
import { outerFolds } from '../../../../layers/statistics/validation/outer-folds.ts';
import { shuffleOutcomes } from '../../../../layers/statistics/validation/permute.ts';

const QUICK: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 5, repeats: 1, seed: 1 },
};
const COMBAT = { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' } as const;

interface Clustered {
  readonly y: number[];
  readonly patient: string[];
  readonly scores: number[];
}

/** Patients with one to `most` rows; scores share what the patient has, outcomes too unless `mixed`. */
function drawPatients(random: Random, count: number, most: number, mixed = false): Clustered {
  const drawn: Clustered = { y: [], patient: [], scores: [] };
  for (let k = 0; k < count; k++) {
    const own = random.normal();
    const outcome = Number(random.uniform() < 0.45);
    for (let row = 1 + random.below(most); row > 0; row--) {
      const y = mixed ? Number(random.uniform() < 0.45) : outcome;
      drawn.y.push(y);
      drawn.patient.push(`P${k}`);
      drawn.scores.push(0.8 * y + own + 0.3 * random.normal());
    }
  }
  return drawn;
}

/** Two almost equal lesions of each patient; features of nothing but the patient. */
function lesions(seed: number, patients: number, features: number): Cohort {
  const random = new Random(seed);
  const values: number[] = [];
  const outcome: (0 | 1)[] = [];
  for (let k = 0; k < patients; k++) {
    const own = Array.from({ length: features }, () => random.normal());
    for (let row = 0; row < 2; row++) {
      values.push(...own.map((value) => value + 0.05 * random.normal()));
      outcome.push(k % 2 === 0 ? 1 : 0);
    }
  }
  const n = outcome.length;
  return {
    features: {
      ids: outcome.map((_, i) => `L${i}`),
      columns: Array.from({ length: features }, (_, j) => `f${j}`),
      values: Float64Array.from(values),
    },
    outcome,
    clinical: [],
    split: Array.from({ length: n }, () => 'train' as const),
    patient: outcome.map((_, i) => `P${Math.floor(i / 2)}`),
    site: outcome.map((_, i) => (i % 8 < 4 ? 'north' : 'south')),
  };
}

describe('folds of patients', () => {
  it('hold every patient in one fold, and differ by no more than the largest patient, in 200 cohorts', () => {
    const random = new Random(3);
    for (let k = 0; k < 200; k++) {
      const { y, patient } = drawPatients(random, 40 + random.below(40), 1 + random.below(6), k % 2 === 0);
      const count = 2 + random.below(4);
      const folds = stratifiedFolds(y, count, k % 3 === 0 ? undefined : random, patient);
      const sizes = new Array<number>(count).fill(0);
      for (const rows of clustersOf(patient, y.length)) {
        expect(new Set(rows.map((i) => folds[i])).size).toBe(1);
        sizes[folds[rows[0]]] += rows.length;
      }
      // Two classes are dealt one after the other, each within the size of its largest patient.
      const largest = Math.max(...clustersOf(patient, y.length).map(({ length }) => length));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2 * largest);
    }
  });

  it('are those of rows if every patient has one', () => {
    const y = Array.from({ length: 60 }, (_, i) => Number(i % 3 === 0));
    const names = y.map((_, i) => `P${i}`);
    expect(stratifiedFolds(y, 5, undefined, names)).toEqual(stratifiedFolds(y, 5));
    expect(stratifiedFolds(y, 5, new Random(4), names)).toEqual(stratifiedFolds(y, 5, new Random(4)));
  });

  it('need as many patients of each class as there are folds, however many rows those have', () => {
    const patient = ['A', 'A', 'A', 'A', 'B', 'B', 'C', 'D', 'E'];
    const y = [1, 1, 1, 1, 1, 1, 0, 0, 0];
    expect(() => stratifiedFolds(y, 3, undefined, patient)).toThrow(CohortTooSmall);
    expect(() => stratifiedFolds(y, 3, undefined, patient)).toThrow(/2 patients with outcome 1/);
  });

  it('under harmonisation hold each site’s share and every patient whole', () => {
    const protocol = { ...QUICK, harmonisation: COMBAT };
    const { train } = samplesOf(lesions(2, 40, 5), protocol);
    const { folds, pinned } = outerFolds(train, protocol, { folds: 4, seed: 1 });
    expect(pinned).toEqual([]);
    for (const rows of clustersOf(train.patient, train.n)) expect(new Set(rows.map((i) => folds[i])).size).toBe(1);
    for (let fold = 0; fold < 4; fold++) {
      const held = train.site.filter((_, i) => folds[i] === fold);
      expect(held.filter((site) => site === 'north')).toHaveLength(10);
    }
  });
});

describe('resamples of patients', () => {
  it('draw whole patients, as many as there are', () => {
    const cohort = lesions(5, 30, 4);
    for (const protocol of [QUICK, { ...QUICK, harmonisation: COMBAT }]) {
      const { train } = samplesOf(cohort, protocol);
      for (let index = 0; index < 20; index++) {
        const rows = Array.from(drawRows(train, protocol, index));
        const patients = rows.map((i) => train.patient?.[i]);
        // Patients have two rows each, and both are drawn one after the other.
        expect(rows).toHaveLength(60);
        expect(patients.filter((_, k) => k % 2 === 0)).toEqual(patients.filter((_, k) => k % 2 === 1));
        expect(new Set(patients).size).toBeLessThan(30);
        if (protocol.harmonisation) expect(rows.filter((i) => train.site[i] === 'north')).toHaveLength(32);
      }
    }
  });

  it('permute outcomes in blocks: patients of one size exchange theirs, and every count stays', () => {
    const random = new Random(8);
    const { y, patient } = drawPatients(random, 60, 3, true);
    const sample = { y: Uint8Array.from(y), n: y.length, patient };
    const blocks = (outcomes: ArrayLike<number>) =>
      clustersOf(patient, y.length).map((rows) => rows.map((i) => outcomes[i]).join(''));
    const permuted = shuffleOutcomes(sample, new Random(1));
    expect(blocks(permuted).toSorted()).toEqual(blocks(y).toSorted());
    expect(blocks(permuted)).not.toEqual(blocks(y));
    expect(blocks(permuted).map(({ length }) => length)).toEqual(blocks(y).map(({ length }) => length));
    const alone = { y: sample.y, n: sample.n, patient: null };
    expect(shuffleOutcomes(alone, new Random(1))).toEqual(new Random(1).shuffle(sample.y.slice()));
  });
});

describe('areas of patients with several rows (Obuchowski 1997)', () => {
  const { cases } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../fixtures/statistics/obuchowski.json'), 'utf8'),
  );
  it.each(
    Object.keys(cases),
  )('are those of a program of its own that compares every case with every control: %s', (name) => {
    const { scores, y, cluster, areas, covariance } = cases[name];
    const got = delong(scores, y, cluster);
    // Sums of at most 150 products in another order.
    areas.forEach((value: number, k: number) => {
      expect(Math.abs(got.auc[k] - value)).toBeLessThan(1e-14);
    });
    for (const [k, wanted] of covariance.flat().entries()) {
      expect(Math.abs(got.covariance.flat()[k] / wanted - 1)).toBeLessThan(1e-11);
    }
  });

  it('have DeLong’s covariance if every patient has one row', () => {
    const { y, scores } = drawPatients(new Random(9), 80, 1);
    const other = scores.map((value, i) => value + Math.sin(i));
    const names = y.map((_, i) => `P${i}`);
    const [got, wanted] = [delong([scores, other], y, names), delong([scores, other], y)];
    expect(got.auc).toEqual(wanted.auc);
    got.covariance.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(wanted.covariance.flat()[i], 14);
    });
  });

  it('are no more certain if every row is there twice', () => {
    const { y, scores } = drawPatients(new Random(10), 80, 1);
    const twice = <T>(values: readonly T[]) => values.flatMap((value) => [value, value]);
    const names = twice(y.map((_, i) => `P${i}`));
    const [got, wanted] = [delong([twice(scores)], twice(y), names), delong([scores], y)];
    expect(got.auc[0]).toBeCloseTo(wanted.auc[0], 14);
    expect(got.covariance[0][0] / wanted.covariance[0][0]).toBeCloseTo(1, 12);
    // DeLong's would be half of it.
    expect(delong([twice(scores)], twice(y)).covariance[0][0]).toBeLessThan(0.51 * wanted.covariance[0][0]);
  });

  it.each([
    false,
    true,
  ])('have the variance of leaving out one patient after the other (patients of both outcomes: %s)', (mixed) => {
    // The jackknife knows nothing of placements; the two agree to order 1/n: 0.06 is what 200 patients leave.
    const { y, scores, patient } = drawPatients(new Random(11), 200, 4, mixed);
    const other = scores.map((value, i) => value + 1.5 * Math.sin(7 * i));
    const clusters = clustersOf(patient, y.length);
    const left = clusters.map((rows) => {
      const kept = y.flatMap((_, i) => (rows.includes(i) ? [] : [i]));
      const of = (values: readonly number[]) => kept.map((i) => values[i]);
      return delong([of(scores), of(other)], of(y)).auc;
    });
    const jackknife = (a: number, b: number) => {
      const mean = (which: number) => left.reduce((sum, auc) => sum + auc[which], 0) / left.length;
      const sum = left.reduce((total, auc) => total + (auc[a] - mean(a)) * (auc[b] - mean(b)), 0);
      return (sum * (left.length - 1)) / left.length;
    };
    const { covariance } = delong([scores, other], y, patient);
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      expect(Math.abs(covariance[a][b] / jackknife(a, b) - 1)).toBeLessThan(0.06);
    }
    expect(covariance[0][0]).toBeGreaterThan(1.2 * delong([scores], y).covariance[0][0]);
  });
});

describe('a fit of patients with two lesions', () => {
  it('finds nothing where lesions are alike and features are noise; without patients it would', () => {
    const areas = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => {
      const cohort = lesions(seed, 40, 60);
      const validated = (of: Cohort) => fitModel(of, QUICK).evaluation.validation?.auc ?? Number.NaN;
      return [validated(cohort), validated({ ...cohort, patient: undefined })];
    });
    const mean = (k: number) => areas.reduce((sum, pair) => sum + pair[k], 0) / areas.length;
    // On noise one cohort's figure has a standard deviation of 0.12 (20 other seeds, mean 0.52), the mean of eight 0.043.
    expect(Math.abs(mean(0) - 0.5)).toBeLessThan(0.13);
    expect(mean(1) - mean(0)).toBeGreaterThan(0.15);
  });

  it('is that of rows, bit for bit, if the column of patients names each once', () => {
    const cohort = lesions(6, 40, 20);
    const { patient, ...rows } = cohort;
    const named = { ...cohort, patient: cohort.features.ids.map((id) => id) };
    expect(patient).toHaveLength(80);
    expect(fitModel(named, QUICK)).toEqual(fitModel(rows, QUICK));
  });

  it('says how many patients the rows are of, and what counts rows', () => {
    const { evaluation } = fitModel(lesions(7, 40, 20), { ...QUICK, bootstrap: { count: 3, seed: 1 } });
    expect(evaluation.table.patients).toBe(40);
    expect(evaluation.warnings.find(({ code }) => code === 'several-rows-per-patient')?.message).toMatch(
      /^80 rows are of 40 patients\. .*too narrow/,
    );
    expect(evaluation.train.models.radScore?.auc.note).toMatch(/Obuchowski/);
    expect(evaluation.optimism?.count).toBe(3);
  });

  it('refuses a patient in training and test rows, by the rows and not by the patient', () => {
    const cohort = lesions(8, 40, 5);
    const split = cohort.split.map((_, i) => (i === 5 ? ('test' as const) : ('train' as const)));
    expect(() => fitModel({ ...cohort, split }, QUICK)).toThrow(InvalidTable);
    expect(() => fitModel({ ...cohort, split }, QUICK)).toThrow(
      /rows L4 and L5 of one patient, one in training and one in test/,
    );
    // A row without an outcome is on neither side.
    const outcome = cohort.outcome.map((value, i) => (i === 5 ? null : value));
    expect(fitModel({ ...cohort, split, outcome }, QUICK).evaluation.counts.missingOutcome).toBe(1);
  });
});
