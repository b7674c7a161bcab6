/** A client of the HTTP API: one method for each route, with retries. */
import { setTimeout as delay } from 'node:timers/promises';
import type { api, Outcome, Protocol, Split } from '@radscore/pipeline';
import type { z } from 'zod';
import { putBytes } from './put-bytes.ts';
import { fixedToken, type TokenSource } from './token-source.ts';

type Input<S extends z.ZodType> = z.input<S>;
type Output<S extends z.ZodType> = z.output<S>;

export type StudyFile = Input<typeof api.createStudy>['files'][number];
export type Uploads = Output<typeof api.uploads>;
export type Upload = Omit<Uploads['uploads'][number], 'arrived'>;
export type PartedUpload = Input<typeof api.partedUpload>;
export type PartedUploadAnswer = Output<typeof api.partedUploadAnswer>;
export type Study = Output<typeof api.studyAnswer>;
export type StudyPage = Output<typeof api.studyList>;
export type Withdrawal = Output<typeof api.withdrawal>;
export type Receipt = Output<typeof api.receipt>;
export type ClinicalAnswer = Output<typeof api.clinicalAnswer>;
export type StudyFeatures = Output<typeof api.studyFeatures>;
export type TrainingAccepted = Output<typeof api.trainingAccepted>;
export type ModelList = Output<typeof api.modelList>;
export type TrainingRun = ModelList['models'][number]['runs'][number];
export type ModelLine = Output<typeof api.modelLineAnswer>;
export type LineAudit = Output<typeof api.lineAudit>;
export type LineSettings = Input<typeof api.putLineSettings>;
export type InstitutionSettings = Output<typeof api.institutionSettingsAnswer>;
export type VersionList = Output<typeof api.versionList>;
export type ModelVersion = Output<typeof api.modelVersionAnswer>;
export type FittedModelAnswer = Output<typeof api.fittedModelAnswer>;
export type MonitoringAnswer = Output<typeof api.monitoring>;
export type OwnValidation = Output<typeof api.ownValidation>;
export type Comparison = Output<typeof api.comparison>;
export type Evaluation = Output<typeof api.evaluation>;
export type Answer = Output<typeof api.prediction> | Output<typeof api.abstention>;
export type SignaturePrediction = Output<typeof api.signaturePrediction>;
export type PredictionJob = Output<typeof api.predictionJob>;
export type PredictionJobInput = Input<typeof api.createPredictionJob>;
export type PredictionInput = Input<typeof api.createPrediction>;
export type SignatureInput = Input<typeof api.putSignature>;
export type SignatureImported = Output<typeof api.signatureImported>;
export type FeatureExport = Output<typeof api.featureExport>;
export type { Outcome, Protocol, Split };

/** RFC 9457: the API's own explanation of why a request was refused or failed. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** Stable: `urn:radscore:problem:study-not-found`, or `about:blank` if the service gave none. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly issues: readonly { path: string; message: string }[];
  /** Of a promotion that is refused: every gate with what was got and wanted. */
  readonly gates: NonNullable<api.Problem['gates']>;

  constructor({ type, title, status, detail, issues = [], gates = [] }: api.Problem) {
    super(`${title}: ${detail}`);
    this.type = type;
    this.title = title;
    this.status = status;
    this.detail = detail;
    this.issues = issues;
    this.gates = gates;
  }

  /** The last part of `type`: `study-not-found`. */
  get code(): string {
    return this.type.split(':').at(-1) ?? '';
  }
}

/** A presigned URL is too old, or what signed it is: another has to be asked for. */
export class UploadUrlExpired extends Error {
  override readonly name = 'UploadUrlExpired';

  constructor(path: string, said: string) {
    super(
      `${path}: got ${said} from the store; wanted a presigned URL that it takes. Submit again: what arrived stays.`,
    );
  }
}

