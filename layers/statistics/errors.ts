/** Outcomes of modelling that are results, not crashes: refusals with stable names and fields. */
import { orDidYouMean } from './nearest-name.ts';

// State machines and the command line match on the names. Messages say what was got, what was wanted, what to do.

/** All outcomes belong to one class: nothing can be discriminated. */
export class SingleClass extends Error {
  override readonly name = 'SingleClass';
  /** Number of rows looked at. */
  readonly n: number;
  /** The only class present. */
  readonly present: 0 | 1;

  constructor(n: number, present: 0 | 1, where = 'rows') {
    super(`all ${n} ${where} have outcome ${present}; both classes are needed. Add cases of the other class.`);
    this.n = n;
    this.present = present;
  }
}

/** @throws SingleClass if all outcomes are equal */
export function requireBothClasses(y: ArrayLike<number>, where?: string): void {
  let events = 0;
  for (let i = 0; i < y.length; i++) events += y[i];
  if (events === 0 || events === y.length) throw new SingleClass(y.length, events === 0 ? 0 : 1, where);
}

/** Fewer cases than the protocol can work with. */
export class CohortTooSmall extends Error {
  override readonly name = 'CohortTooSmall';
  readonly n: number;
  readonly needed: number;
  readonly of: string;

  constructor(n: number, needed: number, of: string) {
    super(`got ${n} ${of}; at least ${needed} are needed. Add cases, or ask the protocol for fewer folds.`);
    this.n = n;
    this.needed = needed;
    this.of = of;
  }
}

/** Harmonisation was asked for with one site only. */
export class SingleBatch extends Error {
  override readonly name = 'SingleBatch';
  readonly batch: string;

  constructor(batch: string) {
    super(`all rows come from batch "${batch}"; at least 2 batches are needed. Leave harmonisation out.`);
    this.batch = batch;
  }
}

/** A cell of a table is empty or cannot be used. Names the row by its identifier and the column. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
  readonly row: string;
  readonly column: string;
  readonly got: string;

  constructor(row: string, column: string, got: string, wanted: string, remedy: string) {
    // A cell may have megabytes: a message repeats its beginning.
    const [rowShown, columnShown, gotShown] = [row, column, got].map((text) => text.slice(0, 200));
    super(`row ${rowShown}, column ${columnShown}: got ${gotShown}; wanted ${wanted}. ${remedy}`);
    this.row = row;
    this.column = column;
    this.got = got;
  }
}

/** A table, a column choice or an argument that does not fit. */
export class InvalidTable extends Error {
  override readonly name: string = 'InvalidTable';
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;

  constructor(got: string, wanted: string, remedy = '') {
    super(`got ${got}; wanted ${wanted}.${remedy ? ` ${remedy}` : ''}`);
    this.got = got;
    this.wanted = wanted;
    this.remedy = remedy;
  }
}

/** A model that cannot be drawn as a nomogram: a term, its range or the covariance does not fit. */
export class InvalidNomogram extends InvalidTable {
  override readonly name = 'InvalidNomogram';
  /** Name of the term concerned; empty if it is the whole. */
  readonly term: string;

  constructor(term: string, got: string, wanted: string, remedy = '') {
    super(term === '' ? got : `${got} of ${term}`, wanted, remedy);
    this.term = term;
  }
}

/** A site has too few rows for its spread to be known: in a resample a small site may be drawn once, or never. */
export class SiteTooSmall extends InvalidTable {
  override readonly name = 'SiteTooSmall';
  readonly site: string;
  readonly rows: number;

  constructor(site: string, rows: number, needed: number) {
    const remedy = 'Add rows of it, leave them out, or let the protocol harmonise means only.';
    super(
      `${rows} row${rows === 1 ? '' : 's'} of site "${site}"`,
      `at least ${needed} rows of every site, to harmonise`,
      remedy,
    );
    this.site = site;
    this.rows = rows;
  }
}

/** Site and outcome (nearly) coincide: differences between sites cannot be separated from differences between outcomes. */
export class SiteIsOutcome extends InvalidTable {
  override readonly name = 'SiteIsOutcome';
  /** Rows of each site, and those with the response. */
  readonly sites: readonly { readonly site: string; readonly n: number; readonly events: number }[];
  readonly p: number;

  constructor(sites: SiteIsOutcome['sites'], p: number, test: string) {
    const counts = sites.map(({ site, n, events }) => `${site}: ${events} with and ${n - events} without the response`);
    const shown = p < 1e-3 ? p.toExponential(1) : p.toFixed(3);
    super(
      `sites that determine the outcome of the training rows (${counts.join('; ')}; ${test} p ${shown})`,
      'both outcomes at every site, for harmonisation takes what differs between sites away',
      'Leave harmonisation out, and judge the model at a site where both outcomes occur.',
    );
    this.sites = sites;
    this.p = p;
  }
}

/**
 * A computation gave something that is no number: a fault of the program, never a value. An error of the language's own
 * kind, so that no resample counts it among the refusals of data.
 */
export class NotANumber extends RangeError {
  override readonly name = 'NotANumber';

  constructor(what: string) {
    super(`${what} is not a number. This is a fault of the program: please report it with the table's shape.`);
  }
}

/** A row of a site that training did not see, if the protocol abstains from those. */
export class SiteUnseen extends InvalidTable {
  override readonly name = 'SiteUnseen';
  readonly site: string;

  constructor(site: string, known: readonly string[]) {
    super(
      site === '' ? 'no site' : `site "${site}"`,
      `one of ${known.join(', ')}`,
      `Train with rows of it first.${orDidYouMean(site, known)}`,
    );
    this.site = site;
  }
}

/**
 * How far a value lies outside the training rows: a feature in training standard deviations from their mean, with its sign,
 * or a clinical value in widths of the training range beyond it. `most` is how far the protocol lets it be.
 */
export interface CohortDistance {
  readonly unit: 'standard deviations' | 'widths of the training range';
  readonly value: number;
  readonly most: number;
}

/** A row so far outside the training rows that the model has nothing to say about it. */
export class OutsideCohort extends Error {
  override readonly name = 'OutsideCohort';
  /** The feature or variable concerned. */
  readonly of: string;
  /** Absent if it is the formula that gives no number. */
  readonly distance: CohortDistance | undefined;

  constructor(of: string, message: string, distance?: CohortDistance) {
    super(message);
    this.of = of;
    this.distance = distance;
  }
}
