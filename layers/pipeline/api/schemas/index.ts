/** Bodies of the HTTP API. Types, validation and OpenAPI come from these schemas. */
export * from './exports.ts';
export * from './models.ts';
export * from './monitoring.ts';
export { RESEARCH_USE_ONLY } from './notice.ts';
export * from './predictions.ts';
export * from './service.ts';
export * from './studies.ts';
export * from './study-record.ts';
export * from './version-parts.ts';
