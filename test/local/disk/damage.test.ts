/** Each kind of file that a run leaves behind, missing, empty or cut: refused by name, noted, or restored from the log. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkState } from '../../../local/check-state.ts';
import { STATE_FILES, stateFile } from '../../../local/disk/state-files.ts';
import { DAMAGES, type Ending, makeFolders, stateFilesIn, stateOf, tryDamage } from './damage-matrix.ts';

let root: string;
let folders: Record<Ending, string>;
beforeAll(async () => {
  ({ root, folders } = await makeFolders());
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The first file of each kind; `node test/local/disk/write-damage-matrix.ts` takes all of them. */
function oneOfEach(folder: string): string[] {
  const files = stateFilesIn(folder);
  const kinds = STATE_FILES.map(({ pattern }) => files.find((file) => pattern.test(file)));
  return kinds.filter((file) => file !== undefined);
}

describe('a folder as a stop leaves it', () => {
  it('has nothing amiss, nor has one of a process that was killed', () => {
    expect(checkState(folders.stopped)).toEqual([]);
    expect(checkState(folders.killed)).toEqual([]);
  });

  it('is not quiet about any damaged file, nor is checkState', async () => {
    const expected = await stateOf(root, folders.stopped);
    const files = oneOfEach(folders.stopped);
    expect(files.length).toBeGreaterThan(14);
    // Each kind with one damage; which one goes round, so that neighbours differ.
    for (const [index, file] of files.entries()) {
      for (const damage of [DAMAGES[index % 3], ...(index % 4 === 0 ? [DAMAGES[(index + 1) % 3]] : [])]) {
        const row = await tryDamage(root, folders.stopped, 'stopped', expected, file, damage);
        if (!row) continue;
        expect(['refused', 'noted'], `${file} ${damage}: ${row.message}`).toContain(row.outcome);
        expect(row.foundBefore, `${file} ${damage}`).toBe(true);
        // A note says what follows, a refusal what to do.
        expect(row.message.length, row.message).toBeGreaterThan(file.length + 20);
      }
    }
  });

  it('does not lose its secret: another one would orphan what is encrypted', async () => {
    for (const damage of DAMAGES) {
      const row = await tryDamage(root, folders.stopped, 'stopped', [], 'secret', damage);
      expect(row).toMatchObject({ outcome: 'refused', message: expect.stringContaining('restore it from a copy') });
    }
  });
});

describe('a folder as a killed process leaves it', () => {
  it('has what was damaged from the log, or says what is lost', async () => {
    const expected = await stateOf(root, folders.killed);
    const files = oneOfEach(folders.killed).filter((file) => !stateFile(file)?.pattern.test('secret'));
    for (const file of files.filter((_, index) => index % 2 === 0)) {
      const row = await tryDamage(root, folders.killed, 'killed', expected, file, 'cut');
      if (row) expect(['refused', 'noted', 'restored'], `${file}: ${row.message}`).toContain(row.outcome);
    }
  });
});
