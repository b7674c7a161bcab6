/** Every file that a run leaves behind, missing, empty and cut: what the next start makes of it. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { checkState } from '../../../local/check-state.ts';
import { stateFile } from '../../../local/disk/state-files.ts';
import { BUCKETS, MACHINE, type SmallCloud, startSmallCloud } from './small-cloud.ts';

export const DAMAGES = ['missing', 'empty', 'cut'] as const;
export type Injected = (typeof DAMAGES)[number];

/** How the run ended that left the folder: stopped, or killed in the middle of its work. */
export type Ending = 'stopped' | 'killed';

export interface MatrixRow {
  readonly ending: Ending;
  readonly file: string;
  readonly damage: Injected;
  /** What the start did: refused by name, or started with a note that names the file. */
  /** `restored`: nothing is said, and everything is there, as the log had it. */
  readonly outcome: 'refused' | 'noted' | 'restored' | 'silent' | 'raw';
  readonly message: string;
  /** What `checkState` said before the start. */
  readonly foundBefore: boolean;
}

/** Makes the two folders that the matrix damages copies of. */
export async function makeFolders(): Promise<{ root: string; folders: Record<Ending, string> }> {
  const root = mkdtempSync(join(tmpdir(), 'radscore-damage-'));
  const home = join(root, 'home');
  cpSync(mkdtempSync(join(root, 'new-')), home, { recursive: true });
  const first = await startSmallCloud(home);
  await work(first, 'first');
  await first.clock.advance(1000);
  await first.stop();
  const folders = { stopped: join(root, 'stopped'), killed: join(root, 'killed') };
  cpSync(home, folders.stopped, { recursive: true });
  const second = await startSmallCloud(home);
  await work(second, 'second');
  const running = second.machines.start(MACHINE, {}, 'under-way');
  await second.disk.flush();
  // The bytes of a process that is killed are in the system's cache: a copy has them.
  cpSync(home, folders.killed, { recursive: true });
  await second.machines.ended(running.executionArn);
  await second.stop();
  return { root, folders };
}

async function work(cloud: SmallCloud, name: string): Promise<void> {
  for (const [bucket, key] of [
    ['studies', `${name}/manifest`],
    ['artefacts', `${name}/features`],
  ]) {
    await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: `the body of ${name}` }));
  }
  await cloud.s3.send(new CreateMultipartUploadCommand({ Bucket: 'artefacts', Key: `${name}/upload` }));
  const Item = Object.fromEntries(['PK', 'SK', 'GSI1PK', 'GSI1SK'].map((attribute) => [attribute, { S: name }]));
  await cloud.dynamodb.send(new PutItemCommand({ TableName: 'radscore', Item }));
  const { executionArn } = await cloud.states.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: `by-${name}`, input: '{}' }),
  );
  cloud.clients.register([`scope-of-${name}`]);
  cloud.refreshTokens.issue({ clientId: name, subject: name, institution: name, scopes: [] });
  cloud.deadLetters.send('queue', { name }, {});
  await cloud.machines.ended(executionArn ?? '');
  await use(cloud);
  await cloud.disk.flush();
}

/** The files of a folder that are state; the others are logs for people, locks and drafts. */
export function stateFilesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => stateFile(file) !== undefined && !/^tables\/(?:LOCK|LOG|LOG\.old)$/.test(file))
    .sort();
}

/** Damages one file of a copy and starts a cloud on it; undefined if the damage would change nothing. */
export async function tryDamage(
  root: string,
  folder: string,
  ending: Ending,
  expected: unknown,
  file: string,
  damage: Injected,
): Promise<MatrixRow | undefined> {
  const home = mkdtempSync(join(root, 'damaged-'));
  try {
    cpSync(folder, home, { recursive: true });
    const path = join(home, file);
    const size = readFileSync(path).length;
    if (damage !== 'missing' && size < (damage === 'cut' ? 2 : 1)) return undefined;
    if (damage === 'missing') rmSync(path);
    else if (damage === 'empty') writeFileSync(path, '');
    else truncateSync(path, Math.floor(size / 2));
    const names = (text: string) => text.includes(file) || (file.startsWith('wal/') && text.includes('wal'));
    const foundBefore = checkState(home).some((finding) => names(finding.file) || finding.file === 'tables');
    const row = { ending, file, damage, foundBefore };
    let cloud: SmallCloud;
    try {
      cloud = await startSmallCloud(home);
    } catch (error) {
      const { name, message } = error as Error;
      const isNamed = /^(?:StateDamaged|JournalDamaged)$/.test(name) && (names(message) || message.includes('tables'));
      return { ...row, outcome: isNamed ? 'refused' : 'raw', message: message.replaceAll(`${home}/`, '') };
    }
    try {
      const state = await use(cloud);
      await work(cloud, 'after');
      const faults = cloud.notes.filter(
        (note) => note.startsWith('fault') && !note.includes('are damaged on the disk'),
      );
      const note = cloud.notes.find(names);
      const whole = JSON.stringify(state) === JSON.stringify(expected);
      const unsaid = whole ? 'restored' : 'silent';
      const outcome = faults.length > 0 ? 'raw' : note === undefined ? unsaid : 'noted';
      return { ...row, outcome, message: (faults[0] ?? note ?? '').replaceAll(`${home}/`, '') };
    } finally {
      await cloud.stop();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** What an undamaged folder has. */
export async function stateOf(root: string, folder: string): Promise<unknown> {
  const home = mkdtempSync(join(root, 'whole-'));
  cpSync(folder, home, { recursive: true });
  const cloud = await startSmallCloud(home);
  try {
    return await use(cloud);
  } finally {
    await cloud.stop();
  }
}

/** Reads everything; what is damaged may be refused, but not fail in a way that nobody thought of. */
async function use(cloud: SmallCloud): Promise<unknown> {
  const state: string[] = [
    cloud.deadLetters
      .list()
      .undelivered.map(({ body }) => body)
      .join(),
    ...cloud.clients.registeredIds(),
  ];
  for (const bucket of BUCKETS) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: cloud.s3 }, { Bucket: bucket })) {
      for (const { Key } of Contents) {
        const got = cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
        const body = await got.then(({ Body }) => Body?.transformToString()).catch(() => 'damaged');
        state.push(`${bucket}/${Key} ${body}`);
      }
    }
  }
  for await (const page of paginateScan({ client: cloud.dynamodb }, { TableName: 'radscore' })) {
    state.push(JSON.stringify(page.Items));
  }
  for (const { executionArn } of cloud.machines.list(MACHINE)) {
    const ended = await cloud.machines.ended(executionArn).catch((error: Error) => {
      if (error.name !== 'StateDamaged' && error.name !== 'JournalDamaged') cloud.notes.push(`fault: ${error.stack}`);
      return { name: executionArn, status: 'damaged' };
    });
    state.push(`${ended.name} ${ended.status}`);
  }
  return state.sort();
}
