/** DynamoDB under `kill -9`: what was answered is there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { OPERATOR } from './study-table.ts';

const ROUNDS = 6;
const WRITERS = 12;
const STUDIES = 40;
const directory = mkdtempSync(join(tmpdir(), 'radscore-dynamodb-killed-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function startKillable() {
  const program = fileURLToPath(new URL('./killable-dynamodb.ts', import.meta.url));
  const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [endpoint] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: OPERATOR, maxAttempts: 1 });
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

/** Moves studies from status to status, each by one writer only; notes the last answered status of each. */
async function write(client: DynamoDBClient, writer: number, round: number, answered: Map<string, number>) {
  for (let i = 0; ; i++) {
    const study = `${writer}-${i % STUDIES}`;
    const step = round * 100_000 + i;
    const item = { PK: study, SK: 'META', GSI1PK: 'north', GSI1SK: `${step}#${study}`, step: String(step) };
    const Item = Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]));
    try {
      await client.send(new PutItemCommand({ TableName: 'radscore', Item }));
      answered.set(study, step);
    } catch {
      return;
    }
  }
}

async function all(pages: AsyncIterable<{ Items?: Record<string, { S?: string }>[] }>) {
  const items: Record<string, string>[] = [];
  for await (const { Items = [] } of pages) {
    items.push(...Items.map((item) => Object.fromEntries(Object.entries(item).map(([name, { S = '' }]) => [name, S]))));
  }
  return items.sort((a, b) => (a['PK'] < b['PK'] ? -1 : 1));
}

/** Grows with every answer. */
function total(answered: ReadonlyMap<string, number>): number {
  return [...answered.values()].reduce((sum, step) => sum + step + 1, 0);
}

describe('kill -9', () => {
  it('loses no answered write, and leaves every index entry with its item', async () => {
    const answered = new Map<string, number>();
    for (let round = 1; round <= ROUNDS; round++) {
      const { client, kill } = await startKillable();
      const writers = Array.from({ length: WRITERS }, (_, writer) => write(client, writer, round, answered));
      // From the first answer on: a busy machine may take a second until then.
      const before = total(answered);
      while (total(answered) === before) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 70 * round));
      await kill();
      await Promise.all(writers);
    }
    expect(answered.size).toBeGreaterThan(WRITERS);

    const { client, kill } = await startKillable();
    const items = await all(paginateScan({ client }, { TableName: 'radscore' }));
    const byStatus = await all(
      paginateQuery(
        { client },
        {
          TableName: 'radscore',
          IndexName: 'studies-by-status',
          KeyConditionExpression: 'GSI1PK = :institution',
          ExpressionAttributeValues: { ':institution': { S: 'north' } },
        },
      ),
    );
    await kill();
    const steps = new Map(items.map((item) => [item['PK'], Number(item['step'])]));
    // A write that was under way may have been stored unanswered: each writer has one of those per round.
    for (const [study, step] of answered) expect(steps.get(study)).toBeGreaterThanOrEqual(step);
    expect(byStatus).toEqual(items);
  });
});
