/** The null of a protocol: what it gives at a planned size if no feature knows anything of the outcome. */
import { learn, type Scores, scoreSample } from '../learning/learn.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import type { Sample } from '../learning/sample.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { Random } from '../numbers/random.ts';
import { delong } from '../performance/delong.ts';
import { bootstrapOptimism, bootstrapReplicate } from '../validation/bootstrap.ts';
import { crossValidate } from '../validation/nested-validation.ts';
import { planValidation } from '../validation/outer-folds.ts';
import { refusalOf } from '../validation/refusal.ts';
import { validationArea } from '../validation/validation.ts';
import { noiseSample, type SetSize, withoutSitesAndRepeats } from './noise.ts';
import { PlanRefused, requireCount } from './refusal.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface NullSettings {
  readonly train: SetSize;
  /** Null without a test set. */
  readonly test: SetSize | null;
  /** Columns of noise. */
  readonly columns: number;
  readonly simulations: number;
  /** Resamples of each optimism correction. */
  readonly bootstrap: number;
  readonly seed: number;
}

/** One study of noise. An area is null if the protocol kept no feature or could not be run. Plain values. */
export interface NullReplicate {
  readonly apparent: number | null;
  /** Harrell's bootstrap of the whole protocol. */
  readonly corrected: number | null;
  /** One repeat of the cross-validation around the whole protocol; one half if no fold keeps a feature. */
  readonly validated: number | null;
  readonly test: number | null;
  /** Features of the model. */
  readonly features: number;
  /** Why the protocol could not be run, else null. */
  readonly failed: string | null;
}

export interface NullOfProtocol {
  readonly settings: NullSettings;
  /** Simulations that gave a model. */
  readonly models: number;
  readonly noModel: number;
  readonly failed: readonly { readonly reason: string; readonly count: number }[];
  /** Over the simulations that gave a model. */
  readonly apparent: Spread | null;
  readonly corrected: Spread | null;
  readonly validated: Spread | null;
  readonly test: Spread | null;
  readonly features: Spread | null;
  /** Each simulation's areas, in order, for the plot. */
  readonly areas: {
    readonly apparent: readonly (number | null)[];
    readonly corrected: readonly (number | null)[];
    readonly validated: readonly (number | null)[];
    readonly test: readonly (number | null)[];
  };
  /** Steps of the protocol that noise has no data for. */
  readonly left: readonly string[];
}

/** Cells of noise in one simulation: more than these would not fit into the memory of a thread. */
const MOST_CELLS = 60_000_000;

/** @throws PlanRefused if the settings cannot be simulated */
export function requireNull({ train, test, columns, simulations, bootstrap }: NullSettings, folds: number): void {
  requireCount('candidates', columns);
  requireCount('simulations', simulations);
  requireCount('bootstrap', bootstrap, 0);
  requireSet('events', train, folds, `the protocol's ${folds} folds`);
  if (test) requireSet('test-events', test, 1, 'an area under the curve');
  const cells = (train.patients + (test?.patients ?? 0)) * columns;
  if (cells > MOST_CELLS) {
    throw new PlanRefused(
      'candidates',
      `${columns} with ${train.patients} patients (${cells.toLocaleString('en')} values a simulation)`,
      `at most ${MOST_CELLS.toLocaleString('en')} values`,
      'Say --simulations 0 to leave the simulation out.',
    );
  }
}

function requireSet(assumption: string, { patients, events }: SetSize, least: number, of: string): void {
  const rarer = Math.min(events, patients - events);
  if (Number.isInteger(events) && rarer >= least) return;
  throw new PlanRefused(
    assumption,
    `${events} of ${patients} patients`,
    `at least ${least} with and ${least} without the outcome, for ${of}`,
    'Plan more patients.',
  );
}

/**
 * Simulation `index`: a study of noise, the whole protocol on its training rows, and the areas that it would report. Each has
 * its own random stream, so that they may run anywhere in any order.
 */
export function nullReplicate(settings: NullSettings, given: ModellingProtocol, index: number): NullReplicate {
  const { protocol: plain } = withoutSitesAndRepeats(given);
  const protocol = {
    ...plain,
    bootstrap: { count: settings.bootstrap, seed: settings.seed + index },
    validation: { ...plain.validation, seed: settings.seed + index },
  };
  const random = new Random(settings.seed, index);
  const train = noiseSample(settings.train, settings.columns, random);
  const test = settings.test && noiseSample(settings.test, settings.columns, random);
  const none = { apparent: null, corrected: null, validated: null, test: null, features: 0 };
  try {
    const learned = learn(train, [], protocol);
    const scores = scoreSample(learned, train);
    return {
      apparent: areaOf(scores, train),
      corrected: correctedArea(train, scores, protocol),
      validated: validatedArea(train, protocol),
      test: test && areaOf(scoreSample(learned, test), test),
      features: learned.selection.selected.length,
      failed: null,
    };
  } catch (error) {
    return { ...none, failed: error instanceof NoFeatureSelected ? null : refusalOf(error) };
  }
}

function areaOf({ radScore }: Scores, { y }: Sample): number | null {
  return radScore ? delong([radScore], y).auc[0] : null;
}

function correctedArea(train: Sample, scores: Scores, protocol: ModellingProtocol): number | null {
  const { count } = protocol.bootstrap;
  if (count === 0) return null;
  const replicates = Array.from({ length: count }, (_, b) => bootstrapReplicate(train, [], protocol, b));
  return bootstrapOptimism(replicates, scores, train.y, protocol).models.radScore?.auc.corrected ?? null;
}

function validatedArea(train: Sample, protocol: ModellingProtocol): number | null {
  const { folds } = planValidation(train.y, protocol, train);
  if (folds === 0) return null;
  const { seed } = protocol.validation;
  return validationArea([crossValidate(train, [], protocol, { folds, seed })], train);
}

/** All simulations of a null, in their order. */
export function nullOf(
  settings: NullSettings,
  protocol: ModellingProtocol,
  replicates: readonly NullReplicate[],
): NullOfProtocol {
  const pick = (figure: 'apparent' | 'corrected' | 'validated' | 'test') => replicates.map((one) => one[figure]);
  const areas = {
    apparent: pick('apparent'),
    corrected: pick('corrected'),
    validated: pick('validated'),
    test: pick('test'),
  };
  const models = replicates.filter(({ features }) => features > 0);
  const reasons = new Map<string, number>();
  for (const { failed } of replicates) if (failed !== null) reasons.set(failed, (reasons.get(failed) ?? 0) + 1);
  return {
    settings,
    models: models.length,
    noModel: replicates.filter(({ features, failed }) => features === 0 && failed === null).length,
    failed: [...reasons].map(([reason, count]) => ({ reason, count })),
    apparent: spreadOf(areas.apparent),
    corrected: spreadOf(areas.corrected),
    validated: spreadOf(areas.validated),
    test: spreadOf(areas.test),
    features: spreadOf(models.map(({ features }) => features)),
    areas,
    left: withoutSitesAndRepeats(protocol).left,
  };
}
