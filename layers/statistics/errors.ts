/**
 * Outcomes of modelling that are results, not crashes. The names are stable: state machines and the command line
 * match on them. Messages say what was got, what was wanted, what to do.
 */
import type { SelectionTrace } from './model.ts';

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

/** The LASSO kept nothing: there is no Rad-score. `selection` holds every intermediate that led there. */
export class NoFeatureSelected extends Error {
  override readonly name = 'NoFeatureSelected';
  readonly candidates: number;
  readonly alpha: number;
  readonly selection: SelectionTrace;

  constructor(selection: SelectionTrace) {
    const { candidates } = selection;
    super(
      `the LASSO kept 0 of ${candidates.length} candidate features at alpha ${selection.lasso.alpha}; at least 1 is needed. ` +
        'The features do not predict the outcome in these rows: add cases or features.',
    );
    this.candidates = candidates.length;
    this.alpha = selection.lasso.alpha;
    this.selection = selection;
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
  override readonly name = 'InvalidTable';
  readonly got: string;
  readonly wanted: string;

  constructor(got: string, wanted: string, remedy = '') {
    super(`got ${got}; wanted ${wanted}.${remedy ? ` ${remedy}` : ''}`);
    this.got = got;
    this.wanted = wanted;
  }
}
