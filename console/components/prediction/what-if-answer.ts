/** What a model answers for changed clinical values: computed in the page, by the code that the service predicts with. */
import { type Abstention, type FittedModel, type Prediction, predictOrAbstain } from '@radscore/statistics';
import type { ClinicalValues } from './what-if-controls.ts';

/** Features and site of the patient, and the model that answered for them. */
export interface WhatIfPatient {
  readonly model: FittedModel;
  readonly features: Readonly<Record<string, number>>;
  /** For a model that harmonises sites. */
  readonly site?: string;
}

/** The answer for clinical values; those that are not known are left out. */
export function whatIf({ model, features, site }: WhatIfPatient, clinical: ClinicalValues): Prediction | Abstention {
  const known = Object.fromEntries(
    Object.entries(clinical).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return predictOrAbstain(model, { ...features }, known, { site });
}

/** What of an answer of the service the page has to reach by itself before it shows any what-if. */
export interface AnswerToReach {
  readonly probability: number;
  readonly interval: readonly number[];
  readonly radScore: number;
}

/**
 * Whether the page gives the service's answer for the measured values, bit for bit. If it does not (features of another
 * manifest, a model that was replaced), a what-if would be of something else, and none is shown.
 */
export function reaches(patient: WhatIfPatient, measured: ClinicalValues, answer: AnswerToReach): boolean {
  const own = whatIf(patient, measured);
  return (
    !('abstained' in own) &&
    own.probability === answer.probability &&
    own.interval[0] === answer.interval[0] &&
    own.interval[1] === answer.interval[1] &&
    own.radScore === answer.radScore
  );
}
