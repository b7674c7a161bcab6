/** Gates of calibration in the test rows: the slope, and the probabilities as a whole. */
import { normalQuantile } from '../numbers/distributions.ts';
import { calibrationInTheLarge, recalibrate } from '../performance/calibration.ts';
import { type Candidate, type TestFacts, whyNoTest } from './candidate.ts';
import { between, type GateResult, level, measured, notMeasured, shown } from './gate-result.ts';
import type { GateSettings } from './settings.ts';

/**
 * The slope of a recalibration (Cox 1958): below 1 the predictions are too extreme, above it too timid. Refused if the
 * data contradict every slope of the band.
 */
export function judgeCalibrationSlope(
  candidate: Candidate,
  facts: TestFacts | null,
  settings: NonNullable<GateSettings['calibrationSlope']>,
): GateResult {
  const { low, high, confidence, whenNotMeasured } = settings;
  const wanted = `an interval that reaches ${shown(low, 2)} to ${shown(high, 2)}`;
  if (!facts) {
    const message = whyNoTest(candidate);
    return notMeasured('calibration-slope', whenNotMeasured, { got: 'no slope', wanted, message });
  }
  const { scores, outcomes } = facts;
  const { slope, slopeInterval, separated } = recalibrate(scores, outcomes, confidence);
  if (slope === null || !slopeInterval) {
    if (separated && ranksRight(facts)) return judgeSeparated(facts, settings, wanted);
    const message = separated
      ? 'The predictions separate the outcomes the wrong way round.'
      : 'The predictions are one and the same.';
    return notMeasured('calibration-slope', whenNotMeasured, { got: 'no slope', wanted, message });
  }
  const [from, to] = slopeInterval;
  const interval = `${level(confidence)} interval ${between(slopeInterval, 2)}`;
  const passed = to >= low && from <= high;
  const fault = to < low ? 'too extreme' : 'too timid';
  return measured('calibration-slope', passed, {
    got: `${shown(slope, 2)} (${interval})`,
    wanted,
    figures: { slope, low: from, high: to, confidence, bandLow: low, bandHigh: high },
    message: passed
      ? `The calibration slope in the test rows is compatible with probabilities that are neither too extreme nor too timid (${interval}).`
      : `The predicted probabilities are ${fault} in the test rows: slope ${shown(slope, 2)}, ${interval}.`,
  });
}

function ranksRight({ evaluated }: TestFacts): boolean {
  return evaluated.auc.auc > 0.5;
}

/**
 * Predictions that separate the outcomes: the likelihood grows with the slope without end, so its interval has only a
 * lower end, and that is within reach unless the band's upper end is far less likely than the limit, which is 1.
 */
function judgeSeparated(
  { scores, outcomes }: TestFacts,
  { high, confidence }: NonNullable<GateSettings['calibrationSlope']>,
  wanted: string,
): GateResult {
  const steeper = scores.map((score) => high * score);
  const { estimate } = calibrationInTheLarge(steeper, outcomes);
  let deviance = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const towards = (outcomes[i] === 1 ? -1 : 1) * (steeper[i] + estimate);
    deviance += 2 * (Math.max(towards, 0) + Math.log1p(Math.exp(-Math.abs(towards))));
  }
  const passed = deviance <= normalQuantile(0.5 + confidence / 2) ** 2;
  return measured('calibration-slope', passed, {
    got: 'no largest slope: the predictions separate the outcomes',
    wanted,
    figures: { slope: null, confidence, bandHigh: high, devianceAtBandHigh: deviance },
    message: passed
      ? `The predictions separate the test outcomes; a slope of ${shown(high, 2)} is compatible with them at ${level(confidence)}.`
      : `The predicted probabilities are too timid: they separate the test outcomes, and a slope of ${shown(high, 2)} is not compatible with them at ${level(confidence)}.`,
  });
}

/** The log odds by which all predictions are too low (above 0) or too high. */
export function judgeCalibrationInTheLarge(
  candidate: Candidate,
  facts: TestFacts | null,
  { most, confidence }: NonNullable<GateSettings['calibrationInTheLarge']>,
): GateResult {
  const wanted = `an interval that reaches ${between([-most, most], 2)}`;
  if (!facts) {
    const message = whyNoTest(candidate);
    return notMeasured('calibration-in-the-large', 'refuse', { got: 'none', wanted, message });
  }
  const { estimate, standardError } = calibrationInTheLarge(facts.scores, facts.outcomes);
  const half = normalQuantile(0.5 + confidence / 2) * standardError;
  if (!Number.isFinite(half)) {
    const message = 'The predictions are so extreme that no interval exists.';
    return notMeasured('calibration-in-the-large', 'refuse', { got: shown(estimate, 2), wanted, message });
  }
  const [low, high] = [estimate - half, estimate + half];
  const interval = `${level(confidence)} interval ${between([low, high], 2)}`;
  const passed = low <= most && high >= -most;
  const fault = estimate > 0 ? 'too low' : 'too high';
  return measured('calibration-in-the-large', passed, {
    got: `${shown(estimate, 2)} (${interval})`,
    wanted,
    figures: { inTheLarge: estimate, low, high, confidence, most },
    message: passed
      ? `As a whole the predicted probabilities are compatible with the outcomes of the test rows (${interval} in log odds).`
      : `As a whole the predicted probabilities are ${fault} in the test rows: ${shown(estimate, 2)} in log odds, ${interval}.`,
  });
}
