/** Work on a small cloud whose power is cut, and what the next one has to have of it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PutItemCommand, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ForgetfulStorage, seeded } from './forgetful-storage.ts';
import { BUCKETS, MACHINE, type SmallCloud, startSmallCloud } from './small-cloud.ts';

/** What was acknowledged, and what may be there though it was not. */
class Ledger {
  /** bucket/key → hashes of the bodies that may be there; null stands for none. */
  readonly objects = new Map<string, Set<string | null>>();
  /** Key of an item → the last step that was acknowledged, and the last that was tried. */
  readonly items = new Map<string, { acknowledged: number; tried: number }>();
  readonly executions = new Set<string>();
  acknowledged = 0;
}

export interface CutOutcome {
  readonly cuts: number;
  /** What clients were answered in all. */
  readonly acknowledged: number;
  /** Notes of the starts, by what they are about. */
  readonly notes: readonly string[];
  /** What was acknowledged and is not there, or is there and never was: nothing, if all is well. */
  readonly lost: readonly string[];
}

/** Runs a cloud, cuts its power, starts it on what is left, `cuts` times; the same folder goes through all of them. */
export async function runCuts(seed: number, cuts: number, { forgetsAll = false } = {}): Promise<CutOutcome> {
  const random = seeded(seed);
  const root = mkdtempSync(join(tmpdir(), 'radscore-power-'));
  const ledger = new Ledger();
  const lost: string[] = [];
  const notes: string[] = [];
  const stopped: Promise<void>[] = [];
  let running: SmallCloud | undefined;
  try {
    let home = mkdtempSync(join(root, 'home-'));
    for (let round = 0; round <= cuts; round++) {
      const storage = new ForgetfulStorage(home, random, forgetsAll);
      const cloud = await startSmallCloud(home, { storage, checkpointBytes: 20_000 + random() * 60_000 });
      running = cloud;
      lost.push(...(await differences(cloud, ledger)).map((what) => `seed ${seed}, cut ${round}: ${what}`));
      notes.push(...cloud.notes);
      if (round === cuts) {
        running = undefined;
        stopped.push(cloud.stop());
        break;
      }
      const power = { isOn: true };
      const work = Array.from({ length: 5 }, (_, worker) => workOn(cloud, ledger, { worker, round, random, power }));
      // Counted in changes, not in time: a busy machine does as much before its power is cut.
      const enough = ledger.acknowledged + 3 + Math.floor(random() * 40);
      for (let ms = 0; ledger.acknowledged < enough && ms < 10_000; ms += 5) await delay(5);
      await delay(random() * 10);
      power.isOn = false;
      const next = join(root, `left-${round}`);
      storage.cut(next);
      home = next;
      // What goes on in the process whose power was cut is seen by nobody.
      running = undefined;
      stopped.push(Promise.allSettled(work).then(() => cloud.stop()));
    }
    await Promise.all(stopped);
    return { cuts, acknowledged: ledger.acknowledged, notes, lost };
  } finally {
    // A cloud that still writes must not find its folder gone.
    await Promise.allSettled([...stopped, running?.stop()]);
    rmSync(root, { recursive: true, force: true });
  }
}

interface Work {
  readonly worker: number;
  readonly round: number;
  readonly random: () => number;
  readonly power: { readonly isOn: boolean };
}

/** One client, which does one thing after the other; each key is written by one client. */
async function workOn(cloud: SmallCloud, ledger: Ledger, { worker, round, random, power }: Work): Promise<void> {
  const acknowledge = (note: () => void) => {
    if (!power.isOn) return;
    ledger.acknowledged++;
    note();
  };
  for (let i = 0; power.isOn; i++) {
    const kind = random();
    const again = random() < 0.4;
    const name = `w${worker}/${again ? `again-${i % 3}` : `${round}-${i}`}`;
    if (kind < 0.35) {
      const body = Buffer.alloc(1 + Math.floor(random() * 30_000), `${seedText(round, i)}`);
      await put(cloud, ledger, 'artefacts', name, body, acknowledge, power);
    } else if (kind < 0.5) {
      const body = Buffer.from(`manifest ${seedText(round, i)}`);
      await put(cloud, ledger, 'studies', `w${worker}/${round}-${i}`, body, acknowledge, power);
    } else if (kind < 0.55) {
      const possible = possibleOf(ledger, `artefacts/${name}`);
      possible.add(null);
      await cloud.s3.send(new DeleteObjectCommand({ Bucket: 'artefacts', Key: name })).catch(() => {});
      acknowledge(() => keepOnly(possible, null));
    } else if (kind < 0.9) {
      const step = round * 10_000 + i;
      const entry = ledger.items.get(name) ?? { acknowledged: -1, tried: -1 };
      ledger.items.set(name, entry);
      entry.tried = step;
      await cloud.dynamodb.send(new PutItemCommand({ TableName: 'radscore', Item: itemOf(name, step) }));
      acknowledge(() => {
        entry.acknowledged = step;
      });
    } else {
      const execution = `${worker}-${round}-${i}`;
      await cloud.states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: execution, input: '{}' }));
      acknowledge(() => ledger.executions.add(execution));
    }
  }
}

