/** The errors of the service: their names are API. */
import { orDidYouMean } from '@radscore/statistics/nearest-name';
import { TRANSIENT_ERRORS } from './contracts/faults.ts';
import type { Failure, Reason } from './contracts/workflow.ts';

/**
 * Errors whose names are API: the state machines match on them, and the HTTP API maps them to problem details.
 * Lambda keeps of an error only its name and message, so a reason's code opens the message: `code: sentence`.
 */

/** Files that the manifest lists have not arrived. Retried with back-off. */
export class StudyIncomplete extends Error {
  override readonly name = 'StudyIncomplete';
  readonly missing: readonly string[];

  constructor(missing: readonly string[], total: number) {
    const first = missing.slice(0, 3).join(', ');
    super(
      `files-missing: ${missing.length} of the ${total} files that manifest.json lists have not arrived (${first}${missing.length > 3 ? ', …' : ''}); ` +
        'wanted all of them. Upload them; the analysis starts again when manifest.json is uploaded again.',
    );
    this.missing = missing;
  }
}

/** A study that cannot be processed as it is. */
export class StudyRefused extends Error {
  override readonly name = 'StudyRefused';
  readonly code: string;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`${reason.code}: ${reason.message}`, options);
    this.code = reason.code;
  }
}

/** A study that may identify the patient. It goes to quarantine. The message names attributes and files, never values. */
export class StudyIdentifiable extends Error {
  override readonly name = 'StudyIdentifiable';
  readonly code = 'identifiable';

  constructor(studyId: string, findings: readonly { where: string; file: string; files: number; remedy: string }[]) {
    const named = findings.slice(0, NAMED_FINDINGS).map(({ where, file, files }) => {
      return `${where} in ${file}${files > 1 ? ` and ${files - 1} more` : ''}`;
    });
    const more = findings.length > NAMED_FINDINGS ? `; and ${findings.length - NAMED_FINDINGS} more places` : '';
    const remedies = [...new Set(findings.slice(0, NAMED_FINDINGS).map(({ remedy }) => remedy))];
    super(
      `identifiable: got what may identify the patient: ${named.join('; ')}${more}; wanted a study de-identified by the ` +
        `basic profile of DICOM PS3.15. ${remedies.join(' ')} Upload the repaired study under the same id, manifest.json ` +
        `last; GET /v1/studies/${studyId}/receipt names all that was found.`,
    );
  }
}

/** Error messages pass through Step Functions, so they name at most this many places; the receipt names all. */
const NAMED_FINDINGS = 5;

/** The same manifest event is, or has been, worked on by another execution: a success. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';

  constructor() {
    super('another execution has this manifest');
  }
}

/** A newer manifest of the study was admitted meanwhile; this execution must not write any more. */
export class Superseded extends Error {
  override readonly name = 'Superseded';

  constructor() {
    super(
      'superseded: got a study whose manifest.json is another one by now; wanted the one that was admitted. ' +
        'Nothing is to be done: the execution of the newer manifest answers.',
    );
  }
}

/** A model was trained on features of other settings than those at hand. */
export class SettingsMismatch extends Error {
  override readonly name = 'SettingsMismatch';

  constructor(got: string, wanted: string) {
    super(
      `settings-mismatch: got features with settings ${got.slice(0, 12)}; wanted ${wanted.slice(0, 12)}, with which the model was trained. ` +
        'Analyse the study with the protocol of the model.',
    );
  }
}

/** A service of AWS could not be reached, or broke off its answer: it passes, and the state machines repeat the work. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';

  constructor(cause: Error) {
    // Nothing of the cause's message: it may name an object, and with it a study.
    super(
      `service-unreachable: got ${cause.name} from a service; wanted its answer. Nothing is to be done: it is tried again.`,
      {
        cause,
      },
    );
  }
}

export class StudyNotFound extends Error {
  override readonly name = 'StudyNotFound';

  constructor(studyId: string) {
    super(`got study ${studyId}; wanted a study of your institution. List them with GET /v1/studies.`);
  }
}

/** The study was withdrawn: it is erased, and its id is not used again. */
export class StudyWithdrawn extends Error {
  override readonly name = 'StudyWithdrawn';
  readonly code = 'study-withdrawn';
  readonly withdrawnAt: string;

  constructor(studyId: string, withdrawnAt: string) {
    super(
      `study-withdrawn: got study ${studyId}, which was withdrawn on ${withdrawnAt}; wanted one that was not. It is erased, and so is ` +
        'whatever arrives under its id. Upload another study under another id.',
    );
    this.withdrawnAt = withdrawnAt;
  }
}

