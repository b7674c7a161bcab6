/** The shared checks of S3 servers, run against this one. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPath } from '../../shared.ts';
import { OPERATOR, startTestS3, type TestS3 } from './s3-on-loopback.ts';

const CHECKS = sharedPath('checks/s3-clients.mjs');

/** Checks that were written against several S3 servers, ours not among them. */
describe.skipIf(!existsSync(CHECKS))('s3-clients.mjs', () => {
  let s3: TestS3;
  beforeAll(async () => {
    s3 = await startTestS3();
  });
  afterAll(async () => {
    await s3.stop();
  });

  it('passes all but versioning', async () => {
    const repository = fileURLToPath(new URL('../../..', import.meta.url));
    const { accessKeyId, secretAccessKey } = OPERATOR;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [CHECKS, 'local', s3.endpoint, accessKeyId, secretAccessKey],
      { cwd: repository },
    );
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { ok: number; fail: string[] };
    expect(summary).toMatchObject({ ok: 26, fail: ['versioning'] });
    expect(s3.faults).toEqual([]);
  });
});
