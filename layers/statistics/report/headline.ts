/** The first figures of a report, in words. */
import { type About, outcomeWords } from '../model/about.ts';
import type { Evaluation, FailedRefits, ModelKind } from '../model/fitted-model.ts';
import { finalKind, fixed, IN_TEXT, levelText, pText, rangeText, withRange } from './plots/models.ts';

/** One figure of the headline, in words. */
export interface HeadlineFigure {
  readonly kind: 'validation' | 'test' | 'apparent';
  /** What was measured on which rows. */
  readonly what: string;
  /** The area, or null if `beside` says why there is none. */
  readonly auc: number | null;
  /** "95 % CI 0.61–0.82", or that there is none. */
  readonly interval: string;
  /** How the interval was made. */
  readonly how: string;
  /** What stands next to it: the same with permuted outcomes, or why it must not be believed. */
  readonly beside: string[];
}

export interface Headline {
  /** The model that decides. */
  readonly model: ModelKind;
  /** In the order in which they are shown: validation, test rows, apparent. */
  readonly figures: HeadlineFigure[];
  /** What the figures mean, in sentences. */
  readonly verdicts: string[];
}

/**
 * What a reader learns first: the validation around the whole protocol, then the test rows, each next to what the same
 * procedure gives with permuted outcomes; the apparent figure last, for it proves nothing.
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, headlineOf, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { evaluation } = fitModel(cohort, protocol);
 * headlineOf(evaluation).figures.map(({ kind }) => kind); // → [ 'validation', 'test', 'apparent' ]
 * ```
 */
export function headlineOf(evaluation: Evaluation, about?: About): Headline {
  const { event } = outcomeWords(about);
  const model = finalKind(evaluation.train);
  return {
    model,
    figures: [
      validationFigure(evaluation, event),
      testFigure(evaluation, model, event),
      apparentFigure(evaluation, model, event),
    ],
    verdicts: [...chanceVerdicts(evaluation, model), ...clinicalVerdicts(evaluation)],
  };
}

function validationFigure({ validation, validationOmitted }: Evaluation, event: string): HeadlineFigure {
  if (!validation) {
    const why = validationOmitted?.message ?? 'It was not made.';
    return {
      kind: 'validation',
      what: 'Cross-validation around the whole protocol',
      auc: null,
      interval: '',
      how: '',
      beside: [why],
    };
  }
  const { method, auc, interval, intervalMethod, confidence, n, events, repeats, folds, permuted, failed } = validation;
  const beside = [];
  if (permuted) {
    beside.push(
      `With permuted outcomes ${fixed(permuted.auc)}: ${permutedText(permuted.p, permuted.smallestP, permuted.count)}.`,
    );
  }
  beside.push(...failedText(failed, 'refits', validation.refits));
  return {
    kind: 'validation',
    what: `${capital(method)} of the ${n} training rows (${events} with ${event}); ${validation.sites ? `${folds} sites` : `${repeats} × ${folds} folds`}`,
    auc,
    interval: interval ? `${levelText(confidence)} CI ${rangeText(interval)}` : 'no interval',
    how: intervalMethod,
    beside,
  };
}

function testFigure({ counts, table, test, permutation }: Evaluation, model: ModelKind, event: string): HeadlineFigure {
  const { n, events } = counts.test;
  const what = `Test rows (${n}, ${events} with ${event})`;
  const area = test?.models[model]?.auc;
  if (!area) {
    const none = table.abstained.count > 0 ? 'The model has no answer for any test row.' : 'There are no test rows.';
    const why = n === 0 ? none : 'All test rows have the same outcome.';
    return { kind: 'test', what, auc: null, interval: '', how: '', beside: [why] };
  }
  const beside = area.note ? [area.note] : [];
  if (permutation) {
    const { meanTestAuc, p, smallestP, count, failed } = permutation;
    beside.push(
      `Trained on permuted outcomes ${fixed(meanTestAuc)}: ${permutedText(p, smallestP, count)}.`,
      ...failedText(failed, 'permutations', count + failed.count),
    );
  }
  const interval = area.shown ? `${levelText(area.confidence)} CI ${rangeText(area.shown)}` : 'no interval';
  return { kind: 'test', what, auc: area.auc, interval, how: area.shownMethod, beside };
}

