/** The learning curve of a pilot: what more patients gained within it, and whether that can be continued. */
import { learn, scoreSample } from '../learning/learn.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import { resample, type Sample } from '../learning/sample.ts';
import type { ClinicalVariable } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { Random } from '../numbers/random.ts';
import { delong } from '../performance/delong.ts';
import { refusalOf } from '../validation/refusal.ts';
import { type FittedCurve, fitCurve } from './power-law.ts';
import { PlanRefused } from './refusal.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface CurveSettings {
  /** Numbers of pilot patients to learn from, ascending. */
  readonly sizes: readonly number[];
  /** Random subsamples of each size. */
  readonly repeats: number;
  readonly seed: number;
}

/** The area in the patients that were left over; one half if no feature was kept. */
export interface CurveReplicate {
  readonly auc: number | null;
  readonly nothingSelected: boolean;
  readonly failed: string | null;
}

export interface CurvePoint {
  readonly patients: number;
  readonly events: number;
  /** Patients left over, who judged. */
  readonly judged: number;
  /** Null if no subsample of this size could be judged. */
  readonly auc: Spread | null;
  readonly nothingSelected: number;
  readonly failed: number;
}

export interface LearningCurve {
  readonly pilot: { readonly patients: number; readonly events: number };
  readonly settings: CurveSettings;
  readonly points: readonly CurvePoint[];
  readonly curve: FittedCurve;
}

/** Least share of a pilot to learn from, the largest, and how many sizes there are. */
const SHARES = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8] as const;

/** A pilot with fewer patients of an outcome has no sizes to compare. */
const LEAST_PER_OUTCOME = 20;

/**
 * Sizes from 30 % to 80 % of the pilot: below, a class is short of rows for the folds; above, too few are left to judge.
 *
 * @throws PlanRefused for a pilot that is too small
 */
export function curveSettings(
  { n, y, patient }: Pick<Sample, 'n' | 'y' | 'patient'>,
  protocol: ModellingProtocol,
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): CurveSettings {
  if (patient) {
    throw new PlanRefused('pilot', 'with several rows per patient', 'one row per patient', 'Leave --group out.');
  }
  const events = y.reduce((sum, outcome) => sum + outcome, 0);
  const rarer = Math.min(events, n - events);
  const folds = protocol.lasso.folds;
  const least = Math.max(LEAST_PER_OUTCOME, Math.ceil(folds / SHARES[0]));
  if (rarer < least) {
    throw new PlanRefused(
      'pilot',
      `with ${rarer} patients of the rarer outcome`,
      `at least ${least}, so that 30 % of them fill ${folds} folds`,
      'A smaller pilot has no learning curve; plan without one.',
    );
  }
  return { sizes: SHARES.map((share) => Math.round(share * n)), repeats, seed };
}

/**
 * Replicate `index` of the size in place `size`: the whole protocol on a random subsample with the pilot's share of
 * events, judged in the patients left over.
 */
export function curveReplicate(
  pilot: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  settings: CurveSettings,
  size: number,
  index: number,
): CurveReplicate {
  const random = new Random(settings.seed, size * 100_000 + index);
  const { inside, outside } = subsample(pilot, settings.sizes[size], random);
  const held = resample(pilot, outside);
  try {
    const learned = learn(resample(pilot, inside), variables, protocol);
    const scores = scoreSample(learned, held);
    const final = scores.nomogram ?? scores.radScore;
    const auc = final ? delong([final], held.y).auc[0] : null;
    return { auc, nothingSelected: false, failed: null };
  } catch (error) {
    if (error instanceof NoFeatureSelected) return { auc: 0.5, nothingSelected: true, failed: null };
    return { auc: null, nothingSelected: false, failed: refusalOf(error) };
  }
}

/** Both outcomes in their share, at least one of each on either side; rows in their own order. */
function subsample({ y, n }: Sample, size: number, random: Random): { inside: number[]; outside: number[] } {
  const inside: number[] = [];
  for (const outcome of [0, 1]) {
    const rows = random.shuffle(Array.from({ length: n }, (_, i) => i).filter((i) => y[i] === outcome));
    const share = Math.min(rows.length - 1, Math.max(1, Math.round((size * rows.length) / n)));
    inside.push(...rows.slice(0, share));
  }
  inside.sort((a, b) => a - b);
  const taken = new Set(inside);
  return { inside, outside: Array.from({ length: n }, (_, i) => i).filter((i) => !taken.has(i)) };
}

/**
 * The curve from all replicates.
 *
 * @param replicates by size, then by number
 * @param planned patients to continue the curve to
 */
export function learningCurve(
  pilot: Pick<Sample, 'n' | 'y'>,
  settings: CurveSettings,
  replicates: readonly CurveReplicate[],
  planned: number | null,
): LearningCurve {
  const events = pilot.y.reduce((sum, outcome) => sum + outcome, 0);
  const points = settings.sizes.map((patients, k): CurvePoint => {
    const mine = replicates.slice(k * settings.repeats, (k + 1) * settings.repeats);
    return {
      patients,
      events: Math.round((patients * events) / pilot.n),
      judged: pilot.n - patients,
      auc: spreadOf(mine.map(({ auc }) => auc)),
      nothingSelected: mine.filter(({ nothingSelected }) => nothingSelected).length,
      failed: mine.filter(({ failed }) => failed !== null).length,
    };
  });
  return { pilot: { patients: pilot.n, events }, settings, points, curve: fitCurve(points, pilot.n, planned) };
}
