/** The synthetic cohort has the paper's counts, the same for the same seed, and its own known truth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CENTRES,
  COUNTS,
  drawCohort,
  oracleAuc,
  type Patient,
  smallestCohort,
} from '../../../cli/demonstration/cohort.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('the synthetic cohort', () => {
  it('has exactly the counts of the paper, whatever the seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { patients } = drawCohort(seed);
        expect(patients).toHaveLength(133);
        for (const centre of CENTRES) {
          const here = patients.filter(({ institution }) => institution === centre);
          expect(here.filter(({ pcr }) => pcr)).toHaveLength(COUNTS[centre].pcr);
          expect(here.filter(({ pcr }) => !pcr)).toHaveLength(COUNTS[centre].nonPcr);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('names the fewest patients that a model can be trained on', () => {
    const least = smallestCohort();
    const training = (total: number) =>
      drawCohort(1, total).patients.filter(({ institution, pcr }) => institution === CENTRES[0] && !pcr);
    expect([training(least).length, training(least - 1).length]).toEqual([5, 4]);
  });

  it('is the same for the same seed and another for another', () => {
    expect(drawCohort(7)).toEqual(drawCohort(7));
    expect(drawCohort(7).patients[0].textures).not.toEqual(drawCohort(8).patients[0].textures);
  });

  it('names every study as synthetic, once, and the new patient after the first centre’s last', () => {
    const { patients, newPatient } = drawCohort(1);
    const ids = [...patients, newPatient].map(({ studyId }) => studyId);
    expect(new Set(ids).size).toBe(134);
    expect(ids.every((id) => /^SYN-C[12]-\d{4}$/.test(id))).toBe(true);
    expect([ids[0], ids[68], newPatient.studyId]).toEqual(['SYN-C1-0001', 'SYN-C2-0001', 'SYN-C1-0069']);
    expect(newPatient.institution).toBe('demo-centre-1');
  });

  it('draws clinical values that a manifest takes', () => {
    for (const { clinical } of drawCohort(3).patients) {
      expect(clinical.ki67).toBeGreaterThanOrEqual(0);
      expect(clinical.ki67).toBeLessThanOrEqual(100);
      expect(['regular', 'irregular', 'non-mass']).toContain(clinical.morphology);
    }
  });

  it('keeps the proportions of the four groups where it is smaller', () => {
    const { patients } = drawCohort(1, 20);
    const sizes = CENTRES.flatMap((centre) =>
      [true, false].map((pcr) => patients.filter((one) => one.institution === centre && one.pcr === pcr).length),
    );
    // 43, 25, 44 and 21 of 133, times 20 / 133.
    expect(sizes).toEqual([6, 4, 7, 3]);
  });

  it('lets the log odds separate responders from others, with an oracle between 0.85 and 0.93 on average', () => {
    // 40 cohorts: the standard error of the mean is about 0.005, a tenth of the interval.
    const areas = Array.from({ length: 40 }, (_, seed) =>
      oracleAuc(drawCohort(seed).patients.filter(({ institution }) => institution === 'demo-centre-2')),
    );
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    expect(mean).toBeGreaterThan(0.85);
    expect(mean).toBeLessThan(0.93);
  });
});

describe('the oracle', () => {
  const patient = (logOdds: number, pcr: boolean): Patient => ({ ...drawCohort(1).newPatient, logOdds, pcr });

  it('counts the pairs in the right order, ties for one half', () => {
    const patients = [patient(2, true), patient(0, true), patient(1, false), patient(0, false)];
    // (2 > 1), (2 > 0), (0 < 1), (0 = 0): 2.5 of 4.
    expect(oracleAuc(patients)).toBe(0.625);
  });

  it('turns round with the sign of the predictor', () => {
    const { patients } = drawCohort(5);
    const turned = patients.map((one) => ({ ...one, logOdds: -one.logOdds }));
    expect(oracleAuc(turned)).toBeCloseTo(1 - oracleAuc(patients), 12);
  });
});
