/** Sites and outcome: whether the one stands for the other. */
import { chiSquaredTest } from '../hypothesis-tests/chi-squared.ts';
import { fisherTest } from '../hypothesis-tests/fisher.ts';

/** Counts of rows by site and outcome. */
export interface SiteTable {
  readonly sites: {
    readonly site: string;
    readonly train: { readonly n: number; readonly events: number };
    readonly test: { readonly n: number; readonly events: number };
  }[];
  /** Association of site and outcome; null if there is one site, or one outcome. */
  readonly train: SiteAssociation | null;
  readonly test: SiteAssociation | null;
}

export interface SiteAssociation {
  readonly p: number;
  /** Freeman–Halton is Fisher's test of more than two sites; chi-squared if its tables are too many to list. */
  readonly test: 'Fisher exact' | 'Freeman–Halton exact' | 'chi-squared';
  /** Cramér's V, corrected for its bias in small tables (Bergsma 2013): 0 unrelated, 1 one determines the other. */
  readonly cramersV: number;
  /** Sites determine the outcome, or nearly so. Harmonisation is refused then. */
  readonly determines: boolean;
  /** Sites explain much of the outcome: a model of site would look like a model of response. */
  readonly confounded: boolean;
}

/** A row's site, outcome and set. */
export interface SitedRow {
  readonly site: string;
  readonly outcome: 0 | 1;
  readonly split: 'train' | 'test';
}

/** From this Cramér's V on, with a p that is not chance, sites all but determine the outcome, or much of it. */
const DETERMINES = 0.9;
const CONFOUNDS = 0.7;
const NOT_CHANCE = 1e-3;

export function siteTable(rows: readonly SitedRow[]): SiteTable {
  const names = [...new Set(rows.map(({ site }) => site))].sort();
  const counts = new Map(names.map((site) => [site, { train: { n: 0, events: 0 }, test: { n: 0, events: 0 } }]));
  for (const { site, outcome, split } of rows) {
    const found = counts.get(site);
    if (!found) continue;
    found[split].n++;
    found[split].events += outcome;
  }
  const sites = names.map((site) => ({ site, ...(counts.get(site) as NonNullable<ReturnType<typeof counts.get>>) }));
  return {
    sites,
    train: associationOf(sites.map(({ train }) => train)),
    test: associationOf(sites.map(({ test }) => test)),
  };
}

function associationOf(sites: readonly { n: number; events: number }[]): SiteAssociation | null {
  const table = sites.filter(({ n }) => n > 0).map(({ n, events }) => [events, n - events]);
  const total = (k: number) => table.reduce((sum, row) => sum + row[k], 0);
  const n = total(0) + total(1);
  if (table.length < 2 || total(0) === 0 || total(1) === 0) return null;
  const { p, test } = exactTest(table);
  const phi = chiSquaredTest(table, false).chiSquared / n;
  const rows = table.length;
  const corrected = Math.max(0, phi - (rows - 1) / (n - 1));
  const smaller = Math.min(rows - (rows - 1) ** 2 / (n - 1), 2 - 1 / (n - 1)) - 1;
  const cramersV = smaller > 0 ? Math.min(1, Math.sqrt(corrected / smaller)) : 0;
  const pure = table.every(([a, b]) => a === 0 || b === 0);
  const determines = pure || (cramersV >= DETERMINES && p < NOT_CHANCE);
  return { p, test, cramersV, determines, confounded: (pure || cramersV >= CONFOUNDS) && p < NOT_CHANCE };
}

/** More tables than this are not listed one by one. */
const MOST_TABLES = 100_000;
/** Tables within this factor of the observed probability count as equally likely, as in Fisher's test. */
const EQUAL = 1 + 1e-7;

/** Fisher's exact test of sites × 2 outcomes: all tables with these margins no more likely than the one seen. */
export function exactTest(table: readonly (readonly number[])[]): Pick<SiteAssociation, 'p' | 'test'> {
  if (table.length === 2) return { p: fisherTest(table).p, test: 'Fisher exact' };
  const sizes = table.map(([a, b]) => a + b);
  const events = table.reduce((sum, [a]) => sum + a, 0);
  // The last site's count follows from the others.
  const tables = sizes.slice(0, -1).reduce((product, size) => product * (Math.min(size, events) + 1), 1);
  if (tables > MOST_TABLES) return { p: chiSquaredTest(table, false).p, test: 'chi-squared' };
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const logFactorial = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) logFactorial[k] = logFactorial[k - 1] + Math.log(k);
  const logChoose = (m: number, k: number) => logFactorial[m] - logFactorial[k] - logFactorial[m - k];
  const all = logChoose(n, events);
  const seen = table.reduce((sum, [a], i) => sum + logChoose(sizes[i], a), 0) - all;
  const limit = seen + Math.log(EQUAL);
  let p = 0;
  const visit = (site: number, left: number, log: number): void => {
    if (site === sizes.length - 1) {
      if (left > sizes[site]) return;
      const whole = log + logChoose(sizes[site], left);
      if (whole <= limit) p += Math.exp(whole);
      return;
    }
    for (let a = 0; a <= Math.min(sizes[site], left); a++) visit(site + 1, left - a, log + logChoose(sizes[site], a));
  };
  visit(0, events, -all);
  return { p: Math.min(1, p), test: 'Freeman–Halton exact' };
}
