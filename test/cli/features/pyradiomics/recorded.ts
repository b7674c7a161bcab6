/** What PyRadiomics' command wrote, as it is recorded, and the comparison of two outputs character by character. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the recorded runs. */
export const COMMAND_FIXTURES = fileURLToPath(new URL('../../../fixtures/pyradiomics-command', import.meta.url));

export interface RecordedRun {
  readonly args: readonly string[];
  /** How often it was run with `-o` on one file; 0: standard output. */
  readonly times: number;
  readonly text: string;
}

export interface RecordedExample {
  readonly name: string;
  readonly mask: string;
  /** SHA-256 of the names of the columns, a line each. */
  readonly columns: string;
  /** Cells that are no features and no versions. */
  readonly other: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

export const RECORDED: { readonly runs: readonly RecordedRun[]; readonly examples: readonly RecordedExample[] } =
  JSON.parse(readFileSync(join(COMMAND_FIXTURES, 'recorded.json'), 'utf8').replaceAll(/\bNaN\b(?=,?\n)/g, 'null'));

/** Arguments with paths that hold in any working directory. */
export function absoluteArgs(args: readonly string[]): string[] {
  return args.map((arg) => (existsSync(join(COMMAND_FIXTURES, arg)) ? join(COMMAND_FIXTURES, arg) : arg));
}

/** What this command is to write where PyRadiomics' wrote the text: two runs make one table, and one list. */
export function expectedText({ args, times, text }: RecordedRun): string {
  const isSingle = !args[0].endsWith('.csv');
  const here = relative('.', join(COMMAND_FIXTURES, '..'));
  const located = text.replaceAll('{fixtures}', join(COMMAND_FIXTURES, '..'));
  const placed =
    isSingle && args.includes('relative') ? located.replaceAll('../radiomics', `${here}/radiomics`) : located;
  if (times < 2) return placed;
  if (args.includes('json')) return placed.replace('\n][\n', ',\n');
  const header = placed.slice(0, placed.indexOf('\n') + 1);
  return args.includes('csv') ? header + placed.replaceAll(header, '') : placed;
}

/** Versions are of other programs, by nature. */
function withoutVersions(text: string): string {
  return text
    .replace(/(diagnostics_Versions_\w+"?: )("[^"]*"|[^"\n]+)/g, '$1V')
    .replace(/0\+unknown,[\d.]+,[\d.]+,[\d.]+,[\d.]+/g, 'V,V,V,V,V')
    .replace(/"definitions of [^"]+",not used,not used,not used,not used/g, 'V,V,V,V,V');
}

const NUMBER = /(?<![\w.+-])(-?\d+(?:\.\d+)?(?:e[-+]\d+)?)(?![\w.])/;

/**
 * Differences of two outputs: any character that belongs to no number, an int for a float, and numbers that are apart by more
 * than a relative 1e-4, for LoG and resampled images are kept in single precision (others agree to 1e-11 or better), and an
 * absolute 1e-7, for an axis of length 0 is the root of what rounding leaves of an eigenvalue.
 */
export function differences(ours: string, theirs: string): string[] {
  const [a, b] = [ours, theirs].map((text) => withoutVersions(text).split(NUMBER));
  const found: string[] = [];
  if (a.length !== b.length) found.push(`${a.length} pieces for ${b.length}`);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] === b[i]) continue;
    const isNumber = i % 2 === 1;
    const [p, q] = [Number(a[i]), Number(b[i])];
    const isFloat = (text: string) => /[.e]/.test(text);
    const isNear = Math.abs(p - q) <= 1e-4 * Math.abs(q) + 1e-7;
    if (isNumber && isFloat(a[i]) === isFloat(b[i]) && isNear) continue;
    found.push(`${JSON.stringify(a[i].slice(-120))} for ${JSON.stringify(b[i].slice(-120))}`);
  }
  return found;
}
