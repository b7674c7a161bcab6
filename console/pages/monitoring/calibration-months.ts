/** Calibration over time: observed over expected outcomes up to the end of each month. */
import type { Monitoring } from './drift.ts';

export interface CalibrationMonth {
  readonly month: string;
  /** Outcomes up to the end of the month, and of this month alone. */
  readonly n: number;
  readonly came: number;
  readonly ratio: number | null;
  readonly interval: readonly [number, number] | null;
  readonly alarm: boolean;
  /** Why there is no figure. */
  readonly tooFew: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Months, oldest first. The statistics layer may add to what a month has. */
export function calibrationMonths({ monitoring }: Monitoring): CalibrationMonth[] {
  return monitoring.calibration.months
    .map((month): CalibrationMonth => {
      const fields: Fields = month;
      const ratio = fieldsOf(fields.observedToExpected);
      const [low, high] = Array.isArray(ratio?.interval) ? ratio.interval : [];
      return {
        month: month.month,
        n: numberOf(fields.n) ?? 0,
        came: numberOf(fields.came) ?? 0,
        ratio: numberOf(ratio?.ratio),
        interval: typeof low === 'number' && typeof high === 'number' ? [low, high] : null,
        alarm: fields.alarm === true,
        tooFew: typeof fields.tooFew === 'string' ? fields.tooFew : null,
      };
    })
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
