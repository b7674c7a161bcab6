/** Which rows are held out together, and how many folds and repeats a cohort allows. */
import type { Sample } from '../learning/sample.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { Random } from '../numbers/random.ts';
import { stratifiedFolds } from '../regression/folds.ts';

/** Folds of a cross-validation around the whole protocol. */
export interface OuterFolds {
  /** Fold per row; −1 for a row that is never held out. */
  readonly folds: Int32Array;
  /** Sites whose rows are never held out. */
  readonly pinned: string[];
}

/**
 * Folds stratified by class, and under harmonisation by site and class, so that no fold takes a site away: each holds
 * its share of every site. A site with too few rows to be harmonised without some of them stays in training throughout.
 *
 * @throws CohortTooSmall if a class has fewer rows than folds
 */
export function outerFolds(sample: Sample, protocol: ModellingProtocol, options: NestedOptions): OuterFolds {
  const { folds: count, seed, repeat = 0 } = options;
  const random = new Random(seed, repeat);
  const { harmonisation } = protocol;
  if (!harmonisation) return { folds: stratifiedFolds(sample.y, count, random), pinned: [] };
  // ComBat estimates a mean, and a variance unless it adjusts means only.
  const needed = harmonisation.meanOnly ? 1 : 2;
  const folds = new Int32Array(sample.n).fill(-1);
  const pinned: string[] = [];
  let next = 0;
  for (const site of [...new Set(sample.site)].sort()) {
    const members = sample.site.flatMap((name, i) => (name === site ? [i] : []));
    if (members.length - Math.ceil(members.length / count) < needed) {
      pinned.push(site);
      continue;
    }
    // Dealt in one go, so that no fold holds more of the site than any other by two.
    for (const outcome of [0, 1]) {
      const rows = random.shuffle(members.filter((i) => sample.y[i] === outcome));
      for (const row of rows) folds[row] = next++ % count;
    }
  }
  return { folds, pinned };
}

/** How the headline's cross-validation is done in rows at hand, or why it is not. */
export type ValidationPlan =
  | { readonly folds: number; readonly repeats: number; readonly omitted: null }
  | {
      readonly folds: 0;
      readonly repeats: 0;
      readonly omitted: { code: 'not-asked' | 'too-few-events'; message: string };
    };

/** Up to this many rows a cross-validation depends on its folds enough to be repeated as often as asked for. */
const ROWS_FOR_ALL_REPEATS = 500;

/**
 * Every refit needs as many rows of each class as the LASSO has folds. Where the folds asked for take too many of the
 * rarer class away, more (and smaller) ones are taken, at most one per row of that class.
 */
export function planValidation(y: ArrayLike<number>, protocol: ModellingProtocol): ValidationPlan {
  const none = (code: 'not-asked' | 'too-few-events', message: string): ValidationPlan => ({
    folds: 0,
    repeats: 0,
    omitted: { code, message },
  });
  const { folds: asked, repeats } = protocol.validation;
  if (asked < 2 || repeats < 1) return none('not-asked', 'No nested cross-validation was asked for.');
  let events = 0;
  for (let i = 0; i < y.length; i++) events += y[i];
  const rarer = Math.min(events, y.length - events);
  const needed = protocol.lasso.folds;
  const suits = (folds: number) => folds <= rarer && rarer - Math.ceil(rarer / folds) >= needed;
  let folds = asked;
  while (!suits(folds) && folds < rarer) folds++;
  if (!suits(folds)) {
    return none(
      'too-few-events',
      `got ${rarer} training rows of the rarer class; a nested cross-validation needs at least ${needed + 1}, ` +
        `one to hold out and ${needed} for the folds of the LASSO. Add cases, or ask the protocol for fewer LASSO folds.`,
    );
  }
  const affordable = Math.max(1, Math.floor((repeats * ROWS_FOR_ALL_REPEATS) / y.length));
  return { folds, repeats: Math.min(repeats, affordable), omitted: null };
}

/** Outer folds, stratified and shuffled by the seed. */
export interface NestedOptions {
  readonly folds: number;
  readonly seed: number;
  /** Each repeat has folds of its own; default 0. */
  readonly repeat?: number;
}
