/** The gate of clinical use: net benefit against treating everybody and treating nobody. */
import { normalQuantile } from '../numbers/distributions.ts';
import { thresholdGrid } from '../performance/decision-curve.ts';
import { logistic } from '../regression/logistic.ts';
import { type Candidate, type TestFacts, whyNoTest } from './candidate.ts';
import { type GateResult, level, measured, notMeasured, shown } from './gate-result.ts';
import type { GateSettings } from './settings.ts';

/** Gain of the model over the better of treating all and treating none, at one threshold. */
export interface Gain {
  readonly threshold: number;
  readonly gain: number;
  readonly standardError: number;
}

/**
 * Each row contributes 1 for a true positive and −t/(1 − t) for a false one; against "all" a row that is not treated
 * contributes the opposite. The gain is a mean over rows, so its variance is theirs.
 */
export function gainsOver(
  probabilities: ArrayLike<number>,
  y: ArrayLike<number>,
  thresholds: readonly number[],
): Gain[] {
  const n = y.length;
  let events = 0;
  for (let i = 0; i < n; i++) events += y[i];
  return thresholds.map((threshold) => {
    const odds = threshold / (1 - threshold);
    const againstAll = events - (n - events) * odds > 0;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const worth = y[i] === 1 ? 1 : -odds;
      const treated = probabilities[i] >= threshold ? worth : 0;
      const difference = againstAll ? treated - worth : treated;
      sum += difference;
      squares += difference * difference;
    }
    const gain = sum / n;
    return { threshold, gain, standardError: Math.sqrt(Math.max(0, squares / n - gain * gain) / (n - 1)) };
  });
}

export function judgeNetBenefit(
  candidate: Candidate,
  facts: TestFacts | null,
  { leastMean, mostLoss, confidence }: NonNullable<GateSettings['netBenefit']>,
): GateResult {
  const { shown: range, step } = candidate.model.protocol.decisionCurve;
  const span = `thresholds ${shown(range.from, 2)} to ${shown(range.to, 2)}`;
  const wanted = `a mean gain above ${shown(leastMean)} over ${span}, and no loss above ${shown(mostLoss)} that is sure at ${level(confidence)}`;
  if (!facts) {
    return notMeasured('net-benefit', 'refuse', { got: 'none', wanted, message: whyNoTest(candidate) });
  }
  const gains = gainsOver(facts.scores.map(logistic), facts.outcomes, thresholdGrid(range.from, range.to, step));
  const meanGain = gains.reduce((sum, { gain }) => sum + gain, 0) / gains.length;
  const upper = ({ gain, standardError }: Gain) => gain + normalQuantile(confidence) * standardError;
  const worst = gains.reduce((a, b) => (upper(b) < upper(a) ? b : a));
  const worthIt = meanGain > leastMean;
  const harmless = upper(worst) >= -mostLoss;
  const worstText = `${shown(worst.gain)} at ${shown(worst.threshold, 2)} (upper end ${shown(upper(worst))})`;
  const problem = worthIt
    ? `At the threshold ${shown(worst.threshold, 2)} the model does harm: ${worstText} against the better of treating all and treating none.`
    : `Over ${span} the model is worth no more than treating all or treating none: mean gain ${shown(meanGain)}.`;
  return measured('net-benefit', worthIt && harmless, {
    got: `mean gain ${shown(meanGain)}; least ${worstText}`,
    wanted,
    figures: {
      meanGain,
      leastMean,
      worstThreshold: worst.threshold,
      worstGain: worst.gain,
      worstUpper: upper(worst),
      mostLoss,
      confidence,
    },
    message:
      worthIt && harmless
        ? `Over ${span} the net benefit is ${shown(meanGain)} above the better of treating all and treating none.`
        : problem,
  });
}