/** The study is known, but its newest manifest has nothing to serve: what an earlier one brought is not its own any more. */
export class StudyNotAnalysed extends Error {
  override readonly name = 'StudyNotAnalysed';
  readonly reason: Reason;
  readonly studyStatus: string;
  readonly manifestHash: string | undefined;

  constructor(study: { readonly status: string; readonly manifestHash?: string }, reason: Reason) {
    super(`${reason.code}: ${reason.message}`);
    this.reason = reason;
    this.studyStatus = study.status;
    this.manifestHash = study.manifestHash;
  }
}

/** The study is known, but its current manifest has not been examined for identities. */
export class ReceiptNotFound extends Error {
  override readonly name = 'ReceiptNotFound';

  constructor(studyId: string, status: string) {
    super(
      `got study ${studyId}, which is ${status} and has no receipt; wanted one whose files were examined. ` +
        `GET /v1/studies/${studyId} says what came before.`,
    );
  }
}

export class ModelNotFound extends Error {
  override readonly name = 'ModelNotFound';

  /** @param known names of the lines that the caller may see */
  constructor(name: string, version?: number, known: readonly string[] = []) {
    super(
      version === undefined
        ? `got model ${name}; wanted a model line of yours, of your consortium or shared, with a promoted version.${orDidYouMean(name, known)} GET /v1/models lists them; POST /v1/models trains.`
        : `got model ${name} version ${version}; wanted an existing version. List them with GET /v1/models/${name}/versions.`,
    );
  }
}

/** What is asked for belongs to a fit: an imported version has no cohort, no evaluation and no curve. */
export class ImportedVersion extends Error {
  override readonly name = 'ImportedVersion';

  constructor(line: string, version: number) {
    super(
      `got ${line} version ${version}, which is imported from a signature file; wanted one that was fitted here, with a cohort and an evaluation. ` +
        `GET /v1/models/${line}/versions/${version}/signature has what there is of it.`,
    );
  }
}

export class PredictionJobNotFound extends Error {
  override readonly name = 'PredictionJobNotFound';

  constructor(jobId: string) {
    super(
      `got prediction job ${jobId}; wanted one of this institution and this model. Open it with POST /v1/models/{name}/prediction-jobs.`,
    );
  }
}

/** A table of more studies than one request makes one of. */
export class TableTooLarge extends Error {
  override readonly name = 'TableTooLarge';

  constructor(most: number) {
    super(
      `got more than ${most} studies; wanted at most that many in one request. ` +
        'Open a job with POST /v1/feature-exports, which makes the table in the background.',
    );
  }
}

export class ExportNotFound extends Error {
  override readonly name = 'ExportNotFound';

  constructor(id: string) {
    super(`got feature export ${id}; wanted one of this institution. Open it with POST /v1/feature-exports.`);
  }
}

export class ProtocolNotFound extends Error {
  override readonly name = 'ProtocolNotFound';

  constructor(id: string, known: readonly string[]) {
    super(
      `unknown-protocol: got ${/^[a-z0-9-]{1,32}@\d{1,4}$/.test(id) ? `protocol "${id}"` : 'another protocol'}; wanted one of ${known.join(', ')}.${orDidYouMean(id, known)} Name one of them.`,
    );
  }
}

/** Two writers met, or a row is not in the state that the request needs. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The caller's token names no institution. */
export class InstitutionMissing extends Error {
  override readonly name = 'InstitutionMissing';

  constructor() {
    super('got a token without an institution claim; wanted one. Ask the operator of this service for it.');
  }
}

/** A claim names what cannot be an institution: no study of it could ever be analysed. The value is not repeated. */
export class InstitutionInvalid extends Error {
  override readonly name = 'InstitutionInvalid';

  constructor(claim: 'institution' | 'consortium') {
    const form =
      '1 to 63 lower-case letters, digits or hyphens, starting with a letter or digit, and not with consortium-';
    const wanted =
      claim === 'institution'
        ? `one institution: ${form}`
        : `institutions (${form}), separated by spaces, after the name of the consortium and a colon if it has one`;
    super(
      `got a token with a claim ${claim} of another form; wanted ${wanted}. Ask the operator of this service to correct it.`,
    );
  }
}

/** The token does not reach an institution that the request names. */
export class InstitutionForbidden extends Error {
  override readonly name = 'InstitutionForbidden';

