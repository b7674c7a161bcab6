/** What artefacts say on one point: shown, shown in part, a gap, or not applicable. */
import type { Evidence, Pointer } from './evidence.ts';

export type Status = 'shown' | 'partly' | 'stated' | 'gap' | 'not applicable';

/** A finding on one point. `gap` is what would fill it, or what is still open. */
export interface Finding {
  readonly status: Status;
  readonly pointers: readonly Pointer[];
  readonly gap?: string;
}

/** A point on which artefacts may say something. */
export type Fact = (evidence: Evidence) => Finding;

type Found = readonly (Pointer | undefined)[];

/** Nothing shows it. @param fill what would */
export function gap(fill: string): Finding {
  return { status: 'gap', pointers: [], gap: fill };
}

/** Shown if every pointer leads somewhere; in part if only some do; else a gap. @param fill what the rest needs */
export function shownBy(found: Found, fill: string): Finding {
  const pointers = found.filter((one) => one !== undefined);
  if (pointers.length === 0) return gap(fill);
  return pointers.length === found.length ? { status: 'shown', pointers } : { status: 'partly', pointers, gap: fill };
}

/** At most in part: what the pointers show is not the whole of it. @param open what they leave open */
export function partlyBy(found: Found, open: string): Finding {
  const pointers = found.filter((one) => one !== undefined);
  return pointers.length === 0 ? gap(open) : { status: 'partly', pointers, gap: open };
}

export function notApplicable(found: Found, because: string): Finding {
  return { status: 'not applicable', pointers: found.filter((one) => one !== undefined), gap: because };
}

/** Several findings as one: it is shown only if all are. */
export function together(findings: readonly Finding[]): Finding {
  if (findings.length === 1) return findings[0];
  const applying = findings.filter(({ status }) => status !== 'not applicable');
  const all = applying.length === 0 ? findings : applying;
  const pointers = all.flatMap((one) => one.pointers);
  const open = [...new Set(all.flatMap(({ gap: text }) => text ?? []))].join(' ');
  const [first] = all;
  const status = all.every((one) => one.status === first.status) ? first.status : 'partly';
  return { status, pointers, ...(open !== '' && { gap: open }) };
}
