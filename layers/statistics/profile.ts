import { type Design, scaleDesign } from './design.ts';
import { chiSquaredUpper, normalQuantile } from './distributions.ts';
import { maximise } from './likelihood.ts';
import { requireBothClasses } from './logistic.ts';
import { findRoot } from './root.ts';

export interface ProfiledTerm {
  readonly term: string;
  readonly coefficient: number;
  /** Likelihood-ratio test that the coefficient is 0. */
  readonly chiSquared: number;
  readonly p: number;
  /** Profile-likelihood interval of the coefficient; infinite where the likelihood never falls far enough. */
  readonly interval: [number, number];
}

/** How often the search for a bound may double its reach before the bound is called infinite. */
const DOUBLINGS = 30;

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
    let start = best.beta;
    /** Twice the fall of the profile when coefficient j is held at a value; each call starts from the last. */
    const fall = (value: number): number => {
      const from = start.slice();
      from[j] = value;
      const maximum = maximise(scaled, y, { firth, start: from, free, trusted: true });
      start = maximum.beta;
      return 2 * (best.objective - maximum.objective);
    };
    const bound = (side: 1 | -1): number => {
      start = best.beta;
      const centre = best.beta[j];
      let inner = centre;
      let reach = normalQuantile(0.975) * Math.sqrt(best.covariance[j * q + j]);
      for (let k = 0; k < DOUBLINGS; k++) {
        const outer = centre + side * reach;
        if (fall(outer) > limit) return findRoot((value) => fall(value) - limit, inner, outer);
        inner = outer;
        reach *= 2;
      }
      return side * Number.POSITIVE_INFINITY;
    };
    const interval: [number, number] = [bound(-1) / scaled.scale[j], bound(1) / scaled.scale[j]];
    start = best.beta;
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
