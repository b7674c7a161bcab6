/** Every regular expression of the code takes time that grows with its text, no faster; what else bounds one is said. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtPatterns, literalsOf, patternsInCode } from './patterns.ts';

const judged: { readonly bounded: Readonly<Record<string, string>>; readonly linear: readonly string[] } = JSON.parse(
  readFileSync(new URL('patterns.json', import.meta.url), 'utf8'),
);

/** Patterns that are built from parts, and why none of them grows faster than its text. */
const BUILT: Readonly<Record<string, string>> = {
  'layers/statistics/cohort/feature-columns.ts': 'words of the project with alternatives between them',
  'layers/pipeline/erasure/stored-evaluation.ts': 'a name of a table, literally',
  'layers/pipeline/studies/study-lease.ts': 'names of attributes of the table, literally',
  'layers/imaging/deidentification/vocabulary.ts': 'digits in fixed numbers: days, months and years',
  'layers/imaging/deidentification/without-paths.ts': 'paths, literally; how it grows is measured by test/hostile/growth.test.ts',
  'local/lambda/memory.ts': 'a field of a file of the system',
  'local/events/pattern.ts': 'patterns of events in the template of the stack',
  'local/iam/policy.ts': 'patterns of policies in the template of the stack',
};

describe('regular expressions', () => {
  it('are each judged by recheck: linear, or bounded by what is said', () => {
    const known = new Set([...judged.linear, ...Object.keys(judged.bounded)]);
    const unknown = patternsInCode()
      .filter(({ source, flags }) => !known.has(`/${source}/${flags}`))
      .map(({ source, flags, file }) => `${file}: /${source}/${flags}`);
    expect(unknown, 'run `node scripts/patterns.ts`, which judges them').toEqual([]);
  });

  it('are bounded for a stated reason where they are not linear', () => {
    for (const reason of Object.values(judged.bounded)) expect(reason).toMatch(/\w+ \w+/);
    expect(Object.keys(judged.bounded).length).toBeLessThan(10);
  });

  it('are built from parts only where that is known', () => {
    expect([...new Set(builtPatterns())].filter((file) => !(file in BUILT))).toEqual([]);
  });

  it('are found in source as it is written, and nothing else is', () => {
    const source = [
      'const a = /x+/g; // no /comment/',
      'const b = c / d / e; /* nor /this/ */',
      "const s = 'nor /a/ string', t = `nor ${/but this[/]/u.test(u)} /template/`;",
      'return /[^/]\\/end/.test(x) ? 1 : (2) / 3;',
    ].join('\n');
    expect(literalsOf(source)).toEqual([
      { source: 'x+', flags: 'g' },
      { source: 'but this[/]', flags: 'u' },
      { source: '[^/]\\/end', flags: '' },
    ]);
    expect(patternsInCode().length).toBeGreaterThan(300);
  });
});
