/**
 * What it costs that acknowledged changes outlast a power cut: the same requests with and without the log, in processor
 * and wall time. usage: node test/local/disk/cost.ts [REQUESTS [RUNS]]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { JournaledDisk } from '../../../local/disk/journaled-disk.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { OPERATOR, TABLE } from '../dynamodb/study-table.ts';

const [requests = 2000, runs = 3] = process.argv.slice(2).map(Number);
/** As many uploads at a time as the command line has under way. */
const AT_A_TIME = 16;
const BODY = Buffer.alloc(20_000, 'slice');
const VALUE = 'x'.repeat(3_600);

interface Cost {
  readonly wall: number;
  readonly processor: number;
}

async function measured(work: (index: number) => Promise<unknown>): Promise<Cost> {
  const [usage, start] = [process.cpuUsage(), performance.now()];
  let next = 0;
  const client = async () => {
    while (next < requests) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, client));
  const { user, system } = process.cpuUsage(usage);
  return { wall: performance.now() - start, processor: (user + system) / 1000 };
}

async function run(isDurable: boolean): Promise<{ puts: Cost; items: Cost }> {
  const home = mkdtempSync(join(tmpdir(), 'radscore-cost-'));
  const disk = isDurable ? await JournaledDisk.open({ home, onNote: console.error }) : undefined;
  const common = { directory: home, port: 0, callers: [OPERATOR] };
  const dynamodb = await startDynamoDb({ ...common, tables: [TABLE] });
  const s3 = await startS3({
    ...common,
    events: { publish() {} },
    clock: { now: () => new Date(), at: () => () => {} },
    buckets: [{ name: 'studies', eventBridge: true }],
  });
  const client = { region: 'us-east-1', credentials: OPERATOR };
  const objects = new S3Client({ ...client, endpoint: s3.endpoint, forcePathStyle: true });
  const items = new DynamoDBClient({ ...client, endpoint: dynamodb.endpoint });
  const put = (i: number) => objects.send(new PutObjectCommand({ Bucket: 'studies', Key: `k/${i}`, Body: BODY }));
  const write = (i: number) => {
    const Item = { PK: { S: `p${i}` }, SK: { S: 's' }, value: { S: VALUE } };
    return items.send(new PutItemCommand({ TableName: 'radscore', Item }));
  };
  try {
    // The first requests load what all others use.
    for (let i = 0; i < 50; i++) await Promise.all([put(-1 - i), write(-1 - i)]);
    return { puts: await measured(put), items: await measured(write) };
  } finally {
    objects.destroy();
    items.destroy();
    await s3.close();
    await dynamodb.close();
    await disk?.close();
    rmSync(home, { recursive: true, force: true });
  }
}

// Once for the compiler.
await run(true);
const costs = { without: [], with: [] } as Record<'without' | 'with', { puts: Cost; items: Cost }[]>;
for (let i = 0; i < runs; i++) {
  costs.without.push(await run(false));
  costs.with.push(await run(true));
}
for (const kind of ['puts', 'items'] as const) {
  for (const unit of ['processor', 'wall'] as const) {
    const median = (which: 'without' | 'with') =>
      costs[which].map((cost) => cost[kind][unit] / requests).sort((a, b) => a - b)[Math.floor(runs / 2)];
    const [before, after] = [median('without'), median('with')];
    console.log(
      `${kind}: ${before.toFixed(3)} ms ${unit} a request without, ${after.toFixed(3)} ms with: ${(after - before).toFixed(3)} ms more`,
    );
  }
}
console.log(`${requests} requests, ${AT_A_TIME} at a time, median of ${runs} runs; load ${loadavg()[0].toFixed(1)}`);
