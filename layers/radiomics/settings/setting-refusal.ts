/** Refusals of settings, in words that name the key. */
import { InputRefused } from '@radscore/imaging';

/** Most keys of one mapping of a parameter file: no schema here has a tenth of them. */
const MOST_KEYS = 1000;
/** Longer words are no misspelt keys, and are not repeated. */
const LONGEST_WORD = 64;

/** The keys of a mapping. @throws InputRefused `settings-invalid` for anything else */
export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuseValue(where, value, 'keys with their values');
  }
  const count = Object.keys(value).length;
  if (count > MOST_KEYS) refuse(`${count} keys in ${shown(where)}`, `at most ${MOST_KEYS}`, 'Correct the settings.');
  return value as Record<string, unknown>;
}

/** @throws InputRefused `settings-invalid`, naming the nearest valid key */
export function refuseKey(key: string, known: readonly string[], where: string): never {
  const wanted = `one of ${known.join(', ')}`;
  if (key.length > LONGEST_WORD)
    refuse(`a key of ${key.length} characters in ${where}`, wanted, 'Correct the settings.');
  const nearest = known.reduce((best, name) => (editDistance(key, name) < editDistance(key, best) ? name : best));
  refuse(`the key "${key}" in ${where}`, wanted, `Did you mean "${nearest}"?`);
}

/** @throws InputRefused `settings-invalid`, naming the nearest of the words that the value may be, if one is near */
export function refuseValue(name: string, value: unknown, wanted: string, choices: readonly string[] = []): never {
  const near = typeof value === 'string' ? nearestOf(value, choices) : undefined;
  refuse(`${valueShown(value)} for ${shown(name)}`, wanted, near ? `Did you mean "${near}"?` : 'Correct the settings.');
}

/** A word that differs in a third of its characters at most. */
function nearestOf(word: string, choices: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  return choices.find((choice) => 3 * editDistance(word, choice) <= Math.max(choice.length, 3));
}

/** @throws InputRefused `settings-invalid` */
export function refuse(got: string, wanted: string, remedy: string): never {
  throw new InputRefused({ code: 'settings-invalid', got, wanted, remedy });
}

/** A value as JSON; what is no number by its name, what is long by its beginning, what holds itself not at all. */
function valueShown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return shown(JSON.stringify(value) ?? String(value));
  } catch {
    return 'a value that holds itself';
  }
}

function shown(text: string): string {
  return text.length <= 4 * LONGEST_WORD ? text : `${text.slice(0, 4 * LONGEST_WORD)}…`;
}

/** Levenshtein, blind to case. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
