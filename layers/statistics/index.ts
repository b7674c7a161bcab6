/** Everything that other layers and the command line take from the statistics. */
export * from './cohort/cells.ts';
export * from './cohort/cohort.ts';
export * from './cohort/csv.ts';
export * from './cohort/csv-output.ts';
export * from './cohort/feature-columns.ts';
export * from './cohort/fingerprint.ts';
export * from './cohort/outcome.ts';
export * from './cohort/patient-table.ts';
export * from './cohort/read-cohort.ts';
export * from './cohort/read-table.ts';
export * from './cohort/sites.ts';
export * from './cohort/standardised-difference.ts';
export * from './cohort/table-account.ts';
export * from './cohort/table-content.ts';
export * from './cohort/table-dialect.ts';
export * from './errors.ts';
export * from './external-validation/external-validation.ts';
export { LEAST_PER_OUTCOME, type SubgroupVariable } from './external-validation/subgroups.ts';
export * from './external-validation/validate-model.ts';
export * from './fit.ts';
export type { Candidate, Champion, GateHistory, GateInput } from './gates/candidate.ts';
export { type PairedAreas, pairedAreas } from './gates/comparison.ts';
export { GATES, type Gate, type GateResult, mayBePromoted } from './gates/gate-result.ts';
export * from './gates/judge.ts';
export { type Gain, gainsOver } from './gates/net-benefit.ts';
export { judgeEventsPerCoefficient } from './gates/sample-size.ts';
export * from './gates/settings.ts';
export * from './harmonisation/combat.ts';
export * from './hypothesis-tests/anova.ts';
export * from './hypothesis-tests/chi-squared.ts';
export * from './hypothesis-tests/fisher.ts';
export * from './hypothesis-tests/icc.ts';
export * from './hypothesis-tests/mann-whitney.ts';
export * from './hypothesis-tests/multiplicity.ts';
export * from './hypothesis-tests/proportions.ts';
export * from './hypothesis-tests/shapiro.ts';
export * from './hypothesis-tests/welch.ts';
export * from './learning/mrmr.ts';
export * from './learning/near-duplicates.ts';
export * from './learning/no-feature-selected.ts';
export * from './learning/nomogram.ts';
export * from './learning/samples.ts';
export * from './model/about.ts';
export * from './model/fitted-model.ts';
export * from './model/modelling-protocol.ts';
export * from './monitoring/calibration-watch.ts';
export * from './monitoring/drift.ts';
export * from './monitoring/monitor.ts';
export * from './monitoring/reference.ts';
export * from './monitoring/settings.ts';
export * from './nearest-name.ts';
export * from './nomogram/design.ts';
export * from './nomogram/drawable-nomogram.ts';
export * from './nomogram/nomogram-of-model.ts';
export * from './nomogram/points.ts';
export * from './nomogram/possible.ts';
export * from './nomogram/read-nomogram.ts';
export * from './nomogram/require-drawable.ts';
export * from './numbers/moments.ts';
export * from './numbers/random.ts';
export * from './numbers/standardise.ts';
export * from './performance/auc-interval.ts';
export * from './performance/brier.ts';
export * from './performance/calibration.ts';
export * from './performance/coarse-groups.ts';
export * from './performance/confusion.ts';
export * from './performance/decision-curve.ts';
export * from './performance/delong.ts';
export * from './performance/hosmer-lemeshow.ts';
export * from './performance/lowess.ts';
export * from './performance/observed-expected.ts';
export * from './performance/reclassification.ts';
export * from './performance/roc.ts';
export { type SizeOfFit, sizeOfFit } from './planning/fit-size.ts';
export * from './prediction/predict.ts';
export * from './prediction/prediction-warning.ts';
export * from './prediction/score-rows.ts';
export type { Design } from './regression/design.ts';
export * from './regression/firth.ts';
export * from './regression/folds.ts';
export * from './regression/lasso.ts';
export * from './regression/logistic.ts';
export * from './regression/penalised-logistic.ts';
export * from './regression/profile.ts';
export { type Headline, type HeadlineFigure, headlineOf } from './report/headline.ts';
export { calibrationPlot } from './report/plots/calibration.ts';
export {
  type CoarseSet,
  coarseCalibrationPlot,
  coarseDecisionCurvePlot,
  coarseRocPlot,
} from './report/plots/coarse.ts';
export { correlationPlot } from './report/plots/correlation.ts';
export { decisionCurvePlot } from './report/plots/decision-curve.ts';
export { axisOfValue, drawableAxes, type TermAxis, termAxes } from './report/plots/drawable-axes.ts';
export { lassoPathPlot } from './report/plots/lasso-path.ts';
export { nomogramPlot } from './report/plots/nomogram.ts';
export {
  type DrawnAxis,
  type DrawnModel,
  type NomogramDrawing,
  nomogramAxes,
  placeLabels,
} from './report/plots/nomogram-axes.ts';
export { rocPlot } from './report/plots/roc.ts';
export { markedSynthetic, widthOf, wrapped } from './report/plots/svg.ts';
export { waterfallPlot } from './report/plots/waterfall.ts';
export { levelText } from './report/plots/wording.ts';
export * from './report/report-html.ts';
export * from './report/validation-html.ts';
export * from './validation/bootstrap.ts';
export * from './validation/nested-validation.ts';
export * from './validation/outer-folds.ts';
export * from './validation/permute.ts';
export * from './validation/permuted-areas.ts';
export * from './validation/replicate.ts';
