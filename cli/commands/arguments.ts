/** Reads option values; a refusal is a usage error that names the option. */
import type { SeriesSelection } from '@radscore/imaging';
import type { Split } from '@radscore/pipeline';
import { InvalidArgumentError } from 'commander';
import { ALL_SELECTION_FORMS, selectionFrom } from '../files/selection.ts';
import type { ClinicalArgument } from '../modelling/fit-options.ts';

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('wanted a positive whole number.');
}

export function nonNegativeInteger(text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('wanted a whole number of 0 or more.');
}

export function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('wanted a port from 0 to 65535.');
}

export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`wanted a number from ${least} to ${most}.`);
  };
}

/** Any finite number; what it may be is for the command to say. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('wanted a number.');
}

/** Numbers with commas between them. */
export function numbers(text: string): number[] {
  return text.split(',').map(number);
}

export function trueOrFalse(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InvalidArgumentError('wanted true or false.');
}

export function list(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.every((item) => item !== '')) return items;
  throw new InvalidArgumentError('wanted names with commas between them.');
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `90s`, `15m`, `36h`, `2d`, `1w` and sums of them (`1d12h`), in seconds. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(?<![\d.])(\d+(?:\.\d+)?)([smhdw])/g)];
  if (parts.length > 0 && parts.map(([part]) => part).join('') === text) {
    return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * SECONDS[unit], 0);
  }
  throw new InvalidArgumentError('wanted a duration such as 90s, 15m, 36h, 2d or 1w.');
}

/** `train=centre-1,test=centre-2`; a name without `train=` or `test=` joins the list before it. */
export function institutionSplit(text: string): Split & { by: 'institution' } {
  const parts: Record<'train' | 'test', string[]> = { train: [], test: [] };
  let part: 'train' | 'test' | undefined;
  for (const item of text.split(',')) {
    const [, named, institution] = /^(?:(train|test)=)?([a-z0-9-]+)$/.exec(item.trim()) ?? [];
    part = (named as 'train' | 'test' | undefined) ?? part;
    if (!part || !institution) throw new InvalidArgumentError('wanted train=centre-1,test=centre-2.');
    parts[part].push(institution);
  }
  if (parts.train.length === 0) throw new InvalidArgumentError('wanted at least one institution to train on: train=….');
  return { by: 'institution', ...parts };
}

/** `age,HR,grade:ordered=1|2|3,morphology:categorical=regular|irregular`; the first level is the reference. */
export function clinicalVariables(text: string): ClinicalArgument[] {
  return list(text).map((item) => {
    const [, name, kind, levels] = /^([^:]+)(?::(continuous|ordered|categorical)(?:=(.+))?)?$/.exec(item) ?? [];
    if (!name || (kind === 'continuous' && levels) || (kind === 'ordered' && !levels)) {
      throw new InvalidArgumentError(
        'wanted NAME, NAME:continuous, NAME:ordered=LOW|…|HIGH or NAME:categorical=REFERENCE|…, with commas between them.',
      );
    }
    return { name, kind: kind as ClinicalArgument['kind'], levels: levels?.split('|').map((level) => level.trim()) };
  });
}

/** `age:50|65,HR,site`: names, with cut points where numbers are divided. */
export function subgroupVariables(text: string): { name: string; cuts?: number[] }[] {
  return list(text).map((item) => {
    const [, name, given] = /^(.+?)(?::([-+\d.eE|]+))?$/.exec(item) ?? [];
    const cuts = given?.split('|').map(Number);
    if (!name || cuts?.some((cut) => !Number.isFinite(cut)) || given?.split('|').includes('')) {
      throw new InvalidArgumentError(
        'wanted NAME, or NAME:CUT|CUT with numbers that ascend, with commas between them.',
      );
    }
    return cuts ? { name, cuts } : { name };
  });
}

const SEPARATORS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', '\\t': '\t' };

/** `comma`, `semicolon`, `tab`, `pipe`, or the character itself. */
export function separator(text: string): string {
  const named = SEPARATORS[text.toLowerCase()] ?? text;
  if (named.length === 1 && !/[a-z0-9"'\r\n.+-]/i.test(named)) return named;
  throw new InvalidArgumentError('wanted comma, semicolon, tab or pipe, or the character itself.');
}

/** `point` or `comma`, or the mark itself. */
export function decimalMark(text: string): '.' | ',' {
  if (/^(?:point|dot|\.)$/i.test(text)) return '.';
  if (/^(?:comma|,)$/i.test(text)) return ',';
  throw new InvalidArgumentError('wanted point or comma.');
}

/** `column=value`; what follows the first equals sign is the value. */
export function condition(text: string): { column: string; equals: string } {
  const at = text.indexOf('=');
  if (at > 0) return { column: text.slice(0, at).trim(), equals: text.slice(at + 1).trim() };
  throw new InvalidArgumentError('wanted COLUMN=VALUE.');
}

/** Which volume of a folder with several. */
export function seriesSelection(text: string): SeriesSelection {
  const selection = selectionFrom(text);
  if (!selection) throw new InvalidArgumentError(`wanted ${ALL_SELECTION_FORMS}.`);
  return selection;
}

/** `her2-pcr` or `her2-pcr@2`. */
export function modelReference(text: string): { name: string; version?: number } {
  const [, name, version] = /^([^@]+)(?:@(\d+))?$/.exec(text) ?? [];
  if (name) return { name, ...(version && { version: Number(version) }) };
  throw new InvalidArgumentError('wanted NAME or NAME@VERSION, such as her2-pcr@2.');
}

/** A day, as ISO 8601 has it. */
export function isoDate(text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (isDay) return text;
  throw new InvalidArgumentError('wanted a day, such as 2026-05-31.');
}
