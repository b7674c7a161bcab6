/** Expressions that were parsed before give what parsing them again would give. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type ExpressionParser, rememberExpressions } from '../../../local/dynamodb/remembered-expressions.ts';

type Given = Parameters<ExpressionParser['parse']>[1]['context'];

/** A parser of its own, as dynalite has it. */
function freshParser(name: string): ExpressionParser {
  const require = createRequire(import.meta.url);
  const file = require.resolve(`dynalite/db/${name}.js`);
  delete require.cache[file];
  const parser = require(file) as ExpressionParser;
  delete require.cache[file];
  return parser;
}

const isReserved = (name: string) => name === 'size' || name === 'name';
const compare = (_operator: string, one: { N: string }, other: { N: string }) => Number(one.N) > Number(other.N);

function outcomeOf(
  parser: ExpressionParser,
  expression: string,
  attrNames: Record<string, string>,
  attrVals: Record<string, Record<string, unknown>>,
  isKeyCondition: boolean,
) {
  const unusedAttrNames = Object.fromEntries(Object.keys(attrNames).map((name) => [name, true as const]));
  const unusedAttrVals = Object.fromEntries(Object.keys(attrVals).map((name) => [name, true as const]));
  const context = { attrNames, attrVals, unusedAttrNames, unusedAttrVals, isReserved, compare, isKeyCondition };
  try {
    return { result: parser.parse(expression, { context: context as Given }), unusedAttrNames, unusedAttrVals };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

const names = { '#a': 'status', '#b': 'name', '#c': 'constructor' };
const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });

const CASES: readonly (readonly [parser: string, expressions: readonly string[]])[] = [
  [
    'conditionParser',
    [
      'attribute_not_exists(PK)',
      'attribute_exists(holders) AND attribute_not_exists(holders.#a) AND size(holders) < :x',
      '#b = :x OR (NOT #a.#c[3] <> :y) AND begins_with(#a, :x)',
      '#a IN (:x, :y) AND contains(#c, :y)',
      '#a BETWEEN :x AND :y',
      'attribute_type(#a, :x)',
      'begins_with(#a, :x)',
      '#a = #a',
      '#missing = :x',
      '#a = :missing',
      'name = :x',
      '((#a = :x))',
      '#a = = :x',
    ],
  ],
  [
    'updateParser',
    [
      'SET #a = :x, #b.#c = if_not_exists(#b.#c, :y) REMOVE other ADD total :x',
      'SET #a = #b + :x, list = list_append(list, :y)',
      'SET #a = :x, #a = :y',
      'DELETE #a :x',
    ],
  ],
  ['projectionParser', ['#a, #b.#c, other[2]', '#a, #a']],
];

const VALUES = [
  { ':x': N(1), ':y': N(2), ':unused': S('u') },
  { ':x': N(5), ':y': N(4), ':unused': S('v') },
  { ':x': S('S'), ':y': S('other'), ':unused': S('u') },
  { ':x': S('nonsense'), ':y': { L: [N(7), S('deep')] }, ':unused': S('u') },
  { ':x': { SS: ['p', 'q'] }, ':y': { BOOL: false }, ':unused': S('u') },
  { ':x': N(8), ':y': N(9), ':unused': S('u') },
];

describe.each(CASES)('%s', (name, expressions) => {
  it.each(expressions)('%s', (expression) => {
    const remembering = freshParser(name);
    rememberExpressions(remembering);
    const parser = freshParser(name);
    for (const isKeyCondition of [false, true]) {
      for (const attrNames of [names, { ...names, '#a': 'since' }, names]) {
        for (const values of [...VALUES, ...VALUES]) {
          expect(outcomeOf(remembering, expression, attrNames, values, isKeyCondition)).toStrictEqual(
            outcomeOf(parser, expression, attrNames, values, isKeyCondition),
          );
        }
      }
    }
  });
});

it('gives each request what it may change', () => {
  const parser = freshParser('conditionParser');
  rememberExpressions(parser);
  const parsed = () => outcomeOf(parser, '#a = :x', names, VALUES[0], false) as { result: { expression: object } };
  parsed();
  Object.assign(parsed().result.expression, { type: 'spoilt' });
  expect(parsed().result.expression).toMatchObject({ type: '=', args: [['status'], N(1)] });
});

it('parses an expression once for values of the same types', () => {
  let calls = 0;
  const parser: ExpressionParser = { parse: () => ({ calls: ++calls }) };
  rememberExpressions(parser);
  for (const value of [S('a'), S('b'), N(1), N(2), S('c')]) outcomeOf(parser, 'x = :x', {}, { ':x': value }, false);
  expect(calls).toBe(2);
});
