/** The inverse power law of a learning curve, and when it says nothing beyond the patients there are. */
import { chiSquaredUpper } from '../numbers/distributions.ts';
import { Random } from '../numbers/random.ts';
import { quantile, type Spread } from './spread.ts';

/** Area after learning from n patients: asymptote − gain · n^(−rate). */
export interface PowerLaw {
  readonly asymptote: number;
  readonly gain: number;
  readonly rate: number;
}

/** Plain JSON. */
export interface FittedCurve {
  /** Null if the points do not follow one. */
  readonly law: PowerLaw | null;
  /** Why the curve cannot be continued; null if it can. */
  readonly refused: string | null;
  /** The area that the law gives at the planned number of patients, with the middle 95 % of laws refitted to the scatter. */
  readonly planned: { readonly patients: number; readonly auc: number; readonly range: [number, number] } | null;
  /** Farthest number of patients to which the law is continued. */
  readonly reach: number;
  /** Test of the law against no gain at all, and of what the law leaves. */
  readonly gainP: number | null;
  readonly lackOfFitP: number | null;
}

interface Point {
  readonly patients: number;
  readonly auc: Spread | null;
}

/** Rates that are tried. At the ends the curve is a straight line in log n, or a step: neither has an asymptote to find. */
const LEAST_RATE = 0.1;
const LARGEST_RATE = 3;
const RATES = 291;

/** A curve is continued to at most this multiple of the pilot. */
const REACH = 3;

/** Fewer sizes than these have no shape. */
const LEAST_SIZES = 4;

/**
 * Fits the inverse power law (Cortes et al. 1994; Figueroa et al. 2012, BMC Med Inform Decis Mak 12:8) to the mean areas by
 * weighted least squares, and refuses to continue it if the points do not bear that: too few sizes, no gain beyond the
 * scatter, a shape that the law does not have, a rate at the end of the range, or an asymptote that no area can have.
 */
export function fitCurve(points: readonly Point[], pilot: number, planned: number | null): FittedCurve {
  const used = points.flatMap(({ patients, auc }) =>
    auc && auc.count > 1 && auc.sd > 0 ? [{ n: patients, y: auc.mean, w: 1 / (auc.error * auc.error) }] : [],
  );
  const reach = REACH * pilot;
  const refuse = (refused: string, rest: Partial<FittedCurve> = {}): FittedCurve => ({
    law: null,
    planned: null,
    reach,
    gainP: null,
    lackOfFitP: null,
    ...rest,
    refused,
  });
  if (used.length < LEAST_SIZES) {
    return refuse(`Only ${used.length} sizes could be judged; a curve needs ${LEAST_SIZES}.`);
  }
  const best = bestLaw(used);
  const flat = residual(used, { asymptote: weightedMean(used), gain: 0, rate: 1 });
  const left = residual(used, best);
  const gainP = chiSquaredUpper(Math.max(0, flat - left), 2);
  const lackOfFitP = chiSquaredUpper(left, used.length - 3);
  const tests = { gainP, lackOfFitP };
  if (best.gain <= 0 || gainP > 0.05) {
    return refuse(
      'The areas do not grow with the patients beyond their scatter: the pilot gives no reason to expect that more patients give a better model, and none against it.',
      tests,
    );
  }
  if (lackOfFitP < 0.01) {
    return refuse('The areas do not follow an inverse power law: a curve through them would be a guess.', tests);
  }
  if (best.rate <= LEAST_RATE || best.rate >= LARGEST_RATE) {
    const shape = best.rate <= LEAST_RATE ? 'still grow as steeply as at the beginning' : 'jump after the first size';
    return refuse(`The areas ${shape}: where they would end is not in these data.`, { ...tests, law: best });
  }
  if (best.asymptote > 1) {
    return refuse('The law that fits best ends above an area of 1, which cannot be.', { ...tests, law: best });
  }
  const isWithin = planned !== null && planned <= reach;
  return {
    law: best,
    refused:
      planned === null || isWithin
        ? null
        : `${planned} patients are more than ${REACH} times the pilot's ${pilot}: the law is not continued that far.`,
    planned: isWithin ? { patients: planned, auc: areaAt(best, planned), range: rangeAt(used, planned) } : null,
    reach,
    ...tests,
  };
}

export function areaAt({ asymptote, gain, rate }: PowerLaw, patients: number): number {
  return asymptote - gain * patients ** -rate;
}

/** Refits whose areas are shifted by their standard errors, and their seed. */
const REFITS = 400;
const SEED = 1;

/** How far the scatter of the parts alone moves the law's area: the middle 95 % of refits, cut at the largest area there is. */
function rangeAt(points: readonly Weighted[], patients: number): [number, number] {
  const areas = Array.from({ length: REFITS }, (_, k) => {
    const random = new Random(SEED, k);
    const shifted = points.map((point) => ({ ...point, y: point.y + random.normal() / Math.sqrt(point.w) }));
    return Math.min(1, areaAt(bestLaw(shifted), patients));
  }).sort((a, b) => a - b);
  return [quantile(areas, 0.025), quantile(areas, 0.975)];
}

interface Weighted {
  readonly n: number;
  readonly y: number;
  readonly w: number;
}

function weightedMean(points: readonly Weighted[]): number {
  const total = points.reduce((sum, { w }) => sum + w, 0);
  return points.reduce((sum, { w, y }) => sum + w * y, 0) / total;
}

function residual(points: readonly Weighted[], law: PowerLaw): number {
  return points.reduce((sum, { n, y, w }) => sum + w * (y - areaAt(law, n)) ** 2, 0);
}

/** Given the rate the law is a line: the best rate of a grid, which a curve with few points does not warrant to refine. */
function bestLaw(points: readonly Weighted[]): PowerLaw {
  let best: PowerLaw = { asymptote: weightedMean(points), gain: 0, rate: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < RATES; k++) {
    const rate = LEAST_RATE + ((LARGEST_RATE - LEAST_RATE) * k) / (RATES - 1);
    const law = lineFor(points, rate);
    const left = residual(points, law);
    if (left < least) [best, least] = [law, left];
  }
  return best;
}

function lineFor(points: readonly Weighted[], rate: number): PowerLaw {
  const scaled = points.map((point) => ({ ...point, x: point.n ** -rate }));
  const total = scaled.reduce((sum, { w }) => sum + w, 0);
  const x0 = scaled.reduce((sum, { w, x }) => sum + w * x, 0) / total;
  const y0 = weightedMean(points);
  const sxx = scaled.reduce((sum, { w, x }) => sum + w * (x - x0) ** 2, 0);
  const sxy = scaled.reduce((sum, { w, x, y }) => sum + w * (x - x0) * (y - y0), 0);
  const slope = sxy / sxx;
  return { asymptote: y0 - slope * x0, gain: -slope, rate };
}
