/** What a page answers with a model from the API is what the API answers for the same values, to the bit. */
import { type CohortTable, createLine, listAsShared, protocolById, storeCohort, writeJson } from '@radscore/pipeline';
import type { Answer, SequenceFeatures, SequenceName } from '@radscore/pipeline/browser';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { cohortOf } from '@radscore/pipeline/modelling';
import { DEFAULT_PROTOCOL, fitModel } from '@radscore/statistics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  answerHere,
  differences,
  type Measured,
  type ModelAnswer,
  scoringModelOf,
  valuesToSend,
  whyNotMeasurable,
} from '../../../console/scoring/scored-model.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { callApi } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';

const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;
const FEATURES = 60;
const drawn = syntheticCohort({ seed: 77, train: 70, test: 60, effect: 1, features: FEATURES });
const columns = drawn.features.columns.map((_, j) => `${SEQUENCES[j % 3]}_original_f${j}`);
const line = { owner: 'centre-1', name: 'score-line' };

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  const table: CohortTable = {
    protocol: 'her2-pcr@1',
    settingsHash: protocolSettingsHash(protocolById('her2-pcr@1')),
    engineVersion: ENGINE_VERSION,
    dataOrigin: 'synthetic',
    columns,
    rows: drawn.outcome.map((pcr, i) => ({
      institution: 'centre-1',
      studyId: `S-${i}`,
      manifestHash: `of ${i}`,
      pcr: pcr === 1,
      clinical: { ki67: Number(drawn.clinical[0].values[i]), morphology: String(drawn.clinical[1].values[i]) },
      split: drawn.split[i],
    })),
    left: [],
    noted: [],
  };
  const none = { count: 0, seed: 1 };
  const refits = {
    bootstrap: none,
    permutations: { count: 2, seed: 1 },
    validation: { folds: 5, repeats: 1, seed: 1 },
  };
  const values = Float64Array.from(drawn.features.values);
  const { model, evaluation } = fitModel(cohortOf({ table, values }), {
    ...DEFAULT_PROTOCOL,
    ...refits,
    clinical: { p: 0.05, force: true },
  });
  const recipe = { split: { by: 'stratified' as const, testFraction: 0.5 }, seed: 1 };
  const settings = { shared: true, promotion: 'automatic' as const, gates: {} };
  await createLine({ ...line, protocol: 'her2-pcr@1', recipe, settings }, 'centre-1', new Date());
  const [modelKey, evaluationKey] = ['models/score/model.json', 'models/score/evaluation.json'];
  await writeJson('artefacts', modelKey, model);
  await writeJson('artefacts', evaluationKey, evaluation);
  const run = {
    ...line,
    runId: 'RUN-1',
    trigger: 'request',
    protocol: 'her2-pcr@1',
    institutions: ['centre-1'],
    ...recipe,
  };
  const { settingsHash, engineVersion, dataOrigin } = table;
  const cohortKey = await storeCohort({ table, values });
  const fitted = { run, cohortKey, settingsHash, engineVersion, dataOrigin, modelKey, evaluationKey };
  await workflows.handlers.get('register-model')?.(fitted, {} as never);
  await listAsShared(line);
}, 60_000);
afterAll(() => workflows.stop());

/** A row of the table as if it had been measured in the page; `leave` leaves a sequence out. */
function measuredRow(row: number, leave?: SequenceName): Measured {
  const of = (sequence: SequenceName): SequenceFeatures => {
    const own = columns.flatMap((name, j) => (name.startsWith(`${sequence}_`) ? [j] : []));
    const names = own.map((j) => columns[j].slice(sequence.length + 1));
    const numbers = Float64Array.from(own, (j) => drawn.features.values[row * FEATURES + j] * (1 + 1e-9));
    const blocks = [{ imageType: 'original', names, values: numbers }];
    return { sequence, contentHash: '', imageHash: sequence, engineVersion: ENGINE_VERSION, blocks, notes: [] };
  };
  return Object.fromEntries(SEQUENCES.flatMap((one) => (one === leave ? [] : [[one, of(one)]])));
}

it.each([
  ['centre-1', 'participant', []],
  // Others get the model without fingerprints and ranges of rows, and its threshold to 0.01.
  ['centre-9', 'other', ['inTraining', 'threshold', 'warnings']],
])(
  'gives %s, as a %s, the answer of the API to the bit, but for %j',
  async (institution, audience, withheld) => {
    const path = '/v1/models/centre-1~score-line/versions/1';
    const json = async (method: string, of: string, body?: unknown) =>
      JSON.parse((await callApi(institution, method, path + of, { body })).body);
    const [given, described] = await Promise.all([json('GET', '/model'), json('GET', '')]);
    expect(given.audience).toBe(audience);
    const model = scoringModelOf(given as ModelAnswer, described);
    expect(whyNotMeasurable(model)).toBeUndefined();
    const probabilities = new Set<unknown>();
    for (const row of [0, 3, 90, 101, 117]) {
      const known = { ki67: 42, morphology: 'irregular' };
      const rows: readonly Readonly<Record<string, number | string>>[] = [{}, known, { ...known, unheardOf: 1 }];
      for (const clinical of rows) {
        const measured = measuredRow(row);
        const there: Answer = await json('POST', '/predictions', valuesToSend(model, measured, clinical));
        const here = await answerHere(model, measured, clinical);
        const other = differences(here, there).filter((field) => !withheld.includes(field));
        expect(other, `${row} ${JSON.stringify(clinical)}`).toEqual([]);
        probabilities.add('probability' in here ? here.probability : here.abstained.code);
      }
    }
    expect(probabilities.size).toBeGreaterThanOrEqual(8);
    // Without a sequence, and without a submodel: the same abstention.
    const part = measuredRow(0, 'dce');
    const there: Answer = await json('POST', '/predictions', valuesToSend(model, part, {}));
    expect(differences(await answerHere(model, part, {}), there)).toEqual([]);
    expect(there).toMatchObject({ abstained: { code: 'submodel-missing' } });
  },
  60_000,
);
