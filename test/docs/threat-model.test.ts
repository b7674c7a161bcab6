/** Holds docs/threat-model.md to the tests that it names. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/threat-model.md', root), 'utf8');
const rows = Array.from(
  page.matchAll(/^\| ([STRIDE]) \|.*\| `(test\/[^`]+)`: (.+) \|$/gm),
  ([, letter, file, name]) => ({
    letter,
    file,
    name,
  }),
);

it('the threat model has threats of every kind, each held by a test', () => {
  expect([...new Set(rows.map(({ letter }) => letter))].join('')).toBe('STRIDE');
  expect(rows).toHaveLength(page.match(/^\| [STRIDE] \|/gm)?.length ?? 0);
});

it.each(rows)('$file: $name', ({ file, name }) => {
  const place = new URL(file, root);
  expect(existsSync(place)).toBe(true);
  const source = readFileSync(place, 'utf8').replaceAll('’', "'").replaceAll("\\'", "'");
  expect(source).toContain(name.replaceAll('’', "'"));
});
