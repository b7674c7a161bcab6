/** The form in which files are handed in. */
/** A file as it was handed in: its study-relative name and its bytes. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
