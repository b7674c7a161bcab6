/** External validation: a frozen model judged on labelled rows that it knows nothing of. */
import { InvalidTable } from '../errors.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import { observedToExpected } from '../performance/observed-expected.ts';
import { type LabelledRow, type ScoredRow, scoreRows } from '../prediction/score-rows.ts';
import type { ExternalValidation, LeftOutRow, ModelValidation, Subgroups } from './external-validation.ts';
import { eventsOfRows, finalKindOf, performanceOfRows } from './performance-of-rows.ts';
import { type SubgroupVariable, subgroupsOf } from './subgroups.ts';

export interface ValidateOptions {
  /** Variables with a value for each of the rows, in their order. */
  readonly subgroups?: readonly SubgroupVariable[];
  /** Of every interval; default that of the model's protocol. */
  readonly confidence?: number;
  /** Rows that the model was fitted on are left out unless this is true: they would praise it. */
  readonly keepTrainingRows?: boolean;
  /** Rows that could not be read, so that they are counted with the others. */
  readonly unread?: readonly LeftOutRow[];
}

/**
 * Judges a frozen model on labelled rows: area, calibration, decision curve, classes at the frozen threshold, and subgroups. The
 * rows teach nothing. A row that the model has no answer for, whose outcome is not known, or that the model was fitted
 * on judges nothing and is reported with its reason.
 *
 * @throws InvalidTable if a subgroup variable has not one value for each row, or cannot be divided as asked
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, readCohort, validateModel } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const { model } = fitModel(cohort, { ...few, validation: { folds: 0, repeats: 0, seed: 1 } });
 * const { validation } = validateModel(
 *   model,
 *   [0.2, 1.4, 0.6, 1.1, 1.3, 0.1].map((f1, i) => ({ id: `E${i}`, features: { f1 }, outcome: i % 2 ? 1 : 0 })),
 * );
 * validation.performance?.models.radScore?.auc.auc.toFixed(3); // → '0.556'
 * ```
 */
export function validateModel(
  model: FittedModel,
  rows: readonly LabelledRow[],
  {
    subgroups = [],
    confidence = model.protocol.confidence,
    keepTrainingRows = false,
    unread = [],
  }: ValidateOptions = {},
): ModelValidation {
  const scored = scoreRows(model, rows, confidence);
  const known = keepTrainingRows ? [] : scored.rows.filter(({ inTraining }) => inTraining);
  const judged = keepTrainingRows ? scored.rows : scored.rows.filter(({ inTraining }) => !inTraining);
  const leftOut: LeftOutRow[] = [
    ...unread,
    ...scored.unscored,
    ...known.map(({ id }) => ({ id, code: 'in-training' as const, message: IN_TRAINING })),
  ];
  const events = eventsOfRows(judged);
  const bothOutcomes = events > 0 && events < judged.length;
  const nomogram = judged.filter(({ answeredBy }) => answeredBy === 'nomogram').length;
  const codes = [...new Set(leftOut.map(({ code }) => code))];
  const divided = subgroups.map((variable) => {
    const { name, values } = variable;
    if (values.length !== rows.length) {
      throw new InvalidTable(`${values.length} values of the subgroup ${name}`, `${rows.length}, one for each row`);
    }
    return subgroupsOf(variable, judged, ({ at }) => values[at], confidence);
  });
  return {
    leftOut,
    validation: {
      format: 'radscore-validation/1',
      model: {
        about: model.about ?? null,
        protocol: model.protocol.id,
        final: finalKindOf(model),
        features: model.features.map(({ name }) => name),
        training: { n: model.training.n, events: model.training.events },
      },
      rows: {
        given: rows.length + unread.length,
        judged: judged.length,
        events,
        leftOut: codes.map((code) => ({ code, count: leftOut.filter((row) => row.code === code).length })),
        answeredBy: { nomogram, radScore: judged.length - nomogram },
      },
      confidence,
      performance: bothOutcomes ? performanceOfRows(model, judged, confidence) : null,
      observedToExpected:
        judged.length > 0
          ? observedToExpected(
              judged.map(({ probability }) => probability),
              judged.map(({ outcome }) => outcome),
              confidence,
            )
          : null,
      omitted: bothOutcomes ? null : whyNothing(judged.length, events),
      subgroups: divided,
      warnings: warningsOf(model, judged, divided, known.length),
    },
  };
}

const IN_TRAINING =
  'got a row that the model was fitted on: it would praise the model; wanted rows that are new to it.';

function whyNothing(judged: number, events: number): string {
  if (judged === 0) return 'No row can judge the model: each is left out, with its reason.';
  const outcome = events === 0 ? 'without the event' : 'with the event';
  return `All ${judged} rows that can judge the model are ${outcome}: nothing can be discriminated.`;
}

/** Validations with fewer events or non-events say little (Collins, Ogundimu & Altman 2016; Van Calster et al. 2016). */
const ENOUGH_PER_OUTCOME = 100;

function warningsOf(
  model: FittedModel,
  judged: readonly ScoredRow[],
  subgroups: readonly Subgroups[],
  known: number,
): ExternalValidation['warnings'] {
  const warnings: { code: string; message: string }[] = [];
  const events = eventsOfRows(judged);
  const rarer = Math.min(events, judged.length - events);
  if (known > 0) {
    const message = `${known} row${known === 1 ? ' has' : 's have'} the values of rows that the model was fitted on, and ${known === 1 ? 'is' : 'are'} left out.`;
    warnings.push({ code: 'in-training', message });
  }
  if (judged.length > 0 && rarer < ENOUGH_PER_OUTCOME) {
    const message = `${rarer} rows of the rarer outcome: with fewer than ${ENOUGH_PER_OUTCOME} of each, intervals are wide and a calibration curve is uncertain.`;
    warnings.push({ code: 'few-events', message });
  }
  const byRadScore = judged.filter(({ answeredBy }) => answeredBy === 'radScore').length;
  if (model.nomogram && byRadScore > 0) {
    const message = `${byRadScore} of ${judged.length} rows lack a clinical value: the Rad-score answers for them in place of the nomogram.`;
    warnings.push({ code: 'clinical-missing', message });
  }
  const tested = subgroups.filter(({ difference }) => difference !== null).length;
  if (tested > 1) {
    const message = `${tested} subgroup variables were tested, each as if it were the only one: by chance about one in twenty has p < 0.05.`;
    warnings.push({ code: 'several-subgroups', message });
  }
  return warnings;
}
