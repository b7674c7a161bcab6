export * from './admission.ts';
export * from './clients.ts';
export * from './cohorts.ts';
export * as api from './contracts/api.ts';
export * from './contracts/identifiers.ts';
export * from './contracts/issues.ts';
export * from './contracts/manifest.ts';
export * from './contracts/receipt.ts';
export * from './contracts/repair.ts';
export * from './contracts/workflow.ts';
export * from './engine-version.ts';
export * from './errors.ts';
export * from './features.ts';
export * from './models.ts';
export * from './objects.ts';
export { OPERATIONS, type Operation, openApiDocument, type RouteKey } from './openapi.ts';
export * from './outcomes.ts';
export * from './protocols/index.ts';
export * from './quarantine.ts';
export * from './reasons.ts';
export * from './receipts.ts';
export { hashImage, repeatedImage, repeatedSource } from './repeated-image.ts';
export {
  announceStudy,
  findStudy,
  hasSeenEvent,
  labelledStudies,
  listStudies,
  recordOutcome,
  requireStudy,
} from './studies.ts';
export * from './study-lease.ts';
export {
  readRow,
  STUDY_LAYOUT,
  STUDY_STATUSES,
  type StudyRow,
  type StudyStatus,
  studyRow,
  studyStatus,
} from './study-row.ts';
export * from './training.ts';
export * from './vectors.ts';
