/** A model as a program printed it, and its numbers with what their rounding hides. */

/** A number of a print. */
export interface PrintedNumber {
  readonly value: number;
  /** Half a unit in its last digit; 0 for numbers of full precision. */
  readonly rounding: number;
}

export interface PrintedCoefficient extends PrintedNumber {
  readonly name: string;
  readonly standardError?: PrintedNumber;
  /** Estimate by standard error, as it was printed. */
  readonly z?: PrintedNumber;
}

/** How a program names the coefficients of factors, splines and transformed variables. */
export type Naming = 'rms' | 'R' | 'patsy';

export interface PrintedModel {
  /** "print of rms::lrm": for the page and for refusals. */
  readonly dialect: string;
  readonly naming: Naming;
  /** Name of the outcome, if the print has it. */
  readonly outcome?: string;
  /** Right side of the formula, if the print has it. */
  readonly formula?: string;
  /** Rows that it was fitted on. */
  readonly rows?: number;
  /** Whether the print says that it is a logistic regression; coefficients alone do not. */
  readonly isLogistic: boolean;
  /** With the intercept, in the order of the print. */
  readonly coefficients: readonly PrintedCoefficient[];
}

const NUMBER = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** From this many significant digits on, a print is as good as the number itself. */
const FULL_PRECISION = 12;

/** A number with its rounding; undefined for what is none. */
export function printedNumber(text: string): PrintedNumber | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (whole + fraction === '' || !Number.isFinite(Number(text))) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '').length;
  const unit = 10 ** (Number(exponent) - fraction.length);
  return { value: Number(text), rounding: digits >= FULL_PRECISION ? 0 : unit / 2 };
}

/** The names by which programs call the intercept. */
export function isIntercept(name: string): boolean {
  return name === '(Intercept)' || name === 'Intercept' || name === 'const';
}
