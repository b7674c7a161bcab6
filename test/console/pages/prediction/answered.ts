/** A fitted model of synthetic rows and the service's own answers by it: what the views of a prediction are tested with. */

import { CATALOGUE } from '@radscore/radiomics';
import { DEFAULT_PROTOCOL, type FittedModel, fitModel, type Prediction } from '@radscore/statistics';
import type { Schemas } from '../../../../console/api/client.ts';
import type { ModelVersionRow } from '../../../../layers/pipeline/models/models.ts';
import { answerOfModel } from '../../../../layers/pipeline/predictions/fitted-answer.ts';
import { syntheticCohort } from '../../../layers/statistics/synthetic.ts';

export const NOTICE = 'Research use only. Not a medical device.' as const;
const HASH = '3f5c9d0e1b2a47586972c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718';

/** Names as the service has them, in place of those of the synthetic cohort. */
const NAMES = ['dce_wavelet-LLH', 'dwi_original', 't2fs_log-sigma-3-0-mm'].flatMap((image) =>
  CATALOGUE.filter(
    ({ featureClass }) => featureClass === 'glcm' || featureClass === 'glrlm' || featureClass === 'gldm',
  ).map(({ featureClass, name }) => `${image}_${featureClass}_${name}`),
);

/** The model, the features of one patient of its test rows, and probabilities of its training rows. */
export interface AnsweredPatient {
  readonly model: FittedModel;
  readonly features: Readonly<Record<string, number>>;
  readonly rows: readonly { readonly value: number; readonly pcr: boolean }[];
  readonly radScores: readonly { readonly value: number; readonly pcr: boolean }[];
}

/** Fitted in under a second, the same every time. @param seed of rows with another patient */
export function answeredPatient(seed = 11): AnsweredPatient {
  const cohort = syntheticCohort({ seed, train: 118, test: 40, features: 60, effect: 1 });
  const named = { ...cohort, features: { ...cohort.features, columns: NAMES.slice(0, 60) } };
  const { model, evaluation } = fitModel(named, {
    ...DEFAULT_PROTOCOL,
    clinical: { p: 0.05, force: true },
    bootstrap: { count: 0, seed: 1 },
    permutations: { count: 0, seed: 1 },
    validation: { folds: 0, repeats: 0, seed: 1 },
  });
  const about: FittedModel['about'] = {
    version: '1.0.0',
    sha256: HASH,
    outcome: 'pCR',
    positive: '1',
    negative: '0',
    split: { by: 'stratified', testFraction: 0.3 },
    protocol: 'her2-pcr@1',
    synthetic: true,
    variables: { ki67: { label: 'Ki-67', unit: '%' }, morphology: { label: 'Morphology' } },
  };
  const { columns, values } = named.features;
  const row = 118;
  const of = (set: 'nomogram' | 'radScore'): { value: number; pcr: boolean }[] =>
    (evaluation.train.scores[set] ?? []).map((score, i) => ({
      value: set === 'radScore' ? score : 1 / (1 + Math.exp(-score)),
      pcr: evaluation.train.outcomes[i] === 1,
    }));
  return {
    model: { ...model, about },
    features: Object.fromEntries(columns.map((name, j) => [name, values[row * columns.length + j]])),
    rows: of('nomogram'),
    radScores: of('radScore'),
  };
}

/** The version that answers, as the service keeps it. */
export const VERSION = {
  owner: 'demo-prediction',
  name: 'her2-pcr',
  version: 5,
  protocol: 'her2-pcr@1',
  dataOrigin: 'synthetic',
  settingsHash: HASH,
  engineVersion: '1.4.0',
} as unknown as ModelVersionRow;

/** What the API answers for values: by its own function, through JSON as it comes to the page. */
export function answerOfService(
  { model, features }: Pick<AnsweredPatient, 'model' | 'features'>,
  clinical: Readonly<Record<string, number | string>>,
  site?: string,
): Schemas['Prediction'] | Schemas['Abstention'] {
  const answer = answerOfModel(VERSION, model, { features: { ...features }, clinical: { ...clinical } }, { site });
  return JSON.parse(JSON.stringify(answer)) as Schemas['Prediction'] | Schemas['Abstention'];
}

export type { Prediction };
