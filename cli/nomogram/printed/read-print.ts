/** Recognises what a text is a print of; models that no nomogram of this kind can be drawn of are refused by their names. */
import { coefficientCsv } from './coefficient-csv.ts';
import { PrintRefused } from './print-refused.ts';
import type { PrintedModel } from './printed-model.ts';
import { coefficientMatrix, coefficientVector, glmPrint, rmsPrint } from './r-print.ts';
import { seriesPrint, statsmodelsPrint } from './statsmodels-print.ts';

/** Prints of other models: what gives them away, and how they are called. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/Cox Proportional Hazards Model|\b(?:coxph|cph|coxme)\(|Results: PHReg|PH Reg\b|PHReg/, 'a Cox model'],
  [/\b(?:psm|survreg|flexsurvreg)\(|Parametric Survival Model/, 'a parametric survival model'],
  [/Probit Regression Results|Results: Probit/, 'a probit model'],
  [/(?:MNLogit|Multinomial)\b|\bmultinom\(/, 'a multinomial model'],
  [/OrderedModel Results|\b(?:orm|polr|clm|vglm)\(|Ordinal Regression Model/, 'an ordinal model'],
  [
    /(?:OLS|WLS|GLS|RLM|QuantReg) Regression Results|Results: (?:Ordinary|Weighted)|^Linear Regression Model$|\b(?:ols|lm|rlm)\(formula/m,
    'a linear model',
  ],
  [/(?:Poisson|NegativeBinomial) Regression Results|Results: Poisson/, 'a model of counts'],
  [/GEE Regression Results|Mixed Linear Model|\b(?:glmer|lmer|gee|geeglm|glmmTMB)\(/, 'a model of clustered rows'],
  [/\b(?:gam|bam)\(formula|GLMGam/, 'an additive model'],
  [/\bclogit\(|Conditional Logit/, 'a conditional logistic model, which has no intercept'],
];

const KNOWN =
  'print(f) of rms::lrm, summary(glm(…)), coef(f) or vcov(f) of R, summary(), summary2() or params of statsmodels, or a table of coefficients';

/** @throws PrintRefused for what is none, another model's, or of several models */
export function readPrint(text: string, file: string): PrintedModel {
  if (text.trim() === '') throw new PrintRefused(file, 'an empty file', KNOWN, 'Give the text as it was printed.');
  for (const [pattern, name] of OTHERS) {
    if (!pattern.test(text)) continue;
    throw new PrintRefused(
      file,
      name,
      'a logistic regression with an outcome of two values',
      'Points and probability of other models do not add up like this.',
    );
  }
  if (/^[ \t]*Effects[ \t]+Response :/m.test(text) && !/^Logistic Regression Model/m.test(text)) {
    throw new PrintRefused(
      file,
      'summary(f) of rms: effects between two values, without an intercept',
      'coefficients',
      'Give print(f).',
    );
  }
  const incomplete = /converged: +False|Converged: +0\.0|did not converge|reached getOption\("max\.print"\)/.exec(text);
  if (incomplete) {
    throw new PrintRefused(
      file,
      `"${incomplete[0]}"`,
      'the whole print of a fit that converged',
      'Fit the model until it converges, and print all of it.',
    );
  }
  const titles = text
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        /^(?:Logistic Regression Model$|General Linear Model$|Call:|Results: )/.test(line) ||
        line.endsWith(' Regression Results'),
    );
  if (titles.length > 1) {
    throw new PrintRefused(file, `prints of ${titles.length} models`, 'one model', 'Give a file for each model.');
  }
  const read =
    rmsPrint(text, file) ??
    glmPrint(text, file) ??
    statsmodelsPrint(text, file) ??
    coefficientMatrix(text, file) ??
    seriesPrint(text, file) ??
    coefficientVector(text) ??
    coefficientCsv(text, file);
  if (!read || read.coefficients.length === 0) {
    throw new PrintRefused(
      file,
      'a text in which no coefficients were found',
      KNOWN,
      'Give the text as it was printed, without changes.',
    );
  }
  return read;
}