async function put(
  cloud: SmallCloud,
  ledger: Ledger,
  bucket: (typeof BUCKETS)[number],
  key: string,
  body: Buffer,
  acknowledge: (note: () => void) => void,
  power: { readonly isOn: boolean },
): Promise<void> {
  const possible = possibleOf(ledger, `${bucket}/${key}`);
  const hash = hashOf(body);
  if (power.isOn) possible.add(hash);
  await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  acknowledge(() => keepOnly(possible, hash));
}

/** What is not as it has to be. Settles what was unknown: what is there now has to stay. */
async function differences(cloud: SmallCloud, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  const inStudies: string[] = [];
  const present = new Set<string>();
  for (const bucket of BUCKETS) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: cloud.s3 }, { Bucket: bucket })) {
      for (const { Key = '' } of Contents) {
        const name = `${bucket}/${Key}`;
        present.add(name);
        if (bucket === 'studies') inStudies.push(Key);
        const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        const hash = hashOf((await Body?.transformToByteArray()) ?? new Uint8Array());
        const possible = ledger.objects.get(name);
        if (possible?.has(hash)) keepOnly(possible, hash);
        else found.push(`${name} holds what nobody stored`);
      }
    }
  }
  for (const [name, possible] of ledger.objects) {
    if (present.has(name)) continue;
    if (possible.has(null)) keepOnly(possible, null);
    else found.push(`${name} is not there`);
  }
  found.push(...(await itemDifferences(cloud, ledger)), ...(await executionDifferences(cloud, ledger, inStudies)));
  const harmless = /half-written and never acknowledged/;
  found.push(...cloud.notes.filter((note) => !harmless.test(note)));
  return found;
}

async function itemDifferences({ dynamodb: client }: SmallCloud, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  const steps = async (pages: AsyncIterable<{ Items?: Record<string, { S?: string }>[] }>) => {
    const items = new Map<string, number>();
    for await (const { Items = [] } of pages) for (const { PK, step } of Items) items.set(PK.S ?? '', Number(step.S));
    return items;
  };
  const items = await steps(paginateScan({ client }, { TableName: 'radscore' }));
  const indexed = await steps(
    paginateQuery(
      { client },
      {
        TableName: 'radscore',
        IndexName: 'studies-by-status',
        KeyConditionExpression: 'GSI1PK = :north',
        ExpressionAttributeValues: { ':north': { S: 'north' } },
      },
    ),
  );
  for (const [name, entry] of ledger.items) {
    const step = items.get(name) ?? -1;
    if (step !== entry.acknowledged && step !== entry.tried) found.push(`item ${name} is at ${step}`);
    if (indexed.get(name) !== items.get(name)) found.push(`item ${name} is not in the index as it is`);
    entry.acknowledged = step;
    entry.tried = step;
  }
  if (indexed.size !== items.size) found.push(`${indexed.size} entries of the index for ${items.size} items`);
  return found;
}

async function executionDifferences(cloud: SmallCloud, ledger: Ledger, inStudies: string[]): Promise<string[]> {
  const found: string[] = [];
  const { machines } = cloud;
  const all = machines.list(MACHINE);
  const ended = await Promise.race([
    Promise.all(all.map(({ executionArn }) => machines.ended(executionArn))),
    delay(20_000).then(() => undefined),
  ]);
  if (!ended) return ['executions that do not go on'];
  const names = new Set(all.map(({ name }) => name));
  for (const name of ledger.executions) if (!names.has(name)) found.push(`execution ${name} is not there`);
  for (const { name, status } of ended) if (status !== 'SUCCEEDED') found.push(`execution ${name} is ${status}`);
  const started = new Map<string, number>();
  for (const { input } of ended) {
    const key = (input as { detail?: { object: { key: string } } }).detail?.object.key;
    if (key !== undefined) started.set(key, (started.get(key) ?? 0) + 1);
  }
  for (const key of inStudies) {
    if (started.get(key) !== 1) found.push(`${started.get(key) ?? 0} executions for the event of ${key}`);
  }
  for (const key of started.keys())
    if (!inStudies.includes(key)) found.push(`an execution for ${key}, which is not there`);
  return found;
}

function possibleOf(ledger: Ledger, name: string): Set<string | null> {
  const possible = ledger.objects.get(name) ?? new Set<string | null>([null]);
  ledger.objects.set(name, possible);
  return possible;
}

function keepOnly<T>(possible: Set<T>, one: T): void {
  possible.clear();
  possible.add(one);
}

function itemOf(name: string, step: number) {
  const item = { PK: name, SK: 'META', GSI1PK: 'north', GSI1SK: `${step}#${name}`, step: String(step) };
  return Object.fromEntries(Object.entries(item).map(([attribute, S]) => [attribute, { S }]));
}

function seedText(round: number, i: number): string {
  return `${round}.${i};`;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