/** No answer came for as long as the client had patience. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';

  constructor(origin: string, cause: unknown) {
    const why = cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
    super(
      `got no answer from ${origin} (${why}); wanted the Radscore API. Start the local cloud with \`radscore up\`, or name another address with --api.`,
      { cause },
    );
  }
}

/** Between two attempts, in milliseconds, half of it more or less: a service that is back is found soon. */
const LONGEST_PAUSE = 2000;

export interface ClientOptions {
  /** Where the API is, without `/v1`: `http://127.0.0.1:8400`. */
  readonly url: string;
  /** A bearer token, or where fresh ones come from: tokens expire. */
  readonly token?: string | TokenSource;
  /** How long the client goes on asking a service that is away or busy; one attempt is always made. */
  readonly patienceSeconds?: number;
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** Type of a body that is a text; without it the body is sent as JSON. */
  readonly bodyType?: 'text/csv';
  readonly accept?: string;
  /** Whether the request may be repeated if its answer is lost; GET, PUT and DELETE always may. */
  readonly repeatable?: boolean;
  readonly redirect?: RequestRedirect;
  readonly headers?: Readonly<Record<string, string>>;
  /** The route needs no token: it is asked without one, whether there is a sign-in or not. */
  readonly open?: boolean;
}

/** The HTTP API, one method for each route. Methods throw `ApiProblem` and `ApiUnreachable`. */
export class RadscoreClient {
  readonly url: string;
  readonly #tokens: TokenSource | undefined;
  readonly #patienceSeconds: number;

  constructor({ url, token, patienceSeconds = 6 }: ClientOptions) {
    this.url = url.replace(/(?<!\/)\/+$/, '');
    this.#tokens = typeof token === 'string' ? fixedToken(token) : token;
    this.#patienceSeconds = patienceSeconds;
  }

  /** Announces a study (once is enough) and gives presigned URLs for at most 500 of its files. */
  createStudy(studyId: string, files: readonly StudyFile[]): Promise<Uploads> {
    return this.#json('/v1/studies', { method: 'POST', body: { studyId, files }, repeatable: true });
  }

  /** Begins, goes on with or ends the upload of a large file in parts; gives presigned URLs for those that are missing. */
  uploadInParts(studyId: string, file: PartedUpload): Promise<PartedUploadAnswer> {
    const path = `/v1/studies/${encodeURIComponent(studyId)}/uploads`;
    return this.#json(path, { method: 'POST', body: file, repeatable: true });
  }

