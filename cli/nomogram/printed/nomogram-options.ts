/** What a reader adds to a model whose print does not say it: ranges, levels, knots, words. */
import type { ConnectionOptions } from '../../service/connection.ts';
import { UsageProblem } from '../../terminal/failure.ts';

/** Options of `radscore nomogram`, as they are given. */
export interface NomogramOptions extends ConnectionOptions {
  readonly title?: string;
  readonly event?: string;
  readonly range?: readonly string[];
  readonly levels?: readonly string[];
  readonly knots?: readonly string[];
  readonly label?: readonly string[];
  readonly unit?: readonly string[];
  readonly formula?: string;
  readonly covariance?: string;
  readonly link?: 'logit';
  readonly cutOff?: number;
  readonly cohort?: string;
  readonly source?: string;
  readonly synthetic?: boolean;
}

/** A level of a factor. */
export interface GivenLevel {
  readonly value: string;
  readonly label?: string;
}

/** The same by the names of variables. */
export interface Declarations {
  readonly ranges: ReadonlyMap<string, readonly [number, number]>;
  readonly levels: ReadonlyMap<string, readonly GivenLevel[]>;
  readonly knots: ReadonlyMap<string, readonly number[]>;
  readonly labels: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
}

/** @throws UsageProblem for an option of another form, and for a name given twice */
export function declarationsOf(options: NomogramOptions): Declarations {
  return {
    ranges: byName('range', options.range, 'NAME=LOW..HIGH', rangeOf),
    levels: byName('levels', options.levels, 'NAME=REFERENCE,LEVEL,… with each level once', levelsOf),
    knots: byName('knots', options.knots, 'NAME=K1,K2,K3,… ascending', knotsOf),
    labels: byName('label', options.label, 'NAME=TEXT', (text) => text || undefined),
    units: byName('unit', options.unit, 'NAME=TEXT', (text) => text || undefined),
  };
}

function byName<T>(
  option: string,
  texts: readonly string[] = [],
  wanted: string,
  read: (text: string) => T | undefined,
): Map<string, T> {
  const values = new Map<string, T>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at).trim();
    const value = at < 1 ? undefined : read(text.slice(at + 1).trim());
    if (value === undefined) throw new UsageProblem(`got --${option} ${text}; wanted ${wanted}.`);
    if (values.has(name)) throw new UsageProblem(`got --${option} ${name} twice; wanted it once.`);
    values.set(name, value);
  }
  return values;
}

function rangeOf(text: string): [number, number] | undefined {
  const [low, high, ...more] = text.split('..').map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  return more.length === 0 && Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : undefined;
}

function levelsOf(text: string): GivenLevel[] | undefined {
  const levels = text.split(',').map((item): GivenLevel => {
    const [value, ...label] = item.split('=').map((part) => part.trim());
    return label.length > 0 ? { value, label: label.join('=') } : { value };
  });
  const isUsable = levels.every(({ value, label }) => value !== '' && label !== '');
  return isUsable && levels.length > 1 && new Set(levels.map(({ value }) => value)).size === levels.length
    ? levels
    : undefined;
}

function knotsOf(text: string): number[] | undefined {
  const knots = text.split(',').map((knot) => (knot.trim() === '' ? Number.NaN : Number(knot)));
  const isUsable = knots.length >= 3 && knots.every((knot, k) => Number.isFinite(knot) && !(knot <= knots[k - 1]));
  return isUsable ? knots : undefined;
}
