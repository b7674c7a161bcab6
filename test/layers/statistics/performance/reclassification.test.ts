/** NRI and IDI against Hmisc. */
import { describe, expect, it } from 'vitest';
import { improvement } from '../../../../layers/statistics/performance/reclassification.ts';
import { expectClose, SOURCES } from '../golden.ts';

interface File {
  p_old: number[];
  p_new: number[];
  y: number[];
  improveProb: Record<string, number>;
  categorical: {
    cutoffs: number[];
    event_table: number[][];
    nonevent_table: number[][];
    nri: number;
    nri_events: number;
    nri_nonevents: number;
    se_null: number;
    z_null: number;
    p_null: number;
    se_nonnull: number;
    z_nonnull: number;
    p_nonnull: number;
  };
}

describe.each(SOURCES)('NRI and IDI against Hmisc: $name', ({ golden }) => {
  const file = golden<File>('09_nri_idi.json');

  it('category-free', () => {
    const i = improvement(file.p_old, file.p_new, file.y);
    const got: Record<string, number> = {
      n: i.events + i.nonEvents,
      na: i.events,
      nb: i.nonEvents,
      'pup.ev': i.upEvents,
      'pup.ne': i.upNonEvents,
      'pdown.ev': i.downEvents,
      'pdown.ne': i.downNonEvents,
      nri: i.nri.value,
      'se.nri': i.nri.se,
      'z.nri': i.nri.z,
      'nri.ev': i.nriEvents.value,
      'se.nri.ev': i.nriEvents.se,
      'z.nri.ev': i.nriEvents.z,
      'nri.ne': i.nriNonEvents.value,
      'se.nri.ne': i.nriNonEvents.se,
      'z.nri.ne': i.nriNonEvents.z,
      improveSens: i.sensitivityGain,
      improveSpec: i.specificityGain,
      idi: i.idi.value,
      'se.idi': i.idi.se,
      'z.idi': i.idi.z,
    };
    expect(Object.keys(got).sort()).toEqual(Object.keys(file.improveProb).sort());
    for (const [key, value] of Object.entries(file.improveProb)) expectClose(got[key], value, { mixed: 1e-9 }, key);
  });
});
