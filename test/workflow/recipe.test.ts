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
} from '@radscore/pipeline';
import { answerForStudy, cardOfVersion } from '@radscore/pipeline/modelling';
import { type FittedModel, predict, Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { radscore } from '../cli/terminal.ts';
import { callApi as callAs, problemOf } from './api-caller.ts';
import { startWorkflows, type Workflows } from './in-process.ts';
import { type NumbersOfStudy, storeStudyOfNumbers } from './stored-study.ts';

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
    ['north', 84],
    ['south', 40],
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

const OPTIONS: Readonly<Record<string, object>> = {
  'nested cross-validation': { validation: { folds: 4, repeats: 2 } },
  'one standard error': { lasso: { rule: '1se' } },
  'clinical variables forced': { clinical: { force: true } },
  mRMR: { prefilter: 'mrmr', anova: { most: 8 } },
  'robustness by ICC': { robustness: { icc: 0.75 } },
  'ComBat between sites': { harmonisation: {} },
  'ComBat to a reference site': {
    harmonisation: { reference: 'north/scanner-1', meanOnly: true, unseenSite: 'abstain' },
  },
  'non-parametric ComBat': { harmonisation: { parametric: false } },
  'leave-one-site-out': { validation: { by: 'site' } },
  'leave-one-site-out under ComBat': { harmonisation: {}, validation: { by: 'site' } },
  'elastic net': { lasso: { l1Ratio: 0.5 } },
  'logistic loss': { lasso: { loss: 'logistic', alphas: 20 } },
  'Firth everywhere': { likelihood: 'firth' },
  'threshold by sensitivity': { threshold: { sensitivity: 0.9 } },
  'threshold nearest to the corner': { threshold: 'top-left' },
  'adjusted p values': { multiplicity: 'holm' },
  'every feature kept': { nearDuplicates: null, mostFeatures: 4, missing: { features: 'median' } },
  'other levels, groups and thresholds': {
    confidence: 0.9,
    calibration: { groups: 5 },
    decisionCurve: { from: 0.05, to: 0.6, step: 0.05, shown: { from: 0.1, to: 0.5 } },
    outsideCohort: null,
    nomogram: { points: 50 },
  },
};

describe('a version of the service', () => {
  it('of one institution without sites and patients is what fit makes without those columns', async () => {
    const version = await trained('plain', { institutions: ['south'], modelling: { id: 'plain', ...FEW } });
    await expectEqual(version, { id: 'plain', ...FEW }, []);
  });

  it.each(Object.keys(OPTIONS))('is what fit makes with the same options: %s', async (option) => {
    const validation = { ...FEW.validation, ...(OPTIONS[option] as { validation?: object }).validation };
    const modelling = { id: option, ...FEW, ...OPTIONS[option], validation };
    const name = option.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const version = await trained(name, { institutions: ['north', 'south'], modelling });
    expect(version.modelling).toEqual(modelling);
    const { model } = await expectEqual(version, modelling);
    expect(model.protocol.id).toBe(option);
  });
});
