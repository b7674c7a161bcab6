/** What if, computed by the page: the bits of the API, controls as the model declares them, keys of a slider. */
import { Random } from '@radscore/statistics';
import { beforeAll, describe, expect, it } from 'vitest';
import { reaches, whatIf } from '../../../../console/components/prediction/what-if-answer.ts';
import {
  controlsOf,
  isChanged,
  type SliderControl,
  slid,
  valueText,
} from '../../../../console/components/prediction/what-if-controls.ts';
import {
  answeringModel,
  interceptOf,
  measuredOf,
  missingVariables,
  patientOf,
  placeOf,
  pointsOf,
} from '../../../../console/pages/prediction/answering-model.ts';
import type { ModelAnswer, Prediction, Reference, Study } from '../../../../console/pages/prediction/asking.ts';
import { enteredValues } from '../../../../console/pages/prediction/entered-values.ts';
import { type AnsweredPatient, answeredPatient, answerOfService } from './answered.ts';

const MORPHOLOGIES = ['regular', 'irregular', 'non-mass'];
let patient: AnsweredPatient;
let given: ModelAnswer;

beforeAll(() => {
  patient = answeredPatient();
  // As the API gives it: through JSON.
  given = JSON.parse(JSON.stringify({ model: patient.model, submodels: [] })) as ModelAnswer;
});

function study(clinical: Study['clinical']): Study {
  return { studyId: 'BB-0042', status: 'complete', clinical } as Study;
}

function predicted(clinical: Readonly<Record<string, number | string>>): Prediction {
  const answer = answerOfService(patient, clinical);
  if ('abstained' in answer) throw new Error(answer.abstained.message);
  return answer;
}

describe('what if', () => {
  it('gives the bits of the API for 200 random clinical values', () => {
    const measured = { ki67: 35, morphology: 'irregular' };
    const answer = predicted(measured);
    const model = answeringModel(given, answer);
    if (!model) throw new Error('no model');
    const of = patientOf(answer, model, study(measured), 'demo-prediction', undefined);
    if (!of) throw new Error('no patient');
    expect(reaches(of, measuredOf(model, study(measured)), answer)).toBe(true);
    const random = new Random(17);
    let abstained = 0;
    for (let k = 0; k < 200; k++) {
      const clinical = {
        ...(random.uniform() < 0.95 && {
          ki67: random.uniform() < 0.5 ? Math.round(250 * random.uniform()) : 100 * random.uniform(),
        }),
        ...(random.uniform() < 0.95 && { morphology: [...MORPHOLOGIES, 'unheard of'][random.below(4)] }),
      };
      const asked = answerOfService(patient, clinical);
      const own = whatIf(of, clinical);
      if ('abstained' in asked) {
        abstained++;
        expect('abstained' in own && own.abstained.code).toBe(asked.abstained.code);
        continue;
      }
      if ('abstained' in own) throw new Error(own.abstained.message);
      expect([own.probability, ...own.interval, own.radScore, own.side]).toEqual([
        asked.probability,
        ...asked.interval,
        asked.radScore,
        asked.class,
      ]);
      expect(own.points?.total).toBe(asked.points?.total);
    }
    expect(abstained).toBeGreaterThan(5);
    expect(abstained).toBeLessThan(100);
  });

  it('is not offered if the page does not reach the answer of the service', () => {
    const measured = { ki67: 35, morphology: 'irregular' };
    const answer = predicted(measured);
    const of = { model: patient.model, features: patient.features };
    expect(reaches(of, measured, answer)).toBe(true);
    expect(reaches(of, { ...measured, ki67: 36 }, answer)).toBe(false);
    expect(reaches(of, {}, answer)).toBe(false);
    const other = answer.contributions[0].feature;
    expect(
      reaches({ ...of, features: { ...patient.features, [other]: patient.features[other] + 1e-9 } }, measured, answer),
    ).toBe(false);
  });

  it('takes features as extracted, and the site, for a model that harmonises', () => {
    const harmonising = { ...patient.model, harmonisation: {} } as unknown as AnsweredPatient['model'];
    const answer = predicted({});
    expect(patientOf(answer, harmonising, study({}), 'demo-prediction', undefined)).toBeUndefined();
    const of = patientOf(answer, harmonising, { ...study({}), site: 'north' }, 'demo-prediction', { a: 1 });
    expect(of).toMatchObject({ features: { a: 1 }, site: 'demo-prediction/north' });
    expect(patientOf(answer, harmonising, study({}), 'demo-prediction', { a: 1 })?.site).toBe('demo-prediction');
  });
});

