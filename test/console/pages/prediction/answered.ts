/** A fitted model of synthetic rows and the service's own answers by it: what the views of a prediction are tested with. */

import { CATALOGUE } from '@radscore/radiomics';
import { DEFAULT_PROTOCOL, type FittedModel, fitModel, type Prediction, Random } from '@radscore/statistics';
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

/** Clinical variables beyond those of the synthetic cohort, with long words: nothing depends on them. */
const MORE_VARIABLES = ['hormoneReceptor', 'menopausalStatus', 'nodalStatus', 'histologicalType'];
const LEVELS = ['negative in all samples', 'positive in some samples', 'not determined'];

/**
 * Fitted in a second, the same every time.
 *
 * @param isLarge seven features with the longest names and six clinical variables with long words
 */
export function answeredPatient(isLarge = false): AnsweredPatient {
  const cohort = syntheticCohort({ seed: 11, train: 118, test: 40, features: 60, effect: 1 });
  const longest = [...NAMES].sort((a, b) => b.length - a.length);
  const more = MORE_VARIABLES.map((name, k) => {
    const random = new Random(50 + k);
    const values = cohort.outcome.map(() => LEVELS[random.below(3)]);
    return { name, kind: 'categorical' as const, levels: LEVELS, values };
  });
  const named = {
    ...cohort,
    features: { ...cohort.features, columns: (isLarge ? longest : NAMES).slice(0, 60) },
    clinical: isLarge ? [...cohort.clinical, ...more] : cohort.clinical,
  };
  const { model, evaluation } = fitModel(named, {
    ...DEFAULT_PROTOCOL,
    clinical: { p: 0.05, force: true },
    ...(isLarge && { lasso: { ...DEFAULT_PROTOCOL.lasso, ratio: 0.001 } }),
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
    variables: {
      ki67: { label: 'Ki-67', unit: '%' },
      morphology: { label: 'Morphology' },
      hormoneReceptor: { label: 'Hormone receptor status by immunohistochemistry' },
    },
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
