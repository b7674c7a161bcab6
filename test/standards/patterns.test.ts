/** Every regular expression of the code takes time that grows with its text, no faster; what else bounds one is said. */
import { describe, expect, it } from 'vitest';
import { builtPatterns, hardTexts, literalsOf, type Pattern, patternsInCode } from './patterns.ts';

/** Patterns that are built from parts, and why none of them grows faster than its text. */
const BUILT: Readonly<Record<string, string>> = {
  'layers/statistics/cohort/feature-columns.ts': 'words of the project with alternatives between them',
  'layers/statistics/cohort/csv.ts': 'one class of signs: all but a separator and line ends',
  'layers/pipeline/erasure/stored-evaluation.ts': 'a name of a table, literally',
  'layers/pipeline/studies/study-lease.ts': 'names of attributes of the table, literally',
  'layers/imaging/deidentification/vocabulary.ts': 'digits in fixed numbers: days, months and years',
  'layers/imaging/deidentification/without-paths.ts': 'paths, literally; test/hostile/growth.test.ts measures it',
  'cli/nomogram/printed/formula.ts': 'names of functions of R, literally',
  'local/lambda/memory.ts': 'a field of a file of the system',
  'local/events/pattern.ts': 'patterns of events in the template of the stack',
  'local/iam/policy.ts': 'patterns of policies in the template of the stack',
};

/** Patterns whose time grows with the square of their text, and what bounds that text. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/\\/+$/': 'a path of the command line, which the system bounds',
  '/\\{[^}+]+(\\+?)\\}/g': 'route keys of the API, which the project itself writes',
  '/\\$\\{(!?)([^}]+)\\}/g': 'texts of the template of the stack',
  '/([0-9a-f]{64})(\\.\\w+)?$/': 'names of assets in the template of the stack',
};

const LENGTH = 8192;
/** Milliseconds beyond which it is measured whether they grow: a linear pattern takes a hundredth of it. */
const SUSPICIOUS = 10;

function milliseconds(pattern: RegExp, text: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    pattern.lastIndex = 0;
    const before = performance.now();
    if (pattern.global) text.replace(pattern, '');
    else pattern.test(text);
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

/** Whether twice the text takes three times as long or more: the square of it would be four. */
function growsFaster(pattern: RegExp, text: (length: number) => string): boolean {
  const [short, long] = [text(LENGTH), text(2 * LENGTH)];
  // Measured again before it counts: other programs may run.
  return [2, 3, 5].every((runs) => {
    const [once, twice] = [short, long].map((one) => milliseconds(pattern, one, runs));
    return twice > SUSPICIOUS && twice > 3 * once;
  });
}

function slowTexts({ source, flags }: Pattern): string[] {
  const pattern = new RegExp(source, flags);
  const found: string[] = [];
  let index = 0;
  for (const text of hardTexts({ source, flags, file: '' }, LENGTH)) {
    const at = index++;
    if (milliseconds(pattern, text, 1) < SUSPICIOUS) continue;
    const made = (length: number): string => {
      let i = 0;
      for (const one of hardTexts({ source, flags, file: '' }, length)) if (i++ === at) return one;
      return '';
    };
    if (growsFaster(pattern, made)) found.push(`${text.slice(0, 12)}…${text.slice(-3)}`);
    if (found.length > 0) break;
  }
  return found;
}

describe('regular expressions', () => {
  const all = patternsInCode();

  it('take no time that grows faster than their text', { timeout: 300_000 }, () => {
    const slow = all.flatMap((pattern) => {
      const written = `/${pattern.source}/${pattern.flags}`;
      if (written in BOUNDED) return [];
      return slowTexts(pattern).map((text) => `${pattern.file}: ${written} on ${text}`);
    });
    expect(slow, 'write them without two repetitions that take the same signs').toEqual([]);
  });

  it.each([
    ['[^@\\s]+@[^@\\s]+\\.\\w', ''],
    ['^[+-]?(\\d+\\.?\\d*|\\.\\d+)$', ''],
    ['[\\0 ]+$', ''],

    ['\\/+$', ''],
    ['(mrn|nhs)[\\s_.-]*(no|nr)?[\\s_.-]*\\d{3}', 'i'],
    ['(\\d+(?:\\.\\d+)?)([smhdw])', 'g'],
  ])('that did are found: %s', (source, flags) => {
    expect(slowTexts({ source, flags, file: '' })).not.toEqual([]);
  });

  it('are built from parts only where that is known', () => {
    expect([...new Set(builtPatterns())].filter((file) => !(file in BUILT))).toEqual([]);
  });

  it('are found in source as it is written, and nothing else is', () => {
    const source = [
      'const a = /x+/g; // no /comment/',
      'const b = c / d / e; /* nor /this/ */',
      "const s = 'nor /a/ string', t = `nor $" + '{/but this[/]/u.test(u)} /template/`;',
      'return /[^/]\\/end/.test(x) ? 1 : (2) / 3;',
    ].join('\n');
    expect(literalsOf(source)).toEqual([
      { source: 'x+', flags: 'g' },
      { source: 'but this[/]', flags: 'u' },
      { source: '[^/]\\/end', flags: '' },
    ]);
    expect(all.length).toBeGreaterThan(300);
  });
});
