/** `radscore extract` of one case and of a table: output formats, refusals, rows that fail. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readVolume, type Volume, writeNifti, writeNrrd } from '@radscore/imaging';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../terminal.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const IMAGE = fixture('resample-int16.nrrd');
const MASK = fixture('resample-int16.mask.nrrd');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-extract-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const FIRST_ORDER = 'featureClass:\n  firstorder: [Mean, Range]\n';

describe('radscore extract IMAGE MASK', () => {
  it('computes every feature of the original image where nothing is said', async () => {
    const { exitCode, out, notes } = await radscore('extract', IMAGE, MASK);
    expect(exitCode).toBe(0);
    const names = Object.keys(JSON.parse(out)).filter((name) => !name.startsWith('diagnostics_'));
    expect(names).toHaveLength(14 + 93);
    expect(names.every((name) => name.startsWith('original_'))).toBe(true);
    expect(notes).toEqual([]);
  });

  it('writes what it ran and with which settings beside the values', async () => {
    const { out } = await radscore('extract', IMAGE, MASK, '-p', file('diagnostics.yaml', FIRST_ORDER));
    const result = JSON.parse(out);
    expect(JSON.parse(result.diagnostics_Configuration_Settings).binWidth).toBe(25);
    expect(JSON.parse(result.diagnostics_Configuration_EnabledImageTypes)).toEqual({ Original: {} });
    expect(result['diagnostics_Image-original_Size']).toEqual(readVolume(readFileSync(IMAGE), 'image').size);
    expect(result.diagnostics_Warnings).toEqual([]);
  });

  it('spreads the image types of one case over threads, and writes the same bytes', async () => {
    const params = file('threads.yaml', 'imageType:\n  Original: {}\n  Wavelet: {}\n  LoG: {sigma: [1.0, 2.0]}\n');
    const alone = await radscore('extract', IMAGE, MASK, '-p', params);
    const spread = await radscore('extract', IMAGE, MASK, '-p', params, '-j', '2');
    expect(spread.exitCode).toBe(0);
    expect(spread.out).toBe(alone.out);
  });

  it('leaves diagnostics out where additionalInfo is false', async () => {
    const params = file('bare.yaml', `${FIRST_ORDER}setting:\n  additionalInfo: false\n`);
    const { out } = await radscore('extract', IMAGE, MASK, '-p', params);
    expect(Object.keys(JSON.parse(out))).toEqual(['original_firstorder_Mean', 'original_firstorder_Range']);
  });

  it('gives the same values as JSON, CSV and text, chosen by the ending of the file', async () => {
    const params = file('formats.yaml', `${FIRST_ORDER}setting:\n  additionalInfo: false\n`);
    const outputs = ['json', 'csv', 'txt'].map((ending) => join(folder, `features.${ending}`));
    for (const output of outputs) {
      expect(await radscore('extract', IMAGE, MASK, '-p', params, '-o', output)).toMatchObject({
        exitCode: 0,
        out: '',
      });
    }
    const [json, csv, txt] = outputs.map((output) => readFileSync(output, 'utf8'));
    const values = JSON.parse(json);
    const table = parseCsv(csv);
    expect(table.header).toEqual(['Image', 'Mask', ...Object.keys(values)]);
    expect(table.rows).toEqual([[IMAGE, MASK, ...Object.values(values).map(String)]]);
    expect(txt).toBe(
      `${Object.entries(values)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join('')}`,
    );
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('takes a folder that holds one image, passing over hidden files', async () => {
    const image = mkdtempSync(join(folder, 'series-'));
    writeFileSync(join(image, 'image.nrrd'), readFileSync(IMAGE));
    writeFileSync(join(image, '.DS_Store'), 'x');
    const params = file('folder.yaml', FIRST_ORDER);
    const [fromFolder, fromFile] = [
      await radscore('extract', image, MASK, '-p', params),
      await radscore('extract', IMAGE, MASK, '-p', params),
    ];
    expect(fromFolder).toEqual(fromFile);
  });

  it('says that settings of voxel-based maps have no effect', async () => {
    const params = file('maps.yaml', `${FIRST_ORDER}voxelSetting:\n  kernelRadius: 2\n`);
    const { exitCode, notes } = await radscore('extract', IMAGE, MASK, '-p', params);
    expect(exitCode).toBe(0);
    expect(notes).toEqual([expect.stringMatching(/^warning: voxel-setting-unused: .*maps are not made/)]);
  });

  it('uses the protocol of the sequence that is named', async () => {
    const [t2fs, dwi] = await Promise.all(
      ['t2fs', 'dwi'].map((sequence) =>
        radscore('extract', IMAGE, MASK, '--protocol', 'her2-pcr@2', '--sequence', sequence),
      ),
    );
    const setting = (out: string) => JSON.parse(JSON.parse(out).diagnostics_Configuration_Settings);
    expect(setting(t2fs.out)).toMatchObject({ normalize: true, binWidth: 5 });
    expect(setting(dwi.out)).toMatchObject({ normalize: false, binWidth: 25 });
  });
});

describe('radscore extract refuses with a code, and says what was got and wanted', () => {
  const image = (): Volume => readVolume(readFileSync(IMAGE), 'image');
  const mask = (): Volume => readVolume(readFileSync(MASK), 'mask');

  async function refusal(...args: string[]): Promise<string> {
    const { exitCode, out, notes } = await radscore('extract', ...args);
    expect({ exitCode, out }).toEqual({ exitCode: 4, out: '' });
    expect(notes).toHaveLength(1);
    return notes[0];
  }

  it('a missing image', async () => {
    expect(await refusal(join(folder, 'no.nrrd'), MASK)).toMatch(
      /^radscore: file-missing: .*no\.nrrd: got no such file/,
    );
  });
  it('a missing mask', async () => {
    expect(await refusal(IMAGE, join(folder, 'no.nrrd'))).toMatch(
      /^radscore: mask-missing: .*no\.nrrd: got no such file/,
    );
  });
  it('a label that is not there, with the labels that are', async () => {
    const voxels = mask().voxels.map((value) => value * 3);
    const path = file('label3.nrrd', writeNrrd({ ...mask(), voxels } as Volume));
    expect(await refusal(IMAGE, path, '--label', '2')).toMatch(
      /label-missing: .*got the labels 3 \(\d+ voxels\); wanted label 2/,
    );
  });
  it('a mask elsewhere, in millimetres', async () => {
    const [x, y, z] = mask().origin;
    const path = file('moved.nrrd', writeNrrd({ ...mask(), origin: [x + 5, y, z] }));
    expect(await refusal(IMAGE, path)).toMatch(/geometry-mismatch: .*displaced by 5\.000 mm/);
  });
  it('a truncated .nii.gz', async () => {
    const whole = writeNifti(image());
    const path = file('cut.nii.gz', whole.subarray(0, whole.length / 2));
    expect(await refusal(path, MASK)).toMatch(/(truncated|unreadable): .*cut\.nii\.gz/);
  });
  it('a mistyped setting, with the nearest one', async () => {
    const params = file('typo.yaml', 'setting:\n  binWith: 25\n');
    expect(await refusal(IMAGE, MASK, '-p', params)).toMatch(
      /settings-invalid: .*typo\.yaml: .*Did you mean "binWidth"/,
    );
  });
  it('an unknown protocol, with those that are known', async () => {
    expect(await refusal(IMAGE, MASK, '--protocol', 'her2@9')).toMatch(/unknown-protocol: .*her2-pcr@1/);
  });
  it('a place where nothing can be written, before any work', async () => {
    const { exitCode, notes } = await radscore(
      'extract',
      IMAGE,
      MASK,
      '-o',
      join(folder, 'no-folder', 'features.json'),
    );
    expect(exitCode).toBe(2);
    expect(notes).toEqual([
      expect.stringMatching(/features\.json to write to \(ENOENT\); wanted a file in a folder that is there/),
    ]);
  });
  it('and leaves no file behind', async () => {
    await radscore('extract', join(folder, 'no.nrrd'), MASK, '-o', join(folder, 'never.json'));
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });
});

describe('radscore extract with options that cannot be meant', () => {
  it.each([
    ['parameter file and protocol', [IMAGE, MASK, '-p', 'a.yaml', '--protocol', 'her2-pcr@1']],
    ['a sequence without its protocol', [IMAGE, MASK, '--sequence', 'dwi']],
    ['an image without a mask', [IMAGE]],
    ['a label that is no number', [IMAGE, MASK, '--label', 'one']],
    ['an unknown option', [IMAGE, MASK, '--lable', '1']],
    ['no argument', []],
  ])('%s', async (_, args) => {
    expect(await radscore('extract', ...args)).toMatchObject({ exitCode: 2, out: '' });
  });
});

describe('radscore extract BATCH.csv', () => {
  it('gives every row in order, with the same columns, and says why a row failed', async () => {
    const params = file('batch.yaml', `${FIRST_ORDER}setting:\n  additionalInfo: false\n`);
    const table = file(
      'cases.csv',
      [
        'ID,Image,Mask,Label',
        `first,${IMAGE},${MASK},1`,
        `"second, without mask",${IMAGE},nowhere.nrrd,`,
        `third,${IMAGE},${MASK},7`,
        `fourth,${IMAGE},${MASK},one`,
        `fifth,${fixture('float32-filters.nrrd')},${fixture('float32-filters.mask.nrrd')},2`,
        '',
      ].join('\r\n'),
    );
    const output = join(folder, 'batch-features.csv');
    const { exitCode, notes } = await radscore('extract', table, '-p', params, '-j', '2', '-o', output);
    expect(exitCode).toBe(4);
    expect(notes.at(-1)).toBe('3 failed; the column Error says why.');
    const { header, rows } = parseCsv(readFileSync(output, 'utf8'));
    expect(header).toEqual([
      'ID',
      'Image',
      'Mask',
      'Label',
      'Error',
      'Warnings',
      'original_firstorder_Mean',
      'original_firstorder_Range',
    ]);
    expect(rows.map(([id]) => id)).toEqual(['first', 'second, without mask', 'third', 'fourth', 'fifth']);
    expect(rows.map((row) => row[4].split(':')[0])).toEqual(['', 'mask-missing', 'label-missing', 'label-missing', '']);
    expect(rows.map((row) => row.slice(6).every((value) => value !== ''))).toEqual([true, false, false, false, true]);
    const single = JSON.parse((await radscore('extract', IMAGE, MASK, '-p', params)).out);
    expect(rows[0].slice(6)).toEqual(header.slice(6).map((name) => String(single[name])));
  });

  it('says which column of a row cannot be used, and takes empty ones as none', async () => {
    const params = file('columns.yaml', `${FIRST_ORDER}setting:\n  additionalInfo: false\n`);
    const lines = [',,', ',second,', ',,b=', '-1,,'].map((rest) => `${IMAGE},${MASK},${rest}`);
    const table = file('columns.csv', ['Image,Mask,label,Label_channel,Select', ...lines, ''].join('\n'));
    const { header, rows } = parseCsv((await radscore('extract', table, '-p', params)).out);
    expect(rows.map((row) => row[header.indexOf('Error')])).toEqual([
      '',
      'label-missing: got the Label_channel "second"; wanted a whole number, from 0, or nothing. Correct the table.',
      'settings-invalid: got the Select "b="; wanted b=800 (s/mm²), phase=2 (from 0 in order of time) or adc, or nothing. Correct the table.',
      'label-missing: got the Label "-1"; wanted a whole number, from 0, or nothing. Correct the table.',
    ]);
  });

  it('has the columns of the diagnostics before those of the features, empty where a row failed', async () => {
    const table = file('diagnosed.csv', `Image,Mask\n${IMAGE},${MASK}\n${IMAGE},nowhere.nrrd\n`);
    const params = file('diagnosed.yaml', `${FIRST_ORDER}setting:\n  resampledPixelSpacing: [1, 1, 2]\n`);
    const { header, rows } = parseCsv((await radscore('extract', table, '-p', params)).out);
    const of = (name: string) => rows.map((row) => row[header.indexOf(`diagnostics_${name}`)]);
    expect(of('Image-original_Size')).toEqual(['(26, 24, 12)', '']);
    expect(of('Mask-interpolated_Spacing')).toEqual(['(1, 1, 2)', '']);
    expect(header.findLastIndex((name) => name.startsWith('diagnostics_'))).toBe(
      header.indexOf('original_firstorder_Mean') - 1,
    );
    const single = parseCsv((await radscore('extract', IMAGE, MASK, '-p', params, '-f', 'csv')).out);
    const shared = header.filter((name) => /^(diagnostics|original)_/.test(name));
    expect(shared.map((name) => single.rows[0][single.header.indexOf(name)])).toEqual(
      shared.map((name) => rows[0][header.indexOf(name)]),
    );
  });

  it('finds files beside the table, and writes JSON where it is asked to', async () => {
    file('image.nrrd', readFileSync(IMAGE));
    file('mask.nrrd', readFileSync(MASK));
    const table = file('beside.csv', 'Image,Mask\nimage.nrrd,mask.nrrd\n');
    const { exitCode, out } = await radscore('extract', table, '-f', 'json', '-p', file('beside.yaml', FIRST_ORDER));
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject([{ Image: 'image.nrrd', Mask: 'mask.nrrd', Error: null }]);
    expect(JSON.parse(out)[0].original_firstorder_Mean).toEqual(expect.any(Number));
  });

  it('refuses a table without the columns', async () => {
    const { exitCode, notes } = await radscore('extract', file('columns.csv', 'Scan,Mask\na,b\n'));
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/got the columns Scan, Mask; wanted the columns Image and Mask/);
  });
});
