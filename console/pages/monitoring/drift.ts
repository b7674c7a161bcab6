/** The drift of an institution's studies, as plots and tables take it: one row a variable, one a month. */
import type { Schemas } from '../../api/client.ts';

export type Monitoring = Schemas['Monitoring'];
export type MonthDrift = Monitoring['monitoring']['drift']['months'][number];

/** What one variable did in one month: over the most months that have studies enough. */
export interface Shift {
  readonly variable: string;
  readonly month: string;
  /** Months pooled. */
  readonly months: number;
  readonly n: number;
  /** In standard deviations of the training rows; null if there are too few studies. */
  readonly shift: number | null;
  readonly interval: readonly [number, number] | null;
  readonly adjustedP: number | null;
  readonly drifted: boolean;
}

/** Months that were judged, oldest first. */
export function monthsOf({ monitoring }: Monitoring): string[] {
  return [...new Set(monitoring.drift.months.map(({ month }) => month))].sort();
}

/** The variables of a month, the largest shift first; those without a figure last. */
export function shiftsOfMonth({ monitoring }: Monitoring, month: string): Shift[] {
  return monitoring.drift.months
    .filter((one) => one.month === month)
    .flatMap((one) => one.variables.map((variable) => shiftOf(variable, month)))
    .sort((a, b) => Math.abs(b.shift ?? -1) - Math.abs(a.shift ?? -1) || (a.variable < b.variable ? -1 : 1));
}

/** One variable over all months, oldest first. */
export function shiftsOfVariable(monitoring: Monitoring, variable: string): Shift[] {
  return monthsOf(monitoring).flatMap((month) =>
    shiftsOfMonth(monitoring, month).filter((shift) => shift.variable === variable),
  );
}

/** The shortest span with a figure is the most recent picture: one month, else as many as were needed. */
function shiftOf({ variable, spans, adjustedP, drifted }: MonthDrift['variables'][number], month: string): Shift {
  const known = spans.filter(({ shift }) => shift !== null).sort((a, b) => a.months - b.months)[0] ?? spans[0];
  const [low, high] = known?.interval ?? [];
  return {
    variable,
    month,
    months: known?.months ?? 0,
    n: known?.n ?? 0,
    shift: known?.shift ?? null,
    interval: typeof low === 'number' && typeof high === 'number' ? [low, high] : null,
    adjustedP,
    drifted,
  };
}

/** The variable to look at first: one that drifted in the newest month, else the largest shift in it. */
export function variableToShow(monitoring: Monitoring): string | undefined {
  const newest = monthsOf(monitoring).at(-1);
  if (newest === undefined) return undefined;
  const shifts = shiftsOfMonth(monitoring, newest);
  return (shifts.find(({ drifted }) => drifted) ?? shifts[0])?.variable;
}

/** The largest shift of the newest month with any figure; null if there is none. */
export function largestShift(monitoring: Monitoring): Shift | null {
  for (const month of monthsOf(monitoring).reverse()) {
    const [first] = shiftsOfMonth(monitoring, month);
    if (first?.shift !== null && first !== undefined) return first;
  }
  return null;
}
