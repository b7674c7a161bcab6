/** The service models as `radscore fit` does: for every option of a recipe the same numbers, to the last bit. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  api,
  exportFeatureTable,
  findStudy,
  listRuns,
  listVersions,
  loadCohort,
  type ModelVersionRow,
  readJson,
  requireObject,
  takeSides,
} from '@radscore/pipeline';
import { answerForStudy, cardOfVersion } from '@radscore/pipeline/modelling';
import { type FittedModel, predict, Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { radscore } from '../cli/terminal.ts';
import { callApi as callAs, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { type NumbersOfStudy, storeStudyOfNumbers } from './service/stored-study.ts';

// One thread: the numbers do not depend on it, and starting workers would take longer than these fits.
vi.mock('node:os', async (original) => ({ ...(await original<object>()), availableParallelism: () => 1 }));

const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;
const FEATURES = 14;
const CLAIM = 'pair: north south';
const SPLIT = { by: 'stratified', testFraction: 0.4 };
/** Small numbers of refits: they are compared one by one. */
const FEW = {
  permutations: { count: 2 },
  bootstrap: { count: 2 },
  validation: { folds: 3, repeats: 1 },
};

let workflows: Workflows;
let folder: string;
beforeAll(async () => {
  process.env.LINES_PER_OWNER = '100';
  workflows = await startWorkflows();
  folder = mkdtempSync(join(tmpdir(), 'radscore-recipe-'));
  await storeStudies();
});
afterAll(async () => {
  delete process.env.LINES_PER_OWNER;
  rmSync(folder, { recursive: true, force: true });
  await workflows.stop();
});

const callApi: typeof callAs = (institution, method, path, options) =>
  callAs(institution, method, path, { consortium: CLAIM, ...options });

/** Synthetic: two scanners in the north, some patients with two studies, and second segmentations of some of them. */
function drawStudies(): NumbersOfStudy[] {
  const random = new Random(20);
  const studies: NumbersOfStudy[] = [];
  for (const [institution, count] of [
    ['north', 64],
    ['south', 36],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const scanner = institution === 'north' ? `scanner-${1 + (i % 2)}` : undefined;
      const patient = institution === 'north' && i % 6 < 2 ? `P-${Math.floor(i / 6)}` : undefined;
      const pcr = (patient ? Math.floor(i / 6) % 2 : Number(random.uniform() < 0.45)) === 1;
      const shift = scanner === 'scanner-2' ? 3 : institution === 'south' ? -2 : 0;
      const features = Object.fromEntries(
        SEQUENCES.map((sequence) => [sequence, valuesOf(random, pcr, shift)]),
      ) as NumbersOfStudy['features'];
      const morphology = ['regular', 'irregular', 'non-mass'][random.below(3)];
      const clinical = {
        ki67: Math.round(Math.min(95, Math.max(2, 30 + (pcr ? 12 : 0) + 14 * random.normal()))),
        morphology,
      };
      const studyId = `S-${String(i).padStart(3, '0')}`;
      const manifest = { clinical, outcome: { pcr }, ...(scanner && { site: scanner }), ...(patient && { patient }) };
      studies.push({ institution, studyId, features, manifest });
      if (i % 7 === 0) studies.push(repeatOf(random, { institution, studyId, features }, i % 14 === 0));
    }
  }
  return studies;
}

function valuesOf(random: Random, pcr: boolean, shift: number): Record<string, number> {
  const shared = random.normal();
  return Object.fromEntries(
    Array.from({ length: FEATURES }, (_, j) => {
      const signal = pcr && j < 3 ? 0.9 - 0.2 * j : 0;
      return [`original_firstorder_F${j}`, 10 + j + signal + 0.4 * shared + random.normal() + (j % 2) * shift];
    }),
  );
}

