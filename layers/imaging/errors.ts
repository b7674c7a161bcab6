/** The one error of the readers and of the engine: a refusal, with its code. */
/**
 * Why an image, a mask or a setting cannot be used. The codes are part of the product's contract: they become the
 * reason codes of a study, and documentation is keyed by them.
 */
export type RefusalCode =
  | 'unreadable'
  | 'truncated'
  | 'unsupported-format'
  | 'too-large'
  | 'file-missing'
  | 'mask-missing'
  | 'label-missing'
  | 'geometry-invalid'
  | 'geometry-mismatch'
  | 'roi-too-small'
  | 'roi-outside-image'
  | 'series-ambiguous'
  | 'slice-gap'
  | 'too-few-slices'
  | 'not-finite'
  | 'settings-invalid'
  | 'archive-invalid'
  | 'archive-unsupported';

export interface RefusalDetail {
  readonly code: RefusalCode;
  /** Study-relative path or the user's own path; never an absolute path of a server, never a patient identifier. */
  readonly file?: string;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;
}

/** Input that cannot be processed. The message says what was got, what was wanted and what to do. */
export class InputRefused extends Error implements RefusalDetail {
  override readonly name = 'InputRefused';
  readonly code: RefusalCode;
  readonly file?: string;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;

  constructor(detail: RefusalDetail, options?: ErrorOptions) {
    const where = detail.file ? `${detail.file}: ` : '';
    super(`${where}got ${detail.got}; wanted ${detail.wanted}. ${detail.remedy}`, options);
    this.code = detail.code;
    this.file = detail.file;
    this.got = detail.got;
    this.wanted = detail.wanted;
    this.remedy = detail.remedy;
  }
}
