/** `radscore fit --labels` and `--recorded`: words for variables, and variables that are only described. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FittedModel, Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-labels-'));
afterAll(() => rmSync(root, { recursive: true }));

let made = 0;
function file(name: string, text: string): string {
  const path = join(root, `${++made}-${name}`);
  writeFileSync(path, text);
  return path;
}

/** 90 patients: the hormone receptor is coded 0 and 1, the scanner plays no part. */
function table(): string {
  const random = new Random(5);
  const rows = Array.from({ length: 90 }, (_, i) => {
    const [f1, f2, ki67, hr] = [random.normal(), random.normal(), random.below(90) + 5, random.below(2)];
    const pcr = random.uniform() < 1 / (1 + Math.exp(-(1.5 * f1 + 0.04 * (ki67 - 50) - 1.6 * (hr - 0.5)))) ? 1 : 0;
    return [`P${i}`, pcr, ki67, hr, i % 2 === 0 ? 'north' : 'south', f1, f2].join(',');
  });
  return `${['id,pCR,ki67,hormoneReceptor,scanner,f1,f2', ...rows].join('\n')}\n`;
}
const features = file('features.csv', table());
const QUICK = ['--bootstrap', '0', '--permutations', '0', '--nested', '0', '--seed', '1', '--force-clinical'];

async function fitWith(...options: string[]) {
  const folder = join(root, `fit-${++made}`);
  const common = ['--outcome', 'pCR', '--clinical', 'ki67,hormoneReceptor', '--features', 'f*', ...QUICK];
  const result = await radscore('fit', features, ...common, ...options, '-o', folder);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { ...result, folder, read, model: () => JSON.parse(read('model.json')) as FittedModel };
}

const WORDS = {
  ki67: { label: 'Ki-67', unit: '%' },
  hormoneReceptor: { label: 'Hormone receptor', levels: { 0: 'negative', 1: 'positive' } },
};

describe('radscore fit --labels', () => {
  it('puts words into plots and tables, and changes no figure', async () => {
    const [bare, worded] = [await fitWith(), await fitWith('--labels', file('labels.json', JSON.stringify(WORDS)))];
    expect(worded.exitCode).toBe(0);
    for (const words of ['>Ki-67 (%)<', '>Hormone receptor<', '>positive<']) {
      expect(worded.read('nomogram.svg')).toContain(words);
      expect(bare.read('nomogram.svg')).not.toContain(words);
    }
    expect(worded.read('report.html')).toContain('Hormone receptor: positive');
    const { about: _, ...plain } = bare.model();
    const { about, ...read } = worded.model();
    expect(read).toEqual(plain);
    expect(about?.variables).toEqual(WORDS);
    const answers = await radscore('predict', '--table', features, '--model', worded.folder, '--json');
    expect(JSON.parse(answers.out)[0].points.variables[1]).toMatchObject({
      variable: 'ki67',
      label: 'Ki-67',
      unit: '%',
    });
  });

  it('takes the words of a study protocol, and those of the modelling protocol', async () => {
    const byProtocol = await fitWith('--labels', 'her2-pcr-clinical@1');
    expect(byProtocol.read('nomogram.svg')).toContain('>Ki-67 (%)<');
    const modelling = { id: 'own', clinical: { labels: { ki67: { label: 'Proliferation', unit: '%' } } } };
    const own = await fitWith('--protocol', file('modelling.json', JSON.stringify(modelling)));
    expect(own.read('nomogram.svg')).toContain('>Proliferation (%)<');
  });

  it.each([
    ['words of a column that is no variable', { age: { label: 'Age' } }, 2, /got words for age.*ki67, hormoneReceptor/],
    ['words that are no object', { ki67: 'Ki-67' }, 4, /ki67 that does not fit/],
    ['words of another form', { ki67: { name: 'Ki-67' } }, 4, /ki67 that does not fit/],
  ])('refuses %s', async (_, words, code, message) => {
    const { exitCode, notes } = await fitWith('--labels', file('labels.json', JSON.stringify(words)));
    expect(exitCode).toBe(code);
    expect(notes.join('\n')).toMatch(message);
  });

  it('refuses a file that is not there, and one that is no JSON', async () => {
    expect((await fitWith('--labels', join(root, 'none.json'))).exitCode).toBe(4);
    expect((await fitWith('--labels', file('labels.json', '{'))).exitCode).toBe(4);
    expect((await fitWith('--labels', 'her2-pcr@99')).notes.join('\n')).toMatch(/her2-pcr-clinical@1/);
  });
});

describe('radscore fit --recorded', () => {
  it('describes a variable, and keeps it from the features and the models', async () => {
    const { read, model } = await fitWith('--recorded', 'scanner');
    const report = JSON.parse(read('report.json'));
    expect(report.patients.train.map(({ variable }: { variable: string }) => variable)).toContain('scanner');
    expect(report.source).toMatchObject({ clinical: ['ki67', 'hormoneReceptor'], recorded: ['scanner'] });
    expect(model().clinical?.variables.map(({ name }) => name)).toEqual(['ki67', 'hormoneReceptor']);
    expect(model().nomogram).toEqual((await fitWith()).model().nomogram);
  });

  it('refuses a column that is a predictor, too', async () => {
    const { exitCode, notes } = await fitWith('--recorded', 'ki67');
    expect(exitCode).toBe(4);
    expect(notes.join('\n')).toMatch(/ki67" as a clinical variable and as a variable that is recorded/);
  });
});

describe('radscore predict --clinical', () => {
  it('gives every row of a table a value in place of a column', async () => {
    const { folder } = await fitWith();
    const without = file('without.csv', table().replace('ki67', 'other'));
    const ask = async (...options: string[]) => {
      const { exitCode, out, notes } = await radscore(
        'predict',
        '--table',
        without,
        '--model',
        folder,
        '--json',
        ...options,
      );
      return { exitCode, notes: notes.join('\n'), first: exitCode === 0 ? JSON.parse(out)[0] : undefined };
    };
    expect((await ask()).first).toMatchObject({ source: 'rad-score' });
    const given = (await ask('--clinical', 'ki67=35')).first;
    expect(given).toMatchObject({ source: 'nomogram' });
    expect(given.points.variables[1]).toMatchObject({ variable: 'ki67', value: 35 });
    expect((await ask('--clinical', 'kj67=35')).notes).toMatch(
      /got --clinical kj67; wanted one of ki67, hormoneReceptor/,
    );
    expect((await ask('--clinical', 'hormoneReceptor=1')).notes).toMatch(/with a table that has the column/);
    expect((await ask('--clinical', 'ki67')).exitCode).toBe(2);
  });
});