/** Of every third feature the second reading has little to do with the first; half of the repeats lack a sequence. */
function repeatOf(random: Random, first: NumbersOfStudy, lacks: boolean): NumbersOfStudy {
  const again = SEQUENCES.filter((name) => !(lacks && name === 'dwi')).map((name) => {
    const values = Object.entries(first.features[name] ?? {}).map(([feature, value], j) => [
      feature,
      value + (j % 3 === 2 ? 2 : 0.1) * random.normal(),
    ]);
    return [name, Object.fromEntries(values)];
  });
  const { institution, studyId } = first;
  return { institution, studyId: `R${studyId}`, features: Object.fromEntries(again), manifest: { repeatOf: studyId } };
}

async function storeStudies(): Promise<void> {
  const studies = drawStudies();
  for (let at = 0; at < studies.length; at += 20)
    await Promise.all(studies.slice(at, at + 20).map(storeStudyOfNumbers));
}

/** A version of a new line of this recipe, trained through the API. */
async function trained(name: string, recipe: Record<string, unknown>): Promise<ModelVersionRow> {
  const body = { name, split: SPLIT, seed: 7, ...recipe };
  const answer = await callApi('north', 'POST', '/v1/models', { body });
  if (answer.status !== 202) throw new Error(answer.body);
  const { owner } = answer.json(api.trainingAccepted);
  await workflows.settled();
  const [version] = await listVersions({ owner, name });
  if (!version) throw new Error(JSON.stringify(await listRuns({ owner, name })));
  return version;
}

/** The institutions' exported tables as one, with the sides of the version's rows. */
async function exportTables(version: ModelVersionRow): Promise<{ table: string; repeats: string }> {
  const { table } = await loadCohort(version.cohortKey);
  const sides = new Map(table.rows.map(({ institution, studyId, split }) => [`${institution}/${studyId}`, split]));
  const read = async (content: 'labelled' | 'repeats') => {
    const lines: string[] = [];
    for (const institution of version.institutions) {
      const { key } = await exportFeatureTable(institution, 'her2-pcr@1', content);
      const [head, ...rows] = new TextDecoder()
        .decode(await requireObject('artefacts', key))
        .trimEnd()
        .split('\n');
      const names = head.split(',');
      if (lines.length === 0)
        lines.push(['id', ...names.slice(3, 6 + 3 * FEATURES), 'place', 'person', 'side'].join(','));
      for (const row of rows.map((line) => line.split(','))) {
        const of = (name: string) => row[names.indexOf(name)];
        const id = `${institution}/${of('studyId')}`;
        const place =
          names.includes('site') && of('site') !== institution ? `${institution}/${of('site')}` : institution;
        const person = `${institution}/${names.includes('patient') ? of('patient') : of('studyId')}`;
        lines.push([id, ...row.slice(3, 6 + 3 * FEATURES), place, person, sides.get(id) ?? ''].join(','));
      }
    }
    const [header, ...rows] = lines;
    const file = join(folder, `${version.name}-${content}.csv`);
    writeFileSync(file, `${[header, ...rows.sort()].join('\n')}\n`);
    return file;
  };
  return { table: await read('labelled'), repeats: await read('repeats') };
}

/** What `radscore fit` makes of the same rows with the same options. */
async function fitted(version: ModelVersionRow, modelling: object | undefined, columns: readonly string[]) {
  const { table, repeats } = await exportTables(version);
  const protocol = join(folder, `${version.name}.json`);
  if (modelling) writeFileSync(protocol, JSON.stringify(modelling));
  const out = join(folder, `${version.name}-fit`);
  const roles = [
    '--outcome',
    'pCR',
    '--id',
    'id',
    '--split',
    'side',
    '--clinical',
    CLINICAL,
    '--features',
    't2fs_*,dwi_*,dce_*',
  ];
  const options = [
    ...(modelling ? ['--protocol', protocol] : []),
    ...columns,
    ...(modelling && 'robustness' in modelling ? ['--repeats', repeats] : []),
  ];
  const { exitCode, notes } = await radscore('fit', table, ...roles, ...options, '--seed', '7', '-j', '1', '-o', out);
  expect(exitCode, notes.join('\n')).toBe(0);
  const read = (file: string) => JSON.parse(readFileSync(join(out, file), 'utf8'));
  return { model: read('model.json') as FittedModel, report: read('report.json') as Record<string, unknown> };
}
const CLINICAL = 'ki67,morphology:categorical=regular|irregular|non-mass';
const ALL_COLUMNS = ['--site', 'place', '--group', 'person'];

