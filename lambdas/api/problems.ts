/** Middleware that answers every error as an RFC 9457 problem. */
import type { MiddlewareObj } from '@middy/core';
import { type api, PromotionRefused, StudyNotAnalysed } from '@radscore/pipeline';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { logger } from '../logger.ts';

/** Errors by name: which HTTP status they are. Whatever is not here is a fault of ours. */
const STATUS: Readonly<Record<string, { status: number; title: string }>> = {
  RequestInvalid: { status: 400, title: 'The request does not fit its schema' },
  ProtocolNotFound: { status: 404, title: 'No such protocol' },
  ExportNotFound: { status: 404, title: 'No such feature export' },
  TableTooLarge: { status: 409, title: 'Too many studies for one request' },
  PredictionJobNotFound: { status: 404, title: 'No such prediction job' },
  InvalidTable: { status: 400, title: 'The table cannot be used' },
  InvalidValue: { status: 400, title: 'A value is missing or cannot be used' },
  InstitutionMissing: { status: 403, title: 'The token names no institution' },
  InstitutionInvalid: { status: 403, title: 'The token names no institution that can be' },
  LineForbidden: { status: 403, title: 'The model line belongs to another owner' },
  QuotaExceeded: { status: 429, title: 'More than the quota' },
  PromotionRefused: { status: 409, title: 'The version does not pass the gates' },
  InstitutionForbidden: { status: 403, title: 'The token does not reach this institution' },
  StudyNotFound: { status: 404, title: 'No such study' },
  StudyWithdrawn: { status: 410, title: 'The study was withdrawn' },
  ReceiptNotFound: { status: 404, title: 'No receipt yet' },
  StudyNotAnalysed: { status: 409, title: 'The study is not analysed' },
  NomogramMissing: { status: 404, title: 'No nomogram in this version' },
  FiguresWithheld: { status: 404, title: 'Not shown to institutions without rows in this version' },
  ImportedVersion: { status: 404, title: 'The version is imported, and has none' },
  SignatureMissing: { status: 404, title: 'The version is no imported signature' },
  ModelNotFound: { status: 404, title: 'No such model version' },
  PreconditionFailed: { status: 412, title: 'It was changed meanwhile' },
  Conflict: { status: 409, title: 'Conflict' },
  SettingsMismatch: { status: 409, title: 'Features of other settings' },
};

interface HttpError extends Error {
  readonly statusCode?: number;
  readonly issues?: api.Problem['issues'];
}

/** Errors become RFC 9457 problem details, here and nowhere else. */
export function problems(): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, HttpError> {
  return {
    onError(request) {
      request.response = problemOf(request.error ?? new Error('unknown'), request.event.rawPath);
    },
  };
}

function problemOf(error: HttpError, instance: string): APIGatewayProxyStructuredResultV2 {
  const known = STATUS[error.name] ?? (error.statusCode === 404 ? { status: 404, title: 'No such route' } : undefined);
  if (!known) logger.error('request failed', { error: error.name, stack: framesOf(error) });
  const { status, title } = known ?? { status: 500, title: 'The service failed' };
  const problem: api.Problem = {
    type: `urn:radscore:problem:${known ? error.name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase() : 'internal-error'}`,
    title,
    status,
    detail: known
      ? error.message
      : 'The log of the function has the details. Try again; report it to the operator if it persists.',
    instance,
    issues: error.issues,
    ...(error instanceof StudyNotAnalysed && stateOf(error)),
    ...(error instanceof PromotionRefused && { gates: error.gates as api.Problem['gates'] }),
  };
  return { statusCode: status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(problem) };
}

/** Where an error was thrown, without its message: that of a parser repeats the text that it could not read. */
function framesOf({ stack = '' }: Error): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '));
}

/** What a client decides by: how the study stands, for which manifest, and the code of why it has nothing to serve. */
function stateOf({ reason, studyStatus, manifestHash }: StudyNotAnalysed): Partial<api.Problem> {
  return { reason, studyStatus: studyStatus as api.Problem['studyStatus'], manifestHash };
}
