/** Drift of features and of the score, per institution and month, against the training rows of a version. */
import { mannWhitney } from '../hypothesis-tests/mann-whitney.ts';
import { tQuantile, tTwoSided } from '../numbers/distributions.ts';
import { mean, variance } from '../numbers/moments.ts';
import type { DriftReference, ReferenceVariable } from './reference.ts';
import { DEFAULT_MONITORING, type MonitoringSettings } from './settings.ts';

/** A study that a version has scored. */
export interface MonitoredStudy {
  readonly institution: string;
  /** `YYYY-MM`, of the scan. */
  readonly month: string;
  /** By name of the reference's variables, the score among them; as the model read them, harmonised if it harmonises. */
  readonly values: Readonly<Record<string, number>>;
}

/** One variable over one span of months, next to the training rows. */
export interface Shift {
  /** Months pooled, the last of them the month that is judged. */
  readonly months: number;
  readonly n: number;
  /** Null if there are rows enough. */
  readonly tooFew: string | null;
  /** Difference of the means in standard deviations of the training rows, with its interval (Welch). */
  readonly shift: number | null;
  readonly interval: [number, number] | null;
  /** Of the rank-sum test, or of Welch's if the reference has no values; not adjusted. */
  readonly p: number | null;
}

export interface VariableDrift {
  readonly variable: string;
  readonly spans: Shift[];
  /** Smallest p of the spans, times all tests of this institution and month; null if nothing could be tested. */
  readonly adjustedP: number | null;
  readonly drifted: boolean;
}

export interface MonthDrift {
  readonly institution: string;
  readonly month: string;
  /** Studies of this month alone. */
  readonly n: number;
  readonly variables: VariableDrift[];
  readonly drifted: boolean;
  /** Whether any variable could be tested. */
  readonly tooFew: boolean;
}

/** The first month in which an institution's variable drifted, in a run of such months. */
export interface DriftAlarm {
  readonly kind: 'drift';
  readonly institution: string;
  readonly month: string;
  readonly variable: string;
  readonly shift: number;
  readonly message: string;
}

export interface Drift {
  readonly months: MonthDrift[];
  readonly alarms: DriftAlarm[];
  /** What an alarm is, and how often it is false, in words. */
  readonly rule: string;
}

/**
 * Holds every institution's studies against the training rows, month by month. A month in which nothing can be told is
 * said to be one: no alarm is no proof.
 *
 * @throws RangeError for a month that is not written YYYY-MM
 */
export function driftOf(
  reference: DriftReference,
  studies: readonly MonitoredStudy[],
  settings: MonitoringSettings = DEFAULT_MONITORING,
): Drift {
  const institutions = [...new Set(studies.map(({ institution }) => institution))].sort();
  const months = institutions.flatMap((institution) => {
    const own = studies.filter((study) => study.institution === institution);
    return [...new Set(own.map(({ month }) => month))]
      .sort((a, b) => monthNumber(a) - monthNumber(b))
      .map((month) => monthDrift(reference, own, institution, month, settings));
  });
  return { months, alarms: alarmsOf(months), rule: ruleOf(reference, settings) };
}

function monthDrift(
  reference: DriftReference,
  own: readonly MonitoredStudy[],
  institution: string,
  month: string,
  settings: MonitoringSettings,
): MonthDrift {
  const { spans, falseAlarmsPerMonth } = settings.drift;
  const last = monthNumber(month);
  const tests = reference.variables.length * spans.length;
  const pooled = spans.map((length) =>
    own.filter((study) => monthNumber(study.month) > last - length && monthNumber(study.month) <= last),
  );
  const variables = reference.variables.map((variable): VariableDrift => {
    const shifts = spans.map((length, k) => shiftOf(variable, length, pooled[k], settings));
    const smallest = Math.min(...shifts.map(({ p }) => p ?? Number.POSITIVE_INFINITY));
    const adjustedP = Number.isFinite(smallest) ? Math.min(1, tests * smallest) : null;
    return {
      variable: variable.name,
      spans: shifts,
      adjustedP,
      drifted: adjustedP !== null && adjustedP < falseAlarmsPerMonth,
    };
  });
  return {
    institution,
    month,
    n: own.filter((study) => study.month === month).length,
    variables,
    drifted: variables.some(({ drifted }) => drifted),
    tooFew: variables.every(({ adjustedP }) => adjustedP === null),
  };
}

function shiftOf(
  { name, mean: centre, sd, n: trained, values: training }: ReferenceVariable,
  months: number,
  studies: readonly MonitoredStudy[],
  { drift: { leastStudies }, confidence }: MonitoringSettings,
): Shift {
  const values = studies.flatMap(({ values: { [name]: value } }) => (Number.isFinite(value) ? [value] : []));
  const n = values.length;
  if (n < Math.max(2, leastStudies)) {
    const tooFew = `too few to tell: ${n} studies in ${months} month${months === 1 ? '' : 's'}, at least ${leastStudies} are needed`;
    return { months, n, tooFew, shift: null, interval: null, p: null };
  }
  const difference = mean(values) - centre;
  const own = variance(values) / n;
  const its = (sd * sd) / trained;
  const error = Math.sqrt(own + its);
  const df = (own + its) ** 2 / (own ** 2 / (n - 1) + its ** 2 / (trained - 1));
  const half = tQuantile(0.5 + confidence / 2, df) * error;
  return {
    months,
    n,
    tooFew: null,
    shift: difference / sd,
    interval: [(difference - half) / sd, (difference + half) / sd],
    p: training ? mannWhitney(values, training).p : tTwoSided(difference / error, df),
  };
}

function alarmsOf(months: readonly MonthDrift[]): DriftAlarm[] {
  const before = new Map<string, Set<string>>();
  return months.flatMap(({ institution, month, variables }) => {
    const drifted = variables.filter((variable) => variable.drifted);
    const old = before.get(institution) ?? new Set();
    before.set(institution, new Set(drifted.map(({ variable }) => variable)));
    return drifted
      .filter(({ variable }) => !old.has(variable))
      .map(({ variable, spans }) => {
        const strongest = spans.reduce((a, b) => ((b.p ?? 2) < (a.p ?? 2) ? b : a));
        const shift = strongest.shift ?? 0;
        const size = `${Math.abs(shift).toFixed(2)} standard deviations ${shift > 0 ? 'above' : 'below'} the training rows`;
        const over = strongest.months === 1 ? `in ${month}` : `in the ${strongest.months} months to ${month}`;
        const message = `At ${institution} ${variable} lies ${size} ${over} (${strongest.n} studies). Check scanner, sequence and segmentation.`;
        return { kind: 'drift' as const, institution, month, variable, shift, message };
      });
  });
}

function ruleOf(reference: DriftReference, { drift }: MonitoringSettings): string {
  const tests = reference.variables.length * drift.spans.length;
  return (
    `A month of an institution has drifted if the smallest of its ${tests} p values (${reference.variables.length} variables, ` +
    `each over ${drift.spans.join(', ')} months) is below ${drift.falseAlarmsPerMonth} / ${tests}: at most ${drift.falseAlarmsPerMonth * 12} false alarms ` +
    'per institution and year if its studies come from where the training rows come from.' +
    (reference.variables.every(({ values }) => values !== null)
      ? ''
      : ' Without training values the tests are Welch’s, and variables with long tails give about four times as many (docs/drift.md).')
  );
}

/** Months since the year 0. @throws RangeError */
export function monthNumber(month: string): number {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined) throw new RangeError(`got the month "${month}"; wanted YYYY-MM, such as 2026-03`);
  return 12 * Number(year) + Number(number) - 1;
}
