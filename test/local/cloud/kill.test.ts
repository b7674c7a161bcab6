/** A cloud that is killed in the middle of its work, and what the next one makes of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, it, onTestFinished } from 'vitest';
import { type RunningCloud, startCloud } from '../../../local/cloud.ts';
import { synthesize } from '../../infra/synthesis.ts';

/** Milliseconds from the first upload to the kill: while manifests are received, while they are analysed, and after. */
const MOMENTS = [5, 20, 60, 150, 400, 1000];
const UPLOADS = 6;

it('every upload that was answered is analysed exactly once, though the cloud is killed again and again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-cloud-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const assembly = (await synthesize()).app.synth().directory;
  const answered: string[] = [];

  for (const [round, moment] of MOMENTS.entries()) {
    const program = fileURLToPath(new URL('killable-cloud.ts', import.meta.url));
    const child = spawn(process.execPath, [program, directory, assembly], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const { endpoints, credentials, outputs } = JSON.parse(
      readFileSync(join(directory, 'cloud.json'), 'utf8'),
    ) as RunningCloud;
    const s3 = new S3Client({
      endpoint: endpoints.s3,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    });
    const upload = async (index: number) => {
      const key = `institutions/north/studies/R${round}-${index}/manifest.json`;
      await s3.send(new PutObjectCommand({ Bucket: outputs.StudyBucket, Key: key, Body: 'this is not JSON' }));
      answered.push(key);
    };
    const uploads = Promise.allSettled(Array.from({ length: UPLOADS }, (_, index) => upload(index)));
    await delay(moment);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await uploads;
    s3.destroy();
  }

  const cloud = await startCloud({ directory, assembly });
  onTestFinished(() => cloud.stop());
  const { arn = '' } = cloud.machines.machines.find((machine) => machine.arn.includes('-AnalyseStudyWorkflow')) ?? {};
  const analyses = () =>
    cloud.machines.list(arn).map(({ executionArn, status }) => {
      const { detail } = cloud.machines.describe(executionArn).input as { detail: { object: { key: string } } };
      return [detail.object.key, status] as const;
    });
  const isOver = (key: string) => analyses().some(([analysed, status]) => analysed === key && status !== 'RUNNING');
  await expect.poll(() => answered.filter((key) => !isOver(key)), { timeout: 60_000 }).toEqual([]);
  const analysed = analyses();
  expect(answered.length).toBeGreaterThan(UPLOADS);
  for (const key of answered)
    expect(analysed.filter(([analysedKey]) => analysedKey === key)).toEqual([[key, 'FAILED']]);
});
