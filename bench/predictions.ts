/** Times predictions from stored features against the local cloud: one caller after another, and 200 at once. */
// usage: [RADSCORE_BENCH_REQUESTS=1000] node bench/predictions.ts → docs/performance-predictions.md
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { mintToken, PROJECT_ROOT, requireLocalCloud } from '../cli/service/connection.ts';
import type { RunningCloud } from '../local/cloud.ts';

const INSTITUTION = 'centre-1';
const MODEL = 'bench';
const STUDIES = 100;
const CALLERS = 200;
const ROUNDS = 5;
const requests = Number(process.env.RADSCORE_BENCH_REQUESTS ?? 1000);

/** The time of a request in milliseconds, and what it came to. */
interface Timed {
  readonly ms: number;
  readonly fault?: string;
}

const home = mkdtempSync(join(tmpdir(), 'radscore-bench-'));
const service = spawn(process.execPath, [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), 'up', '--home', home], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  const cloud = await running();
  const studies = await seed(JSON.parse(await readCloud()) as RunningCloud);
  const token = await mintToken(cloud, { institution: INSTITUTION });
  const ask = (body: unknown): Promise<Timed> =>
    predict(`${cloud.endpoints.api}/v1/models/${MODEL}/predictions`, token, body);
  const stored = (i: number) => ({ studyId: studies[i % studies.length] });
  // Sandboxes start, and each reads the model, before anything is timed.
  for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 40 }, (_, k) => ask(stored(k))));

  const alone: Timed[] = [];
  for (let i = 0; i < requests; i++) alone.push(await ask(stored(i)));
  const crowd: Timed[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    crowd.push(...(await Promise.all(Array.from({ length: CALLERS }, (_, i) => ask(stored(i))))));
    console.log(`${CALLERS} at once: ${((performance.now() - started) / 1000).toFixed(2)} s`);
  }
  const text = page([
    ['one caller, one request after another', alone],
    [`${CALLERS} callers at once, ${ROUNDS} rounds`, crowd],
  ]);
  writeFileSync(new URL('../docs/performance-predictions.md', import.meta.url), text);
  console.log(text);
} finally {
  if (service.exitCode === null) {
    service.kill('SIGTERM');
    await once(service, 'exit');
  }
  rmSync(home, { recursive: true, force: true });
}

async function running() {
  for (const limit = Date.now() + 300_000; ; await delay(100)) {
    if (service.exitCode !== null) throw new Error(`the local cloud ended with ${service.exitCode}; wanted it to run`);
    if (Date.now() > limit) throw new Error('the local cloud did not come up within five minutes');
    try {
      const cloud = requireLocalCloud(home);
      if (cloud.pid === service.pid && (await fetch(`${cloud.endpoints.api}/v1/health`)).ok) return cloud;
    } catch {
      // Not up yet.
    }
  }
}

async function readCloud(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(join(home, 'cloud.json'), 'utf8');
}

/** A model of 133 rows and analysed studies with all their features, written as the functions write them. */
async function seed({ endpoints, credentials }: RunningCloud): Promise<string[]> {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  });
  // Their clients read the environment when they are made.
  const { dynamoDb, s3 } = await import('@radscore/pipeline');
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  process.env.TABLE_NAME = TableNames[0];
  process.env.ARTEFACT_BUCKET = Buckets.map(({ Name = '' }) => Name).find((name) => /artefacts/i.test(name));
  const { seedLine, seedStudies } = await import('./seeded-line.ts');
  const { cohort } = await seedLine({ name: MODEL, institution: INSTITUTION });
  const rows = Array.from({ length: STUDIES }, (_, i) => i);
  return (await seedStudies(INSTITUTION, cohort, rows)).map(({ studyId }) => studyId);
}

async function predict(url: string, token: string, body: unknown): Promise<Timed> {
  const started = performance.now();
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as { class?: string; abstained?: { code: string } };
    const ms = performance.now() - started;
    if (response.status === 200 && answer.class) return { ms };
    return { ms, fault: answer.abstained?.code ?? `HTTP ${response.status}` };
  } catch (error) {
    return { ms: performance.now() - started, fault: String(error) };
  }
}

function quantile(sorted: readonly number[], share: number): string {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)].toFixed(1);
}

function page(measured: readonly (readonly [string, readonly Timed[]])[]): string {
  const rows = measured.map(([what, timed]) => {
    const sorted = timed.map(({ ms }) => ms).sort((a, b) => a - b);
    const faults = timed.flatMap(({ fault }) => (fault === undefined ? [] : [fault]));
    const shown = faults.length === 0 ? '0' : `${faults.length} (${[...new Set(faults)].join(', ')})`;
    return [what, String(timed.length), quantile(sorted, 0.5), quantile(sorted, 0.99), quantile(sorted, 1), shown];
  });
  return [
    '# Performance of predictions',
    '',
    `Written by \`npm run bench\` (bench/predictions.ts): \`POST /v1/models/{name}/predictions\` with \`{ "studyId" }\` for ${STUDIES} stored`,
    'synthetic studies of 3,375 features each, against the local cloud on the same machine: token check, function, tables and objects are all behind each',
    'request. The functions are warm. The caller runs on the same processors.',
    '',
    `Node ${process.version}, ${availableParallelism()} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), load average ${loadavg()[0].toFixed(1)} at the end.`,
    '',
    '| what | requests | p50, ms | p99, ms | longest, ms | errors |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    'Wanted: p50 under 50 ms and p99 under 250 ms for one caller, and no error with 200 callers at once. The local cloud runs as many',
    'functions at a time as the machine has processors, and two more of the API: the others of the 200 wait their turn, which AWS Lambda would not let them.',
    '',
  ].join('\n');
}
