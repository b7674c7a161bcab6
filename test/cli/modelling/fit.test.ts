/** `radscore fit`: files, reproducible bytes, refusals, and ends without a model. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cohort, type FittedModel, predict, Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { readAxes, readOff } from '../../layers/statistics/nomogram-reading.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { type CommandResult, radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-fit-'));
afterAll(() => rmSync(root, { recursive: true }));

const cohort = syntheticCohort({ seed: 31 });
const CLINICAL = 'ki67,morphology:categorical=regular|irregular|non-mass';
const QUICK = ['--bootstrap', '3', '--permutations', '2', '--nested', '2'];

/** A cohort as the table that a user would have. */
function csvOf({ features, outcome, clinical, split, site }: Cohort): string {
  const { ids, columns, values } = features;
  const names = clinical.map(({ name }) => name);
  const header = csvLine(['study_id', 'pCR', 'set', 'centre', ...names, ...columns]);
  const rows = ids.map((id, i) =>
    csvLine([
      ...[id, outcome[i] ?? '', split[i], site?.[i] ?? ''],
      ...clinical.map((column) => column.values[i] ?? ''),
      ...values.subarray(i * columns.length, (i + 1) * columns.length),
    ]),
  );
  return header + rows.join('');
}

let made = 0;
function tableFile(text: string): string {
  const file = join(root, `table-${++made}.csv`);
  writeFileSync(file, text);
  return file;
}

const table = tableFile(csvOf(cohort));

