/** The expressions `rate(…)`, `at(…)` and `cron(…)`, compiled to the times at which they fire. */

/** The times at which a schedule fires. */
export interface Recurrence {
  /** The first time after `time` (milliseconds since 1970, UTC); `undefined` if there is none. */
  after(time: number): number | undefined;
}

/** A schedule expression that the local cloud does not honour, or that is not valid. */
export class ScheduleRefused extends Error {
  override readonly name = 'ScheduleRefused';
  readonly expression: string;

  constructor(expression: string, reason: string) {
    super(`schedule expression ${expression}: ${reason}`);
    this.expression = expression;
  }
}

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY_MS = 86_400_000;

/**
 * Compiles `rate(…)`, `at(…)` or `cron(…)` as EventBridge Scheduler defines them, in UTC. `anchor` is the first time of
 * a rate: its start date, or when the schedule was created. Throws `ScheduleRefused`.
 */
export function compileSchedule(expression: string, anchor: number): Recurrence {
  const [, kind, body] = /^(rate|at|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return compileRate(expression, body, anchor);
  if (kind === 'at') return compileAt(expression, body);
  if (kind === 'cron') return compileCron(expression, body);
  throw new ScheduleRefused(expression, 'rate(…), at(…) or cron(…) is wanted');
}

function compileRate(expression: string, body: string, anchor: number): Recurrence {
  const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(body) ?? [];
  if (!count) throw new ScheduleRefused(expression, 'a rate like rate(1 day) or rate(15 minutes) is wanted');
  const period = Number(count) * UNIT_MS[unit];
  return { after: (time) => (time < anchor ? anchor : anchor + (Math.floor((time - anchor) / period) + 1) * period) };
}

function compileAt(expression: string, body: string): Recurrence {
  const once = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) ? Date.parse(`${body}Z`) : Number.NaN;
  if (Number.isNaN(once)) throw new ScheduleRefused(expression, 'a time like at(2026-01-31T09:00:00) is wanted');
  return { after: (time) => (once > time ? once : undefined) };
}

/** minutes hours day-of-month month day-of-week year; one of the two days is `?`. */
function compileCron(expression: string, body: string): Recurrence {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new ScheduleRefused(expression, `cron wants 6 fields, got ${fields.length}`);
  const [minutes, hours, days, months, weekdays, years] = fields;
  if ((days === '?') === (weekdays === '?')) {
    throw new ScheduleRefused(expression, 'one of day-of-month and day-of-week has to be ?');
  }
  const set = (field: string, first: number, last: number, names?: readonly string[]) =>
    compileField(expression, field, first, last, names);
  const minuteSet = set(minutes, 0, 59);
  const hourSet = set(hours, 0, 23);
  const daySet = days === '?' ? undefined : set(days, 1, 31);
  const monthSet = set(months, 1, 12, MONTHS);
  const weekdaySet = weekdays === '?' ? undefined : set(weekdays, 1, 7, WEEKDAYS);
  const yearSet = set(years, 1970, 2199);
  const lastYear = Math.max(...yearSet);

  return {
    after(time) {
      const first = Math.floor(time / 60_000) * 60_000 + 60_000;
      for (let day = Math.floor(first / DAY_MS) * DAY_MS; ; day += DAY_MS) {
        const date = new Date(day);
        if (date.getUTCFullYear() > lastYear) return undefined;
        if (!yearSet.has(date.getUTCFullYear()) || !monthSet.has(date.getUTCMonth() + 1)) continue;
        if (!(daySet?.has(date.getUTCDate()) ?? weekdaySet?.has(date.getUTCDay() + 1))) continue;
        for (let minute = Math.max(0, (first - day) / 60_000); minute < 24 * 60; minute++) {
          if (hourSet.has(Math.floor(minute / 60)) && minuteSet.has(minute % 60)) return day + minute * 60_000;
        }
      }
    },
  };
}

function compileField(
  expression: string,
  field: string,
  first: number,
  last: number,
  names: readonly string[] = [],
): ReadonlySet<number> {
  const number = (text: string) => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + first : Number(text);
    if (Number.isInteger(value) && value >= first && value <= last) return value;
    throw new ScheduleRefused(
      expression,
      `${text} is not honoured; ${first} to ${last}, *, lists, ranges and steps are`,
    );
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range, step] = part.split('/');
    const [from, to] = range === '*' ? [first, last] : range.split('-').map(number);
    const end = to ?? (step === undefined ? from : last);
    const stride = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(stride) || stride < 1) throw new ScheduleRefused(expression, `the step ${step} is not valid`);
    for (let value = from; value <= end; value += stride) values.add(value);
  }
  return values;
}
