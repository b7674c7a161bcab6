/** What the gates look at: a fitted version, the champion on the same locked rows, and what happened since. */
import type { Evaluation, FittedModel, ModelEvaluation, ModelKind, SetEvaluation } from '../model/fitted-model.ts';
import type { ScoredRows } from '../prediction/score-rows.ts';

export interface Candidate {
  readonly model: FittedModel;
  readonly evaluation: Evaluation;
  /** Institution of each row of `evaluation.test`, in the order of its ids; absent if they are not known. */
  readonly testInstitutions?: readonly string[];
}

/** The champion, frozen, on the test rows of the line: what `scoreRows` gives for them. */
export interface Champion {
  /** As messages call it, such as "version 3". */
  readonly name?: string;
  readonly scored: Pick<ScoredRows, 'rows'>;
}

export interface GateHistory {
  /** Rows with the event that came since the champion was fitted; null if it is not known. */
  readonly newEvents: number | null;
  /** The champion was fitted on an outcome or study that has been corrected or withdrawn: waiting is no choice. */
  readonly championMarked?: boolean;
}

export interface GateInput {
  readonly candidate: Candidate;
  /** Null or absent for the first version of a line. */
  readonly champion?: Champion | null;
  readonly history?: GateHistory;
}

/** The final model in the test rows, with its scores. */
export interface TestFacts {
  readonly kind: ModelKind;
  readonly set: SetEvaluation;
  readonly evaluated: ModelEvaluation;
  /** Linear predictors. */
  readonly scores: Float64Array;
  readonly outcomes: Uint8Array;
}

/** Null without test rows of both outcomes. */
export function testFacts({ evaluation, model }: Candidate): TestFacts | null {
  const { test } = evaluation;
  const kind: ModelKind = model.nomogram ? 'nomogram' : 'radScore';
  const evaluated = test?.models[kind];
  const scores = test?.scores[kind];
  if (!test || !evaluated || !scores) return null;
  return { kind, set: test, evaluated, scores: Float64Array.from(scores), outcomes: Uint8Array.from(test.outcomes) };
}

/** Why nothing can be judged in the test rows. */
export function whyNoTest({ evaluation }: Candidate): string {
  const { n, events } = evaluation.counts.test;
  if (n === 0) return 'There are no test rows.';
  return `The ${n} test rows have one outcome (${events} with the event).`;
}
