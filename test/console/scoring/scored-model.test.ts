/** What a page scores with: the functions of the API, submodels, and refusals of what cannot be measured or believed. */
import { type Answer, answerForValues, type SequenceFeatures, type SequenceName } from '@radscore/pipeline/browser';
import { beforeAll, expect, it } from 'vitest';
import {
  answerHere,
  askedVariables,
  differences,
  type ScoringModel,
  scoringModelOf,
  valuesToSend,
  whyNotMeasurable,
} from '../../../console/scoring/scored-model.ts';
import { dicomStudy } from '../engine/dicom-study.ts';
import { measureInNode, versionAround } from './measured-study.ts';

let measured: Record<SequenceName, SequenceFeatures>;
let model: ScoringModel;
beforeAll(() => {
  const { files, manifest } = dicomStudy('M-1');
  measured = measureInNode(files, manifest);
  const { answer, described } = versionAround(measured);
  model = scoringModelOf(answer, described);
}, 60_000);

const clinical = { ki67: 40, morphology: 'irregular' };

it('answers with the whole model, and says that it is synthetic', async () => {
  const answer = await answerHere(model, measured, clinical);
  expect(answer).toMatchObject({
    model: { owner: 'demo-score', name: 'synthetic-line', version: 3, dataOrigin: 'synthetic' },
    source: 'nomogram',
  });
  expect((answer as { warnings: { code: string }[] }).warnings.map(({ code }) => code)).toContain('synthetic-model');
});

it('gives the answer that the API gives for what it sends, and sends nothing else than what the models use', async () => {
  const body = valuesToSend(model, measured, clinical);
  const used = new Set(Object.values(model.models).flatMap(({ features }) => features.map(({ name }) => name)));
  expect(new Set(Object.keys(body.features))).toEqual(used);
  const there = await answerForValues(
    { model: async (key) => model.models[key] },
    model.version,
    JSON.parse(JSON.stringify(body)),
  );
  expect(differences(await answerHere(model, measured, clinical), JSON.parse(JSON.stringify(there)))).toEqual([]);
});

it('names the fields in which two answers differ', async () => {
  const answer = (await answerHere(model, measured, clinical)) as Extract<Answer, { probability: number }>;
  expect(differences(answer, { ...answer, probability: answer.probability + Number.EPSILON })).toEqual(['probability']);
  const other = { model: answer.model, abstained: { code: 'outside-cohort', message: '' }, notice: answer.notice };
  expect(differences(answer, other)).toContain('abstained');
});

it('answers by the submodel if a sequence is missing, and not from part of a sequence', async () => {
  const { dce: _none, ...two } = measured;
  expect(await answerHere(model, two, clinical)).toMatchObject({
    submodel: { sequences: ['t2fs', 'dwi'], missing: ['dce'] },
  });
  const gap = { code: 'features-missing', message: 'got no LoG.' };
  expect(await answerHere(model, { ...measured, dce: { ...measured.dce, gap } }, clinical)).toMatchObject({
    submodel: { missing: ['dce'] },
  });
  const { t2fs: _gone, ...others } = measured;
  expect(await answerHere(model, others, clinical)).toMatchObject({ abstained: { code: 'submodel-missing' } });
});

it('answers nothing if one image is chosen as two sequences, or if the version is retired', async () => {
  const twice = { ...measured, dwi: { ...measured.dwi, imageHash: measured.t2fs.imageHash } };
  expect(await answerHere(model, twice, clinical)).toMatchObject({ abstained: { code: 'image-repeated' } });
  const silent = { code: 'version-retired', message: 'retired.' };
  expect(await answerHere({ ...model, silent }, measured, clinical)).toMatchObject({ abstained: silent });
});

it('measures for no model of other settings or of a protocol that the page does not have', () => {
  expect(whyNotMeasurable(model)).toBeUndefined();
  const other = (change: object) => whyNotMeasurable({ ...model, version: { ...model.version, ...change } })?.code;
  expect(other({ protocol: 'her2-pcr@2' })).toBe('settings-mismatch');
  expect(other({ settingsHash: 'f'.repeat(64) })).toBe('settings-mismatch');
  expect(other({ protocol: 'elsewhere@7' })).toBe('unknown-protocol');
});

it('asks for the clinical values of the model in the words of the protocol', () => {
  expect(askedVariables(model)).toEqual([
    { name: 'ki67', label: 'Ki-67', unit: '%', range: [0, 100] },
    {
      name: 'morphology',
      label: expect.any(String),
      unit: '',
      levels: ['regular', 'irregular', 'non-mass'].map((value) => ({ value, word: expect.any(String) })),
    },
  ]);
});
