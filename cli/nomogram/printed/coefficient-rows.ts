/** Tables of coefficients as R and statsmodels print them: a name, then numbers, read from the right. */
import { PrintRefused } from './print-refused.ts';
import { type PrintedCoefficient, printedNumber } from './printed-model.ts';

/** Which column from the left, after the name, is what. */
export interface TableColumns {
  readonly count: number;
  readonly standardError: number;
  readonly z: number;
}

/**
 * The rows of a table from a line on, to the first that is none of it.
 *
 * @param end what ends the table
 * @throws PrintRefused for a row whose numbers cannot be read, or that has no coefficient (NA)
 */
export function coefficientRows(
  lines: readonly string[],
  end: RegExp,
  { count, standardError, z }: TableColumns,
  file: string,
): PrintedCoefficient[] {
  const rows: PrintedCoefficient[] = [];
  for (const line of lines) {
    if (end.test(line)) break;
    // Stars of significance, and "< 2e-16" in two pieces.
    const plain = line
      .trimEnd()
      .replace(/ (?:\*{1,3}|\.)$/, '')
      .replaceAll('< ', '<');
    const fields = plain.trim().split(/\s+/);
    const name = nameBefore(plain, count);
    const numbers = fields.slice(-count);
    if (numbers.includes('NA') && name !== '') {
      throw new PrintRefused(
        file,
        `no coefficient of ${name} (NA): it repeats other terms in these rows`,
        'a coefficient of every term',
        'Fit the model again without it.',
      );
    }
    const [coefficient, error, statistic] = [0, standardError, z].map((column) => printedNumber(numbers[column] ?? ''));
    if (name === '' || !coefficient || !error || !statistic) {
      throw new PrintRefused(
        file,
        `a row of the table of coefficients that cannot be read: ${line.trim().slice(0, 120)}`,
        `a name and ${count} numbers`,
        'Give the text as the program printed it.',
      );
    }
    rows.push({ name, ...coefficient, standardError: error, z: statistic });
  }
  return rows;
}

function nameBefore(line: string, count: number): string {
  let rest = line.trimEnd();
  for (let k = 0; k < count; k++) rest = rest.slice(0, Math.max(0, rest.lastIndexOf(' '))).trimEnd();
  return rest.trim();
}

/**
 * A coefficient is its z times its standard error, as far as their rounding goes: a table of odds ratios, or a column
 * that was taken for another, is found here.
 *
 * @throws PrintRefused naming the coefficient
 */
export function requireWald(coefficients: readonly PrintedCoefficient[], file: string): void {
  for (const { name, value, rounding, standardError: se, z } of coefficients) {
    if (!se || !z) continue;
    const slack = rounding + Math.abs(z.value) * se.rounding + z.rounding * (se.value + se.rounding);
    if (Math.abs(value - z.value * se.value) <= slack * 1.01 + 1e-9 * Math.abs(value)) continue;
    throw new PrintRefused(
      file,
      `the coefficient ${value} of ${name} with the standard error ${se.value} and the statistic ${z.value}, which is not their ratio`,
      'coefficients of the linear predictor, not odds ratios',
      'Print the coefficients themselves.',
    );
  }
}
