/** The drawable nomogram of a model that this program fitted. */
import { outcomeWords, unitOf, type VariableWords, variableLabel } from '../model/about.ts';
import type { ClinicalVariable, FittedModel } from '../model/fitted-model.ts';
import type { LogisticFit } from '../regression/logistic.ts';
import type { DrawableNomogram, NomogramTerm } from './drawable-nomogram.ts';

/** Feature ranges of models that were frozen without them reach this many standard deviations. */
const ASSUMED_SDS = 3;

/** What the model does not say about itself. */
export interface ModelSource {
  readonly title: string;
  /** "her2-pcr version 2 of clinic-a", "the folder fit". */
  readonly source: string;
}

/**
 * The nomogram of a fitted model: its Rad-score and clinical variables, or the features of a Rad-score alone. A reading
 * of it has the points, probability and interval that `predict` gives.
 */
export function nomogramOfModel(model: FittedModel, { title, source }: ModelSource): DrawableNomogram {
  const { clinical, nomogram, protocol, training, about } = model;
  const fit = nomogram?.fit ?? model.radScore;
  const kind = nomogram ? 'nomogram' : 'radScore';
  const terms =
    nomogram && clinical
      ? [radScoreTerm(model, fit), ...clinical.variables.flatMap((variable) => clinicalTerm(model, variable, fit))]
      : featureTerms(model);
  // Levels that no training row had are no choice: their coefficient is a 0 that nothing stands behind.
  const kept = fit.terms.flatMap((term, j) => (j > 0 && isUnlearnedLevel(model, term) ? [] : [j]));
  const harmonised = model.harmonisation
    ? [
        'Feature values are harmonised between sites before they enter: give them as the model has them, not as measured.',
      ]
    : [];
  const assumed = !nomogram && model.features.some(({ range }) => !range);
  return {
    format: 'radscore-nomogram/1',
    title,
    outcome: outcomeWords(about),
    intercept: fit.coefficients[0],
    terms,
    covariance: kept.map((i) => kept.map((j) => fit.covariance[i][j])),
    confidence: protocol.confidence,
    cutOff: model.thresholds[kind] ?? null,
    source,
    cohort: `${training.n} training patients, ${training.events} with ${outcomeWords(about).event}`,
    rounding: null,
    notes: [
      ...(nomogram ? [] : harmonised),
      ...(assumed
        ? [
            `The model does not hold the ranges of its features: axes reach ${ASSUMED_SDS} standard deviations from the training mean.`,
          ]
        : []),
      ...(fit.postSelection
        ? [
            'The features were chosen by the same outcomes: the interval does not account for the choice, and is too narrow.',
          ]
        : []),
    ],
    isSynthetic: about?.synthetic === true,
  };
}

function radScoreTerm({ radScoreRange }: FittedModel, fit: LogisticFit): NomogramTerm {
  return {
    kind: 'continuous',
    name: 'Rad-score',
    coefficient: fit.coefficients[fit.terms.indexOf('Rad-score')] ?? 0,
    range: radScoreRange,
    hint: 'As `radscore predict` gives it for the features of this model.',
  };
}

function clinicalTerm(model: FittedModel, variable: ClinicalVariable, fit: LogisticFit): NomogramTerm[] {
  const { about } = model;
  const { name, kind, levels, values } = variable;
  const coefficient = (term: string) => fit.coefficients[fit.terms.indexOf(term)] ?? 0;
  const label = variableLabel(about, name);
  const unit = unitOf(about, name);
  const words = wordsOf(model, name);
  const base = { name, ...(label !== name && { label }), ...(unit !== undefined && { unit }) };
  if (kind === 'continuous') {
    const range = variable.range ?? rangeOfAxis(model, name);
    const isSingle = range[0] === range[1];
    return [
      {
        ...base,
        kind,
        coefficient: coefficient(name),
        range: isSingle ? [range[0], range[0] + 1] : range,
        ...(values && values.length > 1 && { values }),
        ...(values && words && { words }),
      },
    ];
  }
  const shown = levels.filter((level) => !isUnlearnedLevel(model, `${name}=${level}`));
  const levelsOf = shown.map((value) => ({ value, ...(words?.[value] && { label: words[value] }) }));
  if (kind === 'ordered') return [{ ...base, kind, levels: levelsOf, coefficients: [coefficient(name)] }];
  // With one level left there is nothing to choose, and no coefficient.
  if (levelsOf.length < 2) return [];
  const coefficients = shown.slice(1).map((level) => coefficient(`${name}=${level}`));
  return [{ ...base, kind: levelsOf.length === 2 ? 'binary' : 'categorical', levels: levelsOf, coefficients }];
}

function featureTerms({ features, radScore }: FittedModel): NomogramTerm[] {
  return features.map(({ name, mean, sd, range }, k) => ({
    kind: 'continuous',
    name,
    coefficient: radScore.coefficients[k + 1],
    range: range ?? [mean - ASSUMED_SDS * sd, mean + ASSUMED_SDS * sd],
    standardised: { mean, sd },
  }));
}

/** Models that institutions without rows get have no range, but an axis that covers it in round numbers. */
function rangeOfAxis({ nomogram }: FittedModel, name: string): [number, number] {
  const ticks = nomogram?.scale.axes.find(({ variable }) => variable === name)?.ticks.map(({ value }) => value) ?? [
    0, 1,
  ];
  return [Math.min(...ticks), Math.max(...ticks)];
}

function isUnlearnedLevel({ clinical, nomogram }: FittedModel, term: string): boolean {
  const isLevel =
    clinical?.variables.some(({ kind, terms }) => kind === 'categorical' && terms.includes(term)) ?? false;
  return (
    isLevel && ((clinical?.fit.aliased.includes(term) ?? false) || (nomogram?.fit.aliased.includes(term) ?? false))
  );
}

function wordsOf({ about }: FittedModel, name: string): VariableWords['levels'] {
  return about?.variables && Object.hasOwn(about.variables, name) ? about.variables[name].levels : undefined;
}
