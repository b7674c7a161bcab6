/** A crate that is not what it says. */

/** What is wrong with a crate, by name. */
export type CrateFault =
  | 'no-metadata'
  | 'metadata-invalid'
  | 'path'
  | 'missing-file'
  | 'extra-file'
  | 'wrong-hash'
  | 'signature-invalid'
  | 'signature-missing'
  | 'other-key'
  | 'key-invalid';

/** A crate is refused. `fault` and `file` say why. */
export class CrateRefused extends Error {
  override readonly name = 'CrateRefused';
  readonly fault: CrateFault;
  readonly file?: string;

  constructor(fault: CrateFault, message: string, file?: string) {
    super(`${fault}: ${message}`);
    this.fault = fault;
    this.file = file;
  }
}
