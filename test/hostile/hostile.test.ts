import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases, hasCases } from '../layers/imaging/dicom/cases.ts';
import { sharedPath } from '../shared.ts';
import { HOSTILE } from './files.ts';

/** What one hostile file may cost. */
const MOST_MILLISECONDS = 2000;
const MOST_KILOBYTES = 512 * 1024;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Cost {
  readonly said: readonly string[];
  readonly milliseconds: { readonly admission: number; readonly reading: number };
  readonly kilobytes: number;
}

function costOf(role: 'image' | 'region', ...paths: string[]): Cost {
  const program = join(import.meta.dirname, 'read-as-admission.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [program, role, ...paths], { timeout: 60_000 });
  if (String(stdout) === '') throw new Error(`got no answer; wanted one: ${String(stderr).slice(0, 2000)}`);
  return JSON.parse(String(stdout));
}

function expectCheap({ milliseconds, kilobytes }: Cost): void {
  expect(milliseconds.admission).toBeLessThan(MOST_MILLISECONDS);
  expect(milliseconds.reading).toBeLessThan(MOST_MILLISECONDS);
  expect(kilobytes).toBeLessThan(MOST_KILOBYTES);
}

describe('a hostile file costs at most 2 s and 512 MB, and a clear refusal', () => {
  it.each(HOSTILE)('%s', (_, name, make, code) => {
    const path = join(folder, name);
    writeFileSync(path, make());
    const cost = costOf('image', path);
    rmSync(path);
    expect(
      cost.said.some((said) => code.test(said)),
      cost.said.join('\n').slice(0, 2000),
    ).toBe(true);
    expectCheap(cost);
  });
});

describe.skipIf(!hasCases)('the malformed test studies', () => {
  const filesBelow = (path: string): string[] =>
    statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path];

  it.each(cases.filter(({ id }) => id.startsWith('G')))('$id', (study) => {
    const at = (path: string): string[] => filesBelow(sharedPath(`data/dicom/cases/${study.id}/${path}`));
    const [image, roi] = [study.inputs.image[0], study.inputs.roi[0]].map(at);
    for (const cost of [costOf('image', ...image), costOf('region', ...roi, ...image)]) expectCheap(cost);
  });
});
