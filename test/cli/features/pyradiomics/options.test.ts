/** The options of PyRadiomics' command in `radscore extract`, one by one. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../../terminal.ts';
import { COMMAND_FIXTURES } from './recorded.ts';

const [IMAGE, MASK] = ['resample-int16.nrrd', 'resample-int16.mask.nrrd'].map((name) =>
  join(COMMAND_FIXTURES, '..', 'radiomics', name),
);
const CASES = join(COMMAND_FIXTURES, 'cases.csv');
/** A thread more would start longer than it works. */
const ONE = ['-j', '1'];
const FEW = ['-p', join(COMMAND_FIXTURES, 'few.yaml')];
const LIKE = ['--format-like', 'pyradiomics'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-options-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('--setting', () => {
  const settings = async (...args: string[]) => {
    const { out, notes } = await radscore('extract', IMAGE, MASK, ...args, ...LIKE, '-f', 'json');
    expect(notes.filter((note) => note.startsWith('radscore:'))).toEqual([]);
    return JSON.parse(out.replaceAll('NaN', 'null'))[0].diagnostics_Configuration_Settings;
  };

  it('replaces what the parameter file says, with the types of PyRadiomics', async () => {
    const one = file('one.yaml', 'setting: {binWidth: 25}\nfeatureClass: {firstorder: [Mean]}\n');
    expect(
      await settings('-p', one, '-s', 'binWidth:3', '--setting', 'distances:1,2', '-s', 'normalize:1'),
    ).toMatchObject({
      binWidth: 3,
      distances: [1, 2],
      normalize: true,
      interpolator: 'sitkBSpline',
    });
    expect(await settings('-p', one, '-s', 'binWidth:3', '-s', 'binWidth:4')).toMatchObject({ binWidth: 4 });
  });

  it('changes the values as the same line of the file does', async () => {
    const given = file(
      'given.yaml',
      'featureClass: {firstorder: , glcm: }\nsetting: {binWidth: 7, resampledPixelSpacing: [2, 2, 2]}\n',
    );
    const bare = file('bare.yaml', 'featureClass: {firstorder: , glcm: }\n');
    const values = async (...args: string[]) => {
      const { out } = await radscore('extract', IMAGE, MASK, ...args);
      return Object.entries(JSON.parse(out)).filter(([name]) => name.startsWith('original_'));
    };
    expect(await values('-p', bare, '-s', 'binWidth:7', '-s', 'resampledPixelSpacing:2,2,2')).toEqual(
      await values('-p', given),
    );
    expect(await values('-p', bare)).not.toEqual(await values('-p', given));
  });

  it('names the sigmas of LoG as Python writes them', async () => {
    const log = file('log.yaml', 'imageType: {LoG: {}}\nfeatureClass: {firstorder: [Mean]}\n');
    const { out } = await radscore('extract', IMAGE, MASK, '-p', log, '-s', 'sigma:1,2.5');
    expect(Object.keys(JSON.parse(out)).filter((name) => name.startsWith('log'))).toEqual([
      'log-sigma-1-0-mm-3D_firstorder_Mean',
      'log-sigma-2-5-mm-3D_firstorder_Mean',
    ]);
  });

  it.each([
    ['binWidth', 'wanted NAME:VALUE'],
    ['binWidth:wide', 'wanted a number'],
    ['binWidth:-1', 'wanted a number above 0'],
    ['label:1.5', 'wanted a whole number'],
    ['force2D:yes', 'wanted true or false'],
    ['distances:1,x', 'wanted a whole number'],
    ['resampledPixelSpacing:1,1', 'wanted three numbers'],
    ['kernelRadius:2', 'wanted one of minimumROIDimensions'],
    ['resegmentMode:sometimes', 'wanted one of absolute, relative, sigma'],
  ])('refuses %s, which PyRadiomics passes over', async (setting, why) => {
    const { exitCode, out, notes } = await radscore('extract', IMAGE, MASK, '-s', setting);
    expect([2, 4]).toContain(exitCode);
    expect(out).toBe('');
    expect(notes[0]).toContain(why);
  });

  it('goes with no protocol and not with IBSI', async () => {
    for (const other of [
      ['--protocol', 'her2-pcr@1'],
      ['--profile', 'ibsi'],
    ]) {
      const { exitCode, notes } = await radscore('extract', IMAGE, MASK, '-s', 'binWidth:3', ...other);
      expect(exitCode).toBe(2);
      expect(notes[0]).toContain(`got --setting with ${other[0]}`);
    }
  });

  it('measures no other label than the one that it names', async () => {
    const mask = join(COMMAND_FIXTURES, '..', 'radiomics', 'border-precrop.mask.nrrd');
    const image = join(COMMAND_FIXTURES, '..', 'radiomics', 'border-precrop.nrrd');
    expect(await radscore('extract', image, mask, '-s', 'label:1')).toMatchObject({ exitCode: 4 });
    expect(await radscore('extract', image, mask, '-s', 'label:3')).toMatchObject({ exitCode: 0 });
    expect(await radscore('extract', image, mask, '-s', 'label:1', '-l', '3')).toMatchObject({ exitCode: 0 });
  });
});

describe('--skip-nans', () => {
  const two = join(COMMAND_FIXTURES, 'two-voxels.mask.nrrd');

  it.each([[[]], [LIKE]])('leaves undefined features out: keys and lines, cells of a table %j', async (like) => {
    const run = async (...args: string[]) => (await radscore('extract', IMAGE, two, ...FEW, ...like, ...args)).out;
    for (const format of ['json', 'txt']) {
      const value = /original_firstorder_RobustMeanAbsoluteDeviation"?: (.*?),?\n/;
      expect(await run('-f', format)).toMatch(value);
      const skipped = await run('-f', format, '--skip-nans');
      expect(skipped).not.toMatch(value);
      expect(skipped).toMatch(/original_firstorder_Mean"?: \d/);
    }
    const { header, rows } = parseCsv(await run('-f', 'csv', '--skip-nans'));
    expect(rows[0][header.indexOf('original_firstorder_RobustMeanAbsoluteDeviation')]).toBe('');
  });
});

describe('--format-path', () => {
  it('writes absolute paths, relative ones, or names', async () => {
    const image = async (...args: string[]) => {
      const { out } = await radscore('extract', relative('.', IMAGE), MASK, ...FEW, '-f', 'csv', ...args);
      return parseCsv(out).rows[0][0];
    };
    expect(await image()).toBe(relative('.', IMAGE));
    expect(await image('--format-path', 'absolute')).toBe(IMAGE);
    expect(await image('--format-path', 'relative', '-up')).toBe(relative('.', IMAGE));
    expect(await image('--format-path', 'basename')).toBe(basename(IMAGE));
    expect(await image(...LIKE)).toBe(IMAGE);
  });
});

describe('--out-dir', () => {
  it.each([[[]], [LIKE]])('has a table per case, from which a second run takes what is there %j', async (like) => {
    const results = join(folder, `results-${like.length}`);
    const table = file('two.csv', `ID,Image,Mask,Label\nP-1,${IMAGE},${MASK},1\nP-2,${IMAGE},missing.nrrd,1\n`);
    const run = (...args: string[]) =>
      radscore('extract', table, ...FEW, ...ONE, '-f', 'json', ...like, '-od', results, ...args);
    const first = await run();
    // The second has no mask: it is tried again every time.
    expect(first.exitCode).toBe(4);
    expect(readdirSync(results)).toEqual(['features_1.csv']);
    const { header, rows } = parseCsv(readFileSync(join(results, 'features_1.csv'), 'utf8'));
    expect(header.slice(0, 3)).toEqual(['ID', 'Image', 'Mask']);
    expect(rows[0][0]).toBe('P-1');
    expect((await run()).out).toBe(first.out);

    // A value of the file is what comes out: nothing was computed.
    const changed = readFileSync(join(results, 'features_1.csv'), 'utf8').replaceAll(/,[\d.]+\n$/g, ',42.5\n');
    writeFileSync(join(results, 'features_1.csv'), changed);
    expect((await run()).out).toContain('42.5');
    // An image that is newer than its results is measured again.
    utimesSync(join(results, 'features_1.csv'), 1, 1);
    expect((await run()).out).toBe(first.out);

    // Other settings are other results.
    const other = await run('-s', 'binWidth:3');
    expect(other).toMatchObject({ exitCode: 2, out: '' });
    expect(other.notes[0]).toMatch(/features_1\.csv, which holds this case with other settings.*--force/);
    expect((await run('-s', 'binWidth:3', '--force')).notes[0]).not.toMatch(/other settings/);
  });
});

describe('--validate', () => {
  it('checks parameter files and computes nothing', async () => {
    const [good, bad] = [file('good.yaml', 'setting: {binWidth: 5}\n'), file('bad.yaml', 'setting: {binWidht: 5}\n')];
    expect(await radscore('extract', '--validate', good)).toMatchObject({ exitCode: 0, out: '' });
    const { exitCode, notes } = await radscore('extract', '--validate', good, bad);
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/^settings-invalid: .*bad\.yaml: got the key "binWidht".*Did you mean "binWidth"/);
    expect(await radscore('extract', '--validate', '-p', good, '-s', 'binWidth:x')).toMatchObject({ exitCode: 2 });
    expect(await radscore('extract', '--validate')).toMatchObject({ exitCode: 2 });
  });

  it('checks whether the images and masks of cases are there', async () => {
    expect(await radscore('extract', IMAGE, MASK, ...FEW, '--validate')).toMatchObject({ exitCode: 0, out: '' });
    const { exitCode, notes } = await radscore('extract', CASES, ...FEW, ...ONE, '--validate');
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/^case 3 of 4: got no file or folder .*missing\.nrrd \(image\)/);
    expect(notes.at(-1)).toBe('checked 1 parameter files and 4 cases: 1 faults');
  });
});

