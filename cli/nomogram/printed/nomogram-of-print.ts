/** The nomogram of coefficients as R or statsmodels printed them. */
import { basename } from 'node:path';
import type { DrawableNomogram } from '@radscore/statistics';
import { readText } from '../../files/text-file.ts';
import { namedVectors } from './aligned-text.ts';
import { requireWald } from './coefficient-rows.ts';
import { covarianceInText, covarianceOfFile } from './covariance.ts';
import { sidesOf } from './formula.ts';
import { declarationsOf, type NomogramOptions } from './nomogram-options.ts';
import { PrintRefused } from './print-refused.ts';
import { isIntercept, type PrintedCoefficient, type PrintedModel } from './printed-model.ts';
import { readPrint } from './read-print.ts';
import { termsOfPrint } from './terms-of-print.ts';

/** @throws PrintRefused, UsageProblem, InputRefused */
export function nomogramOfPrint(raw: string, file: string, options: NomogramOptions): DrawableNomogram {
  const text = raw
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll(/^[>+] .*$/gm, '');
  const name = basename(file);
  const read = withFormula(readPrint(text, name), options, name);
  requireLogistic(read, options, name);
  const model = { ...read, coefficients: withFullPrecision(read.coefficients, text, name) };
  const intercepts = model.coefficients.filter((one) => isIntercept(one.name));
  if (intercepts.length !== 1) {
    throw new PrintRefused(
      name,
      intercepts.length === 0 ? 'no intercept' : `${intercepts.length} intercepts`,
      'one intercept: without it points give no probability',
      'A Cox model has none; other models are fitted with one.',
    );
  }
  requireDistinct(model.coefficients, name);
  requireWald(model.coefficients, name);
  const terms = termsOfPrint(model, declarationsOf(options), name);
  const event = options.event ?? model.outcome;
  if (event === undefined) {
    throw new PrintRefused(name, 'coefficients without the name of the outcome', 'its name', 'Add --event "pCR".');
  }
  const ordered = [intercepts[0], ...terms.flatMap(({ coefficients }) => coefficients)];
  const rounding = ordered.map((one) => one.rounding);
  return {
    format: 'radscore-nomogram/1',
    title: `Nomogram for ${event}`,
    outcome: { event, noEvent: `no ${event}` },
    intercept: intercepts[0].value,
    terms: terms.map(({ term }) => term),
    covariance: covarianceOf(text, model.coefficients, ordered, options, name),
    confidence: 0.95,
    cutOff: null,
    source: `${name}, ${model.dialect}`,
    cohort: model.rows === undefined ? null : `${model.rows} rows`,
    rounding: rounding.some((one) => one > 0) ? rounding : null,
    notes: isAllPositive(model) ? [ALL_POSITIVE] : [],
    isSynthetic: false,
  };
}

const ALL_POSITIVE =
  'Every coefficient is above 0. Odds ratios would look like this: make sure that these are coefficients of the linear predictor.';

/** Without standard errors odds ratios cannot be told from coefficients; only these are never below 0. */
function isAllPositive({ coefficients }: PrintedModel): boolean {
  return coefficients.every(({ value, standardError }) => value > 0 && standardError === undefined);
}

/** The covariance in the order of the terms. */
function covarianceOf(
  text: string,
  printed: readonly PrintedCoefficient[],
  ordered: readonly PrintedCoefficient[],
  { covariance: file }: NomogramOptions,
  name: string,
): number[][] | null {
  const found =
    file === undefined
      ? covarianceInText(text, printed, name)
      : covarianceOfFile(
          readText(file, 'the covariance of the coefficients')
            .replace(/^\uFEFF/, '')
            .replaceAll('\r\n', '\n'),
          printed,
          basename(file),
        );
  if (!found) return null;
  const at = ordered.map((one) => printed.findIndex(({ name: own }) => own === one.name));
  return at.map((row) => at.map((column) => found[row][column]));
}

/** The same coefficients with more digits, if the text has them too: `print(f)` and then `print(coef(f), digits = 15)`. */
function withFullPrecision(
  coefficients: readonly PrintedCoefficient[],
  text: string,
  file: string,
): readonly PrintedCoefficient[] {
  const vector = namedVectors(text);
  return coefficients.map((coefficient) => {
    const others = vector.filter(({ name }) => name === coefficient.name);
    const apart = others.find(
      ({ value, rounding }) =>
        Math.abs(value - coefficient.value) > 1.01 * (coefficient.rounding + rounding) + 1e-9 * Math.abs(value),
    );
    if (apart) {
      throw new PrintRefused(
        file,
        `${coefficient.value} and ${apart.value} as coefficients of ${coefficient.name}`,
        'prints of one model',
        'Give a file for each model.',
      );
    }
    const finer = others.toSorted((one, two) => one.rounding - two.rounding)[0];
    if (!finer || finer.rounding >= coefficient.rounding) return coefficient;
    return { ...coefficient, value: finer.value, rounding: finer.rounding };
  });
}

/** rms prints log(psa) as psa, and a spline by its knots' number alone: what entered is in the formula. */
function withFormula(model: PrintedModel, { formula }: NomogramOptions, file: string): PrintedModel {
  if (formula !== undefined) {
    const sides = sidesOf(formula);
    if (!sides)
      throw new PrintRefused(
        file,
        `--formula "${formula}"`,
        'a formula of R: "outcome ~ age + rcs(psa, 4)"',
        'Correct it.',
      );
    return { ...model, formula: sides.right, outcome: model.outcome ?? (sides.left || undefined) };
  }
  if (model.naming !== 'rms' || model.formula !== undefined) return model;
  throw new PrintRefused(
    file,
    `${model.dialect} without a formula: rms prints the coefficient of log(x) under the name x`,
    'the formula that was fitted',
    'Add --formula "outcome ~ …", or give print(f) of a model whose call has the formula.',
  );
}

function requireLogistic({ isLogistic, dialect }: PrintedModel, { link }: NomogramOptions, file: string): void {
  if (isLogistic || link === 'logit') return;
  throw new PrintRefused(
    file,
    `${dialect}, which does not say of which regression: probit and Poisson models print alike`,
    'a logistic regression',
    'Give the summary of the model, or say that it is one: --link logit.',
  );
}

function requireDistinct(coefficients: readonly PrintedCoefficient[], file: string): void {
  const seen = new Set<string>();
  for (const { name } of coefficients) {
    if (seen.has(name)) {
      throw new PrintRefused(file, `${name} twice`, 'each coefficient once', 'Give a file for each model.');
    }
    seen.add(name);
  }
}
