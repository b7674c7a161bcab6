/** What R prints of a model: rms::lrm and rms::Glm, glm and its summary. */
import { namedVectors } from './aligned-text.ts';
import { coefficientRows } from './coefficient-rows.ts';
import { type Call, findCall, sidesOf, wholeCall } from './formula.ts';
import { PrintRefused } from './print-refused.ts';
import type { PrintedCoefficient, PrintedModel } from './printed-model.ts';

const RMS_HEADER = /^\s*Coef\s+S\.E\.\s+Wald Z\s+Pr\(>\|Z\|\)(\s+Penalty Scale)?\s*$/;
const SUMMARY_HEADER = /^\s*Estimate\s+Std\. Error\s+z value\s+Pr\(>\|z\|\)\s*$/;

/** `print(f)` of rms: undefined for another text. @throws PrintRefused */
export function rmsPrint(text: string, file: string): PrintedModel | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => RMS_HEADER.test(line));
  const call = findCall(text, ['lrm', 'Glm']);
  if (at < 0 || !call) return undefined;
  if (call.name === 'Glm') requireLogit(call, file);
  const isPenalised = RMS_HEADER.exec(lines[at])?.[1] !== undefined;
  const columns = { count: isPenalised ? 5 : 4, standardError: 1, z: 2 };
  const coefficients = coefficientRows(lines.slice(at + 1), /^\s*$/, columns, file);
  if (coefficients.filter(({ name }) => /^y>=/.test(name)).length > 0) {
    throw new PrintRefused(
      file,
      `intercepts for ${coefficients
        .filter(({ name }) => /^y>=/.test(name))
        .map(({ name }) => name)
        .join(', ')}: an ordinal outcome`,
      'an outcome of two values, with one intercept',
      'A nomogram of several probabilities is not drawn. Fit the outcome that is of interest against the others.',
    );
  }
  refuseOffset(call, file);
  return {
    dialect: `print of rms::${call.name}`,
    naming: 'rms',
    ...formulaOf(call),
    ...rowsOf(/^[ \t]*Obs[ \t]+(\d+)/m, text),
    isLogistic: true,
    coefficients,
  };
}

/** `summary(glm(…))` or `print(glm(…))`: undefined for another text. @throws PrintRefused */
export function glmPrint(text: string, file: string): PrintedModel | undefined {
  if (!/^[ \t]*Call:/m.test(text)) return undefined;
  const call = findCall(text, ['glm']);
  if (!call) return undefined;
  const isLogistic = requireLogit(call, file);
  refuseOffset(call, file);
  if (call.named.has('contrasts')) {
    throw new PrintRefused(
      file,
      `contrasts of its own (${call.named.get('contrasts')})`,
      'treatment contrasts, by which a coefficient is that of a level against the reference',
      'Fit it with the contrasts that R has by default.',
    );
  }
  const lines = text.split('\n');
  const at = lines.findIndex((line) => SUMMARY_HEADER.test(line));
  let coefficients: readonly PrintedCoefficient[];
  if (at >= 0) {
    coefficients = coefficientRows(lines.slice(at + 1), /^\s*$|^---/, { count: 4, standardError: 1, z: 2 }, file);
  } else {
    const from = lines.findIndex((line) => /^Coefficients:/.test(line));
    const to = lines.findIndex((line, k) => k > from && line.trim() === '');
    coefficients = namedVectors(lines.slice(from + 1, to < 0 ? undefined : to).join('\n'));
  }
  return {
    dialect: at >= 0 ? 'summary of glm' : 'print of glm',
    naming: 'R',
    ...formulaOf(call),
    isLogistic,
    coefficients,
  };
}

/** `coef(summary(f))`: a table without anything around it. */
export function coefficientMatrix(text: string, file: string): PrintedModel | undefined {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => SUMMARY_HEADER.test(line));
  if (at < 0) return undefined;
  const coefficients = coefficientRows(lines.slice(at + 1), /^\s*$/, { count: 4, standardError: 1, z: 2 }, file);
  return { dialect: 'coef(summary()) of R', naming: 'R', isLogistic: false, coefficients };
}

/** `coef(f)`: a vector with names. */
export function coefficientVector(text: string): PrintedModel | undefined {
  // A covariance next to it has names that the vector has as well: the first of each name is the vector's.
  const all = namedVectors(text);
  const coefficients = all.filter(({ name }, k) => all.findIndex((one) => one.name === name) === k);
  if (coefficients.length === 0) return undefined;
  const isRms = coefficients.some(({ name }) => name === 'Intercept' || /^y>=/.test(name));
  return { dialect: 'coef() of R', naming: isRms ? 'rms' : 'R', isLogistic: false, coefficients };
}

/** Whether the call says that it is a logistic regression. @throws PrintRefused if it says that it is another */
function requireLogit(call: Call, file: string): boolean {
  const family = call.named.get('family') ?? (call.name === 'glm' ? call.positional[1] : undefined) ?? 'gaussian';
  const plain = family.replace(/^(?:stats::)/, '').replace(/^["'](\w+)["']$/, '$1');
  const inner = wholeCall(plain);
  const name = inner?.name ?? plain;
  const link = (inner?.named.get('link') ?? inner?.positional[0] ?? 'logit').replace(/^["']|["']$/g, '');
  const refuse = (got: string): never => {
    throw new PrintRefused(
      file,
      got,
      'a logistic regression: the family binomial with the link logit',
      'Points and probability of other models do not add up like this.',
    );
  };
  if (name === 'binomial' || name === 'quasibinomial')
    return link === 'logit' ? true : refuse(`the link ${link} (family = ${family})`);
  const known = ['gaussian', 'poisson', 'quasipoisson', 'Gamma', 'inverse.gaussian', 'quasi', 'negative.binomial'];
  // The name of a variable: what is in it was not printed.
  return known.includes(name) ? refuse(`the family ${family}`) : false;
}

/** An offset enters without a coefficient, and nothing of it is printed. @throws PrintRefused */
function refuseOffset(call: Call, file: string): void {
  const formula = call.named.get('formula') ?? call.positional[0] ?? '';
  if (!call.named.has('offset') && !/\boffset\(/.test(formula)) return;
  throw new PrintRefused(
    file,
    'an offset, which enters the linear predictor without a coefficient',
    'a model without one',
    'Fit it without the offset, or give the offset a coefficient.',
  );
}

function formulaOf(call: Call): Pick<PrintedModel, 'formula' | 'outcome'> {
  const sides = sidesOf(call.named.get('formula') ?? call.positional[0] ?? '');
  return sides ? { formula: sides.right, ...(sides.left !== '' && { outcome: sides.left }) } : {};
}

function rowsOf(pattern: RegExp, text: string): Pick<PrintedModel, 'rows'> {
  const [, rows] = pattern.exec(text) ?? [];
  return rows === undefined ? {} : { rows: Number(rows) };
}