  /** Sends one file, or a part, to its presigned URL, with exactly the headers that were signed. @throws UploadUrlExpired */
  async upload({ url, headers, path }: Upload, content: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
    // Either way of sending writes content-length itself; S3 refuses another length than the one it signed.
    const { 'content-length': _length, ...signed } = headers;
    const response = await this.#persistently(new URL(url).origin, true, () =>
      content instanceof Blob
        ? fetch(url, { method: 'PUT', headers: signed, body: content })
        : putBytes(url, signed, content),
    );
    const answer = await response.text();
    if (response.ok) return;
    const [, code = `HTTP ${response.status}`] = /<Code>([^<]*)<\/Code>/.exec(answer) ?? [];
    const [, message = ''] = /<Message>([^<]*)<\/Message>/.exec(answer) ?? [];
    // S3 says so of a URL whose time is over, of one that was signed with credentials whose time is, and of a part of an
    // upload that was ended or deleted.
    const isExpired =
      (response.status === 403 && (code === 'AccessDenied' || code === 'RequestTimeTooSkewed')) ||
      ['ExpiredToken', 'NoSuchUpload'].includes(code);
    if (isExpired) throw new UploadUrlExpired(path, `${code}${message ? ` (${message})` : ''}`);
    throw new ApiProblem({
      type: `urn:radscore:problem:upload-refused`,
      title: `The upload of ${path} was refused`,
      status: response.status,
      detail: `the store answered ${code}${message ? ` (${message})` : ''}; wanted the bytes that manifest.json declares. Write the manifest again, then upload again.`,
    });
  }

  /**
   * What the token says of its bearer. It is not checked here: the API does, and decides by it. Empty without a token, or
   * for one that is no JWT.
   */
  async claims(): Promise<Readonly<Record<string, unknown>>> {
    const [, payload = ''] = ((await this.#tokens?.token()) ?? '').split('.');
    try {
      const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return typeof claims === 'object' && claims !== null ? { ...claims } : {};
    } catch {
      return {};
    }
  }

  study(studyId: string): Promise<Study> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}`);
  }

  studyPage(query: Input<typeof api.studyListQuery> = {}): Promise<StudyPage> {
    return this.#json('/v1/studies', { query: query as Request['query'] });
  }

  /** Every study of the institution, page by page, by status and id. */
  async *studies(status?: Study['status']): AsyncGenerator<StudyPage['studies'][number]> {
    let cursor: string | undefined;
    do {
      const page = await this.studyPage({ status, cursor, limit: 200 });
      yield* page.studies;
      cursor = page.cursor;
    } while (cursor);
  }

  /** What the examination of the study's files for identities found. */
  receipt(studyId: string): Promise<Receipt> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}/receipt`);
  }

  features(studyId: string): Promise<StudyFeatures> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}/features`);
  }

  featuresCsv(studyId: string): Promise<string> {
    return this.#text(`/v1/studies/${encodeURIComponent(studyId)}/features.csv`);
  }

  /** The institution's feature table as CSV: one row per complete study. */
  async featureTable(query: Input<typeof api.cohortQuery> = {}): Promise<string> {
    // The token must not travel to the presigned URL, so that the redirect is followed by hand.
    const answer = await this.#send('/v1/features', { query, redirect: 'manual' });
    const location = answer.headers.get('location');
    if (!location) return answer.text();
    return this.download(location);
  }

  /** Opens a feature export. The request may be repeated: it opens one. */
  createFeatureExport(question: Input<typeof api.createFeatureExport>): Promise<FeatureExport> {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    return this.#json('/v1/feature-exports', { method: 'POST', body: question, repeatable: true, headers });
  }

  featureExport(jobId: string): Promise<FeatureExport> {
    return this.#json(`/v1/feature-exports/${jobId}`);
  }

  recordOutcome(studyId: string, outcome: Outcome): Promise<Study> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}/outcome`, { method: 'PUT', body: outcome });
  }

  /** Clinical values of a study, each with its source and history. */
  clinical(studyId: string): Promise<ClinicalAnswer> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}/clinical`);
  }

  /** Records clinical values; null takes one back, and others stay as they are. */
  recordClinical(studyId: string, body: Input<typeof api.putClinical>): Promise<ClinicalAnswer> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}/clinical`, { method: 'PUT', body });
  }

  /** Erases a study for good. Repeating it is harmless. */
  withdrawStudy(studyId: string): Promise<Withdrawal> {
    return this.#json(`/v1/studies/${encodeURIComponent(studyId)}`, { method: 'DELETE' });
  }

  /** Starts a training run of a line; `models()` shows how it goes. The request may be repeated: it starts one run. */
  train(recipe: Input<typeof api.trainModel>): Promise<TrainingAccepted> {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    return this.#json('/v1/models', { method: 'POST', body: recipe, repeatable: true, headers });
  }

  models(): Promise<ModelList> {
    return this.#json('/v1/models');
  }

  /** A line by its name, or as `{owner}~{name}`. */
  line(name: string): Promise<ModelLine> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}`);
  }

  lineAudit(name: string): Promise<LineAudit> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/audit`);
  }

  configureLine(name: string, settings: LineSettings): Promise<ModelLine> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/settings`, { method: 'PUT', body: settings });
  }

  /** A published signature as a version of a line of its own. @throws ApiProblem with each fault of the file */
  importSignature(name: string, body: SignatureInput): Promise<SignatureImported> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/signature`, { method: 'PUT', body });
  }

  async deleteLine(name: string): Promise<void> {
    await this.#send(`/v1/models/${encodeURIComponent(name)}`, { method: 'DELETE' });
  }

  /** @throws ApiProblem `promotion-refused` with what every gate got and wanted */
  promote(name: string, version: number, reason: string): Promise<ModelLine> {
    const path = `/v1/models/${encodeURIComponent(name)}/versions/${version}/promotion`;
    return this.#json(path, { method: 'POST', body: { reason }, repeatable: true });
  }

  retire(name: string, version: number, reason: string): Promise<ModelLine> {
    const path = `/v1/models/${encodeURIComponent(name)}/versions/${version}/retirement`;
    return this.#json(path, { method: 'POST', body: { reason }, repeatable: true });
  }

  rollBack(name: string, reason: string): Promise<ModelLine> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/rollback`, { method: 'POST', body: { reason } });
  }

  comparison(name: string, version: number, other: number): Promise<Comparison> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions/${version}/comparison/${other}`);
  }

  /** What the own institution sends, next to the training rows of the promoted version. */
  monitoring(name: string): Promise<MonitoringAnswer> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/monitoring`);
  }

  /** A version, frozen, on the labelled studies of the own institution. */
  ownValidation(name: string, version: number): Promise<OwnValidation> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions/${version}/validation`);
  }

  settings(): Promise<InstitutionSettings> {
    return this.#json('/v1/settings');
  }

  putSettings(settings: Input<typeof api.putInstitutionSettings>): Promise<InstitutionSettings> {
    return this.#json('/v1/settings', { method: 'PUT', body: settings });
  }

  versions(name: string): Promise<VersionList> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions`);
  }

  version(name: string, version: number): Promise<ModelVersion> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions/${version}`);
  }

  fittedModel(name: string, version: number): Promise<FittedModelAnswer> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions/${version}/model`);
  }

  evaluation(name: string, version: number): Promise<Evaluation> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/versions/${version}/evaluation`);
  }

  /** The answer of one version, or of the promoted one. */
  predict(name: string, input: PredictionInput, version?: number): Promise<Answer> {
    const model = `/v1/models/${encodeURIComponent(name)}`;
    const path = version === undefined ? `${model}/predictions` : `${model}/versions/${version}/predictions`;
    return this.#json(path, { method: 'POST', body: input, repeatable: true });
  }

  /** The answers of one version for the rows of a table, both as CSV: at most 1,000 rows. */
  async predictTable(
    name: string,
    version: number,
    csv: string,
    query: Input<typeof api.tableQuery> = {},
  ): Promise<string> {
    const path = `/v1/models/${encodeURIComponent(name)}/versions/${version}/predictions.csv`;
    return this.#text(path, { method: 'POST', body: csv, bodyType: 'text/csv', query, repeatable: true });
  }

  /** Opens a prediction job, or gives the one that has been asked for already. */
  createPredictionJob(name: string, body: PredictionJobInput): Promise<PredictionJob> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/prediction-jobs`, {
      method: 'POST',
      body,
      repeatable: true,
    });
  }

  predictionJob(name: string, jobId: string): Promise<PredictionJob> {
    return this.#json(`/v1/models/${encodeURIComponent(name)}/prediction-jobs/${jobId}`);
  }

  /** The text behind a presigned URL, to which the token must not travel. */
  async download(location: string): Promise<string> {
    const answer = await this.#persistently(new URL(location).origin, true, () => fetch(location));
    if (!answer.ok) throw await problemOf(answer);
    return answer.text();
  }

  /** The bytes behind a presigned URL as they come: a table can be larger than the memory of this machine. */
  async *downloadPieces(location: string): AsyncGenerator<Uint8Array> {
    const answer = await this.#persistently(new URL(location).origin, true, () => fetch(location));
    if (!answer.ok) throw await problemOf(answer);
    for await (const piece of answer.body ?? []) yield piece;
  }

  protocol(id: string): Promise<Protocol> {
    return this.#json(`/v1/protocols/${encodeURIComponent(id)}`);
  }

  health(): Promise<Output<typeof api.health>> {
    return this.#json('/v1/health', { open: true });
  }

  /** The deployed engine on the IBSI-1 phantom. */
  conformance(): Promise<Output<typeof api.conformance>> {
    return this.#json('/v1/conformance');
  }

  openapi(): Promise<Record<string, unknown>> {
    return this.#json('/v1/openapi.json', { open: true });
  }

  async #json<T>(path: string, request: Request = {}): Promise<T> {
    return (await (await this.#send(path, { accept: 'application/json', ...request })).json()) as T;
  }

  async #text(path: string, request: Request = {}): Promise<string> {
    return (await this.#send(path, request)).text();
  }

  async #send(path: string, request: Request): Promise<Response> {
    const { method = 'GET', query = {}, body, bodyType, accept, repeatable = method !== 'POST', redirect } = request;
    const url = new URL(this.url + path);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    const sent = body === undefined ? undefined : bodyType ? String(body) : JSON.stringify(body);
    const tokens = request.open ? undefined : this.#tokens;
    const response = await this.#persistently(this.url, repeatable, () =>
      authorized(tokens, (authorization) => {
        const headers = {
          ...request.headers,
          ...(accept && { accept }),
          ...authorization,
          ...(body !== undefined && { 'content-type': bodyType ?? 'application/json' }),
        };
        return fetch(url, { method, headers, redirect, body: sent });
      }),
    );
    if (response.ok || response.status === 303) return response;
    throw await problemOf(response);
  }

  /** Asks again, with growing pauses, if the next answer may differ. */
  async #persistently(origin: string, repeatable: boolean, ask: () => Promise<Response>): Promise<Response> {
    const until = performance.now() + this.#patienceSeconds * 1000;
    for (let pause = 200; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        const response = await ask();
        // A throttled request was not carried out, so that even a POST may be repeated.
        const worthAnother = response.status === 429 || (repeatable && response.status >= 500);
        if (!worthAnother || performance.now() >= until) return response;
        await response.body?.cancel();
      } catch (error) {
        const refused = isConnectionRefused(error);
        const final = performance.now() >= until || !(repeatable || refused);
        if (final || !(error instanceof TypeError)) {
          throw error instanceof TypeError ? new ApiUnreachable(origin, error) : error;
        }
      }
      await delay(pause * (0.5 + Math.random()));
    }
  }
}

/** Asks with the token, and once more with another one if it is refused: a request answered 401 was not carried out. */
async function authorized(
  tokens: TokenSource | undefined,
  ask: (authorization: Readonly<Record<string, string>>) => Promise<Response>,
): Promise<Response> {
  const token = await tokens?.token();
  const response = await ask(token ? { authorization: `Bearer ${token}` } : {});
  if (response.status !== 401 || !token) return response;
  const fresh = await tokens?.refreshed(token);
  if (!fresh) return response;
  await response.body?.cancel();
  return ask({ authorization: `Bearer ${fresh}` });
}

/** fetch reports every network failure as `TypeError: fetch failed`; the cause has the details. */
function isConnectionRefused(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  const said = parseProblem(text);
  if (said) return new ApiProblem({ ...said, status: response.status });
  // API Gateway's own answers (no token, no route, too many requests) are not problem details.
  const detail =
    response.status === 401
      ? 'the token is missing, expired or not of this service. Sign in with `radscore login`, or hand a token over with --token or RADSCORE_TOKEN.'
      : response.status === 403
        ? 'the token lacks the scope of this route. Ask the operator for it.'
        : `the service answered ${text.slice(0, 200) || 'nothing'}.`;
  const title = { 401: 'Not signed in', 403: 'Not allowed' }[response.status] ?? `HTTP ${response.status}`;
  return new ApiProblem({ type: 'about:blank', title, status: response.status, detail });
}

function parseProblem(text: string): api.Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'title' in value && 'detail' in value)
      return value as api.Problem;
  } catch {
    // Not JSON: not problem details.
  }
  return undefined;
}
