/** Clinical variables of a protocol as columns of a cohort. */
import { describe, expect, it } from 'vitest';
import type { CohortRow } from '../../../../layers/pipeline/models/cohort-table.ts';
import { cohortOf } from '../../../../layers/pipeline/models/fit-cohort.ts';

function cohort(protocol: string, clinical: readonly CohortRow['clinical'][]) {
  const rows = clinical.map(
    (values, i): CohortRow => ({
      institution: 'a',
      studyId: `S-${i}`,
      pcr: i % 2 === 0,
      clinical: values,
      split: i === 2 ? 'test' : 'train',
    }),
  );
  const table = { protocol, settingsHash: 's', engineVersion: 'e', columns: ['f'], rows, left: [], noted: [] };
  return cohortOf({ table: { ...table, dataOrigin: 'patient' }, values: new Float64Array(rows.length) });
}

describe('the clinical columns of a cohort', () => {
  it('of her2-pcr@1 are its two, as they were', () => {
    const { clinical, recorded } = cohort('her2-pcr@1', [
      { ki67: 30, morphology: 'regular' },
      { ki67: 40, morphology: 'non-mass' },
    ]);
    expect(clinical).toEqual([
      { name: 'ki67', kind: 'continuous', levels: undefined, values: [30, 40] },
      {
        name: 'morphology',
        kind: 'categorical',
        levels: ['regular', 'irregular', 'non-mass'],
        values: ['regular', 'non-mass'],
      },
    ]);
    expect(recorded).toBeUndefined();
  });

  it('are those that are used, with their rules; recorded ones are apart', () => {
    const full = { age: 50, hormoneReceptor: 'positive', ki67: 30, morphology: 'regular', density: 'b' };
    const { clinical, recorded } = cohort('her2-pcr-clinical@1', [
      { ...full, her2: 'ihc3', cT: 'T2' },
      { ...full, age: 60 },
      { ...full, grade: '2' },
    ]);
    // No training row has a grade, a focality or an N.
    expect(clinical.map(({ name }) => name)).toEqual(['age', 'hormoneReceptor', 'her2', 'cT', 'ki67', 'morphology']);
    expect(clinical.find(({ name }) => name === 'her2')).toMatchObject({
      missing: 'level',
      values: ['ihc3', null, null],
    });
    expect(clinical.find(({ name }) => name === 'cT')).toMatchObject({ kind: 'ordered', missing: 'median' });
    expect(clinical.find(({ name }) => name === 'age')).not.toHaveProperty('missing');
    expect(recorded?.find(({ name }) => name === 'density')?.values).toEqual(['b', 'b', 'b']);
  });
});
