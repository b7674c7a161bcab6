/** What noise gives under the protocol: against scikit-learn, and as a pure function of its task. */
import { readFileSync } from 'node:fs';
import { type Cohort, DEFAULT_PROTOCOL, fitModel } from '@radscore/statistics';
import { type NullSettings, nullOf, nullReplicate, openPlan, PlanRefused } from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import { noiseSample } from '../../../../layers/statistics/planning/noise.ts';
import { quantile, type Spread, spreadOf } from '../../../../layers/statistics/planning/spread.ts';

interface Peer {
  readonly train: [number, number];
  readonly test: [number, number];
  readonly columns: number;
  readonly fits: number;
  readonly noModel: number;
  readonly apparent: { readonly mean: number; readonly sd: number };
  readonly testArea: { readonly mean: number; readonly sd: number };
  readonly features: { readonly mean: number; readonly sd: number };
}

const peers: { settings: readonly Peer[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/planning/noise-scikit-learn.json', import.meta.url), 'utf8'),
);

/** Without a cross-validation, which scikit-learn's figures do not have. */
const ONE_FIT = { ...DEFAULT_PROTOCOL, validation: { ...DEFAULT_PROTOCOL.validation, folds: 0 } };
const SIMULATIONS = 100;

describe('the null of the protocol', () => {
  it.each(
    peers.settings.map((peer) => [peer.columns, peer] as const),
  )('of %d columns agrees with fits of scikit-learn on noise of its own', (_, peer) => {
    const settings: NullSettings = {
      train: { patients: peer.train[0], events: peer.train[1] },
      test: { patients: peer.test[0], events: peer.test[1] },
      columns: peer.columns,
      simulations: SIMULATIONS,
      bootstrap: 0,
      seed: 1,
    };
    const all = Array.from({ length: SIMULATIONS }, (_, index) => nullReplicate(settings, ONE_FIT, index));
    const { apparent, test, features, noModel } = nullOf(settings, ONE_FIT, all);
    const models = peer.fits - peer.noModel;
    // Two independent simulations: their means differ by less than 4 standard errors of the difference.
    const agrees = (ours: Spread | null, theirs: { mean: number; sd: number }) => {
      const error = Math.hypot(ours?.error ?? 0, theirs.sd / Math.sqrt(models));
      expect(Math.abs((ours?.mean ?? Number.NaN) - theirs.mean) / error).toBeLessThan(4);
    };
    agrees(apparent, peer.apparent);
    agrees(test, peer.testArea);
    agrees(features, peer.features);
    const share = peer.noModel / peer.fits;
    const error = Math.sqrt(Math.max(share * (1 - share), 1 / peer.fits) * (1 / SIMULATIONS + 1 / peer.fits));
    expect(Math.abs(noModel / SIMULATIONS - share)).toBeLessThan(4 * error);
  });

  const small: NullSettings = {
    train: { patients: 50, events: 20 },
    test: { patients: 30, events: 12 },
    columns: 40,
    simulations: 3,
    bootstrap: 3,
    seed: 7,
  };

  it('is that of fitModel on the same noise, area by area', () => {
    const index = Array.from({ length: 20 }, (_, k) => k).find(
      (k) => nullReplicate({ ...small, bootstrap: 0 }, ONE_FIT, k).features > 0,
    );
    if (index === undefined) throw new Error('no simulation gave a model');
    const simulated = nullReplicate(small, DEFAULT_PROTOCOL, index);
    const random = new Random(small.seed, index);
    const train = noiseSample(small.train, small.columns, random);
    const test = noiseSample(small.test ?? small.train, small.columns, random);
    const values = new Float64Array((train.n + test.n) * small.columns);
    [train, test].forEach((set, s) => {
      for (let i = 0; i < set.n; i++) {
        for (let j = 0; j < small.columns; j++) {
          values[(s * train.n + i) * small.columns + j] = set.features[j * set.n + i];
        }
      }
    });
    const cohort: Cohort = {
      features: { ids: Array.from({ length: train.n + test.n }, (_, i) => `P${i}`), columns: [...train.names], values },
      outcome: [...train.y, ...test.y].map((y) => (y === 1 ? 1 : 0)),
      clinical: [],
      split: Array.from({ length: train.n + test.n }, (_, i) => (i < train.n ? 'train' : 'test')),
    };
    const seed = small.seed + index;
    const { evaluation } = fitModel(cohort, {
      ...DEFAULT_PROTOCOL,
      bootstrap: { count: small.bootstrap, seed },
      permutations: { count: 0, seed: 1 },
      validation: { ...DEFAULT_PROTOCOL.validation, repeats: 1, seed },
    });
    expect(simulated).toEqual({
      apparent: evaluation.train.models.radScore?.auc.auc,
      corrected: evaluation.optimism?.models.radScore?.auc.corrected,
      validated: evaluation.validation?.auc,
      test: evaluation.test?.models.radScore?.auc.auc,
      features: evaluation.selection.selected.length,
      failed: null,
    });
  });

  it('is the same in any order, and another with another seed', () => {
    const job = { protocol: DEFAULT_PROTOCOL, null: small, pilot: null };
    const { tasks, replicate } = openPlan(job);
    const forwards = tasks.map(replicate);
    const backwards = tasks.toReversed().map(replicate).toReversed();
    expect(backwards).toEqual(forwards);
    const other = openPlan({ ...job, null: { ...small, seed: 70 } });
    expect(other.tasks.map(other.replicate)).not.toEqual(forwards);
  });

  it.each([
    ['events', { train: { patients: 50, events: 4 } }],
    ['events', { train: { patients: 50, events: 48 } }],
    ['test-events', { test: { patients: 30, events: 0 } }],
    ['candidates', { columns: 2_000_000 }],
    ['simulations', { simulations: 0 }],
  ])('refuses %s that cannot be simulated: %j', (assumption, change) => {
    const job = { protocol: DEFAULT_PROTOCOL, null: { ...small, ...change }, pilot: null };
    expect(() => openPlan(job)).toThrow(PlanRefused);
    expect(() => openPlan(job)).toThrow(`got ${assumption}`);
  });

  it('leaves out what noise has no data for, and says so', () => {
    const protocol = {
      ...DEFAULT_PROTOCOL,
      harmonisation: { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' as const },
      validation: { ...DEFAULT_PROTOCOL.validation, by: 'site' as const },
    };
    const outcome = nullOf(small, protocol, [nullReplicate(small, protocol, 1)]);
    expect(outcome.left).toHaveLength(2);
    expect(outcome.failed).toEqual([]);
  });
});

describe('the spread of simulations', () => {
  it('has the quantiles of R’s type 7: quantile(c(1, 2, 4, 8), c(.25, .5, .95))', () => {
    for (const [share, value] of [
      [0.25, 1.75],
      [0.5, 3],
      [0.95, 7.4],
    ]) {
      expect(quantile([1, 2, 4, 8], share)).toBeCloseTo(value, 12);
    }
  });

  it('leaves out what has no value, and is null without any', () => {
    expect(spreadOf([null, 2, 4])).toMatchObject({ count: 2, mean: 3, sd: Math.SQRT2, error: 1, errorOf95: null });
    expect(spreadOf([null])).toBeNull();
  });
});
