/** `14_end_to_end.json`: the whole protocol with every intermediate, made with scikit-learn and its like. */

/** The golden file was made with its own iterative solvers: they agree to about 1e-8, the suggested bound is 1e-7. */
export const TOLERANCE = { mixed: 1e-7 };

export interface GoldenFit {
  coef: number[];
  se: number[];
  p: number[];
  separated: boolean;
}

export interface GoldenSet {
  models: string[];
  auc: number[];
  cov: number[][];
  delong: { a: string; b: string; z: number; p: number }[];
  brier: Record<string, number>;
  confusion: { tp: number; fn: number; tn: number; fp: number };
}

export interface GoldenCase {
  name: string;
  features: string[];
  train_rows0: number[];
  test_rows0: number[];
  n_train: number;
  n_test: number;
  pos_train: number;
  pos_test: number;
  mean: number[];
  sd_ddof0: number[];
  F: number[];
  p: number[];
  'n_p_lt_0.05': number;
  filter_rule: string;
  candidates0: number[];
  foldid: number[];
  alphas: number[];
  mse_path: number[][];
  alpha: number;
  lasso_coef: number[];
  lasso_intercept: number;
  selected: string[];
  selected0: number[];
  rad_features0?: number[];
  radscore_model?: GoldenFit;
  radscore?: number[];
  clin_uni?: (GoldenFit & { var: string })[];
  clin_multi?: GoldenFit & { vars: string[] };
  nomogram_model?: GoldenFit & { vars: string[] };
  eval?: { train: GoldenSet; test: GoldenSet };
  threshold?: { model: string; value: number };
  outcome?: string;
}
