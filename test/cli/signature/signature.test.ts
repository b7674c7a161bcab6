/** `radscore signature` on the command line: new, check, score on values, tables and images, and its refusals. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSignature, settingsForFeatures, settingsOfImage } from '@radscore/pipeline/signatures';
import { afterAll, describe, expect, it } from 'vitest';
import { extractCase } from '../../../cli/features/extract-case.ts';
import named from '../../fixtures/radiomics/named-features.json' with { type: 'json' };
import scores from '../../fixtures/signatures/scores.json' with { type: 'json' };
import { radscore } from '../terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-signature-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/signatures/${name}.yaml`, import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const own = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

/** By the settings and on the image of a fixture whose values PyRadiomics computed. */
const ON_IMAGE = `
signature: 1
name: on-image
title: Signature of a test
coefficients: made up
source: { doi: unknown, citation: a test }
images:
  t2:
    meaning: synthetic
    region: volume
    settings:
${named.parameters
  .trimEnd()
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
radScore:
  link: logit
  intercept: -3.25
  standardisation: none
  features:
    - { image: t2, name: original_firstorder_Mean, coefficient: 0.01 }
    - { image: t2, name: original_shape2D_Perimeter, coefficient: -0.125 }
    - { image: t2, name: original_glcm_Idmn, coefficient: 2.5 }
  cutoff: none
`;

describe('radscore signature score', () => {
  it('gives the numbers of numpy for the rows of a table, and JSON with every part of them', async () => {
    const rows = scores.rows.filter(({ signature }) => signature === 'made-up-mri-nomogram');
    const names = Object.keys(rows[0].features);
    const lines = rows.map(({ features, clinical }, i) => {
      const values = features as unknown as Record<string, number>;
      const { ki67, morphology } = clinical as { ki67: number; morphology: string };
      return [`P-${i}`, ...names.map((name) => values[name]), ki67, morphology].join(',');
    });
    const table = own('table.csv', `${['id', ...names, 'ki67', 'morphology'].join(',')}\n${lines.join('\n')}\n`);
    const { exitCode, out } = await radscore(
      'signature',
      'score',
      example('made-up-mri-nomogram'),
      '--table',
      table,
      '--json',
    );
    expect(exitCode).toBe(0);
    const answers = JSON.parse(out) as {
      id: string;
      probability: number;
      radScore: number;
      signature: object;
      class: string;
    }[];
    answers.forEach((answer, i) => {
      const { radScore, probability } = rows[i] as { radScore: number; probability: number };
      // Sums of at most six terms in another order than numpy's.
      expect(Math.abs(answer.radScore - radScore)).toBeLessThan(1e-12);
      expect(Math.abs(answer.probability - probability)).toBeLessThan(1e-12);
      expect(answer.class).toBe(probability >= 0.462 ? 'positive' : 'negative');
      expect(answer.signature).toMatchObject({ imported: true, coefficients: 'made up' });
    });
  });

  it('measures an image by the settings of the file: the score of the values that PyRadiomics computed', async () => {
    const file = own('on-image.yaml', ON_IMAGE);
    const images = ['--image', `t2=${fixture('named-features.nrrd')}`, '--mask', fixture('named-features.mask.nrrd')];
    const { exitCode, out, notes } = await radscore('signature', 'score', file, ...images, '--json');
    expect([exitCode, notes]).toEqual([0, []]);
    const [{ radScore }] = JSON.parse(out) as { radScore: number }[];
    const f = named.features;
    const wanted =
      -3.25 + 0.01 * f.original_firstorder_Mean - 0.125 * f.original_shape2D_Perimeter + 2.5 * f.original_glcm_Idmn;
    // The engine equals PyRadiomics within 1e-9 of each value (docs/agreement.md).
    expect(Math.abs(radScore - wanted)).toBeLessThan(1e-8);
  });

  it('says what was assumed with every answer, and takes it from the command line', async () => {
    const file = own('open.yaml', ON_IMAGE.replace('-3.25', 'unknown'));
    const values = [
      'original_firstorder_Mean=400',
      't2_original_shape2D_Perimeter=20',
      'original_glcm_Idmn=0.9',
    ].flatMap((one) => ['--value', one]);
    const without = await radscore('signature', 'score', file, ...values);
    expect([without.exitCode, without.out]).toEqual([4, '']);
    expect(without.notes.join()).toContain(
      'signature-open: the score needs what the signature file leaves open: radScore.intercept (the intercept; 0 if there is none)',
    );
    const assumed = await radscore('signature', 'score', file, ...values, '--assume', 'radScore.intercept=-3');
    expect(assumed.exitCode).toBe(0);
    expect(assumed.out).toContain('0.75');
    expect(assumed.notes).toContain('assumed: radScore.intercept = -3; the publication does not state it.');
  });

  it('refuses the publication that this project reproduces, and names all that it needs', async () => {
    const { exitCode, notes } = await radscore('signature', 'score', example('wang-2025'), '--value', 'a=1');
    expect(exitCode).toBe(4);
    for (const path of ['radScore.link', 'radScore.intercept', 'radScore.features.7.name', 'nomogram.terms.3.levels']) {
      expect(notes.join()).toContain(path);
    }
  });

  it.each<[string, string[], number, string]>([
    ['no values', [], 2, 'wanted --value NAME=NUMBER, --table FILE, or --image and --mask'],
    ['a value of another name', ['--value', 'ct_x=1'], 2, 'wanted one of t2_original_firstorder_Mean'],
    ['a value that is none', ['--value', 'original_firstorder_Mean=1,5'], 2, 'wanted NAME=NUMBER'],
    ['an image without its mask', ['--image', 'a.nii'], 2, 'wanted both'],
    [
      'a clinical value without a nomogram',
      ['--value', 'original_firstorder_Mean=1', '--clinical', 'age=5'],
      2,
      'the signature uses none',
    ],
    ['a feature less', ['--value', 'original_firstorder_Mean=1'], 4, 't2_original_shape2D_Perimeter'],
    ['a file that is not there', ['--image', 'a.nii', '--mask', 'b.nii'], 4, 'file-missing'],
  ])('refuses %s', async (_, args, code, wanted) => {
    const { exitCode, notes } = await radscore('signature', 'score', own('on-image.yaml', ON_IMAGE), ...args);
    expect([exitCode, notes.join()]).toEqual([code, expect.stringContaining(wanted)]);
  });

  it('a row without a number ends no other, and a table without a column is refused', async () => {
    const file = own('on-image.yaml', ON_IMAGE);
    const missing = own('missing.csv', 'id,original_firstorder_Mean\na,1\n');
    expect(await radscore('signature', 'score', file, '--table', missing)).toMatchObject({ exitCode: 4 });
    const text = own(
      'text.csv',
      'id,original_firstorder_Mean,original_shape2D_Perimeter,original_glcm_Idmn\na,1,2,high\n',
    );
    const { exitCode, notes } = await radscore('signature', 'score', file, '--table', text);
    expect([exitCode, notes.join()]).toEqual([
      4,
      expect.stringContaining('"high" for t2_original_glcm_Idmn in row 1 (a)'),
    ]);
  });
});