/** Model and evaluation of the service's version are those of the command, number by number. */
async function expectEqual(version: ModelVersionRow, modelling: object | undefined, columns = ALL_COLUMNS) {
  const { model, report } = await fitted(version, modelling, columns);
  const stored = (await readJson('artefacts', version.modelKey)) as FittedModel;
  const evaluation = (await readJson('artefacts', version.evaluationKey)) as Record<string, unknown>;
  // What a model is about names the table: a file there, the stored cohort here.
  expect({ ...stored, about: null }).toEqual({ ...model, about: null });
  for (const [name, value] of Object.entries(evaluation)) expect(report[name], name).toEqual(value);
  return { model: stored, evaluation };
}

/** Each option once, several in one fit: a difference names its field. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, object | string | number | null>>>> = {
  'nested folds, one standard error, forced clinical variables': {
    validation: { folds: 4, repeats: 2 },
    lasso: { rule: '1se' },
    clinical: { force: true },
  },
  'mRMR, elastic net, threshold nearest to the corner': {
    prefilter: 'mrmr',
    anova: { most: 8 },
    lasso: { l1Ratio: 0.5 },
    threshold: 'top-left',
  },
  'robustness by ICC, adjusted p values': { robustness: { icc: 0.75 }, multiplicity: 'holm' },
  'ComBat between sites, threshold by sensitivity': { harmonisation: {}, threshold: { sensitivity: 0.9 } },
  'ComBat to a reference site, Firth everywhere': {
    harmonisation: { reference: 'north/scanner-1', meanOnly: true, unseenSite: 'abstain' },
    likelihood: 'firth',
  },
  'non-parametric ComBat, leave-one-site-out': { harmonisation: { parametric: false }, validation: { by: 'site' } },
  'leave-one-site-out, logistic loss': { validation: { by: 'site' }, lasso: { loss: 'logistic', alphas: 20 } },
  'every feature kept, medians, other levels, groups and thresholds': {
    nearDuplicates: null,
    mostFeatures: 4,
    missing: { features: 'median', clinical: 'median' },
    confidence: 0.9,
    calibration: { groups: 5 },
    decisionCurve: { from: 0.05, to: 0.6, step: 0.05, shown: { from: 0.1, to: 0.5 } },
    outsideCohort: null,
    nomogram: { points: 50 },
  },
};

describe('a version of the service', () => {
  it('of patients with one study each is what fit makes without the column of patients', async () => {
    const version = await trained('plain', { institutions: ['south'], modelling: { id: 'plain', ...FEW } });
    await expectEqual(version, { id: 'plain', ...FEW }, ['--site', 'place']);
  });

  it.each(Object.keys(OPTIONS))('is what fit makes with the same options: %s', async (option) => {
    const validation = { ...FEW.validation, ...(OPTIONS[option].validation as object | undefined) };
    const modelling = { id: option, ...FEW, ...OPTIONS[option], validation };
    const name = option.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const version = await trained(name, { institutions: ['north', 'south'], modelling });
    expect(version.modelling).toEqual(modelling);
    const { model, evaluation } = await expectEqual(version, modelling);
    expect(model.protocol).toMatchObject({ id: option, outcomeDefinition: 'ypT0/is ypN0', bootstrap: { seed: 7 } });
    expect(evaluation.warnings).toContainEqual(expect.objectContaining({ code: 'several-rows-per-patient' }));
  });

  it('keeps the studies of a patient on one side, and repeats out of its rows', async () => {
    const [version] = await listVersions({ owner: 'consortium-pair', name: 'robustness-by-icc-adjusted-p-values' });
    const { table, repeats } = await loadCohort(version.cohortKey);
    const sides = new Map<string, Set<string>>();
    for (const { patient, split } of table.rows) {
      if (patient !== undefined) sides.set(patient, new Set([...(sides.get(patient) ?? []), split]));
    }
    expect(sides.size).toBe(11);
    expect([...sides.values()].every(({ size }) => size === 1)).toBe(true);
    expect(table.rows.filter(({ studyId }) => studyId.startsWith('R'))).toEqual([]);
    expect(table.repeats).toHaveLength(16);
    expect(table.repeats?.[0]).toEqual({
      institution: 'north',
      studyId: 'RS-000',
      of: { institution: 'north', studyId: 'S-000' },
    });
    expect(repeats).toHaveLength(16 * table.columns.length);
    const model = (await readJson('artefacts', version.modelKey)) as FittedModel;
    // F2, F5, … are other numbers in the second segmentation.
    expect(model.features.filter(({ name }) => /F(2|5|8|11)$/.test(name))).toEqual([]);
  });

  it('scores a study with the values of its site', async () => {
    const line = { owner: 'consortium-pair', name: 'combat-between-sites-threshold-by-sensitivity' };
    const [version] = await listVersions(line);
    const model = (await readJson('artefacts', version.modelKey)) as FittedModel;
    expect(model.harmonisation?.fit.batches).toEqual(['north/scanner-1', 'north/scanner-2', 'south']);
    const study = { institution: 'north', studyId: 'S-001' };
    const row = await findStudy(study);
    expect(row).toMatchObject({ site: 'scanner-2', patient: 'P-0' });
    const features = drawStudies().find(({ studyId }) => studyId === 'S-001')?.features ?? {};
    const values = Object.fromEntries(
      Object.entries(features).flatMap(([sequence, of]) =>
        Object.entries(of).map(([name, value]) => [`${sequence}_${name}`, value]),
      ),
    );
    const wanted = (site: string) => predict(model, values, row?.clinical, { site }).probability;
    expect(await answerForStudy(version, study)).toMatchObject({ probability: wanted('north/scanner-2') });
    expect(wanted('north/scanner-2')).not.toBe(wanted('north/scanner-1'));
    const path = `/v1/models/${line.owner}~${line.name}/versions/1/predictions`;
    const ask = async (institution: string, site?: string) =>
      (await callApi(institution, 'POST', path, { body: { features: values, clinical: row?.clinical, site } })).json(
        api.predictionAnswer,
      );
    expect(await ask('north', 'scanner-1')).toMatchObject({ probability: wanted('north/scanner-1') });
    // Without a site, that of the institution; a site is always one of the caller's own.
    expect(await ask('south')).toMatchObject({ probability: wanted('south') });
    const unseen = await ask('south', 'scanner-1');
    expect(unseen).toMatchObject({ probability: wanted('nowhere') });
    const warning = 'warnings' in unseen ? unseen.warnings.find(({ code }) => code === 'site-unseen') : undefined;
    expect(warning?.message).toMatch(/^got values of site south\/scanner-1/);
    expect(warning?.message).not.toMatch(/north/);
  });

  it('abstains for a site that it was not harmonised on if its recipe says so', async () => {
    const line = 'consortium-pair~combat-to-a-reference-site-firth-everywhere';
    const path = `/v1/models/${line}/versions/1/predictions`;
    const [{ features }] = drawStudies();
    const values = Object.entries(features).flatMap(([sequence, of]) =>
      Object.entries(of).map(([name, value]) => [`${sequence}_${name}`, value]),
    );
    const answer = await callApi('south', 'POST', path, {
      body: { features: Object.fromEntries(values), site: 'new' },
    });
    expect(answer.status).toBe(200);
    const { abstained } = answer.json(api.abstention);
    expect(abstained.code).toBe('site-unseen');
    expect(abstained.message).not.toMatch(/north/);
  });

  it('knows the other study of a training patient, and the second segmentation of a training row', async () => {
    const [version] = await listVersions({ owner: 'consortium-pair', name: 'robustness-by-icc-adjusted-p-values' });
    const { table } = await loadCohort(version.cohortKey);
    const first = table.rows.find(({ patient, split }) => patient !== undefined && split === 'train');
    const late = { institution: 'north', studyId: 'LATE' };
    const features = drawStudies().at(-2)?.features ?? {};
    await storeStudyOfNumbers({ ...late, features, manifest: { patient: first?.patient, site: 'scanner-1' } });
    expect(await answerForStudy(version, late)).toMatchObject({ inTraining: true });
    const isTrain = (of: { studyId: string }) =>
      table.rows.some(
        ({ studyId, split, institution }) => institution === 'north' && studyId === of.studyId && split === 'train',
      );
    // Of every second repeat all sequences were segmented again.
    const repeat = table.repeats?.find((one) => isTrain(one.of) && Number(one.of.studyId.slice(2)) % 14 === 7);
    expect(await answerForStudy(version, { institution: 'north', studyId: repeat?.studyId ?? '' })).toMatchObject({
      source: 'rad-score',
      inTraining: true,
    });
  });

  it('shows in its card what it was made of', async () => {
    const [version] = await listVersions({
      owner: 'consortium-pair',
      name: 'non-parametric-combat-leave-one-site-out',
    });
    const { data, protocol, performance } = await cardOfVersion(version, 'participant');
    expect(data).toMatchObject({ sites: 3, patients: 89 });
    const model = (await readJson('artefacts', version.modelKey)) as FittedModel;
    expect(protocol.modelling).toEqual(model.protocol);
    expect(protocol.modelling).toMatchObject({
      harmonisation: { parametric: false, unseenSite: 'reference' },
      validation: { by: 'site' },
    });
    expect(performance.validation?.method).toBe('leave-one-site-out cross-validation');
  });
});

describe('the side of a patient', () => {
  it('is that of a study which had one before its manifest named the patient', async () => {
    const line = { owner: 'north', name: 'renamed' };
    const half = { split: { by: 'stratified', testFraction: 0.5 }, seed: 3 } as const;
    const of = (patient: string, study?: string) => ({ institution: 'north', patient, ...(study && { study }) });
    const studies = Array.from({ length: 12 }, (_, i) => of(`S-${i}`));
    const first = await takeSides(line, studies, half, 'RUN-1');
    expect(new Set(first)).toEqual(new Set(['train', 'test']));
    // Each study turns out to be of a patient with another study.
    const named = first.flatMap((_, i) => [of(`P-${i}`, `T-${i}`), of(`P-${i}`, `S-${i}`)]);
    const wanted = first.flatMap((side) => [side, side]);
    expect(await takeSides(line, named, half, 'RUN-2')).toEqual(wanted);
    expect(await takeSides(line, named, half, 'RUN-3')).toEqual(wanted);
    // Two studies that were on different sides are of one patient: one of them can stay.
    const [train, test] = [first.indexOf('train'), first.indexOf('test')];
    const both = [of('P', `S-${train}`), of('P', `S-${test}`), of('P', 'NEW')];
    expect(await takeSides(line, both, half, 'RUN-4')).toEqual(['train', undefined, 'train']);
  });
});

describe('a recipe', () => {
  const refused = async (modelling: unknown, more: object = {}) => {
    const answer = await callApi('north', 'POST', '/v1/models', { body: { name: 'refused', modelling, ...more } });
    return [answer.status, (problemOf(answer).issues ?? []).map(({ path }) => path)];
  };

  it('is refused with the places that are wrong', async () => {
    expect(await refused({ prefilter: 'mrmr' })).toEqual([400, ['modelling.id']]);
    expect(await refused({ id: 'her2-pcr@1' })).toEqual([400, ['modelling.id']]);
    expect(await refused({ id: 'x', lasso: { rule: '2se', folds: 1 } })).toEqual([
      400,
      ['modelling.lasso.folds', 'modelling.lasso.rule'],
    ]);
    expect(await refused({ id: 'x', robustness: {} })).toEqual([400, ['modelling.robustness.icc']]);
    expect(await refused({ id: 'x', combat: {} })).toEqual([400, ['modelling']]);
    expect(await refused({ id: 'x', anova: null })).toEqual([400, ['modelling.anova']]);
    expect(await refused([])).toEqual([400, ['modelling']]);
    expect(await refused({ id: 'x', decisionCurve: { from: 0.5, to: 0.4 } })).toEqual([
      400,
      ['modelling.decisionCurve.to'],
    ]);
    const contradiction = { id: 'x', harmonisation: { unseenSite: 'abstain' }, validation: { by: 'site' } };
    expect(await refused(contradiction)).toEqual([400, ['modelling.validation.by']]);
  });

  it('has one seed and the outcome of its protocol', async () => {
    expect(await refused({ id: 'x', bootstrap: { seed: 3 } }, { seed: 4 })).toEqual([
      400,
      ['modelling.bootstrap.seed'],
    ]);
    expect(await refused({ id: 'x', outcomeDefinition: 'ypT0' })).toEqual([400, ['modelling.outcomeDefinition']]);
    expect(await listVersions({ owner: 'consortium-pair', name: 'refused' })).toEqual([]);
  });

  it('is published: every field of the modelling with its value and meaning', async () => {
    const { modelling } = (await callApi('north', 'GET', '/v1/protocols/her2-pcr@1')).json(api.protocolAnswer);
    expect(Object.fromEntries(modelling.map(({ field, value }) => [field, value]))).toMatchInlineSnapshot(`
      {
        "anova.least": 2,
        "anova.most": 20,
        "anova.p": 0.05,
        "bootstrap.count": 50,
        "bootstrap.seed": 1,
        "calibration.groups": 10,
        "clinical.force": false,
        "clinical.p": 0.05,
        "confidence": 0.95,
        "decisionCurve.from": 0.01,
        "decisionCurve.shown.from": 0.1,
        "decisionCurve.shown.to": 0.9,
        "decisionCurve.step": 0.01,
        "decisionCurve.to": 0.99,
        "harmonisation": null,
        "harmonisation.meanOnly": null,
        "harmonisation.parametric": null,
        "harmonisation.reference": null,
        "harmonisation.unseenSite": null,
        "lasso.alphas": 50,
        "lasso.folds": 5,
        "lasso.l1Ratio": 1,
        "lasso.loss": "squared",
        "lasso.ratio": 0.01,
        "lasso.rule": "min",
        "likelihood": "maximum",
        "missing.clinical": "error",
        "missing.features": "error",
        "mostFeatures": 7,
        "multiplicity": null,
        "nearDuplicates.spearman": 0.99,
        "nomogram.points": 100,
        "outcomeDefinition": "ypT0/is ypN0",
        "outsideCohort.clinicalMargin": 1,
        "outsideCohort.margin": 0.5,
        "outsideCohort.z": 6,
        "permutations.count": 20,
        "permutations.seed": 1,
        "prefilter": "anova",
        "robustness": null,
        "robustness.icc": null,
        "threshold": "youden",
        "validation.by": "fold",
        "validation.folds": 5,
        "validation.repeats": 5,
        "validation.seed": 1,
      }
    `);
    expect(modelling.filter(({ meaning }) => meaning.length < 10)).toEqual([]);
  });
});