describe('the controls of what-if', () => {
  it('are those of the model: a slider over its axis with the unit, levels with their words', () => {
    const [ki67, morphology] = controlsOf(patient.model, { ki67: 35, morphology: 'irregular' });
    expect(ki67).toMatchObject({ kind: 'slider', name: 'ki67', label: 'Ki-67', unit: '%', step: 1, digits: 0 });
    const axis = patient.model.nomogram?.scale.axes.find(({ variable }) => variable === 'ki67')?.ticks ?? [];
    expect((ki67 as SliderControl).least).toBe(axis[0].value);
    expect((ki67 as SliderControl).most).toBe(axis[axis.length - 1].value);
    expect(morphology).toMatchObject({ kind: 'choice', label: 'Morphology' });
    expect(valueText(ki67, 35, (value) => String(value))).toBe('35\u00a0%');
    expect(valueText(morphology, 'irregular', String)).toBe('irregular');
  });

  it('reach a measured value outside the training rows, and keep its decimals', () => {
    const [slider] = controlsOf(patient.model, { ki67: 130.25 }) as SliderControl[];
    expect(slider.most).toBeGreaterThanOrEqual(130.25);
    expect(slider.digits).toBe(2);
  });

  it('cover the axis if the range of the training rows is not shown', () => {
    const { clinical } = patient.model;
    const variables = (clinical?.variables ?? []).map((one) => ({ ...one, range: null }));
    const [slider] = controlsOf({ ...patient.model, clinical: clinical && { ...clinical, variables } }, {});
    expect(slider).toMatchObject({ kind: 'slider', step: 1 });
  });

  it.each([
    [[5, 70], 1],
    [[18, 95], 1],
    [[0, 1000], 10],
    [[0.1, 2.3], 0.02],
  ] as const)('go by whole numbers over wide ranges: %j by %d', (range, step) => {
    const { clinical, nomogram } = patient.model;
    const variables = (clinical?.variables ?? []).map((one) => ({ ...one, range: [...range] as [number, number] }));
    const scale = nomogram && { ...nomogram, scale: { ...nomogram.scale, axes: [] } };
    const of = { ...patient.model, clinical: clinical && { ...clinical, variables }, nomogram: scale };
    expect((controlsOf(of, {})[0] as SliderControl).step).toBe(step);
  });

  it('are a choice for a number with few values', () => {
    const { clinical } = patient.model;
    const variables = (clinical?.variables ?? []).map((one) =>
      one.name === 'ki67' ? { ...one, values: [0, 1], range: [0, 1] as [number, number] } : one,
    );
    const of = { ...patient.model, clinical: clinical && { ...clinical, variables } };
    expect(controlsOf(of, { ki67: 1 })[0]).toMatchObject({ kind: 'choice', levels: [{ value: 0 }, { value: 1 }] });
    expect(controlsOf(of, { ki67: 0.5 })[0].kind).toBe('slider');
  });

  it('are none for a model without a nomogram', () => {
    expect(controlsOf({ ...patient.model, nomogram: null }, {})).toEqual([]);
  });

  it('go by one, ten, and to the ends, and stop there', () => {
    const slider: SliderControl = { kind: 'slider', name: 'a', label: 'A', least: 0, most: 80, step: 1, digits: 0 };
    expect(slid(slider, 35, 'ArrowRight')).toBe(36);
    expect(slid(slider, 35, 'ArrowDown')).toBe(34);
    expect(slid(slider, 35, 'PageUp')).toBe(45);
    expect(slid(slider, 75, 'PageUp')).toBe(80);
    expect(slid(slider, 3, 'PageDown')).toBe(0);
    expect(slid(slider, 35, 'Home')).toBe(0);
    expect(slid(slider, 35, 'End')).toBe(80);
    expect(slid(slider, 35, 'Tab')).toBeUndefined();
    expect(slid({ ...slider, step: 0.1 }, 0.2, 'ArrowUp')).toBe(0.3);
  });

  it('know whether anything differs from what was measured', () => {
    expect(isChanged({ a: 1 }, { a: 1 })).toBe(false);
    expect(isChanged({ a: '1' }, { a: 1 })).toBe(false);
    expect(isChanged({ a: 2 }, { a: 1 })).toBe(true);
    expect(isChanged({ a: 2 }, {})).toBe(true);
    expect(isChanged({ a: undefined }, {})).toBe(false);
  });
});

