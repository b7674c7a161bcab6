/** A seeded year of a version in use: its training rows, and studies that come in month by month. */
import type { AnsweredOutcome } from '../../../../layers/statistics/monitoring/calibration-watch.ts';
import type { MonitoredStudy } from '../../../../layers/statistics/monitoring/drift.ts';
import { type DriftReference, SCORE } from '../../../../layers/statistics/monitoring/reference.ts';
import { mean, variance } from '../../../../layers/statistics/numbers/moments.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';

const FEATURES = 7;

export interface UseOptions {
  readonly seed: number;
  readonly training?: number;
  readonly perMonth?: number;
  readonly months?: number;
  /** `lognormal`: long tails, as many features of radiomics have them. */
  readonly shape?: 'normal' | 'lognormal';
  /** Added to the first feature, in its standard deviations, from month `from` (0 is the first) on. */
  readonly shift?: { readonly by: number; readonly from: number };
  /** Whether the reference keeps the training values. */
  readonly values?: boolean;
}

/** Seven features with a common factor, and a score that is their sum. */
export function simulatedUse(options: UseOptions): { reference: DriftReference; studies: MonitoredStudy[] } {
  const { seed, training = 68, perMonth = 20, months = 12, shape = 'normal', shift, values = true } = options;
  const random = new Random(seed);
  // Standard deviation of a lognormal variable whose logarithm has 0.8.
  const long = Math.sqrt((Math.exp(0.64) - 1) * Math.exp(0.64));
  const draw = (by: number): number[] => {
    const common = random.normal();
    const features = Array.from({ length: FEATURES }, (_, k) => {
      const z = 0.5 * common + Math.sqrt(0.75) * random.normal();
      const value = shape === 'normal' ? z : Math.exp(0.8 * z) / long;
      return k === 0 ? value + by : value;
    });
    return [...features, features.reduce((sum, value) => sum + value, 0) / 3];
  };
  const names = [...Array.from({ length: FEATURES }, (_, k) => `f${k}`), SCORE];
  const rows = Array.from({ length: training }, () => draw(0));
  const reference = {
    variables: names.map((name, k) => {
      const column = rows.map((row) => row[k]);
      const sd = Math.sqrt(variance(column));
      return { name, mean: mean(column), sd, n: training, values: values ? [...column].sort((a, b) => a - b) : null };
    }),
  };
  const studies = Array.from({ length: months * perMonth }, (_, i): MonitoredStudy => {
    const month = Math.floor(i / perMonth);
    const row = draw(shift && month >= shift.from ? shift.by : 0);
    return {
      institution: 'centre-1',
      month: monthName(month),
      values: Object.fromEntries(names.map((name, k) => [name, row[k]])),
    };
  });
  return { reference, studies };
}

/** Outcomes of calibrated predictions, or of predictions whose true log odds are shift + slope · given ones. */
export function simulatedOutcomes(options: {
  readonly seed: number;
  readonly perMonth: number;
  readonly months: number;
  readonly shift?: number;
  readonly slope?: number;
}): AnsweredOutcome[] {
  const { seed, perMonth, months, shift = 0, slope = 1 } = options;
  const random = new Random(seed);
  return Array.from({ length: perMonth * months }, (_, i) => {
    const linearPredictor = 0.7 + 1.75 * random.normal();
    const outcome = random.uniform() < 1 / (1 + Math.exp(-shift - slope * linearPredictor)) ? 1 : 0;
    return { month: monthName(Math.floor(i / perMonth)), linearPredictor, outcome };
  });
}

function monthName(month: number): string {
  return `${2026 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}
