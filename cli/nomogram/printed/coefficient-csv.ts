/** Coefficients and covariances as comma-separated values: of R's write.csv, of broom's tidy, of pandas' to_csv. */
import { parseCsv, type TextTable } from '@radscore/statistics/csv';
import { PrintRefused } from './print-refused.ts';
import { isIntercept, type PrintedCoefficient, type PrintedModel, printedNumber } from './printed-model.ts';

/** How columns of coefficients are called. A table of two columns needs no name. */
const COEFFICIENT = /^(?:estimate|coef\.?|coefs?|coefficients?|params?|beta|b|x|0)$/i;
const STANDARD_ERROR = /^(?:std\.?[ ._]?err(?:or)?\.?|s\.?e\.?|bse|standard[ _]error)$/i;
const STATISTIC = /^(?:z|statistic|z[ _.]?value|wald z|tvalues)$/i;

/** A table of coefficients; undefined for what is no table. @throws PrintRefused, InvalidTable */
export function coefficientCsv(text: string, file: string): PrintedModel | undefined {
  if (!/^[^\n]*,/.test(text.trimStart())) return undefined;
  const table = parseCsv(text);
  const { header, rows } = table;
  const numbers = header.slice(1);
  const at = numbers.length === 1 ? 0 : numbers.findIndex((name) => COEFFICIENT.test(name.trim()));
  if (at < 0) {
    throw new PrintRefused(
      file,
      `the columns ${header.map((name) => name || '(no name)').join(', ')}`,
      'names in the first column, and one called estimate or coef',
      'Odds ratios are not read: give the coefficients.',
    );
  }
  const errors = numbers.findIndex((name) => STANDARD_ERROR.test(name.trim()));
  const statistics = numbers.findIndex((name) => STATISTIC.test(name.trim()));
  const coefficients = rows.map(([name, ...cells]): PrintedCoefficient => {
    const printed = printedNumber(cells[at].trim());
    if (!printed) {
      throw new PrintRefused(
        file,
        `"${cells[at]}" as the coefficient of ${name}`,
        'a number',
        'A term without a coefficient repeats others: fit again without it.',
      );
    }
    const [standardError, z] = [errors, statistics].map((column) => printedNumber((cells[column] ?? '').trim()));
    return { name: name.trim(), ...printed, ...(standardError && { standardError }), ...(z && { z }) };
  });
  const names = coefficients.map(({ name }) => name);
  const isPatsy = names.some((name) => /\[T\./.test(name));
  const isRms = names.some((name) => /^[^(]+=|'$/.test(name)) || (names.includes('Intercept') && /^\s*"/.test(text));
  const naming = names.includes('(Intercept)') ? 'R' : isRms && !isPatsy ? 'rms' : 'patsy';
  return { dialect: 'a table of coefficients', naming, isLogistic: false, coefficients };
}

/** A square table with the names of the coefficients on both sides; undefined if it has others. */
export function covarianceCsv(text: string, names: readonly string[]): number[][] | undefined {
  if (!/^[^\n]*,/.test(text.trimStart())) return undefined;
  const { header, rows }: TextTable = parseCsv(text);
  const column = (name: string) => header.findIndex((one, k) => k > 0 && same(one, name));
  const row = (name: string) => rows.find(([first]) => same(first, name));
  const cells = names.map((name) =>
    names.map((other) => printedNumber((row(name)?.[column(other)] ?? '').trim())?.value),
  );
  const isWhole = header.length === names.length + 1 && rows.length === names.length;
  return isWhole && cells.every((line) => line.every((cell) => cell !== undefined)) ? (cells as number[][]) : undefined;
}

function same(a: string, b: string): boolean {
  return a.trim() === b || (isIntercept(a.trim()) && isIntercept(b));
}
