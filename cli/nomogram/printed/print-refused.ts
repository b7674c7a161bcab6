/** The refusal of a print that cannot be read. */

/** What cannot be read as a logistic model without guessing: what was found, what was wanted, what to do. */
export class PrintRefused extends Error {
  override readonly name = 'PrintRefused';
  readonly file: string;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;

  constructor(file: string, got: string, wanted: string, remedy: string) {
    super(`${file}: got ${got}; wanted ${wanted}. ${remedy}`);
    this.file = file;
    this.got = got;
    this.wanted = wanted;
    this.remedy = remedy;
  }
}
