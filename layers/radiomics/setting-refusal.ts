import { InputRefused } from '@radscore/imaging';

/** The keys of a mapping. @throws InputRefused `settings-invalid` for anything else */
export function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuseValue(where, value, 'keys with their values');
}

/** @throws InputRefused `settings-invalid`, naming the nearest valid key */
export function refuseKey(key: string, known: readonly string[], where: string): never {
  const nearest = known.reduce((best, name) => (editDistance(key, name) < editDistance(key, best) ? name : best));
  refuse(`the key "${key}" in ${where}`, `one of ${known.join(', ')}`, `Did you mean "${nearest}"?`);
}

/** @throws InputRefused `settings-invalid` */
export function refuseValue(name: string, value: unknown, wanted: string): never {
  refuse(`${JSON.stringify(value)} for ${name}`, wanted, 'Correct the settings.');
}

/** @throws InputRefused `settings-invalid` */
export function refuse(got: string, wanted: string, remedy: string): never {
  throw new InputRefused({ code: 'settings-invalid', got, wanted, remedy });
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