describe('logging', () => {
  it('adds lines in the layout of Python to a file, from a level on', async () => {
    const log = join(folder, 'log.txt');
    for (const level of ['ERROR', 'INFO']) {
      await radscore('extract', CASES, ...FEW, ...ONE, ...LIKE, '--log-file', log, '--logging-level', level);
    }
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    for (const line of lines) expect(line).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] [EIW]: radscore\.extract: /);
    expect(lines[0]).toMatch(/E: radscore.extract: case 3: file-missing/);
    expect(lines.filter((line) => line.includes(' I: '))).not.toEqual([]);
    expect(lines.filter((line) => line.includes(' E: '))).toHaveLength(2);
  });

  it('shows on the terminal what the verbosity asks for', async () => {
    const notes = async (...args: string[]) =>
      (await radscore('extract', CASES, ...FEW, ...ONE, ...LIKE, ...args)).notes;
    expect(await notes('-v', '1')).toEqual([]);
    expect(await notes('-v', '2')).toEqual([expect.stringMatching(/^case 3: file-missing/)]);
    expect((await notes('-v')).some((note) => /^case 1: computed/.test(note))).toBe(true);
    expect((await radscore('extract', CASES, '-v', '6')).exitCode).toBe(2);
  });

  it('refuses a file that cannot be written, before any work', async () => {
    const { exitCode, notes } = await radscore('extract', IMAGE, MASK, '--log-file', join(folder, 'none', 'log.txt'));
    expect(exitCode).toBe(2);
    expect(notes[0]).toContain('got --log-file');
  });
});

