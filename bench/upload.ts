/** Uploads and analyses one synthetic study as plain files and as archives, in one run: requests, bytes, seconds, cost. */
// usage: [RADSCORE_BENCH_PHASES=106] node bench/upload.ts
// → docs/performance-upload.md

import { writeFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findStudy, type Manifest } from '@radscore/pipeline';
import { archivedManifest, planArchives } from '@radscore/pipeline/upload';
import { RadscoreClient } from '../cli/service/client.ts';
import { openArchiveSource, withArchives } from '../cli/studies/archive-source.ts';
import { uploadStudy } from '../cli/studies/upload.ts';
import { type OpenSource, sourcesOf, type UploadSource } from '../cli/studies/upload-source.ts';
import { startWorkflows } from '../test/workflow/service/in-process.ts';
import { longStudy } from './long-study.ts';

const PHASES = Number(process.env.RADSCORE_BENCH_PHASES ?? 106);
/** Added before each PUT of the client is answered: a line to a data centre. */
const LINE_MS = 50;
const INSTITUTION = 'demo-centre-1';

/** List prices in us-east-1, US dollars; docs/performance-upload.md says where they are from. */
const PRICE = { write: 5e-6, read: 0.4e-6, apiRequest: 1e-6, gigabyteSecond: 16.67e-6 };
/** Memory of the functions that read the files, as infra/ sets it. */
const MEMORY_GB: Readonly<Record<string, number>> = { 'admit-study': 1769 / 1024, 'prepare-sequence': 3008 / 1024 };

interface Count {
  put: number;
  list: number;
  post: number;
  get: number;
  bytesIn: number;
  api: number;
  seconds: Record<string, number>;
}
const nothing = (): Count => ({ put: 0, list: 0, post: 0, get: 0, bytesIn: 0, api: 0, seconds: {} });
let count = nothing();
let lineMs = 0;

process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
const workflows = await startWorkflows();
const storePort = new URL(process.env.AWS_ENDPOINT_URL_S3 ?? '').port;

// Every request to the store passes here, from the upload and from the functions.
const emit = Server.prototype.emit;
Server.prototype.emit = function (this: Server, event: string | symbol, ...args: unknown[]): boolean {
  const isStore = event === 'request' && String((this.address() as AddressInfo | null)?.port) === storePort;
  if (!isStore) return Reflect.apply(emit, this, [event, ...args]);
  const { method, url = '', headers } = args[0] as { method?: string; url?: string; headers: Record<string, string> };
  const isStudy = url.startsWith('/studies');
  if (isStudy) {
    const isList = method === 'GET' && /[?&](list-type|uploads|uploadId)/.test(url) && !/X-Amz-Signature/.test(url);
    if (method === 'PUT') {
      count.put++;
      count.bytesIn += Number(headers['content-length'] ?? 0);
    } else if (isList) count.list++;
    else if (method === 'GET' || method === 'HEAD') count.get++;
    else if (method === 'POST') count.post++;
  }
  if (!(isStudy && method === 'PUT' && lineMs > 0)) return Reflect.apply(emit, this, [event, ...args]);
  setTimeout(() => Reflect.apply(emit, this, [event, ...args]), lineMs);
  return true;
} as typeof emit;

for (const [name, handler] of workflows.handlers) {
  workflows.handlers.set(name, async (event, context) => {
    const started = performance.now();
    try {
      return await handler(event, context);
    } finally {
      count.seconds[name] = (count.seconds[name] ?? 0) + (performance.now() - started) / 1000;
    }
  });
}

