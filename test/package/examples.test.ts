/** Every public function of the libraries has an example in its doc comment, and every example does what it says. */
import { describe, expect, it } from 'vitest';
import { LIBRARIES } from '../../packaging/library-package.ts';
import { checkTypes, type Example, examplesOf, runExamples } from './examples.ts';

describe.each(LIBRARIES)('the examples of @radscore/%s', (library) => {
  const examples = examplesOf(library);

  it('are there for every public function, and each says what it gives', () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(examples.filter(({ code }) => !code.includes('// → ')).map(({ of }) => of)).toEqual([]);
  });

  it('run under plain Node, import public names only, and give what they say', () => {
    const answers = runExamples(examples);
    expect(answers.map(({ of, got }) => `${of}: ${got}`)).toEqual(answers.map(({ of, wanted }) => `${of}: ${wanted}`));
    expect(new Set(answers.map(({ of }) => of)).size).toBe(examples.length);
  });
});

it('examples are type-checked in a strict project', { timeout: 120_000 }, () => {
  const all = new Map(LIBRARIES.flatMap((library) => examplesOf(library).map((example) => [example.of, example])));
  checkTypes([...all.values()]);
});

it('an example that says something else, imports what is not public, or is mistyped is found', () => {
  const wrong: Example = { of: 'wrong', code: '1 + 1; // → 3\n' };
  const internal: Example = { of: 'internal', code: "import { padBox } from '@radscore/imaging';\npadBox; // → 1\n" };
  const [first, second] = runExamples([wrong, internal]);
  expect(first).toEqual({ of: 'wrong', got: '2', wanted: '3' });
  expect(second.got).toContain("does not provide an export named 'padBox'");
  expect(() => checkTypes([{ of: 'mistyped', code: "const count: number = 'three';\n" }])).toThrow();
});
