/** `radscore nomogram` of what this program makes: the folder of a fit, the API's answer, a signature, its own JSON. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fitModel } from '../../../layers/statistics/fit.ts';
import type { FittedModel } from '../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL } from '../../../layers/statistics/model/modelling-protocol.ts';
import type { DrawableNomogram } from '../../../layers/statistics/nomogram/drawable-nomogram.ts';
import { readNomogram } from '../../../layers/statistics/nomogram/read-nomogram.ts';
import { predict } from '../../../layers/statistics/prediction/predict.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { radscore } from '../terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-nomogram-'));
const cohort = syntheticCohort({ seed: 11 });
const { model } = fitModel(cohort, {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 0, repeats: 0, seed: 1 },
});
const answer = { owner: 'clinic-a', name: 'made-up-line', version: 3, model };
let server: Server;
let url: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'fit'));
  writeFileSync(join(folder, 'fit', 'model.json'), JSON.stringify(model));
  writeFileSync(join(folder, 'answer.json'), JSON.stringify(answer));
  server = createServer((request, response) => {
    const bodies: Record<string, object> = {
      '/v1/models/made-up-line': { name: 'made-up-line', promoted: 3 },
      '/v1/models/made-up-line/versions/3/model': answer,
      '/v1/models/bare-line': { name: 'bare-line', promoted: null },
    };
    const body = bodies[String(request.url)];
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true, force: true });
});

async function nomogramOf(...args: string[]): Promise<DrawableNomogram & { notes: readonly string[] }> {
  const out = join(folder, 'out.json');
  expect(await radscore('nomogram', ...args, '-o', out)).toMatchObject({ exitCode: 0 });
  return JSON.parse(readFileSync(out, 'utf8'));
}
const service = () => ['--api', url, '--token', 'made-up'];

describe('radscore nomogram', () => {
  it('draws the folder of a fit, which reads as the fit predicts', async () => {
    const nomogram = await nomogramOf(join(folder, 'fit'));
    expect(nomogram).toMatchObject({ title: 'Nomogram for pCR', source: 'the fit fit' });
    const i = 70;
    const columns = cohort.features.columns;
    const features = Object.fromEntries(
      columns.map((name, j) => [name, cohort.features.values[i * columns.length + j]]),
    );
    const clinical = Object.fromEntries(
      cohort.clinical.map(({ name, values }) => [name, values[i] as number | string]),
    );
    const { probability, interval, radScore } = predict(model as FittedModel, features, clinical);
    const read = readNomogram(nomogram, { 'Rad-score': radScore, ...clinical });
    expect(read.probability).toBeCloseTo(probability, 13);
    expect(read.interval?.[1]).toBeCloseTo(interval[1], 12);
  });

  it('draws a version of the service, the promoted one if none is named, and its answer as a file', async () => {
    const named = await nomogramOf('made-up-line@3', ...service());
    expect(named.source).toBe('made-up-line version 3 of clinic-a');
    expect((await nomogramOf('made-up-line', ...service())).intercept).toBe(named.intercept);
    expect((await nomogramOf(join(folder, 'answer.json'))).terms).toEqual(named.terms);
  });

  it('draws a signature file, and says that its interval is not known', async () => {
    const signature = join(import.meta.dirname, '../../../examples/signatures/made-up-mri-nomogram.yaml');
    const nomogram = await nomogramOf(signature);
    expect(nomogram.covariance).toBeNull();
    expect(nomogram.isSynthetic).toBe(true);
  });

  it('takes words, a cut-off and a cohort from the command line', async () => {
    const words = [
      '--label',
      'ki67=Ki-67',
      '--unit',
      'ki67=%',
      '--cut-off',
      '0.4',
      '--cohort',
      'made up',
      '--synthetic',
    ];
    const nomogram = await nomogramOf(join(folder, 'fit'), '--event', 'response', '--title', 'A title', ...words);
    expect(nomogram).toMatchObject({
      title: 'A title',
      outcome: { event: 'response', noEvent: 'no response' },
      cohort: 'made up',
      isSynthetic: true,
      cutOff: { probability: 0.4 },
    });
    expect(nomogram.terms.find(({ name }) => name === 'ki67')).toMatchObject({ label: 'Ki-67', unit: '%' });
  });

  it.each<[what: string, args: string[], exitCode: number, said: string]>([
    ['no file and no name of a model', ['A b'], 2, 'no file and no name of a model'],
    ['a folder without a model', ['.'], 4, 'model.json'],
    ['a line without a promoted version', ['bare-line'], 4, 'no promoted version'],
    ['an option for printed coefficients', ['made-up-line', '--range', 'a=1..2'], 2, 'got --range'],
    ['a range that is none', ['x.txt', '--range', 'age=9..1'], 2, 'wanted NAME=LOW..HIGH'],
    ['another ending', ['made-up-line', '-o', 'page.pdf'], 2, '.pdf is not written'],
  ])('refuses %s', async (_, args, exitCode, said) => {
    const out = args.includes('-o') ? [] : ['-o', join(folder, 'never.html')];
    if (args[0] === 'x.txt') writeFileSync(join(folder, 'x.txt'), 'x');
    const given = args[0] === 'x.txt' ? [join(folder, 'x.txt'), ...args.slice(1)] : args;
    const { exitCode: got, notes } = await radscore('nomogram', ...given, ...out, ...service());
    expect([got, notes.join('\n')]).toEqual([exitCode, expect.stringContaining(said)]);
  });

  it('refuses JSON that is no model', async () => {
    const file = join(folder, 'other.json');
    for (const text of ['{"format":"something/1"}', '{"format":', '{}', '{"format":"radscore-nomogram/1"}']) {
      writeFileSync(file, text);
      const { exitCode, notes } = await radscore('nomogram', file, '-o', join(folder, 'never.html'));
      expect([exitCode, notes.join()]).toEqual([4, expect.stringContaining('a model.json of radscore fit')]);
    }
  });

  it('refuses a nomogram whose parts do not fit each other, and names the term', async () => {
    const nomogram = await nomogramOf(join(folder, 'fit'));
    const file = join(folder, 'bad.json');
    const [first, ...others] = nomogram.terms;
    writeFileSync(file, JSON.stringify({ ...nomogram, terms: [{ ...first, range: [3, 1] }, ...others] }));
    const { exitCode, notes } = await radscore('nomogram', file, '-o', join(folder, 'never.html'));
    expect([exitCode, notes.join()]).toEqual([4, expect.stringContaining('of Rad-score')]);
  });
});
