/** The report's tables of what came out: coefficients, discrimination, calibration, validation. */
import type { Proportion } from '../hypothesis-tests/proportions.ts';
import { termTitle, variableLabel } from '../model/about.ts';
import type { Evaluation, FittedModel, ModelEvaluation, ModelKind, SetEvaluation } from '../model/fitted-model.ts';
import { type LogisticFit, oddsRatios } from '../regression/logistic.ts';
import { failedText } from './headline.ts';
import type { ReportPage } from './page.ts';
import {
  type EvaluatedSets,
  fixed,
  levelText,
  MODEL_NAMES,
  pText,
  rangeText,
  setsOf,
  withRange,
} from './plots/models.ts';
import { areaText } from './plots/roc.ts';
import { escapeText } from './plots/svg.ts';

const SELECTED_BEFORE =
  'Its terms were chosen by the same outcomes: p and intervals are those of a model planned beforehand, hence too small and too narrow.';
const CIRCULAR = 'The Rad-score was fitted on the same rows: its p here is circular, and its odds ratio too large.';

/** Coefficients of every model. */
export function modelTables(out: ReportPage, model: FittedModel, evaluation: Evaluation): string {
  const { about } = model;
  const { confidence } = model.protocol;
  const clinical = model.clinical?.variables ?? [];
  const fit = (caption: string, one: LogisticFit, marked = SELECTED_BEFORE, variables: VariableTerms[] = clinical) => {
    const ratios = oddsRatios(one, confidence);
    const isProfile = ratios.some(({ method }) => method === 'penalised-likelihood-ratio');
    const firth = isProfile ? '; Firth’s, with p and intervals by penalised likelihood ratio' : '; Firth’s';
    return out.table({
      caption: `${caption} (n = ${one.n}, ${one.events} events${one.method === 'firth' ? firth : ''}).`,
      head: [
        'term',
        'coefficient',
        'SE',
        `odds ratio (${levelText(confidence)} CI)`,
        one.postSelection ? 'p after selection' : 'p',
      ],
      rows: ratios.map(({ term, oddsRatio, interval, p }, j) => [
        termTitle(about, variables, term),
        fixed(one.coefficients[j], 4),
        fixed(one.standardErrors[j], 4),
        withRange(oddsRatio, interval, 2),
        one.aliased.includes(term) ? 'repeats other terms' : pText(p),
      ]),
      notes: one.postSelection ? [marked] : [],
    });
  };
  return [
    fit('Rad-score, per standard deviation of each feature', model.radScore),
    ...evaluation.univariate.map(({ variable, fit: one, p, test, entered, adjustedP }) =>
      fit(
        `${variableLabel(about, variable)} alone: p ${pText(p)} (${test === 'Wald' ? test : 'penalised likelihood ratio'})${adjustedP === undefined ? '' : `, ${pText(adjustedP)} adjusted for ${evaluation.univariate.length} variables (${model.protocol.multiplicity === 'holm' ? 'Holm' : 'Benjamini–Hochberg'})`}, ${entered ? 'entered' : 'left out'}`,
        one,
        SELECTED_BEFORE,
        [{ name: variable, terms: one.terms.slice(1) }],
      ),
    ),
    model.clinical ? fit('Clinical model', model.clinical.fit) : '<p>No clinical variable entered.</p>',
    model.nomogram ? fit('Nomogram', model.nomogram.fit, CIRCULAR) : '',
  ].join('');
}

type VariableTerms = { readonly name: string; readonly terms: readonly string[] };

type Row = readonly [name: string, of: (model: ModelEvaluation, kind: ModelKind) => string];

/** A table with a column for each model. */
function byModel(
  out: ReportPage,
  caption: string,
  set: SetEvaluation,
  rows: readonly Row[],
  notes: string[] = [],
): string {
  const kinds = set.kinds.filter((kind) => set.models[kind]);
  return out.table({
    caption,
    head: ['', ...kinds.map((kind) => MODEL_NAMES[kind])],
    rows: rows.map(([name, of]) => [
      name,
      ...kinds.map((kind) => {
        const model = set.models[kind];
        return model ? of(model, kind) : '–';
      }),
    ]),
    notes,
  });
}

function share({ value, wilson, count, of }: Proportion): string {
  return wilson ? `${withRange(value, wilson)} ${count}/${of}` : '–';
}