  constructor(institution: string) {
    super(
      `got institution ${institution}; wanted the token's own or one of its consortium. Ask the operator for the claim.`,
    );
  }
}

/** Only members of its owner change a model line. */
export class LineForbidden extends Error {
  override readonly name = 'LineForbidden';

  constructor(line: string) {
    super(
      `got a change of model ${line}, which another owner shares; wanted a line of your own. Train one with POST /v1/models.`,
    );
  }
}

/** More lines or runs than an owner may have. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded';

  constructor(got: string, wanted: string, remedy: string) {
    super(`got ${got}; wanted ${wanted}. ${remedy}`);
  }
}

/** A version may not be promoted: the gates that it does not pass, each with what was got and wanted. */
export class PromotionRefused extends Error {
  override readonly name = 'PromotionRefused';
  readonly gates: readonly unknown[];

  constructor(
    line: string,
    version: number,
    failed: readonly { gate: string; message: string }[],
    gates: readonly unknown[],
  ) {
    super(
      `got ${line} version ${version}, which does not pass ${failed.map(({ gate, message }) => `${gate} (${message})`).join('; ')}; wanted all gates of the line passed. Train again with more outcomes.`,
    );
    this.gates = gates;
  }
}

/** `If-Match` names a state that is no longer the present one. */
export class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed';

  constructor(what: string) {
    super(
      `got an If-Match that is not the ETag of ${what} any more; wanted the present one. Read it again and decide.`,
    );
  }
}

/** Input of the API that its schema refuses; `issues` are the places. */
export class RequestInvalid extends Error {
  override readonly name = 'RequestInvalid';
  readonly issues: readonly { path: string; message: string }[];

  constructor(issues: readonly { path: string; message: string }[]) {
    super(issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '));
    this.issues = issues;
  }
}

/** Errors of `@radscore/statistics` that are results of a training run rather than faults. */
const OUTCOMES_OF_TRAINING: ReadonlySet<string> = new Set([
  'CohortTooSmall',
  'SingleClass',
  'SingleBatch',
  'NoFeatureSelected',
  'InvalidValue',
  'InvalidTable',
  'SiteTooSmall',
  'SiteIsOutcome',
]);

/** What a Catch received, as a reason of the study or of the training run. Unexpected messages stay in the logs. */
export function reasonFrom(failure: Failure): Reason {
  switch (failure.Error) {
    case 'Sandbox.Timedout':
    case 'States.Timeout':
      return {
        code: 'out-of-time',
        message: 'the computation reached its time limit; crop the image or ask for a larger limit.',
      };
    case 'Runtime.OutOfMemory':
      return {
        code: 'out-of-memory',
        message: 'the computation reached its memory limit; crop the image or ask for a larger limit.',
      };
  }
  const coded = /^([a-z][a-z0-9-]*): (.*)$/s.exec(messageOf(failure.Cause));
  if (coded) return { code: coded[1], message: coded[2] };
  const outcome = reasonOfTraining(failure.Error, messageOf(failure.Cause));
  if (outcome) return outcome;
  return { code: 'internal-error', message: `${failure.Error}; the log of the execution has the details.` };
}

/**
 * Why an execution ended without an answer. A fault says nothing about the study, and nothing of its message is repeated
 * unless it is the service's own.
 */
export function faultReason({ status, ...failure }: Failure & { readonly status: string | undefined }): Reason {
  if (status === 'ABORTED') {
    return {
      code: 'analysis-stopped',
      message:
        'got a stop from the operator of this service; wanted the end of the analysis. Ask the operator, or upload manifest.json again.',
    };
  }
  if (status === 'TIMED_OUT') {
    return {
      code: 'service-unreachable',
      message: 'got no end of the analysis within four hours. Nothing is to be done: it is tried again.',
    };
  }
  if (PASSING.has(failure.Error)) {
    return {
      code: 'service-unreachable',
      message: `got ${failure.Error} for as long as the analysis waits. Nothing is to be done: it is tried again.`,
    };
  }
  return reasonFrom(failure);
}

const PASSING: ReadonlySet<string> = new Set(TRANSIENT_ERRORS);

/** A result of training by the name of its error; `undefined` for a fault. */
export function reasonOfTraining(error: string, message: string): Reason | undefined {
  return OUTCOMES_OF_TRAINING.has(error) ? { code: kebab(error), message } : undefined;
}

function kebab(name: string): string {
  return name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
}

function messageOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // A cause that is plain text is the message itself.
  }
  return cause;
}
