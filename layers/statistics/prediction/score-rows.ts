/** A frozen model on rows whose outcomes are known: what it answers, and which rows it has no answer for. */
import type { Cohort } from '../cohort/cohort.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import { type Auc, aucWithInterval } from '../performance/delong.ts';
import { predictOrAbstain } from './predict.ts';

/** A row to be scored by a model that may know nothing of it; `outcome` is null if it is not known. */
export interface LabelledRow {
  readonly id: string;
  /** By name; more than the model needs may be given. */
  readonly features: Readonly<Record<string, number>>;
  readonly clinical?: Readonly<Record<string, number | string>>;
  readonly site?: string;
  readonly outcome: 0 | 1 | null;
  /** Whose row it is, if patients have several: areas then count patients. For all rows or for none. */
  readonly patient?: string;
}

/** What a frozen model answers for one labelled row. */
export interface ScoredRow {
  readonly id: string;
  /** Place among the rows that were given, from 0. */
  readonly at: number;
  readonly outcome: 0 | 1;
  readonly linearPredictor: number;
  readonly probability: number;
  /** The linear predictor reaches the threshold that was frozen in training. */
  readonly positive: boolean;
  readonly answeredBy: 'nomogram' | 'radScore';
  /** Of the model's features in their order, as it read them: filled and harmonised. */
  readonly values: readonly number[];
  /** The values are those of a row that the model was fitted on. */
  readonly inTraining: boolean;
  readonly patient?: string;
}

/** A row without a score, and why. */
export interface UnscoredRow {
  readonly id: string;
  readonly code: 'outside-cohort' | 'site-unseen' | 'invalid-value' | 'outcome-unknown';
  readonly message: string;
}

/** A frozen model on labelled rows, in their order. Holds single patients: never published. */
export interface ScoredRows {
  readonly rows: readonly ScoredRow[];
  readonly unscored: readonly UnscoredRow[];
  /** Null unless the scored rows have both outcomes. */
  readonly auc: Auc | null;
}

/**
 * Scores labelled rows with a frozen model. The rows teach nothing; one that the model has no answer for is reported with
 * the reason, and ends no other row's.
 *
 * @param confidence of the area's interval; default that of the model's protocol
 */
export function scoreRows(model: FittedModel, rows: readonly LabelledRow[], confidence?: number): ScoredRows {
  const scored: ScoredRow[] = [];
  const unscored: UnscoredRow[] = [];
  for (const [at, { id, features, clinical, site, outcome, patient }] of rows.entries()) {
    if (outcome === null) {
      unscored.push({ id, code: 'outcome-unknown', message: 'got no outcome; wanted one, to judge the answer by.' });
      continue;
    }
    const answer = predictOrAbstain(model, features, clinical, { site });
    if ('abstained' in answer) {
      const { code, message } = answer.abstained;
      unscored.push({ id, code, message });
      continue;
    }
    const { linearPredictor, probability, positive, model: answeredBy, inTraining } = answer;
    const values = answer.contributions.map(({ value }) => value);
    const whose = patient === undefined ? {} : { patient };
    scored.push({ id, at, outcome, linearPredictor, probability, positive, answeredBy, values, inTraining, ...whose });
  }
  const events = scored.reduce((sum, { outcome }) => sum + outcome, 0);
  const judged = events > 0 && events < scored.length;
  return {
    rows: scored,
    unscored,
    auc: judged
      ? aucWithInterval(
          scored.map(({ linearPredictor }) => linearPredictor),
          scored.map(({ outcome }) => outcome),
          confidence ?? model.protocol.confidence,
          patientsOfRows(scored),
        )
      : null,
  };
}

/** Patients of scored rows, or undefined if rows are patients. */
export function patientsOfRows(rows: readonly Pick<ScoredRow, 'patient'>[]): string[] | undefined {
  const names = rows.flatMap(({ patient }) => (patient === undefined ? [] : [patient]));
  return names.length === rows.length && rows.length > 0 ? names : undefined;
}

/**
 * The rows of a cohort as {@link scoreRows} takes them, with the features of this model alone.
 *
 * @param split which side; default both
 */
export function labelledRows(cohort: Cohort, model: FittedModel, split?: 'train' | 'test'): LabelledRow[] {
  const { ids, columns, values } = cohort.features;
  const places = model.features.map(({ name }) => ({ name, at: columns.indexOf(name) })).filter(({ at }) => at >= 0);
  return ids.flatMap((id, i): LabelledRow[] => {
    if (split !== undefined && cohort.split[i] !== split) return [];
    const given = cohort.clinical.flatMap(({ name, values: of }) => {
      const value = of[i];
      return value === null ? [] : [[name, value] as const];
    });
    return [
      {
        id,
        features: Object.fromEntries(places.map(({ name, at }) => [name, values[i * columns.length + at]])),
        clinical: Object.fromEntries(given),
        ...(cohort.site && { site: cohort.site[i] }),
        outcome: cohort.outcome[i],
      },
    ];
  });
}
