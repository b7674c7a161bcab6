/** Warnings of a prediction. */

/** What a prediction must be read with. */
export interface PredictionWarning {
  readonly code:
    | 'out-of-distribution'
    | 'clinical-missing'
    | 'clinical-unknown'
    | 'clinical-out-of-range'
    | 'imputed'
    | 'site-unseen'
    | 'in-training';
  /** The feature or variable concerned. */
  readonly of: string;
  readonly message: string;
}
