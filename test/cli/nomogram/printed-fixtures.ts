/** Prints of R and statsmodels, kept with what those programs predict for fifty patients. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NomogramOptions } from '../../../cli/nomogram/printed/nomogram-options.ts';
import { readNomogramOf } from '../../../cli/nomogram/read-nomogram-of.ts';
import { parseCsv } from '../../../layers/statistics/cohort/csv.ts';
import type { DrawableNomogram } from '../../../layers/statistics/nomogram/drawable-nomogram.ts';

/** Path of a kept print; `scripts/nomogram/print-r.R` and `print-statsmodels.py` write them. */
export function printed(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/nomogram/${name}`, import.meta.url));
}

/** What a program answers for the fifty patients, in their order. */
export interface PeerAnswers {
  readonly lp?: readonly number[];
  readonly probability: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export const R = JSON.parse(readFileSync(printed('r.json'), 'utf8')) as {
  readonly points: Readonly<Record<string, readonly number[]>>;
} & Readonly<Record<'lrm' | 'spline' | 'log' | 'glm', PeerAnswers>>;

export const STATSMODELS = JSON.parse(readFileSync(printed('statsmodels.json'), 'utf8')) as Readonly<
  Record<'logit' | 'treatment', PeerAnswers>
>;

const { header, rows } = parseCsv(readFileSync(printed('patients.csv'), 'utf8'));
/** Age, Ki-67, volume, grade and hr as text. */
export const PATIENTS = rows.map((row) => Object.fromEntries(header.map((name, k) => [name, row[k]])));

/** What every print of age, ki67, grade and hr needs besides. */
export const WHOLE = ['age=26..84', 'ki67=2..95'];
export const LEVELS = ['grade=I,II,III', 'hr=0,1'];

/** The nomogram of a kept print. */
export function nomogramOf(name: string, options: Partial<NomogramOptions> = {}): Promise<DrawableNomogram> {
  return readNomogramOf(printed(name), { range: WHOLE, levels: LEVELS, ...options } as NomogramOptions);
}
