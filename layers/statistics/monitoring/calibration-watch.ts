/** Calibration as outcomes come in: observed against expected by month, and an alarm that may be looked at for ever. */
import { normalQuantile } from '../numbers/distributions.ts';
import { calibrationInTheLarge } from '../performance/calibration.ts';
import { type ObservedToExpected, observedToExpected } from '../performance/observed-expected.ts';
import { logistic } from '../regression/logistic.ts';
import { monthNumber } from './drift.ts';
import { DEFAULT_MONITORING, type MonitoringSettings } from './settings.ts';

/** A prediction whose outcome has come. */
export interface AnsweredOutcome {
  /** `YYYY-MM` in which the outcome came. */
  readonly month: string;
  readonly linearPredictor: number;
  readonly outcome: 0 | 1;
}

/** All outcomes up to the end of a month. */
export interface CalibrationMonth {
  readonly month: string;
  /** Outcomes of this month alone. */
  readonly came: number;
  readonly n: number;
  readonly events: number;
  /** Null if there are outcomes enough for intervals. */
  readonly tooFew: string | null;
  readonly observedToExpected: ObservedToExpected | null;
  readonly inTheLarge: number | null;
  readonly inTheLargeInterval: [number, number] | null;
  /** Evidence against calibration: how many times likelier drifted predictions make the outcomes. At most 1 on average if nothing drifted. */
  readonly evidence: number;
  readonly alarm: boolean;
}

export interface CalibrationAlarm {
  readonly kind: 'calibration';
  readonly month: string;
  readonly message: string;
}

export interface CalibrationWatch {
  readonly months: CalibrationMonth[];
  /** The first month in which the evidence reached the bound, if it did. */
  readonly alarms: CalibrationAlarm[];
  readonly rule: string;
}

/** What may have become of a calibrated model, as true log odds = shift + slope · linear predictor; all alike beforehand. */
const ALTERNATIVES: readonly { readonly shift: number; readonly slope: number }[] = [
  ...[-1.5, -1, -0.5, 0.5, 1, 1.5].map((shift) => ({ shift, slope: 1 })),
  ...[0, 0.25, 0.5, 0.75, 1.5, 2].map((slope) => ({ shift: 0, slope })),
];

/**
 * Watches calibration over the outcomes of one version's predictions, in the order of their months. The alarm is a test by
 * betting (Ville 1939; Shafer 2021): the mean likelihood ratio of the alternatives is a martingale of mean 1 while the
 * predictions are calibrated, so that it ever reaches 1/α with a chance of at most α, however often one looks. It is
 * counted outcome by outcome: an alarm within a month counts, even if the evidence falls again by its end.
 *
 * @param outcomes of rows that the version was not fitted on; order within a month: as they came
 * @throws RangeError for a month that is not written YYYY-MM
 */
export function watchCalibration(
  outcomes: readonly AnsweredOutcome[],
  settings: MonitoringSettings = DEFAULT_MONITORING,
): CalibrationWatch {
  const { falseAlarmsEver } = settings.calibration;
  const months = [...new Set(outcomes.map(({ month }) => month))].sort((a, b) => monthNumber(a) - monthNumber(b));
  const logRatios = ALTERNATIVES.map(() => 0);
  const scores: number[] = [];
  const y: number[] = [];
  let raised = false;
  const watched = months.map((month): CalibrationMonth => {
    const came = outcomes.filter((one) => one.month === month);
    for (const { linearPredictor, outcome } of came) {
      ALTERNATIVES.forEach(({ shift, slope }, k) => {
        logRatios[k] +=
          logLikelihood(shift + slope * linearPredictor, outcome) - logLikelihood(linearPredictor, outcome);
      });
      scores.push(linearPredictor);
      y.push(outcome);
      raised ||= evidenceOf(logRatios) >= 1 / falseAlarmsEver;
    }
    return {
      ...cumulative(scores, y, settings),
      month,
      came: came.length,
      evidence: evidenceOf(logRatios),
      alarm: raised,
    };
  });
  const first = watched.find(({ alarm }) => alarm);
  return {
    months: watched,
    alarms: first ? [{ kind: 'calibration', month: first.month, message: messageOf(first) }] : [],
    rule:
      `Alarm once the outcomes are ${1 / falseAlarmsEver} times likelier under drifted than under the given probabilities: ` +
      `a calibrated model ever raises it with a chance of at most ${falseAlarmsEver}, however often one looks.`,
  };
}

function logLikelihood(logit: number, outcome: 0 | 1): number {
  const towards = outcome === 1 ? -logit : logit;
  return -Math.max(towards, 0) - Math.log1p(Math.exp(-Math.abs(towards)));
}

/** Kept finite, for JSON. */
function evidenceOf(logRatios: readonly number[]): number {
  const largest = Math.max(...logRatios);
  const sum = logRatios.reduce((total, ratio) => total + Math.exp(ratio - largest), 0);
  return Math.min(Number.MAX_VALUE, Math.exp(largest) * (sum / logRatios.length));
}

function cumulative(scores: readonly number[], y: readonly number[], { calibration, confidence }: MonitoringSettings) {
  const n = y.length;
  const events = y.reduce((sum, outcome) => sum + outcome, 0);
  const { leastPerOutcome } = calibration;
  if (Math.min(events, n - events) < leastPerOutcome) {
    const tooFew = `too few to tell: ${events} outcomes with the event, ${n - events} without; at least ${leastPerOutcome} of each are needed`;
    return { n, events, tooFew, observedToExpected: null, inTheLarge: null, inTheLargeInterval: null };
  }
  const { estimate, standardError } = calibrationInTheLarge(scores, y);
  const half = normalQuantile(0.5 + confidence / 2) * standardError;
  return {
    n,
    events,
    tooFew: null,
    observedToExpected: observedToExpected(scores.map(logistic), y, confidence),
    inTheLarge: estimate,
    inTheLargeInterval: [estimate - half, estimate + half] as [number, number],
  };
}

function messageOf({ month, n, events, observedToExpected: ratio }: CalibrationMonth): string {
  const counts = ratio
    ? `${events} events came where ${ratio.expected.toFixed(1)} were expected`
    : `${events} of ${n} outcomes have the event`;
  return `By ${month} the outcomes contradict the predicted probabilities: ${counts} in ${n} outcomes. Validate the version, and retrain or retire it.`;
}
