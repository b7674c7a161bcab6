/** What a cohort left out and why, the most frequent reason first. */
import type { Run } from '../line/line-types.ts';

export interface LeftOut {
  readonly code: string;
  readonly count: number;
}

/** Reasons of a run by how many studies they left out. */
export function leftOutOf(run: Pick<Run, 'gathered'> | undefined, what: 'left' | 'noted' = 'left'): LeftOut[] {
  return Object.entries(run?.gathered?.[what] ?? {})
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** `outcome-missing` as a person reads it, if no text has it: "outcome missing". */
export function wordsOf(code: string): string {
  return code.replaceAll('-', ' ');
}