/** Runs the command into a folder of its own. */
async function fitTable(file: string, ...options: string[]): Promise<CommandResult & { folder: string }> {
  const folder = join(root, `fit-${++made}`);
  return { ...(await radscore('fit', file, '--outcome', 'pCR', '-o', folder, ...options)), folder };
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');
const reportIn = (folder: string) => JSON.parse(read(folder, 'report.json'));

describe('radscore fit', () => {
  const fitted = fitTable(table, '--split', 'set', '--clinical', CLINICAL, '--force-clinical', ...QUICK);

  it('writes report, model and plots, and says how it went', async () => {
    const { exitCode, folder, out, notes } = await fitted;
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toHaveLength(10);
    expect(out).toMatch(/AUC in test rows +0\.\d{3} \(95 % CI/);
    expect(notes.join('\n')).toMatch(/not a medical device/i);
    const report = reportIn(folder);
    expect(report).toMatchObject({
      format: 'radscore-report/1',
      result: 'fitted',
      source: { id: 'study_id', split: { by: 'column', column: 'set' }, ignored: ['centre'] },
      protocol: { id: 'her2-pcr@1', bootstrap: { count: 3, seed: 1 } },
      counts: { train: { n: 60 }, test: { n: 50 } },
      nested: { folds: 2, seed: 1 },
    });
    const { protocol, ...model } = JSON.parse(read(folder, 'model.json'));
    expect(report.model).toEqual(model);
    expect(report.protocol).toEqual(protocol);
    expect(report.patients.train.map(({ variable }: { variable: string }) => variable)).toEqual(['ki67', 'morphology']);
  });

  it('writes a report that stands alone', async () => {
    const html = read((await fitted).folder, 'report.html');
    expect(html).toMatch(/Research use only.+not a medical device/i);
    expect(html).not.toMatch(/(?:src|href)=|url\((?!#)/);
    for (const plot of ['ROC curves', 'Calibration', 'Decision curves', 'LASSO path', 'Rad-score per patient']) {
      expect(html).toContain(plot);
    }
    expect(html).toContain('Nested cross-validation');
  });

  it('writes the same bytes again, on any number of threads', async () => {
    const first = await fitted;
    const second = await fitTable(
      table,
      '--split',
      'set',
      '--clinical',
      CLINICAL,
      '--force-clinical',
      ...QUICK,
      '--jobs',
      '1',
    );
    for (const name of readdirSync(first.folder))
      expect(read(second.folder, name), name).toBe(read(first.folder, name));
  });

  it('prints a nomogram off which 50 random patients read the probability of the model within 0.01', async () => {
    const { folder } = await fitted;
    const axes = readAxes(read(folder, 'nomogram.svg'));
    const axis = (name: string) => axes.get(name) ?? [];
    const model: FittedModel = JSON.parse(read(folder, 'model.json'));
    const variables = model.clinical?.variables ?? [];
    expect([...axes.keys()].slice(1, -2)).toEqual(['Rad-score', ...variables.map(({ name }) => name)]);
    const random = new Random(50);
    const { columns, values } = cohort.features;
    for (let k = 0; k < 50; k++) {
      const row = random.below(cohort.outcome.length);
      const features = Object.fromEntries(columns.map((name, j) => [name, values[row * columns.length + j]]));
      const drawn = variables.map(({ name, range, levels }) => {
        const place = range ? range[0] + random.below(range[1] - range[0]) : random.below(levels.length);
        return { name, place, value: range ? place : levels[place] };
      });
      const clinical = Object.fromEntries(drawn.map(({ name, value }) => [name, value]));
      const { radScore, probability } = predict(model, features, clinical);
      const total = [{ name: 'Rad-score', place: radScore }, ...drawn].reduce((sum, { name, place }) => {
        return sum + readOff(axis('Points'), 'at', readOff(axis(name), 'value', place));
      }, 0);
      const at = readOff(axis('Total points'), 'value', total);
      const reading = readOff(axis('Probability of pCR'), 'at', at);
      expect(Math.abs(reading - probability), `patient ${k}`).toBeLessThan(0.01);
    }
  });

  it('splits at random within each class, with the seed, where no column says how', async () => {
    const rowsOf = async (...options: string[]) => reportIn((await fitTable(table, ...QUICK, ...options)).folder);
    const [one, again, two] = [await rowsOf('--seed', '4'), await rowsOf('--seed', '4'), await rowsOf('--seed', '5')];
    expect(again.testRows).toEqual(one.testRows);
    expect(two.testRows).not.toEqual(one.testRows);
    const events = cohort.outcome.filter((outcome) => outcome === 1).length;
    expect(one.counts.test.events).toBe(Math.round(events / 2));
    expect(one.source.split).toEqual({ by: 'stratified', testFraction: 0.5, seed: 4 });
    const few = await rowsOf('--test-fraction', '0.2');
    expect(few.counts.test.n).toBe(Math.round(events * 0.2) + Math.round((110 - events) * 0.2));
  });

  it('takes columns by name or beginning, and rows by condition', async () => {
    const { folder } = await fitTable(table, '--features', 'f1*,f2', '--where', 'centre=north', ...QUICK);
    const report = reportIn(folder);
    expect(report.selection.columns).toEqual(['f1', 'f2', ...Array.from({ length: 10 }, (_, k) => `f1${k}`)]);
    expect(report.counts.rows).toBe(cohort.site?.filter((site) => site === 'north').length);
  });

  it('fits a protocol file under its own name', async () => {
    const file = join(root, 'protocol.json');
    writeFileSync(
      file,
      JSON.stringify({ id: 'strict@1', anova: { p: 0.01 }, mostFeatures: 3, missing: { features: 'median' } }),
    );
    const { folder } = await fitTable(table, '--split', 'set', '--protocol', file, '--force-clinical', ...QUICK);
    const { protocol, model } = reportIn(folder);
    expect(protocol).toMatchObject({
      id: 'strict@1',
      anova: { p: 0.01, most: 20, least: 2 },
      missing: { features: 'median', clinical: 'error' },
      clinical: { force: true },
    });
    expect(model.features.length).toBeLessThanOrEqual(3);
  });

  it('harmonises sites and drops unstable features where the protocol asks for it', async () => {
    const file = join(root, 'harmonised.json');
    writeFileSync(file, JSON.stringify({ id: 'sites@1', harmonisation: {}, robustness: { icc: 0.9 } }));
    const noisy = { ...cohort.features, values: cohort.features.values.map((v, k) => (k % 80 === 0 ? -v : v)) };
    const repeats = tableFile(csvOf({ ...cohort, features: noisy }));
    const options = ['--split', 'set', '--protocol', file, '--site', 'centre', '--repeats', repeats, ...QUICK];
    const { folder } = await fitTable(table, ...options);
    const { model, selection, source } = reportIn(folder);
    expect(model.harmonisation.fit.batches).toEqual([...new Set(cohort.site)].sort());
    expect(selection.unstable.map(({ name }: { name: string }) => name)).toEqual(['f0']);
    expect(source.repeats.table).toMatch(/^table-\d+\.csv$/);
    expect(await fitTable(table, '--protocol', file)).toMatchObject({ exitCode: 2 });
  });
});

describe('radscore fit refuses', () => {
  const lines = csvOf(cohort).split('\n');
  const changed = (row: number, column: number, value: string) => {
    const cells = lines[row].split(',');
    return tableFile(lines.with(row, cells.with(column, value).join(',')).join('\n'));
  };

  it.each([
    ['a missing feature', changed(3, 8, ''), [], /row S2, column f2: got no value/],
    ['a feature that is no number', changed(3, 8, 'large'), ['--features', 'f*'], /row S2, column f2: got "large"/],
    ['a missing clinical value', changed(5, 4, 'NA'), ['--clinical', 'ki67'], /row S4, column ki67: got no value/],
    ['an outcome of another kind', changed(2, 1, 'maybe'), [], /row S1, column pCR: got "maybe"/],
    ['a level that was not declared', table, ['--clinical', 'morphology:categorical=regular|irregular'], /non-mass/],
    ['a patient in two rows', changed(2, 0, 'S0'), [], /got study_id S0 in two rows/],
    ['a column that is not there', table, ['--split', 'half'], /got no column "half"/],
    ['a row of another length', tableFile(`${lines[0]}\n1,2,3\n`), [], /3 fields in line 2/],
  ])('%s', async (_what, file, options, message) => {
    const { exitCode, notes } = await fitTable(file, ...options, ...QUICK);
    expect(notes.join('\n')).toMatch(message);
    expect(exitCode).toBe(4);
  });

  it('protocols that do not fit, naming the place', async () => {
    const file = join(root, 'wrong.json');
    for (const [content, message] of [
      ['{"id":"mine@1","lasso":{"folds":1}}', /lasso\.folds/],
      ['{"id":"mine@1","laso":{}}', /laso/],
      ['{"mostFeatures":3}', /id: wanted a name other than her2-pcr@1/],
      ['{"id":', /wanted a modelling protocol as JSON/],
    ] as const) {
      writeFileSync(file, content);
      const { exitCode, notes } = await fitTable(table, '--protocol', file);
      expect(notes.join('\n')).toMatch(message);
      expect(exitCode).toBe(4);
    }
  });

  it('a table that is not there, and a folder that cannot be made', async () => {
    expect((await fitTable(join(root, 'none.csv'))).exitCode).toBe(4);
    expect((await radscore('fit', table, '--outcome', 'pCR', '-o', join(table, 'out'))).exitCode).toBe(2);
    expect((await radscore('fit', table, '-o', join(root, 'x'))).exitCode).toBe(2);
  });
});

describe('radscore fit ends with a result and exit code 5', () => {
  const only = (keep: (outcome: number | null, i: number) => boolean): string => {
    const [header, ...rows] = csvOf(cohort).trimEnd().split('\n');
    return tableFile([header, ...rows.filter((_, i) => keep(cohort.outcome[i], i)), ''].join('\n'));
  };

  it.each([
    ['SingleClass', only((outcome) => outcome === 1)],
    ['CohortTooSmall', only((_, i) => i < 8)],
    ['NoFeatureSelected', tableFile(csvOf(syntheticCohort({ seed: 3, effect: 0, features: 30 })))],
  ])('%s', async (name, file) => {
    const folder = join(root, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.json'), 'of an earlier fit');
    writeFileSync(join(folder, 'notes.txt'), 'of the user');
    const { exitCode, notes } = await radscore('fit', file, '--outcome', 'pCR', '--split', 'set', '-o', folder);
    expect(exitCode).toBe(5);
    expect(notes.join('\n')).toContain(`radscore: ${name}: `);
    const report = reportIn(folder);
    expect(report).toMatchObject({ result: name, reason: expect.stringMatching(/needed/) });
    expect(read(folder, 'report.html')).toContain(name);
    const left = readdirSync(folder);
    expect(left).toContain('notes.txt');
    expect(left).not.toContain('model.json');
  });
});

describe('radscore fit says what it read', () => {
  const none = ['--bootstrap', '0', '--permutations', '0', '--nested', '0'];

  it('which columns became features, which not and why, what the outcome’s words mean', async () => {
    const text = csvOf(cohort)
      .split('\n')
      .map((line, i) => (line === '' ? line : i === 0 ? `MRN,${line}` : `${70000 + 31 * i},${line}`))
      .join('\n');
    const words = text.replace(/^(\d+,S\d+),([01]),/gm, (_, start, y) => `${start},${y === '1' ? 'pCR' : 'none'},`);
    const { exitCode, notes, folder } = await fitTable(tableFile(words), '--split', 'set', ...none);
    expect(exitCode).toBe(0);
    const said = notes.join('\n');
    expect(said).toContain('81 feature columns: ki67, f0 … f79.');
    expect(said).toContain('Not used (identifies rows): MRN.');
    expect(said).toContain('Not used (holds words): centre, morphology.');
    expect(said).toContain('Outcome pCR: "pCR" is the response, "none" is no response.');
    const { source, warnings, table: account } = reportIn(folder);
    expect(source).toMatchObject({
      outcomeWords: { positive: ['pCR'], negative: ['none'] },
      features: { count: 81, columns: 'ki67, f0 … f79', named: false },
      excluded: expect.arrayContaining([{ name: 'MRN', reason: 'identifies rows' }]),
    });
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['undeclared-clinical', 'row-number']),
    );
    expect(account).toMatchObject({ features: 81, sites: null, abstained: { count: 0 } });
  });

  it('a coding by --positive', async () => {
    const coded = csvOf(cohort).replace(/^(S\d+),([01]),/gm, (_, id, y) => `${id},${Number(y) + 1},`);
    const refused = await fitTable(tableFile(coded), '--split', 'set', ...none);
    expect([refused.exitCode, refused.notes.join('\n')]).toEqual([4, expect.stringContaining('--positive')]);
    const taken = await fitTable(tableFile(coded), '--split', 'set', '--positive', '2', ...none);
    const plain = await fitTable(table, '--split', 'set', ...none);
    expect(reportIn(taken.folder).train).toEqual(reportIn(plain.folder).train);
  });

  it('gaps of repeats leave their pair out and are counted; text in them is refused', async () => {
    const { ids, columns, values } = cohort.features;
    const p = columns.length;
    const protocol = tableFile(JSON.stringify({ id: 'robust', robustness: { icc: 0.9 } }));
    const repeats = (cell: string) =>
      tableFile(
        csvLine(['study_id', ...columns]) +
          ids
            .slice(0, 20)
            .map((id, i) =>
              csvLine([
                id,
                ...columns.map((_, j) => (i === 3 && j === 1 ? cell : values[i * p + j] + 1e-3 * Math.sin(i + j))),
              ]),
            )
            .join(''),
      );
    const options = ['--split', 'set', '--features', 'f*', '--protocol', protocol, ...none, '--repeats'];
    const gap = await fitTable(table, ...options, repeats(''));
    expect(gap.exitCode).toBe(0);
    expect(reportIn(gap.folder).selection.unstable).toEqual([]);
    expect(reportIn(gap.folder).source.repeats).toMatchObject({ rows: 20, missing: 1 });
    const text = await fitTable(table, ...options, repeats('n/a?'));
    expect([text.exitCode, text.notes.join('\n')]).toEqual([
      4,
      expect.stringContaining('row S3, column f1: got "n/a?"'),
    ]);
  });
});