/** Areas, and what happens at the frozen threshold. */
export function discriminationTables(
  out: ReportPage,
  model: FittedModel,
  evaluation: EvaluatedSets & Pick<Evaluation, 'confidence'>,
): string {
  const level = `${levelText(evaluation.confidence)} CI`;
  return setsOf(evaluation)
    .map(({ name, set }) => {
      const notes = set.kinds.flatMap((kind) => {
        const note = set.models[kind]?.auc.note;
        return note ? [`${MODEL_NAMES[kind]}: ${note}`] : [];
      });
      const rows: Row[] = [
        [`AUC (${level})`, ({ auc }) => areaText(auc)],
        [`AUC, DeLong’s normal interval`, ({ auc }) => rangeText(auc.interval)],
        ['Frozen threshold, on the probability', (_, kind) => fixed(model.thresholds[kind]?.probability)],
        ['Frozen threshold, on the score', (_, kind) => fixed(model.thresholds[kind]?.score)],
        ['True / false positives', ({ confusion: c }) => `${c.truePositives} / ${c.falsePositives}`],
        ['True / false negatives', ({ confusion: c }) => `${c.trueNegatives} / ${c.falseNegatives}`],
        [`Sensitivity (${level})`, ({ confusion }) => share(confusion.sensitivity)],
        [`Specificity (${level})`, ({ confusion }) => share(confusion.specificity)],
        [`PPV (${level})`, ({ confusion }) => share(confusion.ppv)],
        [`NPV (${level})`, ({ confusion }) => share(confusion.npv)],
        [`Accuracy (${level})`, ({ confusion }) => share(confusion.accuracy)],
      ];
      const methods = [...new Set(set.kinds.flatMap((kind) => set.models[kind]?.auc.shownMethod ?? []))];
      const table = byModel(
        out,
        `${name}: discrimination, and classes at the threshold frozen in training.`,
        set,
        rows,
        [`Intervals of areas: ${methods.join(', ')}; of shares: Wilson.`, ...notes],
      );
      return table + comparisons(out, name, set, evaluation.confidence);
    })
    .join('');
}

function comparisons(out: ReportPage, name: string, set: SetEvaluation, confidence: number): string {
  if (set.comparisons.length === 0) return '';
  return out.table({
    caption: `${name}: differences of areas, DeLong’s paired tests.`,
    head: ['', `difference (${levelText(confidence)} CI)`, 'p'],
    rows: set.comparisons.map(({ a, b, difference, interval, p }) => [
      `${MODEL_NAMES[a]} less ${MODEL_NAMES[b]}`,
      `${fixed(difference)} (${rangeText(interval)})`,
      pText(p),
    ]),
    notes: name.startsWith('Training') ? ['Models fitted on the same rows: these tests have no valid null here.'] : [],
  });
}

export function calibrationTables(out: ReportPage, evaluation: EvaluatedSets & Pick<Evaluation, 'confidence'>): string {
  const level = `${levelText(evaluation.confidence)} CI`;
  const rows: Row[] = [
    [
      `Slope (${level})`,
      ({ calibration: c }) => (c.slope === null ? 'none (separated)' : withRange(c.slope, c.slopeInterval, 2)),
    ],
    ['Intercept', ({ calibration: c }) => fixed(c.intercept, 2)],
    [`In the large (${level})`, ({ calibration: c }) => withRange(c.inTheLarge, c.inTheLargeInterval, 2)],
    ['Observed / expected', ({ calibration: c }) => fixed(c.observedToExpected, 2)],
    ['Mean distance from the diagonal', ({ calibration: c }) => fixed(c.eAvg)],
    ['90 % quantile of it, largest', ({ calibration: c }) => `${fixed(c.e90)}, ${fixed(c.eMax)}`],
    ['Brier score', ({ brier }) => fixed(brier)],
    ['Hosmer–Lemeshow', ({ calibration: { hosmerLemeshow: h } }) => hosmerLemeshowText(h)],
  ];
  return setsOf(evaluation)
    .map(({ name, set }) => {
      const omitted = [
        ...new Set(set.kinds.flatMap((kind) => set.models[kind]?.calibration.hosmerLemeshow.omitted ?? [])),
      ];
      return byModel(out, `${name}: calibration.`, set, rows, omitted);
    })
    .join('');
}

