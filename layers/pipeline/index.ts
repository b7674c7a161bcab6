/** Everything of the service that needs neither the engine nor the statistics. */

export { OPERATIONS, type Operation, openApiDocument, type RouteKey } from './api/openapi.ts';
export * as api from './api/schemas/index.ts';
export * from './contracts/choices.ts';
export * from './contracts/data-origin.ts';
export * from './contracts/faults.ts';
export * from './contracts/identifiers.ts';
export * from './contracts/imported-signature.ts';
export * from './contracts/issues.ts';
export * from './contracts/manifest.ts';
export { type ModellingChanges, ModellingProtocolInvalid, modellingChanges } from './contracts/modelling-changes.ts';
export { type ModellingField, modellingFields } from './contracts/modelling-fields.ts';
export { pacingBatch } from './contracts/pacing.ts';
export * from './contracts/reasons.ts';
export * from './contracts/receipt.ts';
export * from './contracts/repair.ts';
export * from './contracts/workflow.ts';
export { eraseRows, eraseWithdrawnPredictions, eraseWithdrawnRows } from './erasure/erase-rows.ts';
export { eraseStudy } from './erasure/erase-study.ts';
export { markCorrected, startDueRuns } from './erasure/mark-versions.ts';
export { reviewStudies } from './erasure/review.ts';
export { startErasure } from './erasure/start-erasure.ts';
export * from './errors.ts';
export { type ExportJobRow, endExport, openExport, requireExport, takeExport } from './exports/export-jobs.ts';
export { type ExportStep, exportStep, progressOf } from './exports/export-step.ts';
export { type TableContent, tableQuestion } from './exports/feature-rows.ts';
export * from './exports/feature-table.ts';
export * from './extraction/engine-version.ts';
export { planCohort, sidesOfRun } from './gathering/plan-cohort.ts';
export { dropPlan, findPlan, keepPlan, storePlanned } from './gathering/store-cohort.ts';
export * from './lines/answering-line.ts';
export * from './lines/caller.ts';
export * from './lines/consortium-claims.ts';
export * from './lines/gate-settings.ts';
export * from './lines/institution-settings.ts';
export * from './lines/line-of-request.ts';
export * from './lines/line-row.ts';
export * from './lines/lines.ts';
export * from './lines/sides.ts';
export { challengeChampion } from './models/challenge-champion.ts';
export * from './models/cohorts.ts';
export * from './models/models.ts';
export * from './models/promotion.ts';
export { type ModellingRecipe, modellingOf } from './models/recipe.ts';
export * from './models/training.ts';
export * from './models/version-status.ts';
export { endAnalysis } from './pacing/end-analysis.ts';
export { receiveUpload } from './pacing/receive-upload.ts';
export { reviewAnalyses } from './pacing/review-analyses.ts';
export { slotHolders } from './pacing/slots.ts';
export { startAnalysis } from './pacing/start-analysis.ts';
export { waitingRequests } from './pacing/waiting-list.ts';
export * from './predictions/prediction-jobs.ts';
export {
  CLINICAL_VOCABULARY,
  type ClinicalVariable,
  nearestName,
  PROTOCOL_IDS,
  type Protocol,
  protocolById,
  protocolSchema,
  readClinical,
  readValue,
  type SequenceProtocol,
  unitShown,
  valuesShown,
  variableOfHeading,
  wantedOf,
} from './protocols/index.ts';
export * from './storage/clients.ts';
export { counted, type Requests } from './storage/meter.ts';
export * from './storage/objects.ts';
export { asTransient } from './storage/transient.ts';
export { arrivedFiles, PART_BYTES, uploadInParts } from './storage/uploads.ts';
export * from './studies/admission.ts';
export type { ClinicalEntry } from './studies/clinical.ts';
export { noteCorrection } from './studies/corrections.ts';
export * from './studies/features.ts';
export { historyOf } from './studies/history.ts';
export { hashImage } from './studies/image-hash.node.ts';
export * from './studies/outcomes.ts';
export * from './studies/quarantine.ts';
export * from './studies/receipts.ts';
export { clinicalOfStudy, recordClinical } from './studies/record-clinical.ts';
export { repeatedImage, repeatedSource } from './studies/repeated-image.ts';
export {
  announceStudy,
  findStudy,
  hasSeenEvent,
  labelledStudies,
  listStudies,
  recordOutcome,
  requireStudy,
} from './studies/studies.ts';
export { filesOfStudy } from './studies/study-files.ts';
export * from './studies/study-lease.ts';
export {
  readRow,
  STUDY_LAYOUT,
  type StudyRow,
  type StudyStatus,
  studyRow,
  studyStatus,
} from './studies/study-row.ts';
export * from './studies/vectors.ts';
export { findWithdrawal, withdrawStudy } from './studies/withdrawal.ts';
