/** Which rows are held out together, and how many folds and repeats a cohort allows. */
import type { Sample } from '../learning/sample.ts';
import type { ValidationOmitted } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { clustersByOutcome, clustersOf } from '../numbers/clusters.ts';
import { Random } from '../numbers/random.ts';
import { splitRows, stratifiedFolds } from '../regression/folds.ts';

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
 * Rows of one patient share a fold. Under leave-one-site-out each site is a fold.
 *
 * @throws CohortTooSmall if a class has fewer rows (or patients) than folds
 */
export function outerFolds(sample: Sample, protocol: ModellingProtocol, options: NestedOptions): OuterFolds {
  const { harmonisation } = protocol;
  if (protocol.validation.by === 'site') return siteFolds(sample, protocol);
  const { folds: count, seed, repeat = 0 } = options;
  const random = new Random(seed, repeat);
  if (!harmonisation) return { folds: stratifiedFolds(sample.y, count, random, sample.patient), pinned: [] };
  // ComBat estimates a mean, and a variance unless it adjusts means only.
  const needed = harmonisation.meanOnly ? 1 : 2;
  const folds = new Int32Array(sample.n).fill(-1);
  const pinned: string[] = [];
  const patients = clustersOf(sample.patient, sample.n);
  let next = 0;
  for (const site of [...new Set(sample.site)].sort()) {
    // A patient seen at several sites goes with the first.
    const members = patients.filter(([first]) => sample.site[first] === site);
    if (members.length - Math.ceil(members.length / count) < needed) {
      pinned.push(site);
      continue;
    }
    // Dealt in one go, so that no fold holds more of the site than any other by two.
    for (const outcome of [0, 1]) {
      const dealt = random.shuffle(members.filter((rows) => Number(rows.some((i) => sample.y[i] === 1)) === outcome));
      for (const rows of dealt) {
        const fold = next++ % count;
        for (const row of rows) folds[row] = fold;
      }
    }
  }
  return { folds, pinned };
}

/** The site that others are brought to is needed by every harmonisation. */
function siteFolds({ site, n }: Sample, { harmonisation }: ModellingProtocol): OuterFolds {
  const sites = sitesHeldOut(site, harmonisation?.reference);
  const pinned = harmonisation?.reference;
  const folds = Int32Array.from({ length: n }, (_, i) => sites.indexOf(site[i]));
  return { folds, pinned: pinned && site.includes(pinned) ? [pinned] : [] };
}

function sitesHeldOut(site: readonly string[], reference: string | null | undefined): string[] {
  return [...new Set(site)].filter((name) => name !== reference).sort();
}

/**
 * Rows of a sample outside and inside a fold, ascending. A patient with rows at several sites is held out as a whole: other
 * rows of the patient teach nothing.
 */
export function splitSample(sample: Sample, folds: ArrayLike<number>, fold: number): ReturnType<typeof splitRows> {
  const { train, held } = splitRows(folds, fold);
  const { patient } = sample;
  if (!patient) return { train, held };
  const out = new Set(Array.from(held, (i) => patient[i]));
  return { train: train.filter((i) => !out.has(patient[i])), held };
}

/** How the headline's cross-validation is done in rows at hand, or why it is not. */
export type ValidationPlan =
  | { readonly folds: number; readonly repeats: number; readonly omitted: null }
  | { readonly folds: 0; readonly repeats: 0; readonly omitted: ValidationOmitted };

/** Up to this many rows a cross-validation depends on its folds enough to be repeated as often as asked for. */
const ROWS_FOR_ALL_REPEATS = 500;

/**
 * Every refit needs as many rows of each class as the LASSO has folds. Where the folds asked for take too many of the
 * rarer class away, more (and smaller) ones are taken, at most one per row of that class. Rows of one patient count once.
 */
export function planValidation(
  y: ArrayLike<number>,
  protocol: ModellingProtocol,
  { site, patient }: Pick<Sample, 'site' | 'patient'> = { site: [], patient: null },
): ValidationPlan {
  const none = (code: ValidationOmitted['code'], message: string): ValidationPlan => ({
    folds: 0,
    repeats: 0,
    omitted: { code, message },
  });
  const { folds: asked, repeats, by } = protocol.validation;
  if (asked < 2 || repeats < 1) return none('not-asked', 'No nested cross-validation was asked for.');
  if (by === 'site') {
    const sites = new Set(site).size;
    if (sites < 2) {
      return none(
        'too-few-sites',
        `got training rows of ${sites} site; leave-one-site-out needs at least 2. Add sites, or hold out folds.`,
      );
    }
    return { folds: sitesHeldOut(site, protocol.harmonisation?.reference).length, repeats: 1, omitted: null };
  }
  const rarer = Math.min(...clustersByOutcome(patient, y));
  const needed = protocol.lasso.folds;
  const suits = (folds: number) => folds <= rarer && rarer - Math.ceil(rarer / folds) >= needed;
  let folds = asked;
  while (!suits(folds) && folds < rarer) folds++;
  if (!suits(folds)) {
    const units = patient ? 'training patients' : 'training rows';
    return none(
      'too-few-events',
      `got ${rarer} ${units} of the rarer class; a nested cross-validation needs at least ${needed + 1}, ` +
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
