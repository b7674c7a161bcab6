/** Refits that the data of a resample made impossible: counted with their reasons. */
import { InvalidValue } from '../errors.ts';
import type { FailedRefits } from '../model/fitted-model.ts';

/** Errors of the language itself: a mistake in the program, never the data's fault. */
const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError, EvalError];

/**
 * Why a resample could not be fitted, to be counted and shown: the data of a whole cohort may be fine while a resample
 * of it has lost a site, a class or a level. Names no row, for rows are patients.
 *
 * @throws the error itself if it is no refusal but a mistake
 */
export function refusalOf(error: unknown): string {
  const refused =
    error instanceof Error &&
    Object.getPrototypeOf(error) !== Error.prototype &&
    !MISTAKES.some((mistake) => error instanceof mistake);
  if (!refused) throw error;
  return error instanceof InvalidValue ? `${error.name}: column ${error.column}` : `${error.name}: ${error.message}`;
}

/** @param reasons of each refit, null for one that went well */
export function countFailures(reasons: readonly (string | null)[]): FailedRefits {
  const counts = new Map<string, number>();
  for (const reason of reasons) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const sorted = [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  return { count: sorted.reduce((sum, { count }) => sum + count, 0), reasons: sorted };
}
