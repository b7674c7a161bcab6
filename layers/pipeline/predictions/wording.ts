/** What answers say of values, in words that give no training row away. */
import type { CohortDistance, PredictionWarning } from '@radscore/statistics';
import type { Reason } from '../contracts/workflow.ts';

/**
 * The statistics layer names the least and the largest training value, and the sites of the training rows: those of single
 * patients, and of other institutions. The holder of a model may read them, other callers may not.
 */
export function warningFor({ code, of, message }: PredictionWarning, value: number | string | undefined): Reason {
  if (code === 'clinical-out-of-range') {
    return {
      code,
      message: `got ${of} of ${value}, outside the values that the model was trained on; wanted one among them. Check the value and its unit.`,
    };
  }
  if (code === 'site-unseen') return siteUnseen(of);
  return { code, message };
}

/** Without the sites of the training rows. */
export function siteUnseen(site: string): Reason {
  const message =
    `got values of site ${site || 'unknown'}, without training rows of this version; wanted a site that it was harmonised on. ` +
    'If it answers, values are taken as they are. Train with studies of the site.';
  return { code: 'site-unseen', message };
}

/** How far out a value lies, as far as the answer may be exact: see {@link atLeast}. */
export interface StatedDistance {
  readonly of: string;
  readonly unit: CohortDistance['unit'];
  readonly value: number;
  readonly most: number;
}

/**
 * A distance as an answer states it. Standard deviations are of all training rows together. Widths of the training range
 * are those of two single rows, so that only "at least 1, 2, 5, 10, 20, 50 … widths" is said.
 */
export function statedDistance(of: string, { unit, value, most }: CohortDistance): StatedDistance {
  const stated = unit === 'standard deviations' ? Number(value.toPrecision(3)) : atLeast(value);
  return { of, unit, value: stated, most };
}

/** The largest of 0, 1, 2, 5, 10, 20, 50 … that a value reaches. */
function atLeast(value: number): number {
  if (value < 1) return 0;
  if (!Number.isFinite(value)) return Number.MAX_VALUE;
  const decade = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((step) => step * decade).find((step) => step <= value) ?? decade;
}

/** Why a model abstains from a value far outside its training rows. */
export function outsideCohort(
  of: string,
  value: number | string | undefined,
  distance: CohortDistance | undefined,
): Reason & { readonly distance?: StatedDistance } {
  const got = `got ${of}${value === undefined ? '' : ` of ${value}`}, far outside the values that the model was trained on`;
  const wanted = 'wanted a value like those of the training rows. Check units, sequence and extraction settings.';
  if (!distance || !Number.isFinite(distance.value)) return { code: 'outside-cohort', message: `${got}; ${wanted}` };
  const stated = statedDistance(of, distance);
  const shown =
    stated.unit === 'standard deviations'
      ? `${Math.abs(stated.value)} standard deviations ${stated.value < 0 ? 'below' : 'above'} their mean, of which the model allows ${stated.most}`
      : `at least ${stated.value} widths of their range beyond it, of which the model allows ${stated.most}`;
  return { code: 'outside-cohort', message: `${got}: ${shown}; ${wanted}`, distance: stated };
}
