/** Estimates with their intervals: an estimate is never written without it, unless there is none. */
import { decimal, signed } from './numbers.ts';
import { t } from './texts.ts';

type Pair = readonly [number, number] | readonly (number | null)[] | null | undefined;

/** "0.71–0.92"; "−0.06 to 0.17" if a sign could be read as the dash; undefined without both ends. */
export function between(interval: Pair, digits = 2): string | undefined {
  const [low, high] = interval ?? [];
  if (typeof low !== 'number' || typeof high !== 'number') return undefined;
  if (low < 0 || high < 0) return t().models.from(decimal(low, digits), decimal(high, digits));
  return `${decimal(low, digits)}–${decimal(high, digits)}`;
}

/** "0.82 (0.71–0.92)"; the estimate alone if it has no interval, a dash if it does not exist. */
export function estimate(value: number | null | undefined, interval: Pair, digits = 2): string {
  if (value === null || value === undefined) return '–';
  const range = between(interval, digits);
  return range === undefined ? decimal(value, digits) : `${decimal(value, digits)} (${range})`;
}

/** "+0.05 (−0.06 to 0.17)" */
export function difference(value: number, interval: Pair, digits = 2): string {
  // An end that would read 0.00 and is not decides between two verdicts: it gets one more digit.
  const isAtZero = (interval ?? []).some((end) => end !== null && end !== 0 && Number(end.toFixed(digits)) === 0);
  if (isAtZero && digits < 4) return difference(value, interval, digits + 1);
  const range = between(interval, digits);
  return range === undefined ? signed(value, digits) : `${signed(value, digits)} (${range})`;
}

/** "2 min 10 s", "45 s", "1 h 3 min" */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const part = (count: number, unit: string): string => `${decimal(count, 0)}\u00a0${unit}`;
  if (hours > 0) return `${part(hours, 'h')} ${part(minutes, 'min')}`;
  return minutes > 0 ? `${part(minutes, 'min')} ${part(rest, 's')}` : part(rest, 's');
}
