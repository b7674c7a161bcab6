/** Every place of the command line that takes one of a set of names says which was meant. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearest } from '../../../layers/statistics/nearest-name.ts';
import { radscore } from '../terminal.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const [IMAGE, MASK] = [fixture('resample-int16.nrrd'), fixture('resample-int16.mask.nrrd')];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-meant-'));
  const rows = Array.from({ length: 40 }, (_, i) => `p${i},${i % 2 ? 'yes' : 'no'},${40 + i},${i % 3},${i * 1.5}\n`);
  writeFileSync(join(folder, 'table.csv'), `id,pCR,age,HR,original_firstorder_Mean\n${rows.join('')}`);
  writeFileSync(join(folder, 'type.yaml'), 'imageType: {Wavlet: {}}\n');
  writeFileSync(join(folder, 'class.yaml'), 'featureClass: {gclm: }\n');
  writeFileSync(join(folder, 'feature.yaml'), 'featureClass: {glcm: [Contarst]}\n');
  writeFileSync(join(folder, 'mode.yaml'), 'setting: {resegmentMode: absolut}\n');
  writeFileSync(join(folder, 'interpolator.yaml'), 'setting: {interpolator: sitkBspline}\n');
  writeFileSync(join(folder, 'wavelet.yaml'), 'setting: {wavelet: cof1}\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const FIT = ['fit', 'table.csv', '-o', 'fit'];

describe('a slip of the finger is answered with what was meant:', () => {
  it.each([
    ['a command', ['extrct'], 'extract'],
    ['an option', ['extract', IMAGE, MASK, '--skip-nan'], '--skip-nans'],
    ['a word of an option', ['extract', IMAGE, MASK, '-f', 'cvs'], '"csv"'],
    ['a word of an argument', ['outcome', 'S-1', 'non-prc'], '"non-pcr"'],
    ['a shape of results', ['extract', IMAGE, MASK, '--format-like', 'pyradiomcs'], '"pyradiomics"'],
    ['a level of the log', ['extract', IMAGE, MASK, '--logging-level', 'DEBGU'], '"DEBUG"'],
    ['a setting', ['extract', IMAGE, MASK, '-s', 'binwitdh:3'], '"binWidth"'],
    ['a protocol', ['extract', IMAGE, MASK, '--protocol', 'her2-prc@1'], '"her2-pcr@1"'],
    ['a sequence', ['extract', IMAGE, MASK, '--protocol', 'her2-pcr@1', '--sequence', 'dwii'], '"dwi"'],
    ['an ending of a file', ['extract', IMAGE, MASK, '-o', 'features.jsn'], '"json"'],
    ['an image type', ['extract', IMAGE, MASK, '-p', 'type.yaml'], '"Wavelet"'],
    ['a feature class', ['extract', IMAGE, MASK, '-p', 'class.yaml'], '"glcm"'],
    ['a feature', ['extract', IMAGE, MASK, '-p', 'feature.yaml'], '"Contrast"'],
    ['a word of a setting', ['extract', IMAGE, MASK, '-p', 'mode.yaml'], '"absolute"'],
    ['an interpolator', ['extract', IMAGE, MASK, '-p', 'interpolator.yaml'], '"sitkBSpline"'],
    ['a wavelet', ['extract', IMAGE, MASK, '-p', 'wavelet.yaml'], '"coif1"'],
    ['a feature that is to be explained', ['explain', 'glcm_Idmm'], 'glcm_Idm'],
    ['a feature of a filter', ['explain', 'wavelet-LLH_glcm_Contarst'], 'wavelet-LLH_glcm_Contrast'],
    ['an image type of a feature', ['explain', 'wavelet-LLX_glcm_Idm', IMAGE, MASK, '-p', 'wave.yaml'], '"wavelet-LL'],
    ['a scope', ['token', '--scope', 'studies:raed'], '"studies:read"'],
    ['a status', ['status', '--status', 'faild'], '"failed"'],
    ['the outcome', [...FIT, '--outcome', 'pcr'], 'pCR'],
    ['a clinical variable', [...FIT, '--outcome', 'pCR', '--clinical', 'age,HRR'], 'HR'],
    ['a column of a condition', [...FIT, '--outcome', 'pCR', '--where', 'agee=50'], 'age'],
    [
      'a feature column',
      [...FIT, '--outcome', 'pCR', '--features', 'original_firstorder_Maen'],
      '"original_firstorder_Mean"',
    ],
    ['the site', [...FIT, '--outcome', 'pCR', '--site', 'hr'], 'HR'],
    ['the id', [...FIT, '--outcome', 'pCR', '--id', 'idd'], 'id'],
    ['a value of the outcome', [...FIT, '--outcome', 'pCR', '--positive', 'yess'], '"yes"'],
    ['a shell', ['completion', 'bsh'], '"bash"'],
  ])('%s', async (what, args, meant) => {
    if (what === 'an image type of a feature') writeFileSync(join(folder, 'wave.yaml'), 'imageType: {Wavelet: {}}\n');
    const placed = args.map((arg) =>
      /\.(yaml|csv)$|^fit$|\.jsn$/.test(arg) && arg !== args[0] ? join(folder, arg) : arg,
    );
    const { exitCode, notes } = await radscore(...placed);
    expect(exitCode).not.toBe(0);
    expect(notes.join('\n')).toMatch(/Did you mean/);
    expect(notes.join('\n')).toContain(meant);
  });

  it('and nothing is suggested that is not near', async () => {
    const { notes } = await radscore(
      ...FIT.map((arg) => (arg.endsWith('.csv') ? join(folder, arg) : arg)),
      '--outcome',
      'survival',
    );
    expect(notes.join('\n')).toContain('got no column "survival"');
    expect(notes.join('\n')).not.toMatch(/Did you mean/);
  });
});

describe('the nearest name', () => {
  it('is one with a third of its characters changed at most, neighbours swapped counting once, case not at all', () => {
    expect(nearest('hr', ['age', 'HR'])).toBe('HR');
    expect(nearest('pcr', ['pCR', 'pCT'])).toBe('pCR');
    expect(nearest('raed', ['read', 'write'])).toBe('read');
    expect(nearest('abc', ['xyz'])).toBeUndefined();
    expect(nearest('', ['a'])).toBeUndefined();
  });

  it('takes no longer for a long word', () => {
    const started = performance.now();
    expect(
      nearest(
        'x'.repeat(1_000_000),
        Array.from({ length: 10_000 }, (_, i) => `name${i}`),
      ),
    ).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(100);
  });
});
