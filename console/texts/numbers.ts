/** Numbers as people read them: a space before %, the real minus sign, units from powers of 1000. */
import { language } from './texts.ts';

/** The day before the month and 24 hours, in English too. */
function locale(): string {
  return language.value === 'en' ? 'en-GB' : language.value;
}

const format = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // −0.00 is 0.00.
    signDisplay: 'negative',
  });

/** A number with this many decimals. */
export function decimal(value: number, digits = 2): string {
  return Number.isFinite(value) ? format(digits).format(value).replace('-', '−') : '–';
}

/** A share as a percentage: "78 %", with a no-break space. */
export function percent(share: number, digits = 0): string {
  return `${decimal(share * 100, digits)}\u00a0%`;
}

/** Two shares as the ends of an interval: "61–89". */
export function range(low: number, high: number): string {
  return `${decimal(low * 100, 0)}–${decimal(high * 100, 0)}`;
}

/** A whole number with separators of thousands. */
export function whole(value: number): string {
  return decimal(value, 0);
}

/** A signed number: "+0.62", "−0.18". */
export function signed(value: number, digits = 2): string {
  return value > 0 ? `+${decimal(value, digits)}` : decimal(value, digits);
}

/** "612 MB" */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  return `${decimal(count / 1000 ** power, power === 0 || count / 1000 ** power >= 100 ? 0 : 1)}\u00a0${units[power]}`;
}

/** "27 Nov, 09:41"; with the year if it is another one. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    year,
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
}

/** How long ago, in the largest fitting unit: "4 sec. ago". */
export function ago(milliseconds: number): string {
  const format = new Intl.RelativeTimeFormat(locale(), { style: 'short' });
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return format.format(-seconds, 'second');
  if (seconds < 3600) return format.format(-Math.floor(seconds / 60), 'minute');
  return format.format(-Math.floor(seconds / 3600), 'hour');
}

/** The time of day: "09:41". */
export function clock(milliseconds: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(milliseconds);
}
