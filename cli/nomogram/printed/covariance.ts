/** The covariance of printed coefficients: in the same text, or in a file of its own. */
import { namedMatrix } from './aligned-text.ts';
import { covarianceCsv } from './coefficient-csv.ts';
import { PrintRefused } from './print-refused.ts';
import type { PrintedCoefficient } from './printed-model.ts';

/** In the text of the model: undefined if it has none. @throws PrintRefused for one that is of other coefficients */
export function covarianceInText(
  text: string,
  coefficients: readonly PrintedCoefficient[],
  file: string,
): number[][] | undefined {
  const found = namedMatrix(
    text,
    coefficients.map(({ name }) => name),
  )?.map((row) => row.map(({ value }) => value));
  return found && requireErrors(found, coefficients, file);
}

/** Of a file: `vcov(f)` printed or written as CSV, `cov_params()` as CSV. @throws PrintRefused */
export function covarianceOfFile(text: string, coefficients: readonly PrintedCoefficient[], file: string): number[][] {
  const names = coefficients.map(({ name }) => name);
  const found = covarianceCsv(text, names) ?? covarianceInText(text, coefficients, file);
  if (found) return requireErrors(found, coefficients, file);
  throw new PrintRefused(
    file,
    'no square table of these coefficients',
    `a row and a column for each of ${names.join(', ')}`,
    'In R: write.csv(vcov(f), FILE); in statsmodels: res.cov_params().to_csv(FILE).',
  );
}

/** The variances are the squares of the printed standard errors, as far as those are rounded. */
function requireErrors(covariance: number[][], coefficients: readonly PrintedCoefficient[], file: string): number[][] {
  coefficients.forEach(({ name, standardError }, k) => {
    if (!standardError) return;
    const error = Math.sqrt(covariance[k][k]);
    const slack = 1.01 * standardError.rounding + 1e-4 * standardError.value;
    if (Math.abs(error - standardError.value) <= slack) return;
    throw new PrintRefused(
      file,
      `a variance of ${name} of ${covariance[k][k]}, and the standard error ${standardError.value} in the print`,
      'the covariance of these coefficients',
      'Take both from one fit: robust or penalised errors differ from those of the covariance.',
    );
  });
  return covariance;
}
