/** Clinical variables: levels, missing values, design columns and their fit alone. */
import { levelOf } from '../cohort/cells.ts';
import type { ClinicalColumn } from '../cohort/cohort.ts';
import { InvalidTable, InvalidValue } from '../errors.ts';
import type { ClinicalVariable } from '../model/fitted-model.ts';
import { type ModellingProtocol, UNKNOWN_LEVEL } from '../model/modelling-protocol.ts';
import { orDidYouMean } from '../nearest-name.ts';
import { factorise, solveFactored } from '../numbers/cholesky.ts';
import { chiSquaredUpper } from '../numbers/distributions.ts';
import { median } from '../numbers/moments.ts';
import type { Design } from '../regression/design.ts';
import { fitLogistic, type LogisticFit } from '../regression/logistic.ts';
import { likelihoodRatioOfTerms } from '../regression/profile.ts';

/**
 * A variable with more levels than this names rows rather than describing them, and fits with a coefficient for each
 * take minutes where they separate the outcomes.
 */
const MOST_LEVELS = 20;

/**
 * The variable behind a column: its levels (those of the training rows unless declared) and its terms.
 *
 * @throws InvalidTable for a categorical variable of more than 20 levels
 */
export function clinicalVariable(column: ClinicalColumn, trainRows: readonly number[]): ClinicalVariable {
  const { name, kind, missing } = column;
  const ruled = missing && { missing };
  const none = { range: null, values: null, imputed: null };
  if (kind === 'continuous') return { name, kind, levels: [], terms: [name], ...none, ...ruled };
  const seen = new Set<string>();
  let gaps = false;
  for (const i of trainRows) {
    const value = column.values[i];
    if (isAbsent(value)) gaps = true;
    else seen.add(levelOf(value));
  }
  const levels = column.levels ? [...column.levels] : [...seen].sort();
  // Without a gap in training there is nothing to learn of one: a prediction without the value is the Rad-score's.
  const isOwnLevel = missing === 'level' && gaps;
  if (isOwnLevel && !levels.includes(UNKNOWN_LEVEL)) levels.push(UNKNOWN_LEVEL);
  if (kind === 'categorical' && levels.length > MOST_LEVELS) {
    throw new InvalidTable(
      `${levels.length} levels of ${name} in ${trainRows.length} training rows`,
      `at most ${MOST_LEVELS} of a categorical variable`,
      `Group its levels, or declare it otherwise (${name}:ordered=A|B|C, ${name}:continuous).`,
    );
  }
  const terms = kind === 'ordered' ? [name] : levels.slice(1).map((level) => `${name}=${level}`);
  return { name, kind, levels, terms, ...none, ...ruled, ...(isOwnLevel && { imputed: UNKNOWN_LEVEL }) };
}

/** A value as a number: itself, or the position of its level; NaN for a missing value that may be imputed. */
export function ordinal(
  variable: ClinicalVariable,
  value: number | string | null | undefined,
  row: string,
  missing: 'error' | 'median',
): number {
  const refuse = (got: string, wanted: string, remedy: string): never => {
    throw new InvalidValue(row, variable.name, got, wanted, remedy);
  };
  if (isAbsent(value)) {
    if (variable.missing === 'level') return levelIndex(variable, UNKNOWN_LEVEL);
    if (missing === 'median' || variable.missing === 'median') return Number.NaN;
    return refuse('no value', 'a value', 'Complete it, drop the row, or let the protocol impute clinical values.');
  }
  if (variable.kind === 'continuous') {
    const number = Number(value);
    return Number.isFinite(number)
      ? number
      : refuse(`"${value}"`, 'a number', 'Correct it, or declare the variable categorical.');
  }
  const level = levelIndex(variable, value);
  if (level >= 0) return level;
  return refuse(
    `"${value}"`,
    `one of ${variable.levels.join(', ')}`,
    `Correct it, or declare the level and train with it.${orDidYouMean(String(value), variable.levels)}`,
  );
}

function isAbsent(value: number | string | null | undefined): value is null | undefined | '' {
  return value === null || value === undefined || value === '' || Number.isNaN(value);
}

