/** What outside users build on: the names that the published `@radscore/statistics` promises to keep. */
export type { ClinicalColumn, Cohort, FeatureTable } from './cohort/cohort.ts';
export { type PatientRow, patientTable } from './cohort/patient-table.ts';
export { type CohortColumns, type ReadCohort, readCohort } from './cohort/read-cohort.ts';
export { CohortTooSmall, InvalidTable, InvalidValue, OutsideCohort, SingleClass, SiteUnseen } from './errors.ts';
export type { ExternalValidation } from './external-validation/external-validation.ts';
export { validateModel } from './external-validation/validate-model.ts';
export { fitModel } from './fit.ts';
export { applyComBat, type ComBat, type ComBatOptions, fitComBat } from './harmonisation/combat.ts';
export { type Anova, anova } from './hypothesis-tests/anova.ts';
export { type ContingencyTest, chiSquaredTest } from './hypothesis-tests/chi-squared.ts';
export { type FisherTest, fisherTest } from './hypothesis-tests/fisher.ts';
export { type Icc, type IccForms, intraclassCorrelations } from './hypothesis-tests/icc.ts';
export { mannWhitney, type RankSumMethod, type RankSumTest } from './hypothesis-tests/mann-whitney.ts';
export { NoFeatureSelected } from './learning/no-feature-selected.ts';
export type { Evaluation, FittedModel } from './model/fitted-model.ts';
export { DEFAULT_PROTOCOL, type ModellingProtocol } from './model/modelling-protocol.ts';
export { Random } from './numbers/random.ts';
export { brierScore } from './performance/brier.ts';
export { type CalibrateOptions, type Calibration, calibrate } from './performance/calibration.ts';
export { type DecisionCurve, decisionCurve } from './performance/decision-curve.ts';
export {
  type Auc,
  type AucComparison,
  type AucMatrix,
  aucWithInterval,
  comparePaired,
  compareUnpaired,
  delong,
} from './performance/delong.ts';
export { type HosmerLemeshow, hosmerLemeshow } from './performance/hosmer-lemeshow.ts';
export { type Improvement, improvement } from './performance/reclassification.ts';
export { type OperatingPoint, type RocCurve, rocCurve, youdenPoint } from './performance/roc.ts';
export { type Abstention, type Prediction, predict, predictOrAbstain } from './prediction/predict.ts';
export type { LabelledRow } from './prediction/score-rows.ts';
export type { Design } from './regression/design.ts';
export { stratifiedFolds } from './regression/folds.ts';
export { type CrossValidation, crossValidateLasso, lassoPath, type RegularisationPath } from './regression/lasso.ts';
export { fitLogistic, type LogisticFit, type OddsRatio, oddsRatios } from './regression/logistic.ts';
export { type Headline, type HeadlineFigure, headlineOf } from './report/headline.ts';
export { plotsOf, reportHtml } from './report/report-html.ts';
