/** train-model in process, from labelled studies to a promoted version. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  api,
  exportFeatureTable,
  findLine,
  findStudy,
  listRuns,
  listVersions,
  loadCohort,
  readJson,
  recordOutcome,
  requireObject,
  requireVersion,
  type StudyKey,
} from '@radscore/pipeline';
import {
  answerForStudy,
  cardOfVersion,
  evaluationOfVersion,
  fitCohort,
  plotOfVersion,
} from '@radscore/pipeline/modelling';
import { type Evaluation, type FittedModel, plotsOf } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { getItem, studyPartition } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { radscore } from '../cli/terminal.ts';
import { bytesWithoutCost } from './service/answer-bytes.ts';
import { callApi as callAs } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { openGates } from './service/open-gates.ts';
import { smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

/** The i-th study of an institution: responders have the rougher texture, and every fifth is not what it seems. */
function drawn(institution: string, i: number) {
  const pcr = i % 2 === 0;
  const contrast = (pcr !== (i % 5 === 0) ? 160 : 120) + 3 * (i % 7);
  const seed = 1000 * institution.length + 7 * i + (institution === 'centre-1' ? 0 : 500);
  return { seed, contrast, pcr, ki67: 20 + ((11 * i) % 50) };
}

/** Uploads studies of one institution. */
async function upload(
  institution: string,
  count: number,
  options: { from?: number; labelled?: boolean } = {},
): Promise<void> {
  const { from = 0, labelled = true } = options;
  for (let i = from; i < from + count; i++) {
    const studyId = `P-${String(i).padStart(3, '0')}`;
    const { pcr, ...images } = drawn(institution, i);
    const { files, manifest } = smallStudy({ studyId, ...images, pcr: labelled ? pcr : undefined });
    const prefix = `institutions/${institution}/studies/${studyId}/`;
    for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
    await workflows.put(`${prefix}manifest.json`, JSON.stringify(manifest));
  }
  await workflows.settled();
}

/** Users of centre-1 have the claim of the consortium in each of their tokens. */
const callApi: typeof callAs = (institution, method, path, options) =>
  callAs(institution, method, path, { ...(institution === 'centre-1' && { consortium: CLAIM }), ...options });

const LINE = { owner: 'consortium-pair', name: 'her2-pcr' };
const CLAIM = 'pair: centre-1 centre-2';
const recipe = {
  institutions: ['centre-1', 'centre-2'],
  split: { by: 'institution', train: ['centre-1'], test: ['centre-2'] },
  seed: 1,
};

/** Asks for a run of the consortium's line, as a member of centre-1 does. */
async function train(runKey: string): Promise<string> {
  const headers = { 'idempotency-key': runKey };
  const answer = await callApi('centre-1', 'POST', '/v1/models', { body: recipe, headers });
  expect(answer.status).toBe(202);
  const { runId, ...line } = answer.json(api.trainingAccepted);
  expect(line).toMatchObject(LINE);
  return runId;
}

/** What the newest run says of itself when each function of the workflow is about to begin. */
function watchStages(): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const name of ['fit-model', 'fit-submodel', 'register-model', 'challenge-champion']) {
    const handler = workflows.handlers.get(name) as NonNullable<ReturnType<typeof workflows.handlers.get>>;
    workflows.handlers.set(name, async (event, context) => {
      const [{ stage }] = await listRuns(LINE);
      seen.add(`${name}: ${stage}`);
      return handler(event, context);
    });
    onTestFinished(() => void workflows.handlers.set(name, handler));
  }
  return seen;
}

const statusOfRun = async (runId: string) => (await listRuns(LINE)).find((run) => run.runId === runId)?.status;

