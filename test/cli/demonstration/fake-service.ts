/** A service in memory that answers the demonstration: studies, a training run, predictions. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { type Manifest, manifest as manifestSchema } from '@radscore/pipeline';

export interface FakeStudy {
  status: 'awaiting-upload' | 'analysing' | 'complete' | 'failed';
  updatedAt: string;
  manifest?: Manifest;
  readonly files: Map<string, string>;
}

export interface FakeRun {
  readonly runId: string;
  status: 'running' | 'registered' | 'failed';
  readonly recipe?: unknown;
  readonly reason?: { code: string; message: string };
  /** How often the run is still seen running. */
  looks: number;
  readonly end: 'registered' | 'failed';
}

const FEATURES = 5;

/**
 * The routes of the API that the demonstration uses, over real HTTP, with the state that they imply: a study is
 * analysed some time after its manifest, a training run ends once it has been looked at. Tokens are institution names.
 */
export class FakeService {
  readonly studies = new Map<string, FakeStudy>();
  readonly runs: FakeRun[] = [];
  /** How the next run ends. */
  nextRunEnds: 'registered' | 'failed' = 'registered';
  /** Studies in the order in which their manifest arrived. */
  readonly started: string[] = [];
  mostInAnalysis = 0;
  /** Studies whose next analysis fails. */
  readonly failing = new Set<string>();
  readonly #server: Server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ type: 'about:blank', title: 'Fake', status: 400, detail: String(error) }));
    });
  });
  #clock = 0;

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, headers } = request;
    const [, ...path] = new URL(request.url ?? '/', 'http://fake').pathname.split('/').map(decodeURIComponent);
    if (path[0] === 'bucket') {
      this.#put(path[1], path[2], path.slice(3).join('/'), await buffer(request), String(headers['x-declared']));
      response.end();
      return;
    }
    const institution = String(headers.authorization).replace('Bearer ', '');
    const body = method === 'POST' ? JSON.parse(await text(request)) : undefined;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(this.#route(`${method} /${path.join('/')}`, institution, path, body, headers.host)));
  }

  // biome-ignore lint/suspicious/noExplicitAny: bodies come from the real client, whose types are checked where it is.
  #route(route: string, institution: string, path: string[], body: any, host: string | undefined): unknown {
    if (route === 'POST /v1/studies') return this.#announce(institution, body, host);
    if (route === 'GET /v1/studies') return { studies: this.#list(institution) };
    if (/^GET \/v1\/studies\/[^/]+\/features$/.test(route)) {
      if (this.studies.get(`${institution}/${path[2]}`)?.status !== 'complete') throw new Error(`${path[2]} has none`);
      return { features: Object.fromEntries(Array.from({ length: FEATURES }, (_, i) => [`t2fs_${i}`, i])) };
    }
    if (route === 'POST /v1/models') return this.#train(body);
    if (route === 'GET /v1/models')
      return { models: [{ name: 'her2-pcr', versions: this.#isPromoted() ? 1 : 0, runs: this.#listRuns() }] };
    if (route === 'GET /v1/models/her2-pcr/versions') return { promoted: this.#isPromoted() ? 1 : null };
    if (route === 'GET /v1/models/her2-pcr/versions/1' && this.#isPromoted()) {
      const area = (auc: number) => ({ auc, ci: [auc - 0.1, auc + 0.1] });
      return {
        ...{ name: 'her2-pcr', version: 1, selected: ['a', 'b', 'c'] },
        ...{ apparent: area(0.9), test: area(0.8), permutedTestAuc: 0.51 },
      };
    }
    if (route === 'POST /v1/models/her2-pcr/versions/1/predictions' && this.#isPromoted()) {
      const study = this.studies.get(`${institution}/${body.studyId}`);
      if (study?.status !== 'complete') throw new Error(`${body.studyId} is ${study?.status}`);
      return { probability: 0.7, radScore: 0.4 };
    }
    throw new Error(`no route ${route}`);
  }

  #announce(institution: string, body: { studyId: string; files: { path: string; sha256: string }[] }, host?: string) {
    const key = `${institution}/${body.studyId}`;
    if (!this.studies.has(key)) {
      this.studies.set(key, { status: 'awaiting-upload', updatedAt: this.#now(), files: new Map() });
    }
    const uploads = body.files.map(({ path, sha256 }) => ({
      path,
      url: `http://${host}/bucket/${key}/${path}`,
      headers: { 'x-declared': sha256 },
    }));
    return { studyId: body.studyId, uploads };
  }

  #put(institution: string, studyId: string, path: string, content: Buffer, declared: string): void {
    const key = `${institution}/${studyId}`;
    const study = this.studies.get(key);
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (!study || sha256 !== declared) throw new Error(`${key}/${path} is not what was announced`);
    study.files.set(path, sha256);
    if (path !== 'manifest.json') return;
    study.manifest = manifestSchema.parse(JSON.parse(content.toString('utf8')));
    const absent = study.manifest.files.filter((file) => study.files.get(file.path) !== file.sha256);
    if (absent.length > 0) throw new Error(`the manifest of ${key} is ahead of ${absent[0].path}`);
    this.started.push(studyId);
    study.status = 'analysing';
    study.updatedAt = this.#now();
    const running = [...this.studies.values()].filter(({ status }) => status === 'analysing').length;
    this.mostInAnalysis = Math.max(this.mostInAnalysis, running);
    setTimeout(() => {
      study.status = this.failing.delete(studyId) ? 'failed' : 'complete';
      study.updatedAt = this.#now();
    }, 50);
  }

  #list(institution: string): unknown[] {
    return [...this.studies]
      .filter(([key]) => key.startsWith(`${institution}/`))
      .map(([key, { status, updatedAt }]) => ({
        ...{ studyId: key.split('/')[1], status, updatedAt },
        ...(status === 'complete' && { features: FEATURES }),
        ...(status === 'failed' && { reason: { code: 'unreadable', message: 'a fake failure' } }),
      }));
  }

  #train(recipe: unknown): unknown {
    const reason = { code: 'CohortTooSmall', message: 'got 3 rows' };
    const end = this.nextRunEnds;
    const run: FakeRun = { runId: `RUN-${this.runs.length + 1}`, status: 'running', recipe, looks: 2, end, reason };
    this.runs.push(run);
    return { runId: run.runId };
  }

  #listRuns(): FakeRun[] {
    for (const run of this.runs) if (run.status === 'running' && run.looks-- === 0) run.status = run.end;
    return this.runs;
  }

  #isPromoted(): boolean {
    return this.runs.some(({ status }) => status === 'registered');
  }

  #now(): string {
    return String(this.#clock++).padStart(6, '0');
  }
}