/** The API as API Gateway calls it, on loopback. */
async function serveApi(): Promise<{ url: string; close(): void }> {
  const { handler } = await import('../lambdas/api/index.ts');
  const server = createServer(async (message, response) => {
    const parts: Buffer[] = [];
    for await (const part of message) parts.push(part as Buffer);
    const { pathname } = new URL(message.url ?? '/', 'http://api');
    count.api++;
    const event = {
      version: '2.0',
      rawPath: pathname,
      rawQueryString: '',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: Buffer.concat(parts).toString() || undefined,
      isBase64Encoded: false,
      requestContext: {
        http: { method: message.method, path: pathname },
        authorizer: { jwt: { claims: { institution: INSTITUTION, sub: 'bench' } } },
      },
    };
    const answer = await handler(event as never, { functionName: 'api', awsRequestId: 'bench' } as never);
    response.writeHead(answer.statusCode ?? 500, answer.headers as Record<string, string>).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}

interface Outcome {
  readonly upload: Count & { readonly elapsed: number; readonly archiving: number };
  readonly onLine: number;
  readonly analysis: Count & { readonly elapsed: number };
  readonly features: Readonly<Record<string, unknown>>;
  readonly objects: number;
}

const api = await serveApi();
const client = new RadscoreClient({ url: api.url, token: 'bench' });
const study = longStudy('LONG', PHASES);

async function asArchives(manifest: Manifest): Promise<{ manifest: Manifest; files: OpenSource; seconds: number }> {
  const started = performance.now();
  const open = sourcesOf(study.files);
  const sources = new Map<string, UploadSource>();
  const made = [];
  for (const planned of planArchives(manifest)) {
    const source = await openArchiveSource(open, planned);
    sources.set(planned.path, source);
    made.push({ ...planned, sha256: source.digest.sha256, bytes: source.bytes });
  }
  const seconds = (performance.now() - started) / 1000;
  return { manifest: archivedManifest(manifest, made), files: withArchives(open, sources), seconds };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  count = nothing();
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function run(kind: 'plain' | 'archives'): Promise<Outcome> {
  const studyId = `LONG-${kind.toUpperCase()}`;
  const plain = { ...study.manifest, studyId };
  const sent =
    kind === 'plain' ? { manifest: plain, files: sourcesOf(study.files), seconds: 0 } : await asArchives(plain);
  // With the line first, under another id: nothing of it has arrived when the other begins.
  lineMs = LINE_MS;
  const other = { ...sent.manifest, studyId: `${studyId}-LINE` };
  const onLine = await timed(() => uploadStudy(client, { studyId: other.studyId, files: sent.files, manifest: other }));
  lineMs = 0;
  await workflows.settled();
  // The manifest goes last and starts the analysis: what the upload cost is noted when it is sent.
  const elapsed = await timed(() => uploadStudy(client, { studyId, files: sent.files, manifest: sent.manifest }));
  const upload = { ...count, elapsed, archiving: sent.seconds };
  const analysed = await timed(() => workflows.settled());
  const row = await findStudy({ institution: INSTITUTION, studyId });
  if (row?.status !== 'complete')
    throw new Error(`${studyId}: got ${row?.status} ${row?.reason?.message}; wanted complete`);
  return {
    upload,
    onLine,
    analysis: { ...count, elapsed: analysed },
    features: (await client.features(studyId)).features,
    objects: sent.manifest.files.length + 1,
  };
}

/** Requests of an analysis of files that lie there already. */
const plain = await run('plain');
const archives = await run('archives');
if (JSON.stringify(plain.features) !== JSON.stringify(archives.features)) throw new Error('the features differ');

const bytes = [...study.files.values()].reduce((sum, file) => sum + file.length, 0);
const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
const seconds = (value: number): string => `${value.toFixed(1)} s`;
const dollars = (value: number): string => `$${value.toFixed(5)}`;
const requestCost = ({ put, list, post, get, api: asked }: Count): number =>
  (put + list + post) * PRICE.write + get * PRICE.read + asked * PRICE.apiRequest;
const lambdaCost = ({ seconds: of }: Count): number =>
  Object.entries(MEMORY_GB).reduce((sum, [name, gb]) => sum + (of[name] ?? 0) * gb * PRICE.gigabyteSecond, 0);
const row = (what: string, of: (outcome: Outcome) => string | number): string =>
  `| ${what} | ${of(plain)} | ${of(archives)} |`;
const total = ({ upload, analysis }: Outcome): number =>
  requestCost(upload) + requestCost(analysis) + lambdaCost(analysis);

const table = [
  '| | plain files | three archives |',
  '| --- | ---: | ---: |',
  row('objects in the bucket', ({ objects }) => objects),
  row('bytes sent', ({ upload }) => megabytes(upload.bytesIn)),
  row('making the archives', ({ upload }) => (upload.archiving > 0 ? seconds(upload.archiving) : '–')),
  row('upload, loopback', ({ upload }) => seconds(upload.elapsed)),
  row(`upload, ${LINE_MS} ms more for each PUT`, ({ onLine }) => seconds(onLine)),
  row('API requests', ({ upload }) => upload.api),
  row('PUT requests', ({ upload }) => upload.put),
  row('LIST and POST requests of the upload', ({ upload }) => upload.list + upload.post),
  row('admit-study', ({ analysis }) => seconds(analysis.seconds['admit-study'] ?? 0)),
  row('prepare-sequence, three sequences', ({ analysis }) => seconds(analysis.seconds['prepare-sequence'] ?? 0)),
  row('GET requests of the analysis', ({ analysis }) => analysis.get),
  row('requests of the upload, cost', ({ upload }) => dollars(requestCost(upload))),
  row('requests of the analysis, cost', ({ analysis }) => dollars(requestCost(analysis))),
  row('reading the files (Lambda), cost', ({ analysis }) => dollars(lambdaCost(analysis))),
  row('together', (outcome) => dollars(total(outcome))),
].join('\n');

const [{ model }] = cpus();
writeFileSync(
  fileURLToPath(new URL('../docs/performance-upload.md', import.meta.url)),
  `# Upload: plain files and archives

What it takes to send and read one study of many files, in one run of \`node bench/upload.ts\`: a synthetic study of
${study.files.size.toLocaleString('en-US')} DICOM files (${megabytes(bytes)}; ${PHASES} phases of 24 slices, T2, ADC and three regions), once file by file and
once as three ZIP archives, as \`radscore submit\` sends them. Both give the same ${Object.keys(plain.features).length.toLocaleString('en-US')} features; the run ends with an error if one differs.

${table}

Measured on ${cpus().length} cores (${model.trim()}), Node ${process.versions.node}, with the store, the API and the functions in one process on loopback:
seconds compare the two columns, they are not those of Lambda. The load average of the machine at the end was ${loadavg()[0].toFixed(0)}: above the
number of cores other programs ran at the same time, and seconds of work (making, reading) say little; requests and bytes do not depend on it. What a hospital's line adds to each request counts once for four
files, which go up at a time. Archives are deflated; what that saves in bytes depends on the images.

Prices, us-east-1: PUT, POST and LIST $0.005 and GET $0.0004 for a thousand requests, as c3x.dev/blog/s3-request-fees-explained
repeats S3's price list (looked up on 27 November 2026); HTTP API $1.00 for a million requests and Lambda $16.67 for a million GB-s
are list prices that were not looked up again. Check them before you rely on them. Lambda's part counts admit-study (1,769 MB) and prepare-sequence (3,008 MB) with the seconds
measured here. Storage, features and state transitions are the same for both, and left out.

Research use only. Not a medical device.
`,
);
console.log(table);
api.close();
await delay(100);
await workflows.stop();
process.exit(0);