/** Position of a value among the levels, numbers compared as numbers (2.0 is 2); -1 if it is none of them. */
export function levelIndex(variable: ClinicalVariable, value: number | string): number {
  const text = levelOf(value);
  return variable.levels.findIndex((level) => levelOf(level) === text);
}

/** Up to this many distinct values of a number are listed one by one. */
const FEW_VALUES = 5;

/** The variable with what its training values teach: range and, if asked for, the value for gaps. */
export function learnVariable(variable: ClinicalVariable, values: Float64Array, imputeAll: boolean): ClinicalVariable {
  const impute = variable.missing === undefined ? imputeAll : variable.missing === 'median';
  const present = values.filter((value) => !Number.isNaN(value));
  if (variable.kind === 'continuous') {
    const distinct = [...new Set(present)].sort((a, b) => a - b);
    return {
      ...variable,
      range: [minimum(present), maximum(present)],
      values: distinct.length <= FEW_VALUES ? distinct : null,
      imputed: impute ? median(present) : null,
    };
  }
  if (!impute) return variable;
  const counts = variable.levels.map((_, level) => present.filter((value) => value === level).length);
  return { ...variable, imputed: variable.levels[counts.indexOf(Math.max(...counts))] };
}

/** Regression columns of a variable, one per term, gaps filled with what was learned. */
export function termColumns(variable: ClinicalVariable, values: Float64Array): Float64Array[] {
  const { kind, imputed, levels } = variable;
  const fill = typeof imputed === 'string' ? levels.indexOf(imputed) : imputed;
  const filled = fill === null ? values : values.map((value) => (Number.isNaN(value) ? fill : value));
  if (kind !== 'categorical') return [filled];
  return levels.slice(1).map((_, k) => filled.map((value) => (value === k + 1 ? 1 : 0)));
}

export function clinicalDesign(
  variables: readonly ClinicalVariable[],
  values: readonly Float64Array[],
  n: number,
): Design {
  return {
    n,
    terms: variables.flatMap((variable) => variable.terms),
    columns: variables.flatMap((variable, v) => termColumns(variable, values[v])),
  };
}

export interface Univariate {
  readonly variable: string;
  readonly fit: LogisticFit;
  /** Joint test of the variable's terms: Wald's, and by penalised likelihood ratio if the fit is Firth's. */
  readonly p: number;
  readonly test: 'Wald' | 'penalised-likelihood-ratio';
}

/**
 * A clinical variable alone. Where it separates the outcomes, Wald's p is worst just for the strongest variables (0 of 43
 * responders against 5 of 25 others: Wald 0.055, penalised likelihood ratio 0.003), so the likelihood ratio decides.
 */
export function univariate(
  variable: ClinicalVariable,
  values: Float64Array,
  y: ArrayLike<number>,
  regression: typeof fitLogistic = fitLogistic,
): Univariate {
  const design = clinicalDesign([variable], [values], values.length);
  const fit = regression(design, y);
  if (fit.method === 'maximum-likelihood') return { variable: variable.name, fit, p: jointWald(fit), test: 'Wald' };
  const { p } = likelihoodRatioOfTerms(design, y, { firth: true });
  return { variable: variable.name, fit, p, test: 'penalised-likelihood-ratio' };
}

/** Whether a variable enters the clinical model. */
export function enters({ p }: Univariate, protocol: ModellingProtocol): boolean {
  return protocol.clinical.force || p < protocol.clinical.p;
}

/** Wald test that all coefficients but the intercept are 0; 1 if every term is aliased. */
export function jointWald(fit: LogisticFit): number {
  const used = fit.terms.map((_, j) => j).filter((j) => j > 0 && !fit.aliased.includes(fit.terms[j]));
  const m = used.length;
  if (m === 0) return 1;
  if (m === 1) return fit.p[used[0]];
  const matrix = new Float64Array(m * m);
  used.forEach((r, a) => {
    used.forEach((c, b) => {
      matrix[a * m + b] = fit.covariance[r][c];
    });
  });
  if (!factorise(matrix, m)) return 1;
  const b = Float64Array.from(used, (j) => fit.coefficients[j]);
  const solved = solveFactored(matrix, m, b.slice());
  return chiSquaredUpper(
    b.reduce((sum, value, a) => sum + value * solved[a], 0),
    m,
  );
}

function minimum(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function maximum(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
