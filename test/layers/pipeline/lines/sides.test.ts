/** A patient's side: a threshold on a hash, so that no other patient moves it. */
import { createHash } from 'node:crypto';
import { sideOf } from '@radscore/pipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const split = (testFraction: number) => ({ by: 'stratified' as const, testFraction });
const patientsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ institution: `centre-${i % 3}`, patient: `P-${i}` }));

describe('the side of a patient', () => {
  it('is what the definition says: the leading 48 bits of SHA-256 below the share', () => {
    const hash = createHash('sha256').update('7\ncentre-1\nP-1').digest();
    const fraction = hash.readUIntBE(0, 6) / 2 ** 48;
    for (const testFraction of [fraction, fraction + 1e-9]) {
      const side = sideOf({ institution: 'centre-1', patient: 'P-1' }, split(testFraction), 7);
      expect(side).toBe(fraction < testFraction ? 'test' : 'train');
    }
  });

  it('never moves when others come: of 200 cohorts of 43 to which 10 are added, none (143 by the rank of the hash)', () => {
    let moved = 0;
    for (let seed = 0; seed < 200; seed++) {
      const sides = (count: number) => patientsOf(count).map((patient) => sideOf(patient, split(0.5), seed));
      const before = sides(43);
      if (
        sides(53)
          .slice(0, 43)
          .some((side, i) => side !== before[i])
      )
        moved++;
    }
    expect(moved).toBe(0);
  });

  it('only moves to the test rows if the share grows', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.string(),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (seed, patient, a, b) => {
          const [small, large] = [Math.min(a, b), Math.max(a, b)];
          const at = (share: number) => sideOf({ institution: 'centre-1', patient }, split(share), seed);
          return at(small) === 'train' || at(large) === 'test';
        },
      ),
    );
  });

  it('gives shares that a binomial distribution would: within four standard errors for 20,000 patients', () => {
    for (const share of [0.2, 0.5]) {
      const tests = patientsOf(20_000).filter((patient) => sideOf(patient, split(share), 11) === 'test').length;
      expect(Math.abs(tests - 20_000 * share)).toBeLessThan(4 * Math.sqrt(20_000 * share * (1 - share)));
    }
  });

  it('is that of the institution, if the split names them; none for others', () => {
    const byInstitution = { by: 'institution' as const, train: ['centre-1'], test: ['centre-2'] };
    const of = (institution: string) => sideOf({ institution, patient: 'P' }, byInstitution, 1);
    expect([of('centre-1'), of('centre-2'), of('centre-3')]).toEqual(['train', 'test', undefined]);
  });
});