describe('what an answer is shown from', () => {
  it('asks for the clinical values that keep the nomogram from answering', () => {
    const names = (clinical: Study['clinical']): string[] =>
      missingVariables(answerOfService(patient, clinical ?? {}) as Prediction, patient.model, study(clinical)).map(
        ({ name }) => name,
      );
    expect(names({})).toEqual(['ki67', 'morphology']);
    expect(names({ ki67: 35 })).toEqual(['morphology']);
    expect(names({ ki67: 35, morphology: 'lobular' })).toEqual(['morphology']);
    expect(names({ ki67: 35, morphology: 'regular' })).toEqual([]);
  });

  it('reads numbers with a comma, and refuses what is none', () => {
    const fields = [
      { name: 'ki67', levels: [] },
      { name: 'morphology', levels: [{ value: 'regular', word: 'regular' }] },
    ];
    expect(enteredValues(fields, { ki67: ' 12,5 ', morphology: 'regular' }).values).toEqual({
      ki67: 12.5,
      morphology: 'regular',
    });
    expect(enteredValues(fields, { ki67: 'many' }).problem).toBe('notANumber');
    expect(enteredValues(fields, { ki67: ' ' }).problem).toBe('nothing');
    expect(enteredValues(fields, { ki67: '0' }).values).toEqual({ ki67: 0 });
  });

  it('states the intercept of the model, or what is left of the sum without it', () => {
    const answer = predicted({ ki67: 35, morphology: 'irregular' });
    expect(interceptOf(answer, patient.model)).toBe(patient.model.radScore.coefficients[0]);
    expect(interceptOf(answer, undefined)).toBeCloseTo(patient.model.radScore.coefficients[0], 12);
  });

  it('shows points with the words of their variables', () => {
    const [, ki67, morphology] = pointsOf(predicted({ ki67: 35, morphology: 'irregular' }));
    expect(ki67).toMatchObject({ label: 'Ki-67', value: '35\u00a0%' });
    expect(morphology).toMatchObject({ label: 'Morphology', value: 'irregular' });
  });

  it('compares an answer with the training rows of the model that gave it, and with none if a submodel did', () => {
    const score = {
      probability: { quantiles: [], rows: [{ value: 0.3, pcr: true }] },
      radScore: { quantiles: [], groups: [{ from: null, to: 0, n: 5 }] },
    };
    const reference = { n: 118, score, features: {}, selected: {} } as unknown as Reference;
    const nomogram = predicted({ ki67: 35, morphology: 'irregular' });
    expect(placeOf(nomogram, reference)).toEqual({ n: 118, rows: [{ value: 0.3, pcr: true }] });
    expect(placeOf(predicted({}), reference)).toEqual({ n: 118, groups: [{ from: null, to: 0.5, n: 5 }] });
    expect(placeOf({ ...nomogram, submodel: {} } as Prediction, reference)).toBeUndefined();
    expect(placeOf(nomogram, undefined)).toBeUndefined();
  });
});