function hosmerLemeshowText({ chiSquared, df, p, omitted }: ModelEvaluation['calibration']['hosmerLemeshow']): string {
  if (p === null || omitted !== null) return 'not tested';
  return `χ² = ${fixed(chiSquared, 2)}, df ${df}, p ${pText(p)}`;
}

/** Validation around the whole protocol, with its null; Harrell's bootstrap under its own name. */
export function validationTables(out: ReportPage, evaluation: Evaluation): string {
  const { validation, validationOmitted, optimism } = evaluation;
  const parts: string[] = [];
  if (validation) {
    const { models, confidence, aucs, folds, repeats, nothingSelected, refits, failed, neverHeldOut, calibration } =
      validation;
    const rows = Object.entries(models).map(([kind, { auc, interval }]) => [
      MODEL_NAMES[kind as ModelKind],
      withRange(auc, interval),
    ]);
    const { permuted } = validation;
    if (permuted) {
      const range =
        permuted.aucs.length > 0 ? ` (${rangeText([Math.min(...permuted.aucs), Math.max(...permuted.aucs)])})` : '';
      rows.push([
        `${MODEL_NAMES[validation.model]}, ${permuted.count} permuted outcomes: mean (least–largest)`,
        `${fixed(permuted.auc)}${range}`,
      ]);
    }
    for (const { site, n, events, auc, interval, apart } of validation.sites ?? []) {
      const against = apart ? `; p ${pText(apart.p)} against the other sites` : '';
      rows.push([
        `${site} (${events} of ${n} with the outcome)`,
        `${auc === null ? '–' : withRange(auc, interval)}${against}`,
      ]);
    }
    const asked = [
      ...(folds === validation.foldsAsked
        ? []
        : [`${validation.foldsAsked} folds were asked for; the rarer class has rows for ${folds}.`]),
      ...(repeats === validation.repeatsAsked ? [] : [`${validation.repeatsAsked} repeats were asked for.`]),
    ];
    parts.push(
      out.table({
        caption: validation.sites
          ? `Leave-one-site-out cross-validation of the training rows, ${folds} sites: everything is refitted without each site.`
          : `Nested cross-validation of the training rows, ${repeats} × ${folds} folds: everything is refitted without each fold.`,
        head: ['', `AUC of pooled out-of-fold predictions (${levelText(confidence)} CI)`],
        rows,
        notes: [
          `Areas of the repeats: ${aucs.map((auc) => fixed(auc)).join(', ')}.`,
          `In ${nothingSelected} of ${refits} refits nothing was selected.`,
          ...failedText(failed, 'refits', refits),
          ...asked,
          ...(neverHeldOut.count > 0
            ? [`${neverHeldOut.count} rows of ${neverHeldOut.sites.join(', ')} are in every training part.`]
            : []),
          `Out-of-fold calibration: slope ${fixed(calibration.slope, 2)}, in the large ${fixed(calibration.inTheLarge, 2)}, Brier ${fixed(calibration.brier)}.`,
        ],
      }),
    );
  } else if (validationOmitted) parts.push(`<p>${escapeText(`No cross-validation: ${validationOmitted.message}`)}</p>`);
  if (optimism) parts.push(harrell(out, optimism));
  return parts.join('');
}

function harrell(out: ReportPage, optimism: NonNullable<Evaluation['optimism']>): string {
  const rows = Object.entries(optimism.models).flatMap(([kind, figures]) =>
    Object.entries(figures).map(([figure, { apparent, optimism: gap, corrected, replicates }]) => [
      `${MODEL_NAMES[kind as ModelKind]}: ${FIGURES[figure] ?? figure}`,
      fixed(apparent),
      fixed(gap),
      fixed(corrected),
      String(replicates),
    ]),
  );
  const table = out.table({
    caption: `Harrell’s optimism bootstrap: ${optimism.count} refits of the whole protocol; in ${optimism.nothingSelected} nothing was selected.`,
    head: ['', 'apparent', 'optimism', 'corrected', 'replicates'],
    rows,
    notes: [
      'With selection among more columns than rows its corrected area is far too good (0.80 on noise): not a headline.',
      ...failedText(optimism.failed, 'refits', optimism.count + optimism.failed.count),
    ],
  });
  return `<details><summary>Harrell’s optimism bootstrap</summary>${table}</details>`;
}

const FIGURES: Readonly<Record<string, string>> = {
  auc: 'AUC',
  brier: 'Brier score',
  slope: 'calibration slope',
  intercept: 'calibration intercept',
};
