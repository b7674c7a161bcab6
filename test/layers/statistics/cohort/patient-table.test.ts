/** The patient table: which test for which data. */
import { describe, expect, it } from 'vitest';
import type { ClinicalColumn, Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { patientTable } from '../../../../layers/statistics/cohort/patient-table.ts';
import { fisherTest } from '../../../../layers/statistics/hypothesis-tests/fisher.ts';
import { mannWhitney } from '../../../../layers/statistics/hypothesis-tests/mann-whitney.ts';
import { welchTest } from '../../../../layers/statistics/hypothesis-tests/welch.ts';

const OUTCOME: (0 | 1 | null)[] = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, null, 1];

function tableOf(...clinical: ClinicalColumn[]) {
  const cohort: Cohort = {
    features: { ids: OUTCOME.map((_, i) => `S${i}`), columns: [], values: new Float64Array(0) },
    outcome: OUTCOME,
    clinical,
    split: OUTCOME.map((_, i) => (i < 13 ? 'train' : 'test')),
  };
  return patientTable(cohort, 'train');
}

describe('the patient table', () => {
  const normal = [50, 52, 47, 55, 49, 51, 60, 58, 63, 57, 61, 59, 99, 99];
  const skewed = [1, 1, 2, 1, 1, 90, 3, 4, 3, 5, 200, 4, 99, 99];

  it('gives mean ± sd and Welch where both groups look normal', () => {
    const [row] = tableOf({ name: 'age', kind: 'continuous', values: normal });
    expect(row.test).toBe('Welch t');
    expect(row.lines).toEqual([{ label: 'mean ± sd', positive: '50.7 ± 2.73', negative: '59.7 ± 2.16' }]);
    expect(row.p).toBe(welchTest(normal.slice(0, 6), normal.slice(6, 12)).p);
  });

  it('gives quartiles and Mann–Whitney where one does not', () => {
    const [row] = tableOf({ name: 'ki67', kind: 'continuous', values: skewed });
    expect(row.test).toBe('Mann-Whitney');
    expect(row.lines[0].positive).toBe('1 (1–1.75)');
    expect(row.p).toBe(mannWhitney(skewed.slice(0, 6), skewed.slice(6, 12)).p);
  });

  it('counts levels, a number of two values among them, and takes Fisher where few are expected', () => {
    const coded = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1];
    const [row, levels] = tableOf(
      { name: 'HR', kind: 'continuous', values: coded },
      {
        name: 'morphology',
        kind: 'categorical',
        values: coded.map((v, i) => (i === 2 ? null : v === 1 ? 'mass' : 'other')),
      },
    );
    expect(row.test).toBe('Fisher exact');
    expect(row.lines).toEqual([
      { label: '0', positive: '1 (16.7 %)', negative: '5 (83.3 %)' },
      { label: '1', positive: '5 (83.3 %)', negative: '1 (16.7 %)' },
    ]);
    expect(row.p).toBeCloseTo(
      fisherTest([
        [1, 5],
        [5, 1],
      ]).p,
      12,
    );
    expect(levels.lines[0]).toEqual({ label: 'mass', positive: '4 (80 %)', negative: '1 (16.7 %)' });
  });

  it('makes no test where nothing varies or too little is known', () => {
    const [constant, sparse] = tableOf(
      { name: 'site', kind: 'categorical', values: OUTCOME.map(() => 'one') },
      { name: 'size', kind: 'continuous', values: OUTCOME.map((_, i) => (i < 4 || i === 7 ? i : null)) },
    );
    expect([constant.test, constant.p]).toEqual(['none', null]);
    expect([sparse.test, sparse.p]).toEqual(['none', null]);
  });
});
