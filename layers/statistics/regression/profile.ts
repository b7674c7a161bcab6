/** Profile likelihood: tests and intervals for which Wald's are no good. */
import { requireBothClasses } from '../errors.ts';
import { chiSquaredUpper, normalQuantile } from '../numbers/distributions.ts';
import { findRoot } from '../numbers/root.ts';
import { type Design, scaleDesign } from './design.ts';
import { maximise } from './likelihood.ts';
import type { LogisticFit } from './logistic.ts';

export interface ProfiledTerm {
  readonly term: string;
  readonly coefficient: number;
  /** Likelihood-ratio test that the coefficient is 0. */
  readonly chiSquared: number;
  readonly p: number;
  /** Profile-likelihood interval of the coefficient; infinite if the likelihood never falls far enough. */
  readonly interval: [number, number];
}

/** How often the search for a bound may double its reach before the bound is called infinite. */
const DOUBLINGS = 30;
/** The other coefficients are followed in steps of this many standard errors, up to a maximum at once. */
const STEP = 0.5;
const MOST_STEPS = 16;
/** A bound is found to this share of a standard error. */
const BOUND = 1e-7;

/**
 * Profile-likelihood tests and intervals of every term, of the plain or of Firth's penalised likelihood (whose
 * penalty stays that of all terms, as Heinze & Schemper have it). Aliased terms are left out.
 *
 * @param y outcome per row, 0 or 1
 * @throws SingleClass
 */
export function profileTerms(
  design: Design,
  y: ArrayLike<number>,
  options: { firth: boolean; confidence?: number },
): ProfiledTerm[] {
  requireBothClasses(y);
  const { firth } = options;
  const scaled = scaleDesign(design, false);
  const { q } = scaled;
  const best = maximise(scaled, y, { firth });
  const limit = normalQuantile(0.5 + (options.confidence ?? 0.95) / 2) ** 2;
  const names = ['(Intercept)', ...scaled.used.map((j) => design.terms[j])];

  return names.map((term, j) => {
    const free = Array.from({ length: q }, (_, k) => k).filter((k) => k !== j);
    const width = Math.sqrt(best.covariance[j * q + j]);
    /** Values of coefficient j at which the others have been found. */
    const solved = [{ value: best.beta[j], beta: best.beta }];
    const maximiseAt = (value: number, start: Float64Array) => {
      const from = start.slice();
      from[j] = value;
      return maximise(scaled, y, { firth, start: from, free, trusted: true });
    };
    /**
     * Twice the fall of the profile when coefficient j is held at a value. Where the data are (nearly) separated, the others
     * move far with it and a start from afar ends on a lower hill: so the others are followed in steps.
     */
    const fall = (value: number): number => {
      const near = solved.reduce((a, b) => (Math.abs(b.value - value) < Math.abs(a.value - value) ? b : a));
      const steps = Math.min(MOST_STEPS, Math.ceil(Math.abs(value - near.value) / (STEP * width)) || 1);
      let maximum = maximiseAt(near.value + (value - near.value) / steps, near.beta);
      for (let step = 2; step <= steps; step++) {
        maximum = maximiseAt(near.value + ((value - near.value) * step) / steps, maximum.beta);
      }
      solved.push({ value, beta: maximum.beta });
      return 2 * (best.objective - maximum.objective);
    };
    const bound = (side: 1 | -1): number => {
      const centre = best.beta[j];
      let inner = centre;
      let reach = normalQuantile(0.975) * width;
      for (let k = 0; k < DOUBLINGS; k++) {
        const outer = centre + side * reach;
        if (fall(outer) > limit) return findRoot((value) => fall(value) - limit, inner, outer, BOUND * width);
        inner = outer;
        reach *= 2;
      }
      return side * Number.POSITIVE_INFINITY;
    };
    const interval: [number, number] = [bound(-1) / scaled.scale[j], bound(1) / scaled.scale[j]];
    const chiSquared = fall(0);
    return {
      term,
      coefficient: best.beta[j] / scaled.scale[j],
      chiSquared,
      p: chiSquaredUpper(chiSquared, 1),
      interval,
    };
  });
}

/**
 * Likelihood-ratio test that all coefficients but the intercept are 0, of the plain or of Firth's penalised likelihood
 * (its penalty that of all terms, as in {@link profileTerms}). p is 1 if every term is aliased.
 *
 * @param y outcome per row, 0 or 1
 * @throws SingleClass
 */
export function likelihoodRatioOfTerms(
  design: Design,
  y: ArrayLike<number>,
  { firth }: { firth: boolean },
): { chiSquared: number; df: number; p: number } {
  requireBothClasses(y);
  const scaled = scaleDesign(design, false);
  const df = scaled.q - 1;
  if (df === 0) return { chiSquared: 0, df, p: 1 };
  const whole = maximise(scaled, y, { firth });
  const none = maximise(scaled, y, { firth, free: [0], trusted: true });
  const chiSquared = Math.max(0, 2 * (whole.objective - none.objective));
  return { chiSquared, df, p: chiSquaredUpper(chiSquared, df) };
}

/** A Firth fit with its tests and intervals by penalised likelihood ratio; a maximum-likelihood fit as it is. */
export function withProfile(fit: LogisticFit, design: Design, y: ArrayLike<number>, confidence: number): LogisticFit {
  if (fit.method !== 'firth') return fit;
  const profiled = new Map(profileTerms(design, y, { firth: true, confidence }).map((one) => [one.term, one]));
  const finite = (bound: number | undefined) => (bound !== undefined && Number.isFinite(bound) ? bound : null);
  return {
    ...fit,
    inference: {
      method: 'penalised-likelihood-ratio',
      confidence,
      p: fit.terms.map((term) => profiled.get(term)?.p ?? null),
      intervals: fit.terms.map((term) => {
        const interval = profiled.get(term)?.interval;
        return [finite(interval?.[0]), finite(interval?.[1])];
      }),
    },
  };
}