describe('the command line of pyradiomics', () => {
  it('is taken with its other names of options', async () => {
    const output = join(folder, 'names.csv');
    const { exitCode } = await radscore(
      'extract',
      IMAGE,
      MASK,
      '--param',
      FEW[1],
      '--out',
      output,
      '-m',
      'segment',
      '-l',
      '1',
      '-j',
      '1',
    );
    expect(exitCode).toBe(0);
    expect(existsSync(output)).toBe(true);
  });

  it('makes no voxel-based maps, and says who does', async () => {
    const { exitCode, notes } = await radscore('extract', IMAGE, MASK, '--mode', 'voxel');
    expect(exitCode).toBe(2);
    expect(notes[0]).toMatch(/got --mode voxel; wanted --mode segment.*pyradiomics --mode voxel/);
  });

  it('gives rows without a label the one of the command line', async () => {
    const image = join(COMMAND_FIXTURES, '..', 'radiomics', 'border-precrop.nrrd');
    const mask = join(COMMAND_FIXTURES, '..', 'radiomics', 'border-precrop.mask.nrrd');
    const table = file('labels.csv', `Image,Mask,Label\n${image},${mask},\n${image},${mask},3\n`);
    expect(await radscore('extract', table, ...FEW, ...ONE, '-l', '9')).toMatchObject({ exitCode: 4 });
    const { exitCode, out } = await radscore('extract', table, ...FEW, ...ONE, '-l', '3');
    expect(exitCode).toBe(0);
    const { header, rows } = parseCsv(out);
    const mean = header.indexOf('original_firstorder_Mean');
    expect(rows[0][mean]).toBe(rows[1][mean]);
  });

  it('writes a batch as text without another shape, too', async () => {
    const { out } = await radscore('extract', CASES, ...FEW, ...ONE, '-f', 'txt');
    expect(out).toMatch(/^Case-1_ID: P-1\n/);
    expect(out).toMatch(/^Case-3_Error: file-missing: /m);
    expect(out).toMatch(/^Case-4_original_firstorder_Mean: [\d.]+$/m);
  });
});

describe('a cell that a spreadsheet would run', () => {
  it.each([[[]], [LIKE]])('is written behind an apostrophe and read back as it was %j', async (like) => {
    const cells = ['=1+2', '@SUM(A1)', '-z', '+1 b', "'=x", '-5', '\t=2'];
    const quoted = cells.map((cell) => `P,${IMAGE},${MASK},"${cell}"\n`);
    // The table is read by the same reader: what another program wrote has no guard.
    const table = file('formulas.csv', `ID,Image,Mask,=Note\n${quoted.join('')}`);
    const { out } = await radscore('extract', table, ...FEW, ...ONE, '-f', 'csv', ...like);
    for (const line of out.split('\n'))
      for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=@+\t]|^"?-(?![\d.])/);
    const { header, rows } = parseCsv(out);
    expect(header[3]).toBe('=Note');
    expect(rows.map((row) => row[3])).toEqual(cells.map((cell) => (cell === "'=x" ? '=x' : cell)));
  });
});
