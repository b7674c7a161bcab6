/** The disk of a state folder: groups, replay, torn ends, full disks. */
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FileImage } from '../../../local/disk/file-image.ts';
import { JournaledDisk } from '../../../local/disk/journaled-disk.ts';
import { decodeFrames, encodeFrame, type Operation } from '../../../local/disk/operations.ts';
import { machineStorage, type StableStorage } from '../../../local/disk/stable-storage.ts';
import { Journal } from '../../../local/journal.ts';
import { KeyRing } from '../../../local/keys.ts';

function folder(): string {
  const home = mkdtempSync(join(tmpdir(), 'radscore-disk-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

async function open(home: string, storage?: StableStorage) {
  const notes: string[] = [];
  const disk = await JournaledDisk.open({ home, storage, onNote: (note) => notes.push(note) });
  return { disk, notes };
}

const OPERATIONS: readonly Operation[] = [
  ['append', 'a/one.jsonl', 0, 'first\n'],
  ['replace', 'b.json', '{"ü":1}'],
  ['append', 'a/one.jsonl', 6, 'second\n'],
  ['move', 'a/one.jsonl', 'c/one.jsonl'],
  ['append', 'c/one.jsonl', 13, 'third\n'],
  ['remove', 'b.json'],
  ['replace', 'b.json', 'again'],
];

it('a replay reaches the same files wherever it was cut off before', () => {
  for (let done = 0; done <= OPERATIONS.length; done++) {
    const home = folder();
    for (let i = 1; i <= done; i++) new FileImage(home, OPERATIONS.slice(i - 1, i)).write();
    new FileImage(home, OPERATIONS).write();
    expect(readFileSync(join(home, 'c/one.jsonl'), 'utf8')).toBe('first\nsecond\nthird\n');
    expect(readFileSync(join(home, 'b.json'), 'utf8')).toBe('again');
    expect(existsSync(join(home, 'a/one.jsonl'))).toBe(false);
  }
});

it('a group is read as a whole or not at all, wherever the log was cut', () => {
  const frames = [OPERATIONS.slice(0, 3), OPERATIONS.slice(3)].map(encodeFrame);
  const bytes = Buffer.concat(frames);
  for (let length = 0; length <= bytes.length; length++) {
    const { operations } = decodeFrames(bytes.subarray(0, length));
    expect(operations).toHaveLength(length < frames[0].length ? 0 : length < bytes.length ? 3 : OPERATIONS.length);
  }
  expect(decodeFrames(Buffer.concat([bytes, Buffer.alloc(64)])).whole).toBe(bytes.length);
});

it('what one turn does is one group, which is in the log before it is in the files', async () => {
  const home = folder();
  let synced = 0;
  const { disk } = await open(home, {
    ...machineStorage,
    async syncFile(path) {
      if (path.endsWith('.log')) synced++;
      expect(existsSync(join(home, 'x.json'))).toBe(false);
      await machineStorage.syncFile(path);
    },
  });
  disk.replace(join(home, 'x.json'), '1');
  disk.append(join(home, 'y.jsonl'), 0, '2\n');
  expect(disk.read(join(home, 'x.json'))?.toString()).toBe('1');
  expect(existsSync(join(home, 'x.json'))).toBe(false);
  await disk.flush();
  expect(synced).toBe(1);
  expect(readFileSync(join(home, 'x.json'), 'utf8')).toBe('1');
  expect(readFileSync(join(home, 'y.jsonl'), 'utf8')).toBe('2\n');
});

it('a stop leaves no log behind, and the next start finds nothing amiss', async () => {
  const home = folder();
  const { disk } = await open(home);
  for (let i = 0; i < 200; i++) disk.replace(join(home, `states/m/definitions/${i}.json`), '{}');
  await disk.close();
  expect(readdirSync(join(home, 'wal'))).toEqual([]);
  const again = await open(home);
  expect(again.notes).toEqual([]);
  await again.disk.close();
});

it('writes wait while the disk is full, and are there when there is room', async () => {
  const home = folder();
  let isFull = true;
  const { disk, notes } = await open(home, {
    ...machineStorage,
    async syncFile(path) {
      if (isFull && path.endsWith('.log')) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      await machineStorage.syncFile(path);
    },
  });
  disk.replace(join(home, 'clock.json'), '{}');
  const flushed = disk.flush();
  const first = await Promise.race([flushed.then(() => 'flushed'), new Promise((resolve) => setTimeout(resolve, 100))]);
  expect(first).toBeUndefined();
  expect(notes).toEqual([expect.stringContaining('the disk is full')]);
  isFull = false;
  await flushed;
  expect(readFileSync(join(home, 'clock.json'), 'utf8')).toBe('{}');
  await disk.close();
});

it('a log that cannot be written acknowledges nothing any more', async () => {
  const home = folder();
  const { disk, notes } = await open(home, {
    ...machineStorage,
    async syncFile(path) {
      if (path.endsWith('.log')) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
      await machineStorage.syncFile(path);
    },
  });
  disk.replace(join(home, 'clock.json'), '{}');
  await expect(disk.flush()).rejects.toThrow('input/output error');
  await expect(disk.flush()).rejects.toThrow('input/output error');
  expect(() => disk.replace(join(home, 'clock.json'), '1')).toThrow('input/output error');
  expect(existsSync(join(home, 'clock.json'))).toBe(false);
  expect(notes).toEqual([expect.stringContaining('nothing is acknowledged')]);
});

it('a log that is damaged in its middle is refused by name, a torn end is cut off with a note', async () => {
  const home = folder();
  mkdtempSync(join(home, 'unused-'));
  const { disk } = await open(home);
  for (const text of ['1', '2', '3']) {
    disk.replace(join(home, 'clock.json'), text);
    await disk.flush();
  }
  const [segment] = readdirSync(join(home, 'wal'));
  const log = join(home, 'wal', segment);
  const whole = readFileSync(log);
  const damaged = Buffer.from(whole);
  damaged[whole.length / 2] ^= 0xff;
  writeFileSync(log, damaged);
  await expect(open(home)).rejects.toMatchObject({ name: 'StateDamaged', file: `wal/${segment}` });
  writeFileSync(log, whole.subarray(0, whole.length - 3));
  const { disk: next, notes } = await open(home);
  expect(notes).toEqual([expect.stringContaining('never acknowledged')]);
  await next.close();
});

it.each([
  ['a half line', '{"n":'],
  ['a line without its end', '3'],
  ['zeros', '\0\0\0\0'],
  ['garbage with line feeds', '\u0001\u0002\n%%\n'],
])('a journal with %s at its end is cut there, and what was cut off is kept', (_, tail) => {
  const file = join(folder(), 'j.jsonl');
  const { journal } = Journal.open<number>(file);
  journal.append(1);
  journal.append(2);
  journal.close();
  appendFileSync(file, tail);
  const again = Journal.open<number>(file);
  expect(again.entries).toEqual([1, 2]);
  expect(readFileSync(`${file}.torn`, 'utf8')).toBe(tail);
  again.journal.append(3);
  expect(Journal.read(file)).toEqual([1, 2, 3]);
});

it.each([
  ['empty', ''],
  ['cut', 'ab12'],
  ['damaged', 'x'.repeat(64)],
])('a secret that is %s is refused by name, and stays as it is', (damage, text) => {
  const file = join(folder(), 'secret');
  writeFileSync(file, text);
  expect(() => new KeyRing(file)).toThrow(expect.objectContaining({ name: 'StateDamaged', file, damage }));
  expect(readFileSync(file, 'utf8')).toBe(text);
  rmSync(file);
  expect(() => new KeyRing(file, false)).toThrow('missing');
});
