/** What statsmodels prints of a model: summary() and summary2() of Logit and of GLM, and params. */
import { coefficientRows } from './coefficient-rows.ts';
import { PrintRefused } from './print-refused.ts';
import { type PrintedCoefficient, type PrintedModel, printedNumber } from './printed-model.ts';

const TABLE = /^\s*(?:coef\s+std err|Coef\.\s+Std\.Err\.)\s+z\s+P>\|z\|\s+\[0?\.?\d*\s+0?\.?\d*\]\s*$/;
/** Titles of what is read; those of other models were refused before. */
const TITLES = [
  ['Logit Regression Results', 'summary()', false],
  ['Generalized Linear Model Regression Results', 'summary()', true],
  ['Results: Logit', 'summary2()', false],
  ['Results: Generalized linear model', 'summary2()', true],
] as const;

/** `summary()` or `summary2()`: undefined for another text. @throws PrintRefused */
export function statsmodelsPrint(text: string, file: string): PrintedModel | undefined {
  const lines = text.split('\n');
  const found = TITLES.find(([title]) => lines.some((line) => line.trim() === title));
  if (!found) return undefined;
  const [, kind, isGlm] = found;
  if (isGlm) requireLogit(text, file);
  const outcome = fact(text, 'Dep. Variable') ?? fact(text, 'Dependent Variable');
  if (outcome?.startsWith('[')) {
    throw new PrintRefused(
      file,
      `an outcome of two columns (${outcome}), of which GLM predicts the first`,
      'an outcome of 0 and 1',
      'Code the outcome as 0 and 1, and fit again: then it is plain whose probability it is.',
    );
  }
  const at = lines.findIndex((line) => TABLE.test(line));
  if (at < 0) {
    throw new PrintRefused(
      file,
      'no table of coefficients (coef, std err, z, P>|z|)',
      'the whole summary',
      'Give the text as statsmodels printed it; a t distribution (use_t) or a regularised fit is not read.',
    );
  }
  const rows = fact(text, 'No. Observations');
  return {
    dialect: `${kind} of statsmodels ${isGlm ? 'GLM' : 'Logit'}`,
    naming: 'patsy',
    ...(outcome !== undefined && { outcome }),
    ...(rows !== undefined && { rows: Number(rows) }),
    isLogistic: true,
    coefficients: coefficientRows(lines.slice(at + 2), /^\s*$|^={5}/, { count: 6, standardError: 1, z: 2 }, file),
  };
}

/** `print(res.params)`: a series. @throws PrintRefused */
export function seriesPrint(text: string, file: string): PrintedModel | undefined {
  if (!/^(?:Name: .*)?dtype: float64[ \t]*$/m.test(text)) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^(?:Name: .*)?dtype: float64/.test(line));
  const coefficients = lines.map((line): PrintedCoefficient => {
    const row = line.trimEnd();
    const at = row.lastIndexOf('  ') + 2;
    const printed = printedNumber(row.slice(at));
    if (at > 2 && printed) return { name: row.slice(0, at).trim(), ...printed };
    throw new PrintRefused(
      file,
      `a line of the series that is no coefficient: ${line.trim().slice(0, 120)}`,
      'a name and a number in each line',
      'pandas leaves lines out of long series (…): write them with res.params.to_csv(FILE).',
    );
  });
  return { dialect: 'params of statsmodels', naming: 'patsy', isLogistic: false, coefficients };
}

function requireLogit(text: string, file: string): void {
  const family = fact(text, 'Model Family') ?? 'not named';
  const link = fact(text, 'Link Function') ?? 'not named';
  if (/^binomial$/i.test(family) && /^logit$/i.test(link)) return;
  throw new PrintRefused(
    file,
    `the family ${family} with the link ${link}`,
    'a logistic regression: the family Binomial with the link Logit',
    'Points and probability of other models do not add up like this.',
  );
}

/** A fact of the head, whose columns are two blanks apart or more. */
function fact(text: string, name: string): string | undefined {
  for (const line of text.split('\n')) {
    const at = line.indexOf(`${name}:`);
    if (at < 0 || (at > 0 && line[at - 1] !== ' ')) continue;
    const rest = line.slice(at + name.length + 1).trim();
    const gap = rest.indexOf('  ');
    return gap < 0 ? rest : rest.slice(0, gap);
  }
  return undefined;
}
