/** `-o` on a file that holds results: rows are added under the same header, whole, in turns, and none is lost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withResultFile } from '../../../cli/files/result-file.ts';
import { PROJECT_ROOT } from '../../../cli/service/installation.ts';
import { radscore } from '../terminal.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const CASE = [fixture('resample-int16.nrrd'), fixture('resample-int16.mask.nrrd')] as const;

let folder: string;
let params: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-results-'));
  params = path('params.yaml', 'featureClass:\n  firstorder: [Mean, Range]\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function path(name: string, content?: string): string {
  const file = join(folder, name);
  if (content !== undefined) writeFileSync(file, content);
  return file;
}

const extract = (file: string, ...more: string[]) => radscore('extract', ...CASE, '-p', params, '-o', file, ...more);
const table = (file: string) => parseCsv(readFileSync(file, 'utf8'));
const leftovers = () => readdirSync(folder).filter((name) => /partial|lock|whole/.test(name));

describe('a file of results takes more of them', () => {
  it.each([[], ['--format-like', 'pyradiomics']])('as rows under the one header %j', async (...like) => {
    const file = path(`rows-${like.length}.csv`);
    for (let i = 0; i < 3; i++) expect(await extract(file, ...like)).toMatchObject({ exitCode: 0 });
    const { rows } = table(file);
    expect(rows).toHaveLength(3);
    expect(rows[1]).toEqual(rows[0]);
    expect(leftovers()).toEqual([]);
  });

  it('as cases of a JSON list and as lines of text', async () => {
    const [json, txt] = [path('cases.json'), path('cases.txt')];
    for (let i = 0; i < 2; i++) {
      await extract(json, '--format-like', 'pyradiomics');
      await extract(txt);
    }
    const cases = JSON.parse(readFileSync(json, 'utf8'));
    expect(cases).toHaveLength(2);
    expect(cases[1]).toEqual(cases[0]);
    expect(readFileSync(txt, 'utf8').match(/^original_firstorder_Mean: /gm)).toHaveLength(2);
  });

  it('behind a last line without its end, and in the order of its own columns', async () => {
    const file = path('saved.csv');
    await extract(file);
    const { header, rows } = table(file);
    // As another program may have saved it: columns the other way round, no line end behind the last row.
    const turned = [header, ...rows].map((row) =>
      row
        .toReversed()
        .map((cell) => `"${cell.replaceAll('"', '""')}"`)
        .join(','),
    );
    writeFileSync(file, turned.join('\r\n'));
    expect(await extract(file)).toMatchObject({ exitCode: 0 });
    const again = table(file);
    expect(again.header).toEqual(header.toReversed());
    expect(again.rows).toEqual([rows[0].toReversed(), rows[0].toReversed()]);
  });

  it('from an empty file as from none', async () => {
    const file = path('empty.csv', '');
    await extract(file);
    expect(table(file).rows).toHaveLength(1);
  });
});

describe('a file of something else is refused by name, and stays as it is,', () => {
  it.each([
    ['another header', 'other.csv', 'a,b\n1,2\n', 'the columns a, b, which this extraction does not give'],
    ['fewer features', 'fewer.csv', 'Image,Mask\nx,y\n', 'no columns diagnostics_Versions_PyRadiomics'],
    ['no table', 'binary.csv', 'PK\u0003\u0004\0\0', 'which has'],
    ['one case', 'one.json', '{"original_firstorder_Mean": 1}', 'one case, a JSON object'],
    ['no JSON', 'no.json', 'Image,Mask\n', 'no JSON list of cases'],
  ])('for %s', async (_, name, content, why) => {
    const file = path(name, content);
    const { exitCode, notes } = await extract(file);
    expect(exitCode).toBe(2);
    expect(notes[0]).toContain(why);
    expect(notes[0]).toContain('--force');
    expect(readFileSync(file, 'utf8')).toBe(content);
    expect(await extract(file, '--force')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).not.toContain(content);
  });

  it('if other features were asked for, before anything is computed', async () => {
    const file = path('features.csv');
    await extract(file);
    const before = readFileSync(file, 'utf8');
    const more = path('more.yaml', 'featureClass:\n  firstorder: [Mean, Range, Entropy]\n');
    const answer = await radscore('extract', CASE[0], 'no-such-mask.nrrd', '-p', more, '-o', file);
    expect(answer.notes[0]).toContain('no columns original_firstorder_Entropy, which this extraction gives');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('if its last row is cut', async () => {
    const file = path('cut.csv');
    await extract(file);
    await extract(file);
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.slice(0, -40));
    const { exitCode, notes } = await extract(file);
    expect(exitCode).toBe(4);
    expect(notes.at(-1)).toMatch(/as if a row were cut.* What was computed is in .*\.partial/);
    expect(readFileSync(file, 'utf8')).toBe(whole.slice(0, -40));
    for (const name of leftovers()) rmSync(join(folder, name));
  });
});

describe('an ending of the file', () => {
  it('that is no format is refused before anything is computed', async () => {
    const { exitCode, notes } = await extract(path('features.parquet'));
    expect(exitCode).toBe(2);
    expect(notes[0]).toContain('.parquet is not written. Wanted a name that ends in .json or .csv or .txt');
  });
});

describe('commands that add to one file at the same time', () => {
  const settings = { format: 'csv', columns: { names: ['Image', 'a_b'], isOptional: () => false } } as const;
  const terminal = { out: () => {}, note: () => {}, status: () => {}, interactive: false };
  const row = (i: number): string => `${i},${'9'.repeat(20_000)}${i}\n`;

  it('take turns: no line is torn, and the header is there once', async () => {
    const file = path('many.csv');
    const add = (i: number) =>
      withResultFile({ path: file, ...settings }, terminal, (write) => write(`Image,a_b\n${row(i)}`));
    await Promise.all(Array.from({ length: 40 }, (_, i) => add(i)));
    const { header, rows } = table(file);
    expect(header).toEqual(['Image', 'a_b']);
    expect(rows.map(([name]) => Number(name)).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(rows.every(([name, value]) => value === row(Number(name)).trim().split(',')[1])).toBe(true);
    expect(leftovers()).toEqual([]);
  });

  it('in processes of their own, too', async () => {
    const file = path('processes.csv');
    const command = [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), 'extract', ...CASE, '-p', params, '-o', file];
    const env = { ...process.env, RADSCORE_FROM_SOURCES: '1' };
    const ends = Array.from({ length: 4 }, () =>
      once(spawn(process.execPath, command, { stdio: 'ignore', env }), 'exit'),
    );
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0, 0]);
    expect(table(file).rows).toHaveLength(4);
  }, 60_000);

  it('go on after one that died within its addition, of which nothing stays', async () => {
    const [file, whole] = [path('crash.csv'), `Image,a_b\n${row(1)}`];
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'exit');
    const lock = { token: 'dead', pid: gone.pid, host: hostname(), before: whole.length, after: whole.length + 50 };
    writeFileSync(file, `${whole}2,99`);
    writeFileSync(`${file}.lock`, JSON.stringify(lock));
    await withResultFile({ path: file, ...settings }, terminal, (write) => write(`Image,a_b\n${row(3)}`));
    expect(readFileSync(file, 'utf8')).toBe(whole + row(3));

    // One that died behind its addition has added it.
    const now = readFileSync(file, 'utf8');
    writeFileSync(`${file}.lock`, JSON.stringify({ ...lock, before: whole.length, after: now.length }));
    await withResultFile({ path: file, ...settings }, terminal, (write) => write(`Image,a_b\n${row(4)}`));
    expect(readFileSync(file, 'utf8')).toBe(now + row(4));
    expect(leftovers()).toEqual([]);
  });
});
