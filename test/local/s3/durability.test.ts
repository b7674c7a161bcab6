/** S3 under `kill -9`: objects, their events and no bytes without an owner. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { afterAll, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../local/contracts.ts';

const ROUNDS = 8;
const WRITERS = 6;
const directory = mkdtempSync(join(tmpdir(), 'radscore-s3-killed-'));
const bucket = join(directory, 'buckets', 'studies');
afterAll(() => rmSync(directory, { recursive: true }));

async function startKillable() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./killable-s3.ts', import.meta.url)), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [endpoint] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' },
    maxAttempts: 1,
  });
  return {
    client,
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      client.destroy();
    },
  };
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Writes and overwrites until the server is gone; notes what was answered 200, and what was begun. */
async function write(client: S3Client, writer: number, round: number, answered: Map<string, Set<string>>) {
  for (let i = 0; ; i++) {
    const Key = `w${writer}/${i % 5 === 0 ? 'again' : `${round}-${i}`}`;
    const Body = randomBytes(i % 7 === 3 ? 6_000_000 : 1 + (i % 3) * 40_000);
    const possible = answered.get(Key) ?? new Set();
    try {
      if (Body.length > 5_000_000) await new Upload({ client, params: { Bucket: 'studies', Key, Body } }).done();
      else await client.send(new PutObjectCommand({ Bucket: 'studies', Key, Body }));
      answered.set(Key, new Set([digest(Body)]));
    } catch {
      // Not answered: it may have been stored or not. What was there before may still be.
      if (possible.size > 0) answered.set(Key, possible.add(digest(Body)));
      return;
    }
  }
}

describe('kill -9', () => {
  it('loses no object that was answered 200, nor its event, and leaves no bytes without an owner', async () => {
    const answered = new Map<string, Set<string>>();
    for (let round = 0; round < ROUNDS; round++) {
      const { client, kill } = await startKillable();
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(client, writer, round, answered));
      await new Promise((resolve) => setTimeout(resolve, 150 + 60 * round));
      await kill();
      await Promise.all(writers);
    }
    expect(answered.size).toBeGreaterThan(4 * WRITERS);
    writeFileSync(join(bucket, 'bytes', 'left-by-a-killed-process'), 'half');
    writeFileSync(join(bucket, 'objects', 'half.json.part'), '{');

    const { client, kill } = await startKillable();
    for (const [Key, possible] of answered) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: 'studies', Key }));
      expect(possible).toContain(digest((await Body?.transformToByteArray()) ?? new Uint8Array()));
    }
    const announced = new Set(
      readFileSync(join(directory, 'events.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as BusEvent).detail['object'] as { key: string; etag: string })
        .map(({ key, etag }) => `${key} "${etag}"`),
    );
    let objects = 0;
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: 'studies' })) {
      for (const { Key, ETag } of Contents) expect(announced).toContain(`${Key} ${ETag}`);
      objects += Contents.length;
    }
    expect(objects).toBeGreaterThanOrEqual(answered.size);
    await kill();

    expect(readdirSync(join(bucket, 'announcing'))).toEqual([]);
    expect(readdirSync(join(bucket, 'objects'))).toHaveLength(objects);
    const owned = readdirSync(join(bucket, 'objects'))
      .map(
        (name) => JSON.parse(readFileSync(join(bucket, 'objects', name), 'utf8')) as { object: { segments: object[] } },
      )
      .flatMap(({ object }) => object.segments);
    const inUploads = readdirSync(join(bucket, 'uploads')).flatMap((id) =>
      readdirSync(join(bucket, 'uploads', id)).filter((name) => name !== 'upload.json'),
    );
    expect(readdirSync(join(bucket, 'bytes'))).toHaveLength(owned.length + inUploads.length);
    expect(existsSync(join(bucket, 'bytes', 'left-by-a-killed-process'))).toBe(false);
  });
});
