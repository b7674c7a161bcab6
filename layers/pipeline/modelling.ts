/** Entry "./modelling": what the states and routes that fit and score need, the only part that loads the statistics. */
export * from './api/answers.ts';
export { runFor, type StandingOfVersion, versionFor } from './api/published-version.ts';
export { cohortOfVersion } from './api/version-cohort.ts';
export { modelOfVersion } from './api/version-model.ts';
export { referenceOfVersion } from './api/version-reference.ts';
export {
  aboutOfRun,
  cardOfVersion,
  describeVersion,
  evaluationOfVersion,
  FiguresWithheld,
  NomogramMissing,
  plotOfVersion,
} from './api/version-report.ts';
export { type Audience, viewerOf } from './models/audience.ts';
export { compareVersions, gatesOf, judgeVersion, scoredTestRows } from './models/challenge.ts';
export { cohortOf, fitCohort, fitCohortSubmodel, subsetsOfCohort } from './models/fit-cohort.ts';
export { monitoringOf, validationOf } from './models/monitoring.ts';
export { whyNotYet } from './models/retraining.ts';
export { whyNotFitted } from './models/stored-submodel.ts';
export {
  MOST_ROWS_AT_ONCE,
  MOST_ROWS_OF_JOB,
  refusalOfTable,
  type ScoredTable,
  scoreTable,
} from './predictions/scored-table.ts';
export { StoredModels } from './predictions/stored-models.ts';
export { answerForValues } from './predictions/values-answer.ts';
