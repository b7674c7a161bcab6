/** The list of the files of a state folder: torn anywhere, and changed while it is written. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { INVENTORY } from '../../../local/disk/inventory.ts';
import { JournaledDisk } from '../../../local/disk/journaled-disk.ts';
import { machineStorage, type StableStorage } from '../../../local/disk/stable-storage.ts';

function folder(): string {
  const home = mkdtempSync(join(tmpdir(), 'radscore-inventory-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

async function open(home: string, storage?: StableStorage) {
  const notes: string[] = [];
  const disk = await JournaledDisk.open({ home, storage, onNote: (note) => notes.push(note) });
  return { disk, notes };
}

/** Calls `during` while the list is synced, and waits for it. */
function whileListIsSynced(during: () => Promise<void>): StableStorage {
  return {
    ...machineStorage,
    syncFile: async (path) => {
      if (basename(path) === INVENTORY) await during();
      await machineStorage.syncFile(path);
    },
  };
}

const running = (i: number) => `states/analyse/running/${i}.jsonl`;
const ended = (i: number) => `states/analyse/ended/${i}.jsonl`;

it('a list that a power cut left torn, at any byte of its last group, is made whole from the log without a word', async () => {
  const home = folder();
  const [before, left] = [join(home, 'home'), join(home, 'left')];
  mkdirSync(before);
  let cut: (() => Promise<void>) | undefined;
  const { disk } = await open(
    before,
    whileListIsSynced(async () => cut?.()),
  );
  for (let i = 0; i < 3; i++) disk.append(join(before, running(i)), 0, `begin ${i}\n`);
  await disk.checkpoint();
  for (let i = 0; i < 3; i++) disk.move(join(before, running(i)), join(before, ended(i)));
  await disk.flush();
  const length = statSync(join(before, INVENTORY)).size;
  cut = async () => cpSync(before, left, { recursive: true });
  await disk.checkpoint();
  cut = undefined;
  await disk.close();
  const whole = statSync(join(left, INVENTORY)).size;
  expect(whole).toBeGreaterThan(length + 100);
  for (let size = length; size <= whole; size += 7) {
    const torn = folder();
    cpSync(left, torn, { recursive: true });
    truncateSync(join(torn, INVENTORY), size);
    // Zeros stand where the last blocks did not reach the disk.
    if (size % 2 === 0) appendFileSync(join(torn, INVENTORY), Buffer.alloc(whole - size));
    const { disk: next, notes } = await open(torn);
    expect(notes).toEqual([]);
    expect(next.differences).toEqual([]);
    expect(readFileSync(join(torn, ended(2)), 'utf8')).toBe('begin 2\n');
    await next.close();
  }
});

it('a list that was cut after a stop, when no log says what it lacks, is noted', async () => {
  const home = folder();
  const { disk } = await open(home);
  disk.append(join(home, running(0)), 0, 'begin\n');
  await disk.close();
  const { size } = statSync(join(home, INVENTORY));
  truncateSync(join(home, INVENTORY), size - 5);
  const { disk: next, notes } = await open(home);
  expect(notes).toContainEqual(expect.stringContaining(`${INVENTORY} is not whole`));
  await next.close();
});

it('a file that is moved while the list is synced is found under its new name by a later start', async () => {
  const home = folder();
  let during: (() => Promise<void>) | undefined;
  const { disk } = await open(
    home,
    whileListIsSynced(async () => {
      const run = during;
      during = undefined;
      await run?.();
    }),
  );
  disk.append(join(home, running(0)), 0, 'begin\n');
  await disk.flush();
  during = async () => {
    disk.move(join(home, running(0)), join(home, ended(0)));
    await disk.flush();
  };
  await disk.checkpoint();
  expect(during).toBeUndefined();
  await disk.close();
  const { disk: next, notes } = await open(home);
  expect(notes).toEqual([]);
  await next.close();
});