it('an image is measured by no more than the features need, to the bits of the whole extraction', () => {
  const { images, radScore } = readSignature(readFileSync(example('made-up-ct-texture'), 'utf8')).signature;
  const whole = settingsOfImage(images, 'ct');
  if (!whole) throw new Error('wanted settings');
  const names = (radScore.features ?? []).map(({ name }) => String(name));
  const work = { image: fixture('resample-int16.nrrd'), mask: fixture('resample-int16.mask.nrrd') };
  const [all, few] = [whole, settingsForFeatures(whole, names)].map(
    (settings) => extractCase(work, { profile: 'pyradiomics', settings }).features,
  );
  expect(Object.keys(few).length).toBeLessThan(Object.keys(all).length / 2);
  expect(names.map((name) => few[name])).toEqual(names.map((name) => all[name]));
});

describe('radscore signature check', () => {
  it('lists what the publication leaves open with what depends on it', async () => {
    const { exitCode, out, notes } = await radscore('signature', 'check', example('wang-2025'));
    expect(exitCode).toBe(0);
    expect(out).toContain('doi:10.3389/fonc.2025.1544058');
    expect(out).toMatch(/Open, needed for the Rad-score, and whatever follows from it:\n {2}radScore\.intercept/);
    expect(out).toContain('radScore.features.1 to 7.name: the name of the feature, of 7 features');
    expect(notes.join()).toContain('It cannot be scored yet');
    const json = JSON.parse((await radscore('signature', 'check', example('wang-2025'), '--json')).out);
    expect(json).toMatchObject({ scores: false, doi: '10.3389/fonc.2025.1544058' });
    expect(json.open.every((item: { depends: string }) => item.depends.length > 10)).toBe(true);
  });

  it('refuses a file by name, with its line', async () => {
    const file = own('bad.yaml', ON_IMAGE.replace('original_glcm_Idmn', 'original_glcm_Idnm'));
    const { exitCode, notes } = await radscore('signature', 'check', file);
    expect(exitCode).toBe(4);
    expect(notes.join()).toMatch(
      /signature-invalid: .*bad\.yaml: line \d+, radScore\.features\.3\.name: got "original_glcm_Idnm".*Did you mean "original_glcm_Idmn"\?/,
    );
    const bytes = join(folder, 'bytes.yaml');
    writeFileSync(bytes, Buffer.of(0xff, 0xfe, 0x00));
    expect(await radscore('signature', 'check', bytes)).toMatchObject({ exitCode: 4 });
  });
});

describe('radscore signature new', () => {
  it('writes a file in which everything is open, with the settings of a parameter file and of a protocol', async () => {
    const file = join(folder, 'new.yaml');
    const params = own('params.yaml', named.parameters);
    const args = [
      '--name',
      'new-1',
      '--image',
      `ct=${params}`,
      '--image',
      'dwi=her2-pcr@1',
      '--features',
      '2',
      '--nomogram',
    ];
    expect(await radscore('signature', 'new', ...args, '-o', file)).toMatchObject({ exitCode: 0 });
    const { exitCode, out } = await radscore('signature', 'check', file);
    expect(exitCode).toBe(0);
    expect(out).toContain('ct (settings of its own), dwi (her2-pcr@1)');
    expect(out).toContain('radScore.features.1 to 2.coefficient');
    // Nothing in it but names is a value of its own.
    expect(readFileSync(file, 'utf8')).toContain('intercept: unknown');
  });

  it.each([
    ['a name of another form', ['--name', 'New 1'], 4, 'lower-case letters'],
    ['an image without a source', ['--name', 'a', '--image', 'ct'], 2, 'wanted NAME=SOURCE'],
    ['an image that a protocol does not have', ['--name', 'a', '--image', 'ct=her2-pcr@1'], 2, 't2fs, dwi, dce'],
    [
      'settings that are none',
      ['--name', 'a', '--image', `ct=${fixture('named-features.json')}`],
      4,
      'settings-invalid',
    ],
  ])('refuses %s', async (_, args, code, wanted) => {
    const { exitCode, notes } = await radscore('signature', 'new', ...(args as string[]));
    expect([exitCode, notes.join()]).toEqual([code, expect.stringContaining(wanted as string)]);
  });
});
