/** A crate that is not what it says. */

/** What is wrong with a crate, by name. */
export type CrateFault =
  | 'crate-metadata-missing'
  | 'crate-metadata-invalid'
  | 'crate-path'
  | 'crate-file-missing'
  | 'crate-file-extra'
  | 'crate-wrong-hash'
  | 'crate-signature-invalid'
  | 'crate-signature-missing'
  | 'crate-other-key'
  | 'crate-key-invalid';

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
