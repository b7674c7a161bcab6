/** The features of a study with the reference of the version that answered. */
import { useMemo } from 'preact/hooks';
import type { ApiProblem } from '../../../api/problem.ts';
import { useAnswer } from '../../../service/asking.ts';
import { may } from '../../../service/session.ts';
import { askFeatures, askReference, type Features, type Reference, type Study } from '../data/study-data.ts';
import { type FeatureRow, featureRows } from './feature-rows.ts';

export interface KnownFeatures {
  readonly answer?: Features;
  readonly rows: readonly FeatureRow[];
  readonly reference?: Reference;
  /** Why there is no place in the cohort, if one was asked for. */
  readonly referenceProblem?: ApiProblem;
  readonly problem?: ApiProblem;
  readonly again: () => void;
}

/** Asked again when the study has another manifest; the table is there before the cohort is known. */
export function useFeatures({ studyId, manifestHash, prediction, status }: Study): KnownFeatures {
  const features = useAnswer(`${studyId} ${manifestHash} ${status}`, () => askFeatures(studyId));
  const version = prediction && `${prediction.owner ?? ''}~${prediction.model} ${prediction.version}`;
  const cohort = useAnswer(version ?? '', async () =>
    prediction && may('models:read') ? { reference: await askReference(prediction) } : {},
  );
  const { data, problem } = features.answer.value;
  const reference = cohort.answer.value.data?.reference;
  const rows = useMemo(() => (data ? featureRows(data, reference) : []), [data, reference]);
  return {
    answer: data,
    rows,
    reference,
    referenceProblem: cohort.answer.value.problem,
    problem: data ? undefined : problem,
    again: () => void features.again(),
  };
}