describe('train-model', () => {
  it('says why a cohort is too small, and leaves no version', async () => {
    await upload('centre-1', 4);
    const runId = await train('small');
    await workflows.settled();
    expect(await listVersions(LINE)).toEqual([]);
    expect(await listRuns(LINE)).toMatchObject([
      {
        runId,
        status: 'failed',
        // How far it came.
        stage: 'fitting',
        reason: { code: 'cohort-too-small', message: expect.stringMatching(/got .*needed/) },
      },
    ]);
  });

  it('does nothing for a line that was deleted meanwhile', async () => {
    const run = workflows.train({ owner: 'centre-1', name: 'gone', trigger: 'schedule', runId: 'RUN-GONE' });
    expect((await workflows.settled()).get(run)).toBe('SUCCEEDED');
    expect(await listVersions({ owner: 'centre-1', name: 'gone' })).toEqual([]);
  });

  it('makes version 1 of the labelled studies and promotes it', async () => {
    await upload('centre-1', 22, { from: 4 });
    await upload('centre-2', 12);
    await upload('centre-3', 1); // not in the consortium: never a row
    await openGates(callApi, 'centre-1', 'her2-pcr');
    const stages = watchStages();
    const runId = await train('first');
    await workflows.settled();
    expect(await statusOfRun(runId)).toBe('registered');
    expect([...stages]).toEqual([
      'fit-model: fitting',
      'fit-submodel: submodels',
      'register-model: submodels',
      'challenge-champion: registering',
    ]);

    const [version] = await listVersions(LINE);
    expect(version).toMatchObject({
      version: 1,
      runId,
      owner: 'consortium-pair',
      rows: { train: 26, test: 12 },
      institutions: ['centre-1', 'centre-2'],
    });
    expect(version.selected.length).toBeGreaterThan(0);
    expect(version.test?.auc).toBeGreaterThan(0.5);
    expect((await findLine(LINE))?.champion).toBe(1);
    const cohort = await loadCohort(version.cohortKey);
    expect(new Set(cohort.table.rows.map(({ institution }) => institution))).toEqual(new Set(['centre-1', 'centre-2']));
  });

  it('says of the run how many studies it had, and of how many something is to be checked', async () => {
    const [run] = (await listRuns(LINE)).filter(({ status }) => status === 'registered');
    expect(run.gathered).toEqual({ rows: 38, left: {}, noted: {} });
    const models = (institution: string) =>
      callApi(institution, 'GET', '/v1/models').then((answer) => answer.json(api.modelList).models);
    const [line] = await models('centre-2');
    const seen = line.runs.find(({ runId }) => runId === run.runId);
    expect(seen).toMatchObject({ institutions: ['centre-1', 'centre-2'], gathered: { rows: 38 } });
    // Not of the consortium: its line does not exist for it.
    expect(await models('centre-3')).toEqual([]);
    expect((await callApi('centre-3', 'GET', '/v1/models/consortium-pair~her2-pcr/versions')).status).toBe(404);
  });

  it('gives the same model again from the stored cohort: the fit is a function of its rows', async () => {
    const version = await requireVersion(LINE, 1);
    const { model } = await fitCohort(await loadCohort(version.cohortKey), version.seed);
    expect(model.features.map(({ name }) => name)).toEqual(version.selected);
  });

  it('publishes its evaluation without a single patient', async () => {
    const version = await requireVersion(LINE, 1);
    const published = await evaluationOfVersion(version, 'participant');
    const stored = (await readJson('artefacts', version.evaluationKey)) as Evaluation;
    expect(stored.train.ids).toHaveLength(26);
    for (const set of [published.train, published.test]) {
      expect(set).toMatchObject({ ids: [], outcomes: [], scores: {} });
      for (const { calibration } of Object.values(set?.models ?? {})) {
        const { predicted, observed } = calibration.curve;
        expect(predicted.length).toBe(observed.length);
        expect(predicted.every((p) => Math.abs(100 * p - Math.round(100 * p)) < 1e-9)).toBe(true);
      }
    }
    expect(published.selection.lasso.folds).toEqual([]);
    expect(published.train.models.radScore?.auc).toEqual(stored.train.models.radScore?.auc);
    expect(await plotOfVersion(version, 'calibration.svg', 'participant')).toMatch(/^<svg /);
  });

  it('has a card with the honest figure first, every choice, threshold, events and calibration, and no patient', async () => {
    const version = await requireVersion(LINE, 1);
    const card = api.modelCard.omit({ notice: true }).parse(await cardOfVersion(version, 'participant'));
    expect(card.performance.headline.map(({ kind }) => kind)).toEqual(['validation', 'test', 'apparent']);
    expect(card.performance.validation).toEqual(version.validation);
    expect(card.protocol.modelling).toMatchObject({ anova: { p: 0.05 }, lasso: { folds: 5 }, threshold: 'youden' });
    expect(card.data.events.train).toBe(version.events?.train);
    expect(card.threshold?.probability).toBeGreaterThan(0);
    expect(card.calibration?.rows).toBe('test');
    expect(card.provenance.programVersion).toMatch(/^\d+\.\d+\.\d+$/);
    const cohort = await loadCohort(version.cohortKey);
    const text = JSON.stringify([card, await evaluationOfVersion(version, 'participant')]);
    for (const { studyId } of cohort.table.rows) expect(text).not.toContain(studyId);
    expect((await evaluationOfVersion(version, 'participant')).validation?.predictions ?? []).toEqual([]);
  });

  it('gives what radscore fit gives on the exported rows, number for number', async () => {
    const version = await requireVersion(LINE, 1);
    const lines: string[] = [];
    for (const [institution, split] of [
      ['centre-1', 'train'],
      ['centre-2', 'test'],
    ]) {
      const bytes = await requireObject(
        'artefacts',
        (await exportFeatureTable(institution, 'her2-pcr@1', 'labelled')).key,
      );
      const [header, ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\n');
      if (lines.length === 0) lines.push(`split,${header}`);
      lines.push(...rows.map((row) => `${split},${institution}/${row}`));
    }
    const folder = mkdtempSync(join(tmpdir(), 'radscore-fit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'table.csv'), `${lines.join('\n')}\n`);

    const { exitCode } = await radscore(
      ...['fit', join(folder, 'table.csv'), '--outcome', 'pCR', '--id', 'studyId', '--split', 'split', '--seed', '1'],
      ...[
        '--clinical',
        'ki67,morphology:categorical=regular|irregular|non-mass',
        '--nested',
        '0',
        '-o',
        join(folder, 'fit'),
      ],
    );
    expect(exitCode).toBe(0);
    const fitted = (file: string) => JSON.parse(readFileSync(join(folder, 'fit', file), 'utf8'));
    // What each is about differs: a stored cohort, and a file. So does the outer cross-validation, left out here.
    const plain = ({ about: _, protocol, ...model }: FittedModel) => ({
      ...model,
      protocol: { ...protocol, validation: null },
    });
    const stored = (await readJson('artefacts', version.modelKey)) as FittedModel;
    expect(plain(stored)).toEqual(plain(fitted('model.json')));
    expect(stored.about).toMatchObject({ table: version.cohortKey, outcome: 'pCR', split: recipe.split });
    expect(fitted('model.json').about).toMatchObject({ split: { by: 'column', column: 'split' } });
    const evaluation = (await readJson('artefacts', version.evaluationKey)) as Evaluation;
    expect(plotsOf((await readJson('artefacts', version.modelKey)) as FittedModel, evaluation)['roc.svg']).toBe(
      readFileSync(join(folder, 'fit', 'roc.svg'), 'utf8'),
    );
  });

  it('scores the next study with the promoted version', async () => {
    await upload('centre-1', 1, { from: 90, labelled: false });
    const study: StudyKey = { institution: 'centre-1', studyId: 'P-090' };
    const answer = await answerForStudy(await requireVersion(LINE, 1), study);
    if ('abstained' in answer) throw new Error(answer.abstained.message);
    const listed = (await callApi('centre-1', 'GET', '/v1/studies', { query: { limit: '500' } })).json(api.studyList);
    expect(listed.studies.find(({ studyId }) => studyId === 'P-090')?.prediction).toEqual({
      owner: 'consortium-pair',
      model: 'her2-pcr',
      version: 1,
      probability: answer.probability,
      interval: answer.interval,
      threshold: answer.threshold.probability,
      class: answer.class,
    });
    expect(answer.probability).toBeGreaterThan(0);
    expect(answer.probability).toBeLessThan(1);
    expect(answer.interval[0]).toBeLessThanOrEqual(answer.probability);
    expect(answer.interval[1]).toBeGreaterThanOrEqual(answer.probability);
    expect(answer.notice).toMatch(/Not a medical device/);
    expect(answer).toMatchObject({ inTraining: false, manifestHash: (await findStudy(study))?.manifestHash });
    expect(answer.warnings.map(({ code }) => code)).not.toContain('in-training');
    const stored = await getItem({
      PK: studyPartition(study),
      SK: `PREDICTION#${answer.manifestHash}#consortium-pair~her2-pcr#1`,
    });
    expect(JSON.parse(String(stored?.answer))).toMatchObject({ manifestHash: answer.manifestHash, studyId: 'P-090' });
  });

  it('marks the answer for a study that it was trained on, and not that for a test row', async () => {
    const predicted = async (institution: string, studyId: string) => {
      const answer = await callApi(institution, 'POST', '/v1/models/her2-pcr/predictions', { body: { studyId } });
      return answer.json(api.prediction);
    };
    const trained = await predicted('centre-1', 'P-000');
    expect(trained).toMatchObject({ inTraining: true, studyId: 'P-000' });
    expect(trained.warnings).toContainEqual({
      code: 'in-training',
      message: expect.stringMatching(/^got a study that her2-pcr version 1 was trained on; wanted /),
    });
    // Of the same id at the centre whose studies were test rows.
    expect(await predicted('centre-2', 'P-000')).toMatchObject({ inTraining: false });
  });

  it('abstains while a newer manifest is analysed, and after that was refused', async () => {
    const body = { studyId: 'P-090' };
    const answer = () => callApi('centre-1', 'POST', '/v1/models/her2-pcr/versions/1/predictions', { body });
    const { files, manifest } = smallStudy({ studyId: 'P-090', seed: 7 });
    const prefix = 'institutions/centre-1/studies/P-090/';
    const before = await requireObject('studies', `${prefix}manifest.json`);
    const admit = workflows.handlers.get('assemble-features') as NonNullable<ReturnType<typeof workflows.handlers.get>>;
    let meanwhile: unknown;
    workflows.handlers.set('assemble-features', async (event, context) => {
      meanwhile = (await answer()).json(api.abstention);
      return admit(event, context);
    });
    for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
    await workflows.put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, clinical: { ki67: 1 } }));
    await workflows.settled();
    workflows.handlers.set('assemble-features', admit);
    expect(meanwhile).toMatchObject({ abstained: { code: 'study-analysing' } });
    await workflows.put(`${prefix}manifest.json`, '{');
    await workflows.settled();
    const refused = (await answer()).json(api.abstention);
    const { manifestHash } = (await findStudy({ institution: 'centre-1', studyId: 'P-090' })) ?? {};
    expect(refused).toMatchObject({ studyId: 'P-090', manifestHash, abstained: { code: 'study-failed' } });
    expect(refused.abstained.message).toMatch(/manifest-invalid: .*GET \/v1\/studies\/P-090 shows how it stands\.$/s);
    // As it was, for what follows.
    const again = smallStudy({ studyId: 'P-090', ...drawn('centre-1', 90) });
    for (const [path, bytes] of again.files) await workflows.put(prefix + path, bytes);
    await workflows.put(`${prefix}manifest.json`, before);
    await workflows.settled();
    expect(await findStudy({ institution: 'centre-1', studyId: 'P-090' })).toMatchObject({ status: 'complete' });
  });

  it('does not answer for a study of another protocol, and names both', async () => {
    const { files, manifest } = smallStudy({ studyId: 'P-200', seed: 8 });
    const prefix = 'institutions/centre-1/studies/P-200/';
    for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
    await workflows.put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, protocol: 'her2-pcr@2' }));
    await workflows.settled();
    const reason = { code: 'protocol-mismatch', message: expect.stringMatching(/her2-pcr@2.*her2-pcr@1/) };
    const row = await findStudy({ institution: 'centre-1', studyId: 'P-200' });
    expect(row).toMatchObject({
      status: 'complete',
      abstention: { code: 'no-promoted-model', message: expect.stringContaining('got no line of her2-pcr@2') },
    });
    const path = '/v1/models/her2-pcr/versions/1/predictions';
    const answer = await callApi('centre-1', 'POST', path, { body: { studyId: 'P-200' } });
    expect(answer.json(api.abstention)).toMatchObject({ abstained: reason, manifestHash: row?.manifestHash });
  });

  it('abstains from values for which its formula gives no number', async () => {
    const { selected } = await requireVersion(LINE, 1);
    const path = '/v1/models/her2-pcr/versions/1/predictions';
    for (const value of [1e200, -1e308]) {
      const features = Object.fromEntries(selected.map((name) => [name, value]));
      const answer = await callApi('centre-1', 'POST', path, { body: { features } });
      expect(answer.status).toBe(200);
      expect(answer.json(api.predictionAnswer)).toMatchObject({ abstained: { code: expect.any(String) } });
    }
  });

  it('abstains from values far outside the cohort without repeating a training value', async () => {
    const { selected, modelKey } = await requireVersion(LINE, 1);
    const model = (await readJson('artefacts', modelKey)) as FittedModel;
    const features = Object.fromEntries(model.features.map(({ name, mean, sd }) => [name, mean + 1000 * sd]));
    const path = '/v1/models/her2-pcr/versions/1/predictions';
    const { abstained } = (await callApi('centre-2', 'POST', path, { body: { features } })).json(api.abstention);
    expect(abstained.code).toBe('outside-cohort');
    expect(abstained.message).toContain(`got ${selected[0]} of ${features[selected[0]]}, far outside`);
    for (const { range } of model.features) {
      for (const value of range ?? []) expect(abstained.message).not.toContain(String(value));
    }
  });

  it('trains on schedule once enough outcomes are new, and leaves version 1 as it was', async () => {
    const study: StudyKey = { institution: 'centre-1', studyId: 'P-090' };
    const before = await answerForStudy(await requireVersion(LINE, 1), study);
    workflows.train({ ...LINE, trigger: 'schedule', runId: 'NIGHT-1' });
    await workflows.settled();
    expect((await listRuns(LINE)).find(({ runId }) => runId === 'NIGHT-1')).toMatchObject({
      status: 'not-enough-new-outcomes',
      reason: { message: 'got 0 new outcomes since the newest version; wanted at least 10.' },
    });

    await upload('centre-1', 10, { from: 100, labelled: false });
    for (let i = 100; i < 110; i++) {
      await recordOutcome({ institution: 'centre-1', studyId: `P-${i}` }, { pcr: i % 2 === 0 }, new Date());
    }
    workflows.train({ ...LINE, trigger: 'schedule', runId: 'NIGHT-2' });
    await workflows.settled();

    expect((await listVersions(LINE)).map(({ version, rows }) => [version, rows.train])).toEqual([
      [1, 26],
      [2, 36],
    ]);
    expect(await findLine(LINE)).toMatchObject({ champion: 2, earlier: [1] });
    expect(JSON.stringify(await answerForStudy(await requireVersion(LINE, 1), study))).toBe(JSON.stringify(before));
  });

  it('rolls back to the version before, which answers as it did, and says so in the audit', async () => {
    const body = { studyId: 'P-090' };
    const answerAt = async (path: string) =>
      bytesWithoutCost((await callApi('centre-1', 'POST', `/v1/models/her2-pcr${path}/predictions`, { body })).body);
    const champion = () => answerAt('');
    const first = await answerAt('/versions/1');
    expect(await champion()).not.toBe(first);
    const asked = { body: { reason: 'calibration of centre-2' } };
    const rolledBack = await callApi('centre-2', 'POST', '/v1/models/her2-pcr/rollback', asked);
    expect(rolledBack.json(api.modelLineAnswer)).toMatchObject({ promoted: 1, challenger: 2, testLooks: 2 });
    expect(await champion()).toBe(first);
    const again = await callApi('centre-1', 'POST', '/v1/models/her2-pcr/rollback', asked);
    expect(again.status).toBe(409);
    const { changes } = (await callApi('centre-1', 'GET', '/v1/models/her2-pcr/audit')).json(api.lineAudit);
    expect(changes.map(({ action, version, champion }) => [action, version, champion])).toEqual([
      ['roll-back', 1, 1],
      ['promote', 2, 2],
      ['promote', 1, 1],
      ['configure', undefined, null],
      ['create', undefined, null],
    ]);
    expect(changes[0]).toMatchObject({ by: 'centre-2', reason: 'calibration of centre-2' });
    const compared = await callApi('centre-1', 'GET', '/v1/models/her2-pcr/versions/2/comparison/1');
    expect(compared.json(api.comparison)).toMatchObject({ rows: 12, versions: [{ version: 2 }, { version: 1 }] });
  });

  it('promotes by hand, and never a version that is retired', async () => {
    const asked = { body: { reason: 'more outcomes' } };
    const promoted = await callApi('centre-1', 'POST', '/v1/models/her2-pcr/versions/2/promotion', asked);
    expect(promoted.json(api.modelLineAnswer)).toMatchObject({ promoted: 2, challenger: null });
    const retired = await callApi('centre-1', 'POST', '/v1/models/her2-pcr/versions/2/retirement', asked);
    expect(retired.json(api.modelLineAnswer)).toMatchObject({ promoted: null });
    expect((await callApi('centre-1', 'POST', '/v1/models/her2-pcr/versions/2/promotion', asked)).status).toBe(409);
    const { versions } = (await callApi('centre-1', 'GET', '/v1/models/her2-pcr/versions')).json(api.versionList);
    expect(versions.map(({ state }) => state)).toEqual(['candidate', 'retired']);
    const body = { studyId: 'P-090' };
    const answer = await callApi('centre-1', 'POST', '/v1/models/her2-pcr/versions/2/predictions', { body });
    expect(answer.json(api.abstention).abstained.code).toBe('version-retired');
  });

  it('gives a repeated registration of a run the version that it has', async () => {
    const register = workflows.handlers.get('register-model');
    const version = await requireVersion(LINE, 2);
    const {
      runId,
      trigger,
      owner,
      name,
      protocol,
      institutions,
      split,
      seed,
      cohortKey,
      settingsHash,
      engineVersion,
      modelKey,
      evaluationKey,
    } = version;
    const run = { runId, trigger, owner, name, protocol, institutions, split, seed };
    const again = await register?.(
      { run, cohortKey, settingsHash, engineVersion, modelKey, evaluationKey },
      {} as never,
    );
    expect(again).toMatchObject({ version: 2 });
    expect(await listVersions(LINE)).toHaveLength(2);
  });
});
