/** The LASSO path of a version, from the trace of the selection that participants see. */
import type { Evaluation } from '../line/line-types.ts';

/** The path of one candidate's coefficient. */
export interface LassoCandidate {
  readonly name: string;
  readonly isKept: boolean;
  /** At each penalty of the path. */
  readonly coefficients: readonly number[];
  /** At the penalty chosen. */
  readonly chosen: number;
}

export interface LassoPath {
  /** log10 of the penalties, descending. */
  readonly logAlphas: readonly number[];
  /** log10 of the penalty chosen. */
  readonly chosen: number;
  readonly candidates: readonly LassoCandidate[];
  /** How many coefficients are not 0 at each penalty. */
  readonly counts: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Undefined if the evaluation has no trace: the caller is no participant, or the selection had no LASSO. */
export function lassoOf(evaluation: Evaluation): LassoPath | undefined {
  const selection = fieldsOf((evaluation as Fields).selection);
  const lasso = fieldsOf(selection?.lasso);
  const alphas = numbersOf(lasso?.alphas);
  const names = textsOf(selection?.candidates);
  const selected = new Set(textsOf(selection?.selected));
  const path = Array.isArray(lasso?.path) ? lasso.path.map(numbersOf) : [];
  const chosen = numbersOf(lasso?.coefficients);
  const alpha = lasso?.alpha;
  if (alphas.length === 0 || path.length !== alphas.length || typeof alpha !== 'number' || !(alpha > 0))
    return undefined;
  if (names.length === 0 || path.some((row) => row.length !== names.length)) return undefined;
  return {
    logAlphas: alphas.map(Math.log10),
    chosen: Math.log10(alpha),
    candidates: names.map((name, j) => ({
      name,
      isKept: selected.has(name),
      coefficients: path.map((row) => row[j]),
      chosen: chosen[j] ?? 0,
    })),
    counts: path.map((row) => row.filter((value) => value !== 0).length),
  };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function numbersOf(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The largest coefficient of a path without its sign, for axes that several paths share. */
export function reachOf(paths: readonly LassoPath[]): number {
  const all = paths.flatMap(({ candidates }) => candidates.flatMap(({ coefficients }) => coefficients.map(Math.abs)));
  return Math.max(1e-6, ...all);
}
