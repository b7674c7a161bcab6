/** One plan for all generated clients: at least one call of every route, in an order that a planted service can answer. */
import { readFileSync } from 'node:fs';
import { JOB, LINE, type Planted, STUDY } from './planted-service.ts';

/** A call by its `operationId`, with what the document names as its parts. */
export interface Call {
  readonly operation: string;
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** A string is sent as it is. */
  readonly body?: Readonly<Record<string, unknown>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the service answers. */
  readonly status: number;
  /** Which token: of every scope, of scopes that this route does not ask for, or none. */
  readonly token?: 'full' | 'few' | 'none';
}

const BY_LINE = { name: LINE };
const BY_VERSION = { ...BY_LINE, version: 1 };
const SIGNATURE = readFileSync(new URL('../../examples/signatures/made-up-t2-radscore.yaml', import.meta.url), 'utf8');
const SIGNATURE_VALUES = {
  t2fs_original_shape_Sphericity: 0.8,
  t2fs_original_firstorder_Entropy: 4,
  t2fs_original_glcm_Idm: 0.3,
};
const REASON = { reason: 'A generated client tries it' };

/** The calls of one client, whose name keeps what it makes apart from that of the others. */
export function callsOf(client: string, { table, jobId }: Planted): readonly Call[] {
  const study = `${client}-1`;
  return [
    { operation: 'getHealth', status: 200, token: 'none' },
    { operation: 'getOpenApiDocument', status: 200, token: 'none' },
    { operation: 'getProtectedResource', status: 200, token: 'none' },
    { operation: 'getProtocol', path: { id: 'her2-pcr@1' }, status: 200 },
    { operation: 'getConformance', status: 200 },

    { operation: 'listStudies', status: 401, token: 'none' },
    { operation: 'listStudies', status: 403, token: 'few' },
    { operation: 'getStudy', path: { id: 'nobody' }, status: 404 },
    {
      operation: 'announceStudy',
      body: { studyId: study, files: [{ path: 't2fs/image.nii', bytes: 3, sha256: 'a'.repeat(64) }] },
      status: 201,
    },
    {
      operation: 'uploadInParts',
      path: { id: study },
      body: { path: 'dce.zip', bytes: 3, sha256: 'a'.repeat(64), parts: ['a'.repeat(64)] },
      status: 200,
    },
    { operation: 'getStudyFeatures', path: { id: study }, status: 409 },
    { operation: 'listStudies', query: { status: 'complete', limit: 5 }, status: 200 },
    { operation: 'getStudy', path: { id: STUDY }, status: 200 },
    { operation: 'getStudyFeatures', path: { id: STUDY }, status: 200 },
    { operation: 'getStudyFeaturesAsCsv', path: { id: STUDY }, status: 200 },
    { operation: 'getDeidentificationReceipt', path: { id: STUDY }, status: 200 },
    { operation: 'listStudyFiles', path: { id: STUDY }, query: { limit: 2 }, status: 200 },
    { operation: 'listStudyFiles', path: { id: study }, status: 409 },
    { operation: 'getStudyHistory', path: { id: STUDY }, status: 200 },
    {
      operation: 'recordOutcome',
      path: { id: STUDY },
      headers: { 'if-match': '"old"' },
      body: { pcr: true },
      status: 412,
    },
    { operation: 'recordOutcome', path: { id: STUDY }, body: { pcr: true }, status: 200 },
    { operation: 'recordClinical', path: { id: STUDY }, body: { clinical: { nobody: 1 } }, status: 400 },
    {
      operation: 'recordClinical',
      path: { id: STUDY },
      body: { clinical: { ki67: 35, morphology: null } },
      status: 200,
    },
    { operation: 'getClinical', path: { id: STUDY }, status: 200 },
    { operation: 'exportFeatures', query: { cohort: 'labelled' }, status: 303 },

    { operation: 'listModels', status: 200 },
    { operation: 'listModelVersions', path: BY_LINE, status: 200 },
    { operation: 'getModelVersion', path: BY_VERSION, status: 200 },
    { operation: 'getModelVersion', path: { ...BY_VERSION, version: 999 }, status: 404 },
    { operation: 'getEvaluation', path: BY_VERSION, status: 200 },
    { operation: 'getModelCard', path: BY_VERSION, status: 200 },
    { operation: 'getNomogram', path: BY_VERSION, status: 200 },
    { operation: 'getRocCurves', path: BY_VERSION, status: 200 },
    { operation: 'getCalibrationCurves', path: BY_VERSION, status: 200 },
    { operation: 'getDecisionCurves', path: BY_VERSION, status: 200 },
    { operation: 'getLassoPath', path: BY_VERSION, status: 200 },
    { operation: 'getFittedModel', path: BY_VERSION, status: 200 },
    { operation: 'getReference', path: BY_VERSION, status: 200 },
    { operation: 'getCohort', path: BY_VERSION, query: { limit: 5 }, status: 200 },
    { operation: 'compareVersions', path: { ...BY_VERSION, other: 2 }, status: 200 },
    { operation: 'getOwnValidation', path: BY_VERSION, status: 200 },
    { operation: 'promoteVersion', path: BY_VERSION, body: REASON, status: 200 },
    { operation: 'getMonitoring', path: BY_LINE, status: 200 },
    { operation: 'predict', path: BY_LINE, body: { studyId: STUDY }, status: 200 },
    { operation: 'predictWithVersion', path: BY_VERSION, body: { studyId: STUDY }, status: 200 },
    {
      operation: 'predictWithVersion',
      path: BY_VERSION,
      body: { features: { x: 1 }, clinical: { ki67: 35 } },
      status: 400,
    },
    { operation: 'predictTable', path: BY_LINE, body: table, status: 200 },
    { operation: 'predictTableWithVersion', path: BY_VERSION, body: table, status: 200 },
    { operation: 'createPredictionJob', path: BY_LINE, body: JOB, status: 202 },
    { operation: 'getPredictionJob', path: { ...BY_LINE, job: jobId }, status: 200 },
    { operation: 'rollBackModel', path: BY_LINE, body: REASON, status: 200 },
    { operation: 'retireVersion', path: { ...BY_LINE, version: 3 }, body: REASON, status: 200 },
    { operation: 'getModelLine', path: BY_LINE, status: 200 },
    { operation: 'getLineAudit', path: BY_LINE, status: 200 },
    { operation: 'getSettings', status: 200 },
    { operation: 'putSettings', body: { answers: { 'her2-pcr@1': 'automatic' } }, status: 200 },

    {
      operation: 'trainModel',
      headers: { 'idempotency-key': client },
      body: { name: client, split: { by: 'institution', train: ['centre-1'], test: [] } },
      status: 202,
    },
    {
      operation: 'configureModelLine',
      path: { name: client },
      body: { shared: false, promotion: 'manual', gates: { newEvents: null, eventsPerCoefficient: { least: 5 } } },
      status: 200,
    },
    { operation: 'importSignature', path: { name: `${client}-signature` }, body: { file: SIGNATURE }, status: 200 },
    {
      operation: 'importSignature',
      path: { name: `${client}-signature` },
      body: { file: 'signature: 1' },
      status: 400,
    },
    { operation: 'getSignature', path: { name: `${client}-signature`, version: 1 }, status: 200 },
    { operation: 'getSignature', path: BY_VERSION, status: 404 },
    {
      operation: 'predictWithVersion',
      path: { name: `${client}-signature`, version: 1 },
      body: { features: SIGNATURE_VALUES },
      status: 200,
    },
    { operation: 'deleteModelLine', path: { name: `${client}-signature` }, status: 204 },
    { operation: 'withdrawStudy', path: { id: study }, status: 202 },
    { operation: 'deleteModelLine', path: { name: client }, status: 204 },
  ];
}