function apparentFigure({ counts, train }: Evaluation, model: ModelKind, event: string): HeadlineFigure {
  const { n, events } = counts.train;
  const area = train.models[model]?.auc;
  return {
    kind: 'apparent',
    what: `Apparent: the ${n} training rows (${events} with ${event}) that the model was fitted on`,
    auc: area?.auc ?? null,
    interval: area?.shown ? `${levelText(area.confidence)} CI ${rangeText(area.shown)}` : '',
    how: area?.shownMethod ?? '',
    beside: ['Too good: it proves nothing.'],
  };
}

/** A p-value by permutation, and how small it could have been. */
export function permutedText(p: number | null, smallest: number, count: number): string {
  if (p === null) return 'no p-value';
  const permutations = `${count} permutation${count === 1 ? '' : 's'}`;
  return p <= smallest + 1e-12
    ? `p = ${pText(p)}, the least that ${permutations} can give`
    : `p = ${pText(p)} of ${permutations}`;
}

/** Refits that came to nothing, with their most frequent reason. */
export function failedText(failed: FailedRefits | undefined, what: string, of: number): string[] {
  if (!failed || failed.count === 0) return [];
  const [first] = failed.reasons;
  return [`${failed.count} of ${of} ${what} failed and are left out${first ? `: ${first.reason}` : ''}.`];
}

function chanceVerdicts({ validation, test, permutation }: Evaluation, model: ModelKind): string[] {
  const verdicts: string[] = [];
  const judge = (where: string, auc: number | null, interval: readonly [number, number] | null | undefined) => {
    if (auc === null || !interval) return;
    if (interval[1] < 0.5) verdicts.push(`${where} the ${IN_TEXT[model]} is worse than chance.`);
    else if (interval[0] <= 0.5) {
      verdicts.push(
        `${where} the ${IN_TEXT[model]} is not shown to be better than chance: the interval ${rangeText(interval)} contains 0.5.`,
      );
    }
  };
  judge('In cross-validation', validation?.auc ?? null, validation?.interval);
  const area = test?.models[model]?.auc;
  judge('In the test rows', area?.auc ?? null, area?.shown);
  // The least p that so few permutations can give says nothing against the model.
  const isHigh = (p: number | null | undefined, smallest: number) =>
    p !== null && p !== undefined && p > 0.05 && p > smallest + 1e-12;
  const permuted = validation?.permuted;
  if (permuted && isHigh(permuted.p, permuted.smallestP)) {
    verdicts.push(
      `In cross-validation permuted outcomes often do as well as the real ones (p = ${pText(permuted.p)}).`,
    );
  }
  if (permutation && isHigh(permutation.p, permutation.smallestP)) {
    verdicts.push(`In the test rows models of permuted outcomes often do as well (p = ${pText(permutation.p)}).`);
  }
  return verdicts;
}

/** Whether the nomogram is worth more than its clinical variables alone. */
function clinicalVerdicts({ validation, test, confidence }: Evaluation): string[] {
  const verdicts: string[] = [];
  const pair = test?.comparisons.find(({ a, b }) => a === 'clinical' && b === 'nomogram');
  if (test && pair) {
    const [clinical, nomogram] = [test.models.clinical?.auc.auc, test.models.nomogram?.auc.auc];
    const figures = `(test AUC ${fixed(nomogram)} against ${fixed(clinical)}, p ${pText(pair.p)})`;
    const gain = (nomogram ?? 0) - (clinical ?? 0);
    if (gain > 0 && pair.p < 1 - confidence) {
      verdicts.push(`The nomogram beats the clinical model ${figures}.`);
    } else {
      const why = gain > 0 ? `: ${test.n} rows cannot prove the difference` : '';
      verdicts.push(`The nomogram does not beat the clinical model ${figures}${why}.`);
    }
  }
  const [clinical, nomogram] = [validation?.models.clinical, validation?.models.nomogram];
  if (clinical && nomogram && nomogram.auc <= clinical.auc) {
    verdicts.push(
      `In cross-validation the nomogram does not beat the clinical model: AUC ${withRange(nomogram.auc, nomogram.interval)} against ${withRange(clinical.auc, clinical.interval)}.`,
    );
  }
  return verdicts;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
