/** Published signatures as versions of the service: imported, marked so, and scored with the numbers of the command. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allLines, api, createLine, isTrained } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyVersion } from '../../layers/pipeline/erasure/fitted-versions.ts';
import { radscore } from '../cli/terminal.ts';
import scores from '../fixtures/signatures/scores.json' with { type: 'json' };
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { storeStudyOfNumbers } from './service/stored-study.ts';

const OWNER = 'centre-1';
const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/signatures/${name}.yaml`, import.meta.url));
const textOf = (name: string): string => readFileSync(example(name), 'utf8');

let workflows: Workflows;
let folder: string;
beforeAll(async () => {
  workflows = await startWorkflows();
  folder = mkdtempSync(join(tmpdir(), 'radscore-imported-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await workflows.stop();
});

const put = (name: string, body: object, institution = OWNER) =>
  callApi(institution, 'PUT', `/v1/models/${name}/signature`, { body });
const row = scores.rows.find(({ signature }) => signature === 'made-up-mri-nomogram');
const features = row?.features as unknown as Record<string, number>;
const CLINICAL = { ki67: 40, morphology: 'irregular' };

describe('a signature that is imported', () => {
  it('is a version marked imported, without a cohort, whose gates do not apply, and answers', async () => {
    const imported = (await put('mri', { file: textOf('made-up-mri-nomogram') })).json(api.signatureImported);
    expect(imported).toMatchObject({
      name: 'mri',
      version: 1,
      promoted: true,
      imported: { measuredBy: 'her2-pcr@1', assumed: [] },
    });
    const { versions } = (await callApi(OWNER, 'GET', '/v1/models/mri/versions')).json(api.versionList);
    expect(versions).toHaveLength(1);
    expect(versions[0]).toMatchObject({
      state: 'champion',
      trigger: 'import',
      rows: { train: 0, test: 0 },
      imported: { coefficients: 'made up' },
    });
    const gates = versions[0].status.judgement?.gates ?? [];
    expect(gates.length).toBe(9);
    for (const gate of gates)
      expect(gate).toMatchObject({
        passed: null,
        refuses: false,
        got: expect.stringContaining('not applicable: imported'),
      });
  });

  it('gives the numbers of radscore signature score, bit for bit, by its number and as the champion', async () => {
    const values = Object.entries(features).flatMap(([name, value]) => ['--value', `${name}=${value}`]);
    const clinical = Object.entries(CLINICAL).flatMap(([name, value]) => ['--clinical', `${name}=${value}`]);
    const [offline] = JSON.parse(
      (await radscore('signature', 'score', example('made-up-mri-nomogram'), '--json', ...values, ...clinical)).out,
    );
    for (const path of ['/v1/models/mri/predictions', '/v1/models/mri/versions/1/predictions']) {
      const answer = (await callApi(OWNER, 'POST', path, { body: { features, clinical: CLINICAL } })).json(
        api.signaturePrediction,
      );
      const { radScore, probability, class: side, byRadScore, byNomogram, contributions, source } = offline;
      expect(answer).toMatchObject({
        radScore,
        probability,
        class: side,
        byRadScore,
        byNomogram,
        contributions,
        source,
      });
      expect(answer.warnings.map(({ code }) => code)).toEqual(['made-up']);
    }
  });

  it('says which value is missing, and answers by the Rad-score without clinical values', async () => {
    const { dce_original_glcm_Idm: _, ...others } = features;
    const refused = await callApi(OWNER, 'POST', '/v1/models/mri/predictions', { body: { features: others } });
    expect([refused.status, problemOf(refused).detail]).toEqual([
      400,
      expect.stringContaining('dce_original_glcm_Idm'),
    ]);
    const answer = (await callApi(OWNER, 'POST', '/v1/models/mri/predictions', { body: { features } })).json(
      api.signaturePrediction,
    );
    expect(answer).toMatchObject({
      source: 'rad-score',
      byNomogram: null,
      radScore: expect.closeTo(Number(row?.radScore), 12),
    });
  });

  it('shows its file, its names, and a card without figures; what only a fit has is not there', async () => {
    const shown = (await callApi(OWNER, 'GET', '/v1/models/mri/versions/1/signature')).json(api.signatureAnswer);
    expect(shown).toMatchObject({
      file: textOf('made-up-mri-nomogram'),
      features: Object.keys(features),
      clinical: ['ki67', 'morphology'],
    });
    const card = (await callApi(OWNER, 'GET', '/v1/models/mri/versions/1/card')).json(api.modelCard);
    expect(card).toMatchObject({ performance: { headline: [] }, warnings: [{ code: 'imported-version' }] });
    for (const part of [
      'evaluation',
      'cohort',
      'reference',
      'model',
      'roc.svg',
      'nomogram.svg',
      'validation',
      'comparison/1',
    ]) {
      const answer = await callApi(OWNER, 'GET', `/v1/models/mri/versions/1/${part}`);
      expect([part, answer.status, problemOf(answer).type]).toEqual([
        part,
        404,
        'urn:radscore:problem:imported-version',
      ]);
    }
    expect((await callApi(OWNER, 'GET', '/v1/models/mri/monitoring')).status).toBe(404);
    expect((await callApi(OWNER, 'POST', '/v1/models/mri/predictions.csv', { text: 'a\n1\n' })).status).toBe(404);
  });

  it('has the same version for the same file, and another one for another file or assumption', async () => {
    const file = textOf('made-up-mri-nomogram');
    expect((await put('mri', { file })).json(api.signatureImported).version).toBe(1);
    const other = file.replace('intercept: -1.204', 'intercept: unknown');
    const second = (await put('mri', { file: other, assume: { 'nomogram.intercept': -1 } })).json(
      api.signatureImported,
    );
    expect(second).toMatchObject({
      version: 2,
      promoted: true,
      imported: { assumed: [{ path: 'nomogram.intercept', value: -1 }] },
    });
    expect(
      (await put('mri', { file: other, assume: { 'nomogram.intercept': -2 } })).json(api.signatureImported).version,
    ).toBe(3);
    const answer = (
      await callApi(OWNER, 'POST', '/v1/models/mri/versions/2/predictions', { body: { features, clinical: CLINICAL } })
    ).json(api.signaturePrediction);
    expect(answer.warnings.map(({ message }) => message)).toContain(
      'nomogram.intercept is assumed to be -1: the publication does not state it.',
    );
    const rolled = await callApi(OWNER, 'POST', '/v1/models/mri/rollback', { body: { reason: 'a test' } });
    expect(rolled.json(api.modelLineAnswer).promoted).toBe(2);
  });

  it('of settings of its own, without a probability, scores values at hand', async () => {
    await put('t2', { file: textOf('made-up-t2-radscore') });
    const given = scores.rows.find(({ signature }) => signature === 'made-up-t2-radscore');
    const body = { features: given?.features };
    const answer = (await callApi(OWNER, 'POST', '/v1/models/t2/predictions', { body })).json(api.signaturePrediction);
    expect(answer).toMatchObject({
      probability: null,
      radScore: expect.closeTo(Number(given?.radScore), 12),
      imported: { measuredBy: null },
    });
  });

  it('is never trained, and neither the schedule nor an erasure takes it for a fit', async () => {
    const asked = await callApi(OWNER, 'POST', '/v1/models', { body: { name: 'mri' } });
    expect([asked.status, problemOf(asked).detail]).toEqual([
      409,
      expect.stringContaining('imported from signature files'),
    ]);
    expect((await allLines()).filter(isTrained).map(({ name }) => name)).not.toContain('mri');
    const names: string[] = [];
    for await (const { name } of everyVersion()) names.push(name);
    expect(names).not.toContain('mri');
  });

  it('is listed for others if it is shared, as what it is', async () => {
    const settings = { shared: true, promotion: 'manual', gates: {} };
    await callApi(OWNER, 'PUT', '/v1/models/t2/settings', { body: settings });
    const { versions } = (await callApi('centre-9', 'GET', `/v1/models/${OWNER}~t2/versions`)).json(api.versionList);
    expect(versions[0]).toMatchObject({
      audience: 'other',
      imported: { signature: 'made-up-t2-radscore' },
      selected: expect.arrayContaining(['t2fs_original_glcm_Idm']),
    });
    expect(versions[0].withheld).toBeUndefined();
    // Promoted by hand from now on.
    const changed = textOf('made-up-t2-radscore').replace('0.412', '0.5');
    expect((await put('t2', { file: changed })).json(api.signatureImported)).toMatchObject({
      version: 2,
      promoted: false,
    });
    const promoted = await callApi(OWNER, 'POST', '/v1/models/t2/versions/2/promotion', { body: { reason: 'a test' } });
    expect(promoted.json(api.modelLineAnswer).promoted).toBe(2);
  });
});

describe('a stored study', () => {
  const FILE = JSON.stringify({
    signature: 1,
    name: 'by-protocol',
    title: 'A signature of a test',
    coefficients: 'made up',
    source: { citation: 'a test' },
    images: { t2fs: { meaning: 'synthetic', protocol: 'her2-pcr@1' } },
    radScore: {
      link: 'logit',
      intercept: 0.25,
      standardisation: 'none',
      features: [{ image: 't2fs', name: 'original_glcm_Idm', coefficient: 2 }],
      cutoff: 'none',
    },
  });

  it('is scored by a signature of the settings of its protocol, if that is asked for, and by no other', async () => {
    const numbers = { original_glcm_Idm: 0.375, original_firstorder_Mean: 10 };
    await storeStudyOfNumbers({ institution: OWNER, studyId: 'S-1', features: { t2fs: numbers } });
    await put('by-protocol', { file: FILE });
    const answer = (
      await callApi(OWNER, 'POST', '/v1/models/by-protocol/predictions', { body: { studyId: 'S-1' } })
    ).json(api.signaturePrediction);
    expect(answer).toMatchObject({ studyId: 'S-1', radScore: 1, contributions: [{ value: 0.375 }] });
    const other = (await callApi(OWNER, 'POST', '/v1/models/t2/predictions', { body: { studyId: 'S-1' } })).json(
      api.abstention,
    );
    expect(other.abstained.code).toBe('protocol-mismatch');
    const lacking = (await callApi(OWNER, 'POST', '/v1/models/mri/predictions', { body: { studyId: 'S-1' } })).json(
      api.abstention,
    );
    expect(lacking.abstained.code).toBe('features-missing');
  });

  it('is not answered by an imported line unless it is asked: its settings cannot name one', async () => {
    const answers = { 'her2-pcr@1': 'by-protocol' };
    const refused = await callApi(OWNER, 'PUT', '/v1/settings', { body: { answers } });
    expect([refused.status, problemOf(refused).detail]).toEqual([
      400,
      expect.stringContaining('which is a line of imported'),
    ]);
  });
});

describe('refused by name is', () => {
  it('what a score needs and the publication leaves open', async () => {
    const answer = await put('wang', { file: textOf('wang-2025') });
    expect(answer.status).toBe(400);
    const { issues } = problemOf(answer);
    expect(issues?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['file: radScore.link', 'file: radScore.features.7.name']),
    );
    expect((await callApi(OWNER, 'GET', '/v1/models/wang')).status).toBe(404);
  });

  it('a malformed file, with the line', async () => {
    const file = textOf('made-up-t2-radscore').replace('original_glcm_Idm', 'original_glcm_Idmm');
    const { issues } = problemOf(await put('bad', { file }));
    expect(issues).toEqual([
      {
        path: 'file: radScore.features.3.name',
        message: expect.stringMatching(/^line \d+, .*Did you mean "original_glcm_Idm"\?$/),
      },
    ]);
  });

  it('a line that is trained, and a number that cannot be stored', async () => {
    const key = { owner: OWNER, name: 'trained', protocol: 'her2-pcr@1' };
    const recipe = { split: { by: 'stratified' as const, testFraction: 0.5 }, seed: 1 };
    const settings = { shared: false, promotion: 'automatic' as const, gates: {} };
    await createLine({ ...key, recipe, settings }, OWNER, new Date());
    const file = textOf('made-up-t2-radscore');
    expect((await put('trained', { file })).status).toBe(409);
    expect((await put('t2', { file, assume: { 'radScore.intercept': 1e-300 } })).status).toBe(400);
  });
});

it('radscore signature import sends the file, and says which version it has become', async () => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', async () => {
      const answer = await callApi(OWNER, String(request.method), String(request.url), { text: body });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const connection = ['--api', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, '--token', 'made-up'];
  try {
    const sent = await radscore('signature', 'import', example('made-up-ct-texture'), ...connection);
    expect(sent).toMatchObject({ exitCode: 0, out: `made-up-ct-texture@1 of ${OWNER}, imported, answers\n` });
    const listed = await radscore('models', 'made-up-ct-texture@1', ...connection);
    expect(listed.out).toContain('no row of this service trained or judged it');
    const trained = await radscore(
      'signature',
      'import',
      example('made-up-ct-texture'),
      '--line',
      'trained',
      ...connection,
    );
    expect(trained.exitCode).toBe(4);
    // What is wrong with a file is known before anything is sent.
    writeFileSync(join(folder, 'bad.yaml'), 'signature: 1\n');
    expect(await radscore('signature', 'import', join(folder, 'bad.yaml'))).toMatchObject({ exitCode: 4 });
  } finally {
    await new Promise((done) => server.close(done));
  }
});
