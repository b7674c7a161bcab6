/** `radscore extract --profile ibsi`: consensus values of the IBSI, and parameters in its terms. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNrrd } from '@radscore/imaging';
import { agrees, DEFAULT_IBSI_CONFIGURATION, ibsiConfiguration, parseIbsiParameters } from '@radscore/radiomics';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHANTOM_REFERENCE } from '../../../layers/radiomics/ibsi/phantom.generated.ts';
import { digitalPhantom } from '../../../layers/radiomics/ibsi/phantom.ts';
import { ofRealImages, sharedPath } from '../../shared.ts';
import { CHEST_FILES, offMirp } from '../../standards/ibsi-chest.ts';
import { radscore } from '../terminal.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-ibsi-'));
  const { image, mask } = digitalPhantom();
  file('phantom.nrrd', writeNrrd(image));
  file('phantom.mask.nrrd', writeNrrd(mask));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ibsi = (image: string, mask: string, ...args: string[]) =>
  radscore('extract', image, mask, '--profile', 'ibsi', ...args);

const phantom = (...args: string[]) => ibsi(join(folder, 'phantom.nrrd'), join(folder, 'phantom.mask.nrrd'), ...args);

describe('radscore extract --profile ibsi', () => {
  it('gives every consensus value of the digital phantom', async () => {
    const { exitCode, out } = await phantom('-p', file('phantom.yaml', 'configuration: phantom\n'));
    expect(exitCode).toBe(0);
    const got = JSON.parse(out);
    const wanted = Object.entries(PHANTOM_REFERENCE);
    expect(wanted).toHaveLength(482);
    expect(wanted.filter(([tag, [value, tolerance]]) => !agrees(got[tag], value, tolerance))).toEqual([]);
    expect(JSON.parse(got.diagnostics_Configuration_Canonical)).toEqual(ibsiConfiguration('phantom'));
  });

  it('uses recorded defaults where nothing is said', async () => {
    const { exitCode, out } = await ibsi(
      fixture('float32-filters.nrrd'),
      fixture('float32-filters.mask.nrrd'),
      '--label',
      '2',
    );
    const got = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(JSON.parse(got.diagnostics_Configuration_Canonical)).toEqual(DEFAULT_IBSI_CONFIGURATION);
    expect(got.ih_max).toBe(32);
    expect(got).toHaveProperty('cm_joint_max_2_5D_comb');
  });

  it('gathers textures only as asked', async () => {
    const { out } = await phantom('-p', file('volume.yaml', 'configuration: phantom\naggregation: [3D]\n'));
    const tags = Object.keys(JSON.parse(out));
    expect(tags.filter((tag) => /^(cm|rlm|szm|dzm|ngt|ngl)_/.test(tag)).every((tag) => /_3D/.test(tag))).toBe(true);
  });

  it('gives a table fixed columns, whatever happens to single rows', async () => {
    const params = file('table.json', JSON.stringify({ discretisation: { method: 'fixed-bin-size', width: 2 } }));
    const single = file(
      'single.mask.nrrd',
      writeNrrd({ ...digitalPhantom().mask, voxels: new Uint8Array(80).fill(1, 3, 4) }),
    );
    const table = file('cases.csv', `Image,Mask\nphantom.nrrd,phantom.mask.nrrd\nphantom.nrrd,${single}\n`);
    const { exitCode, out } = await radscore('extract', table, '--profile', 'ibsi', '-p', params);
    expect(exitCode).toBe(4);
    const { header, rows } = parseCsv(out);
    expect(rows.map((row) => row[header.indexOf('Error')].split(':')[0])).toEqual(['', 'roi-too-small']);
    const got = JSON.parse((await phantom('-p', params)).out);
    const tags = Object.keys(got).filter((name) => !name.startsWith('diagnostics_'));
    expect(header.filter((name) => /^[a-z]/.test(name) && !name.startsWith('diagnostics_'))).toEqual(tags);
    expect(tags.map((tag) => rows[0][header.indexOf(tag)])).toEqual(tags.map((tag) => String(got[tag])));
  });

  it.each([
    ['configuration: F', 'the IBSI configuration "F"'],
    ['discretization: {method: none}', 'Did you mean "discretisation"?'],
    ['interpolation: {spacing: [1, 1, 1], methd: trilinear}', 'Did you mean "method"?'],
    ['interpolation: {spacing: [1, 1], method: trilinear}', '[1,1] for interpolation spacing'],
    ['interpolation: {spacing: [1, 1, 1], method: bicubic}', '"bicubic" for interpolation method'],
    ['interpolation: {spacing: [1, 1, 1], rounding: true}', 'true for interpolation rounding'],
    ['resegmentation: {range: [400, -500]}', '[400,-500] for resegmentation range'],
    ['resegmentation: {outliers: -3}', '-3 for resegmentation outliers'],
    ['discretisation: {method: fixed-bin-size}', 'undefined for discretisation width'],
    ['discretisation: {method: fixed-bin-size, count: 32}', '"count" in discretisation fixed-bin-size'],
    ['discretisation: {method: fixed-bin-number, count: 0}', '0 for discretisation count'],
    ['discretisation: {method: fixed-bin-width}', '"fixed-bin-width" for discretisation method'],
    ['aggregation: [4D]', '"4D" for aggregation'],
    ['setting: {binWidth: 25}', 'the key "setting" in the IBSI parameters'],
    ['aggregation: [', 'no YAML'],
  ])('refuses %s', async (text, said) => {
    const { exitCode, notes } = await phantom('-p', file('refused.yaml', `${text}\n`));
    expect(exitCode).toBe(4);
    expect(notes[0]).toContain('settings-invalid');
    expect(notes[0].replaceAll('  ', ' ')).toContain(said);
  });

  it.each([
    ['discretisation: {method: none}', 'intensities that are no whole numbers'],
    ['discretisation: {method: fixed-bin-size, width: 5, start: 1000}', 'intensities from 1000 on'],
    ['discretisation: {method: fixed-bin-size, width: 1.0e-6}', 'grey levels; wanted at most'],
  ])('refuses intensities that do not fit %s', async (text, said) => {
    const params = file('unfit.yaml', `${text}\n`);
    const { exitCode, notes } = await ibsi(
      fixture('float32-filters.nrrd'),
      fixture('float32-filters.mask.nrrd'),
      '--label',
      '2',
      '-p',
      params,
    );
    expect(exitCode).toBe(4);
    expect(notes[0]).toContain(said);
  });

  it('takes no study protocol, whose settings are PyRadiomics’', async () => {
    expect(await phantom('--protocol', 'her2-pcr@1')).toMatchObject({ exitCode: 2, out: '' });
  });
});

describe('IBSI parameters', () => {
  it('replace whole parts of a named configuration, and null switches a part off', () => {
    const got = parseIbsiParameters('configuration: C\nresegmentation: {outliers: 3}\ninterpolation: null\n');
    expect(got).toEqual({
      ...ibsiConfiguration('C'),
      name: 'C, changed',
      range: null,
      outlierSigma: 3,
      spacing: null,
      rounding: false,
    });
  });

  it('say configuration E in full', () => {
    const got = parseIbsiParameters(`
interpolation: { spacing: [2, 2, 2], method: tricubic-spline, rounding: nearest-integer }
resegmentation: { range: [-1000, 400], outliers: 3 }
discretisation: { method: fixed-bin-number, count: 32 }
intensityVolumeHistogram: { method: fixed-bin-number, count: 1000 }
aggregation: [3D]
`);
    expect({ ...got, name: 'E' }).toEqual(ibsiConfiguration('E'));
  });
});

const CONFIGURATIONS = ['A', 'B', 'C', 'D', 'E'];
const CT = sharedPath('data/ibsi-1/ct-phantom/nifti');

describe('radscore extract --profile ibsi under the configurations of the chest phantom', () => {
  it.each(CONFIGURATIONS)('%s on the stand-in: the values of MIRP', async (name) => {
    const params = file(`${name}.yaml`, `configuration: ${name}\n`);
    const { exitCode, out } = await ibsi(CHEST_FILES.image, CHEST_FILES.mask, '-p', params);
    expect(exitCode).toBe(0);
    expect(offMirp(JSON.parse(out), name)).toEqual([]);
  });

  it.each(ofRealImages(CONFIGURATIONS))('%s on the phantom: every reference value', async (name) => {
    const params = file(`${name}.yaml`, `configuration: ${name}\n`);
    const { exitCode, out } = await ibsi(`${CT}/image/phantom.nii.gz`, `${CT}/mask/mask.nii.gz`, '-p', params);
    expect(exitCode).toBe(0);
    const got = JSON.parse(out);
    const rows = readFileSync(sharedPath(`golden/ibsi-1/ibsi_1_chest_config_${name.toLowerCase()}.csv`), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(';'))
      .filter(([value]) => value !== '');
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.filter(([value, tolerance, tag]) => !agrees(got[tag], Number(value), Number(tolerance)))).toEqual([]);
    const { header } = parseCsv(
      (await radscore('extract', file('one.csv', 'Image,Mask\nno.nrrd,no.nrrd\n'), '--profile', 'ibsi', '-p', params))
        .out,
    );
    expect(header.slice(header.indexOf('diagnostics_Configuration_Canonical') + 1)).toEqual(
      Object.keys(got).filter((tag) => !tag.startsWith('diagnostics_')),
    );
  });
});
