/** Unpenalised logistic regression, and the odds ratios of a fit. */
import { requireBothClasses } from '../errors.ts';
import { normalQuantile, normalTwoSided } from '../numbers/distributions.ts';
import { exponential } from '../numbers/exponential.ts';
import { type Design, restoreCoefficients, restoreCovariance, type ScaledDesign, scaleDesign } from './design.ts';
import { type Maximum, maximise } from './likelihood.ts';

/**
 * Tests and intervals by penalised likelihood ratio, for a Firth fit: Wald's fail just where Firth is needed, for the
 * standard error grows faster than the coefficient as a variable separates (Hauck & Donner 1977; Heinze & Schemper 2002,
 * as R's logistf). Arrays run over the terms, the intercept first.
 */
export interface ProfileInference {
  readonly method: 'penalised-likelihood-ratio';
  readonly confidence: number;
  /** Null for an aliased term. */
  readonly p: (number | null)[];
  /** Of the coefficient; null for an infinite bound, and for an aliased term. */
  readonly intervals: [number | null, number | null][];
}

/** A fitted logistic regression; plain JSON. Arrays run over `terms`, the intercept first. */
export interface LogisticFit {
  readonly terms: string[];
  readonly coefficients: number[];
  readonly standardErrors: number[];
  readonly covariance: number[][];
  /** Wald statistic and two-sided p-value per term; if `inference` is given, that counts. */
  readonly z: number[];
  readonly p: number[];
  readonly n: number;
  readonly events: number;
  readonly logLikelihood: number;
  /** Log-likelihood of the model with the intercept only. */
  readonly nullLogLikelihood: number;
  readonly aic: number;
  /** `firth`: penalised likelihood, used if the data are separated or it was asked for. */
  readonly method: 'maximum-likelihood' | 'firth';
  /** No finite maximum-likelihood estimate exists for these rows. */
  readonly separated: boolean;
  /** Log-likelihood with Firth's penalty; null for maximum likelihood. */
  readonly penalisedLogLikelihood: number | null;
  /** Terms that repeat others in these rows; their coefficient is 0. */
  readonly aliased: string[];
  /** Only on Firth fits that are reported. */
  readonly inference?: ProfileInference;
  /**
   * The terms were chosen, or made, by the same outcomes: p-values and intervals do not account for the choice and are
   * too good. On pure noise most coefficients of a Rad-score have p < 0.05.
   */
  readonly postSelection?: boolean;
}

/**
 * Unpenalised logistic regression with intercept. Where the data are separated the answer is Firth's penalised fit,
 * and `separated` says so.
 *
 * @param y outcome per row, 0 or 1
 * @throws SingleClass if all outcomes are equal
 *
 * @example
 * ```ts
 * import { fitLogistic } from '@radscore/statistics';
 * const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
 * const design = { n: 8, terms: ['x'], columns: [x] };
 * fitLogistic(design, [0, 0, 1, 0, 1, 0, 1, 1]).coefficients.map((b) => b.toFixed(3)); // → [ '-2.673', '0.594' ]
 * ```
 */
export function fitLogistic(design: Design, y: ArrayLike<number>): LogisticFit {
  const scaled = scaleDesign(design);
  requireBothClasses(y);
  const maximum = maximise(scaled, y, { firth: false });
  if (!maximum.separated) return summarise(design, scaled, y, maximum, 'maximum-likelihood', false);
  return summarise(design, scaled, y, maximise(scaled, y, { firth: true }), 'firth', true);
}

/** As {@link fitLogistic}, of a maximum that has been found already. */
export function summarise(
  design: Design,
  scaled: ScaledDesign,
  y: ArrayLike<number>,
  maximum: Maximum,
  method: LogisticFit['method'],
  separated: boolean,
): LogisticFit {
  const terms = design.terms.length;
  const coefficients = restoreCoefficients(scaled, terms, maximum.beta);
  const covariance = restoreCovariance(scaled, terms, maximum.covariance);
  const standardErrors = covariance.map((row, j) => Math.sqrt(row[j]));
  const z = coefficients.map((b, j) => (standardErrors[j] > 0 ? b / standardErrors[j] : 0));
  let events = 0;
  for (let i = 0; i < design.n; i++) events += y[i];
  const share = events / design.n;
  return {
    terms: ['(Intercept)', ...design.terms],
    coefficients,
    standardErrors,
    covariance,
    z,
    p: z.map(normalTwoSided),
    n: design.n,
    events,
    logLikelihood: maximum.logLikelihood,
    nullLogLikelihood: events * Math.log(share) + (design.n - events) * Math.log1p(-share),
    aic: 2 * scaled.q - 2 * maximum.logLikelihood,
    method,
    separated,
    penalisedLogLikelihood: method === 'firth' ? maximum.objective + logScale(scaled) : null,
    aliased: [...scaled.aliased],
  };
}

/** ½ ln det I in the design's units minus that in scaled units. */
function logScale(scaled: ScaledDesign): number {
  let sum = 0;
  for (const scale of scaled.scale) sum += Math.log(scale);
  return sum;
}

/** The probability of a linear predictor; the same bits on every host. */
export function logistic(eta: number): number {
  const tail = exponential(-Math.abs(eta));
  return eta >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
}

export interface OddsRatio {
  readonly term: string;
  readonly oddsRatio: number;
  readonly interval: [number, number];
  readonly confidence: number;
  readonly p: number;
  /** Where interval and p come from. */
  readonly method: 'Wald' | ProfileInference['method'];
}

/**
 * Odds ratio per term with interval and p: by penalised likelihood ratio where the fit holds them at this confidence,
 * Wald's otherwise.
 *
 * @example
 * ```ts
 * import { fitLogistic, oddsRatios } from '@radscore/statistics';
 * const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8);
 * const design = { n: 8, terms: ['x'], columns: [x] };
 * const [, x2] = oddsRatios(fitLogistic(design, [0, 0, 1, 0, 1, 0, 1, 1]));
 * x2.oddsRatio.toFixed(3); // → '1.811'
 * ```
 */
export function oddsRatios(fit: LogisticFit, confidence = fit.inference?.confidence ?? 0.95): OddsRatio[] {
  const z = normalQuantile(0.5 + confidence / 2);
  const profile = fit.inference?.confidence === confidence ? fit.inference : undefined;
  return fit.terms.map((term, j) => {
    if (profile) {
      const [low, high] = profile.intervals[j];
      return {
        term,
        oddsRatio: Math.exp(fit.coefficients[j]),
        interval: [low === null ? 0 : Math.exp(low), high === null ? Number.POSITIVE_INFINITY : Math.exp(high)],
        confidence,
        p: profile.p[j] ?? 1,
        method: profile.method,
      };
    }
    const half = z * fit.standardErrors[j];
    const b = fit.coefficients[j];
    const interval: [number, number] = [Math.exp(b - half), Math.exp(b + half)];
    return { term, oddsRatio: Math.exp(b), interval, confidence, p: fit.p[j], method: 'Wald' };
  });
}
