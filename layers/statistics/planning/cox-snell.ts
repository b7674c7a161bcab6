/** Cox & Snell's R² that a model will have, from the figures that papers report: the C statistic or Nagelkerke's R². */
import { normalQuantile } from '../numbers/distributions.ts';
import { findRoot } from '../numbers/root.ts';
import { integrate, normalDensity, REACH, softplus } from './integrate.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { LARGEST_C, requireC, requirePrevalence, requireWithin } from './refusal.ts';

/**
 * The largest Cox–Snell R² that a model of an outcome with this prevalence can have: 1 − exp(2 ln L₀ / n), with L₀ the
 * likelihood of the prevalence alone (Riley et al. 2019, Stat Med 38:1276, eq. 23; BMJ 2020;368:m441).
 */
export function largestCoxSnell(prevalence: number): number {
  return 1 - Math.exp(2 * (prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence)));
}

/** Distance of the two normal distributions, in standard deviations, whose C statistic this is. */
export function separationOf(c: number): number {
  return Math.SQRT2 * normalQuantile(c);
}

/**
 * The Cox–Snell R² of a calibrated model whose linear predictor is normal with equal variance among patients with and
 * without the outcome, and whose C statistic is `c`: the exact value of what Riley, Van Calster & Collins (2021, Stat Med
 * 40:859) approximate by simulating 1,000,000 patients. Such a linear predictor follows a logistic model exactly, so R² is
 * 1 − exp(−2 I), with I the mean gain of the log-likelihood.
 *
 * @throws PlanRefused
 */
export function coxSnellOfC(c: number, prevalence: number): number {
  requireC(c);
  requirePrevalence(prevalence);
  const distance = separationOf(c);
  const logOdds = Math.log(prevalence / (1 - prevalence)) - (distance * distance) / 2;
  const gain = integrate(
    (x) => {
      const lp = logOdds + distance * x;
      const withEvent = prevalence * normalDensity(x, distance);
      const without = (1 - prevalence) * normalDensity(x);
      return -(withEvent * softplus(-lp) + without * softplus(lp));
    },
    -REACH,
    distance + REACH,
  );
  const alone = prevalence * Math.log(prevalence) + (1 - prevalence) * Math.log(1 - prevalence);
  return 1 - Math.exp(-2 * (gain - alone));
}

/** The C statistic of such a model with this Cox–Snell R²; null if it would be above {@link LARGEST_C}. */
export function cOfCoxSnell(r2: number, prevalence: number): number | null {
  const least = 0.5 + 1e-6;
  if (r2 >= coxSnellOfC(LARGEST_C, prevalence)) return null;
  if (r2 <= coxSnellOfC(least, prevalence)) return 0.5;
  return findRoot((c) => coxSnellOfC(c, prevalence) - r2, least, LARGEST_C, 1e-10);
}

/** Patients that pmsampsize simulates, and its seed. */
const SIMULATED = 1_000_000;
const SEED = 123_456;

/**
 * The same by pmsampsize's own simulation, number by number: 1,000,000 patients from R's generator with its seed, a
 * logistic regression on their linear predictor, and the four decimals that pmsampsize keeps. It differs from
 * {@link coxSnellOfC} by the simulation's error, a few units of the fourth decimal, and gives pmsampsize's sizes exactly.
 *
 * @throws PlanRefused
 */
export function simulatedCoxSnell(c: number, prevalence: number): number {
  requireC(c);
  requirePrevalence(prevalence);
  const distance = separationOf(c);
  const random = new MersenneTwister(SEED);
  // pmsampsize gives the prevalence to those without the outcome; by symmetry R² is that of the other way round.
  const without = Math.trunc(prevalence * SIMULATED);
  const having = Math.trunc((1 - prevalence) * SIMULATED);
  const lp = new Float64Array(without + having);
  for (let i = 0; i < lp.length; i++) lp[i] = random.normal() + (i < without ? 0 : distance);
  const gain = likelihoodGain(lp, without, distance);
  return rounded(1 - Math.exp((-2 * gain) / SIMULATED), 4);
}

/** Gain of the log-likelihood by a logistic regression on one predictor over the prevalence alone; Newton's method. */
function likelihoodGain(lp: Float64Array, without: number, distance: number): number {
  const n = lp.length;
  const having = n - without;
  // The true coefficients are next to the estimates.
  let intercept = Math.log(having / without) - (distance * distance) / 2;
  let slope = distance;
  for (let iteration = 0; iteration < 25; iteration++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = lp[i];
      const p = 1 / (1 + Math.exp(-(intercept + slope * x)));
      const residual = (i < without ? 0 : 1) - p;
      const weight = p * (1 - p);
      g0 += residual;
      g1 += residual * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const step0 = (h11 * g0 - h01 * g1) / determinant;
    const step1 = (h00 * g1 - h01 * g0) / determinant;
    intercept += step0;
    slope += step1;
    // The likelihood is flat at its top: what such a step leaves out is 1e-12 of it.
    if (Math.abs(step0) + Math.abs(step1) < 1e-6) break;
  }
  let fitted = 0;
  for (let i = 0; i < n; i++) {
    const eta = intercept + slope * lp[i];
    fitted -= softplus(i < without ? eta : -eta);
  }
  return fitted - (without * Math.log(without / n) + having * Math.log(having / n));
}

/** Nagelkerke's R² as Cox & Snell's, to the three decimals that pmsampsize keeps (if they leave any). @throws PlanRefused */
export function coxSnellOfNagelkerke(nagelkerke: number, prevalence: number): number {
  requirePrevalence(prevalence);
  requireWithin('nagelkerke', nagelkerke, 0, 1);
  const exact = nagelkerke * largestCoxSnell(prevalence);
  // Of a rare outcome three decimals may leave nothing, and pmsampsize no size.
  return rounded(exact, 3) || exact;
}

/** A number rounded to a number of decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
