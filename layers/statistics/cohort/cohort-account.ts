/** What a report says of a cohort: its sites and its missing values. */
import { SiteIsOutcome } from '../errors.ts';
import type { Cohort } from './cohort.ts';
import { type SiteTable, siteTable } from './sites.ts';
import type { TableAccount } from './table-account.ts';

/** Rows with an outcome by site and outcome; null if the cohort names no sites. */
export function sitesOf({ site, outcome, split }: Cohort, known: readonly number[]): SiteTable | null {
  if (!site) return null;
  return siteTable(known.map((i) => ({ site: site[i], outcome: outcome[i] ?? 0, split: split[i] })));
}

/**
 * Sites are harmonised only if they do not determine the outcome: taking away what differs between them would take the outcome
 * away, and the LASSO's empty selection would be blamed on the features. Asked of the whole training set: a
 * resample in which the two coincide by chance only makes a poor model, which is what resampling measures.
 *
 * @throws SiteIsOutcome
 */
export function requireDistinguishable(sites: SiteTable | null): void {
  if (!sites?.train?.determines) return;
  const counts = sites.sites.filter(({ train }) => train.n > 0).map(({ site, train }) => ({ site, ...train }));
  throw new SiteIsOutcome(counts, sites.train.p, sites.train.test);
}

/** Values missing in rows with an outcome, per clinical variable and set. */
export function missingOf({ clinical, outcome, split }: Cohort): TableAccount['missing'] {
  return clinical.map(({ name, values }) => {
    const of = (set: 'train' | 'test') =>
      values.filter((value, i) => outcome[i] !== null && split[i] === set && (value === null || value === '')).length;
    return { variable: name, train: of('train'), test: of('test') };
  });
}
