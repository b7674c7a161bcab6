/** The form of the clinical values: what is typed, what of it is wrong, and what is sent. */
import type { Clinical, Variable } from '../data/study-data.ts';

export type Entry = Clinical['variables'][number];
/** What stands in the fields, by variable; an empty text is no value. */
export type Typed = Readonly<Record<string, string>>;

/** What is wrong with a field. */
export type Fault =
  | { readonly kind: 'not-a-number' }
  | { readonly kind: 'outside'; readonly least: number; readonly most: number };

/** The fields as the service has the values. */
export function typedOf(entries: readonly Entry[]): Typed {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value === null ? '' : String(value)]));
}

/** A number as people type it: a comma is a decimal one. */
function numberOf(text: string): number {
  return Number(text.trim().replace('−', '-').replace(',', '.'));
}

/** What is wrong with a text for a variable; undefined if it can be sent. */
export function faultOf(variable: Variable, text: string): Fault | undefined {
  if (text.trim() === '' || variable.kind !== 'continuous') return undefined;
  const value = numberOf(text);
  if (!Number.isFinite(value)) return { kind: 'not-a-number' };
  const [least, most] = variable.range;
  return value < least || value > most ? { kind: 'outside', least, most } : undefined;
}

/** Whether a value can be taken but is rare: the service notes it. */
export function isUnusual(variable: Variable, text: string): boolean {
  if (text.trim() === '' || variable.kind !== 'continuous' || !variable.usual) return false;
  const value = numberOf(text);
  return Number.isFinite(value) && (value < variable.usual[0] || value > variable.usual[1]);
}

/**
 * What is sent: the values that are other than the service's. An emptied field takes back what was sent before; a value
 * of the manifest cannot be taken back here, and counts again.
 */
export function changesOf(
  variables: readonly Variable[],
  entries: readonly Entry[],
  typed: Typed,
): Readonly<Record<string, number | string | null>> {
  const before = typedOf(entries);
  const changes: Record<string, number | string | null> = {};
  for (const { name, kind } of variables) {
    const text = (typed[name] ?? '').trim();
    if (text === (before[name] ?? '')) continue;
    if (text === '') changes[name] = null;
    else changes[name] = kind === 'continuous' ? numberOf(text) : text;
  }
  return changes;
}
