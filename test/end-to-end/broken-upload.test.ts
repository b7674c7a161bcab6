/** Uploads that break off: the command is killed while it sends, a token expires, and one complete study comes of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ListMultipartUploadsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longStudy } from '../../bench/long-study.ts';
import { RadscoreClient } from '../../cli/service/client.ts';
import { mintToken, PROJECT_ROOT, requireLocalCloud } from '../../cli/service/connection.ts';
import { renewedToken } from '../../cli/service/token-source.ts';
import { encodeManifest, uploadStudy } from '../../cli/studies/upload.ts';
import { type LocalService, startLocalService } from './local-service.ts';

const KILLS = 5;
const INSTITUTION = 'demo-centre-1';
const folder = mkdtempSync(join(tmpdir(), 'radscore-broken-upload-'));
const preload = fileURLToPath(new URL('die-in-upload.mjs', import.meta.url));

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A study on the disk, as a hospital would have it. */
function written(studyId: string, phases: number): string {
  const study = longStudy(studyId, phases);
  const into = join(folder, studyId);
  for (const [path, bytes] of [...study.files, ['manifest.json', encodeManifest(study.manifest)] as const]) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), bytes);
  }
  return into;
}

/** `radscore submit`, which dies while it sends its n-th file or part if that is given. */
async function submit(into: string, args: readonly string[], dieAt?: number, afterMs = 0) {
  const child = spawn(
    process.execPath,
    ['--import', preload, join(PROJECT_ROOT, 'cli', 'radscore.mjs'), 'submit', into, '--home', service.home, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        RADSCORE_INSTITUTION: INSTITUTION,
        RADSCORE_TEST_PUTS: `${into}.puts`,
        RADSCORE_TEST_DIE_AT: String(dieAt ?? 0),
        RADSCORE_TEST_DIE_AFTER_MS: String(afterMs),
      },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const [code, signal] = await once(child, 'close');
  return { code, signal, said };
}

/** What lies in the bucket below a study, and how many uploads in parts are open. */
async function stored(studyId: string): Promise<{ paths: string[]; open: number }> {
  const { endpoints, credentials } = service.cloud();
  const client = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', forcePathStyle: true, credentials });
  const prefix = `institutions/${INSTITUTION}/studies/${studyId}/`;
  const Bucket = await studyBucket(client);
  const paths: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: prefix })) {
    paths.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length)));
  }
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix }));
  client.destroy();
  return { paths, open: Uploads.length };
}

async function studyBucket(client: S3Client): Promise<string> {
  const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const found = Buckets.find(({ Name }) => /studies/i.test(Name ?? ''))?.Name;
  if (!found) throw new Error(`got ${Buckets.map(({ Name }) => Name)}; wanted the bucket of studies`);
  return found;
}

/** How often the analysis was started, over all studies. */
async function executions(): Promise<number> {
  const { endpoints, credentials } = service.cloud();
  const client = new SFNClient({ endpoint: endpoints.states, region: 'us-east-1', credentials });
  const stateMachineArn = await service.stateMachine('AnalyseStudy');
  const { executions: found = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  client.destroy();
  return found.length;
}

describe(`an upload that is killed ${KILLS} times`, () => {
  it('in archives, of which one goes in parts, ends in one complete study', async () => {
    const into = written('KILLED-1', 16);
    const random = new Random(1);
    const before = await executions();
    for (let kill = 0; kill < KILLS; kill++) {
      const { signal, said } = await submit(into, ['--archive'], 1, Math.floor(60 * random.uniform()));
      expect(signal, said).toBe('SIGKILL');
    }
    const { code, said } = await submit(into, ['--archive', '--wait']);
    expect(said).toContain('KILLED-1: complete');
    expect(code).toBe(0);
    expect(await executions()).toBe(before + 1);
    expect(await stored('KILLED-1')).toEqual({ paths: ['dce.zip', 'dwi.zip', 'manifest.json', 't2fs.zip'], open: 0 });
  }, 240_000);

  it('file by file, sends no file twice but those that it was at', async () => {
    const into = written('KILLED-2', 3);
    const random = new Random(2);
    const before = await executions();
    for (let kill = 0; kill < KILLS; kill++) {
      const at = 5 + Math.floor(15 * random.uniform());
      const { signal, said } = await submit(into, ['--no-archive'], at, Math.floor(10 * random.uniform()));
      expect(signal, said).toBe('SIGKILL');
    }
    const { code, said } = await submit(into, ['--no-archive', '--wait']);
    expect(said).toContain('KILLED-2: complete');
    expect(code).toBe(0);
    expect(await executions()).toBe(before + 1);
    const { paths } = await stored('KILLED-2');
    const puts = readFileSync(`${into}.puts`, 'utf8').trimEnd().split('\n');
    // Four go up at a time, and each may have to start again after each kill.
    expect(puts.length).toBeLessThanOrEqual(paths.length + 4 * KILLS);
    expect(new Set(puts).size).toBe(paths.length);
  }, 240_000);
});

it('an upload during which a token expires goes on with another', async () => {
  const cloud = requireLocalCloud(service.home);
  const minted: string[] = [];
  const tokens = renewedToken(async () => {
    // The first is over before the upload is; the client does not know when.
    const token = await mintToken(cloud, {
      institution: INSTITUTION,
      expiresInSeconds: minted.length === 0 ? 1 : 3600,
    });
    minted.push(token);
    return { token };
  });
  const client = new RadscoreClient({ url: cloud.endpoints.api, token: tokens });
  const { files, manifest } = longStudy('EXPIRES-1', 3);
  let isDelayed = false;
  const slow = async (path: string) => {
    if (!isDelayed && path.startsWith('dce/')) {
      isDelayed = true;
      await delay(2500);
    }
    const bytes = files.get(path) as Uint8Array<ArrayBuffer>;
    return { bytes: bytes.length, part: async (start: number, end: number) => bytes.subarray(start, end) };
  };
  const hash = await uploadStudy(client, { studyId: 'EXPIRES-1', files: slow, manifest });
  expect(minted).toHaveLength(2);
  await expect
    .poll(async () => (await client.study('EXPIRES-1')).status, { timeout: 90_000, interval: 500 })
    .toBe('complete');
  expect((await client.study('EXPIRES-1')).manifestHash).toBe(hash);
}, 120_000);
