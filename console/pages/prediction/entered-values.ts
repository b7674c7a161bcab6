/** What was typed as clinical values: numbers with a point or a comma, levels as they are. */
import type { MissingVariable } from './answering-model.ts';

export interface Entered {
  readonly values: Readonly<Record<string, number | string>>;
  readonly problem?: 'notANumber' | 'nothing';
}

/** Fields that are left empty are not sent. */
export function enteredValues(
  missing: readonly Pick<MissingVariable, 'name' | 'levels'>[],
  typed: Readonly<Record<string, string>>,
): Entered {
  const values: Record<string, number | string> = {};
  for (const { name, levels } of missing) {
    const text = (typed[name] ?? '').trim();
    if (text === '') continue;
    if (levels.length > 0) {
      values[name] = text;
      continue;
    }
    // "12,5" is how half of the readers write it; "1,234" could be either, and the range of the protocol refuses the wrong one.
    const number = Number(text.replace(',', '.').replace('−', '-'));
    if (!Number.isFinite(number)) return { values: {}, problem: 'notANumber' };
    values[name] = number;
  }
  return Object.keys(values).length === 0 ? { values, problem: 'nothing' } : { values };
}
