/** Event patterns, compiled when a rule is loaded: which operators there are and what they match. */

/** An event pattern that uses an operator which the local cloud does not honour, or that is not valid. */
export class PatternRefused extends Error {
  override readonly name = 'PatternRefused';
  /** Where in the pattern, e.g. `detail.object.key`. */
  readonly place: string;

  constructor(place: string, reason: string) {
    super(`event pattern, ${place || 'top level'}: ${reason}`);
    this.place = place;
  }
}

type Test = (value: unknown) => boolean;
/** `undefined` stands for a field that is not there. */
type Matcher = (values: readonly unknown[] | undefined) => boolean;

/**
 * Compiles an EventBridge event pattern (EventBridge user guide, "Creating event patterns"): each field of the pattern
 * must match, by any of its values; a list in the event matches by any of its elements. Throws `PatternRefused`.
 */
export function compilePattern(pattern: unknown, place = ''): (event: unknown) => boolean {
  if (!isObject(pattern)) throw new PatternRefused(place, 'an object is wanted');
  const tests = Object.entries(pattern).map(([key, part]) => {
    const inner = place === '' ? key : `${place}.${key}`;
    if (key === '$or') return compileOr(part, inner);
    if (Array.isArray(part)) {
      const matches = compileField(part, inner);
      return (event: unknown) => matches(valuesOf(event, key));
    }
    const matches = compilePattern(part, inner);
    return (event: unknown) => (valuesOf(event, key) ?? [undefined]).some(matches);
  });
  if (tests.length === 0) throw new PatternRefused(place, 'is empty');
  return (event) => tests.every((test) => test(event));
}

function compileOr(part: unknown, place: string): (event: unknown) => boolean {
  if (!Array.isArray(part) || part.length < 2)
    throw new PatternRefused(place, 'a list of two patterns or more is wanted');
  const ways = part.map((way) => compilePattern(way, place));
  return (event) => ways.some((matches) => matches(event));
}

function compileField(alternatives: readonly unknown[], place: string): Matcher {
  if (alternatives.length === 0) throw new PatternRefused(place, 'the list of values is empty');
  const matchers = alternatives.map((alternative): Matcher => {
    if (isObject(alternative) && 'exists' in alternative) {
      const wanted = alternative.exists;
      if (typeof wanted !== 'boolean') throw new PatternRefused(place, 'exists is neither true nor false');
      return (values) => (values !== undefined) === wanted;
    }
    const test = compileValue(alternative, place);
    return (values) => values?.some(test) ?? false;
  });
  return (values) => matchers.some((matches) => matches(values));
}

function compileValue(wanted: unknown, place: string): Test {
  if (!isObject(wanted)) return (value) => value === wanted;
  const [[operator, operand], ...more] = Object.entries(wanted);
  if (more.length > 0) throw new PatternRefused(place, `${operator} comes with ${more[0][0]}; one operator is wanted`);
  if (!Object.hasOwn(COMPILERS, operator)) {
    throw new PatternRefused(place, `the operator ${operator} is not honoured by the local cloud`);
  }
  return COMPILERS[operator](operand, place);
}

/** Per operator: how its operand becomes a test. `exists` and `$or` are of a whole field. */
const COMPILERS: Readonly<Record<string, (operand: unknown, place: string) => Test>> = {
  prefix: (operand, place) => onText(operand, place, 'prefix', (value, text) => value.startsWith(text)),
  suffix: (operand, place) => onText(operand, place, 'suffix', (value, text) => value.endsWith(text)),
  'equals-ignore-case': (operand, place) => {
    const text = textOf(operand, place, 'equals-ignore-case').toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === text;
  },
  wildcard: (operand, place) => compileWildcard(textOf(operand, place, 'wildcard'), place),
  numeric: compileNumeric,
  'anything-but': (operand, place) => {
    const excluded = [operand].flat().map((one) => compileValue(one, place));
    return (value) => !excluded.some((test) => test(value));
  },
};

/** What a pattern may use besides plain values. */
export const PATTERN_OPERATORS: readonly string[] = ['$or', 'exists', ...Object.keys(COMPILERS)];

/** `prefix` and `suffix`, whose operand may ask to ignore case. */
function onText(
  operand: unknown,
  place: string,
  operator: string,
  test: (value: string, text: string) => boolean,
): Test {
  if (!isObject(operand)) {
    const text = textOf(operand, place, operator);
    return (value) => typeof value === 'string' && test(value, text);
  }
  const [key, ...more] = Object.keys(operand);
  if (key !== 'equals-ignore-case' || more.length > 0)
    throw new PatternRefused(place, `${operator} has the operand ${key}`);
  const text = textOf(operand[key], place, operator).toLowerCase();
  return (value) => typeof value === 'string' && test(value.toLowerCase(), text);
}

/** `*` is any run of characters; `\*` and `\\` stand for themselves. */
function compileWildcard(text: string, place: string): Test {
  if (text.includes('**')) throw new PatternRefused(place, `wildcard ${text}: two * in a row`);
  const source = text.replace(/\\([*\\])|[\\^$.|?+()[\]{}*]/g, (match, escaped: string | undefined) =>
    escaped === undefined ? (match === '*' ? '.*' : `\\${match}`) : `\\${escaped}`,
  );
  const expression = new RegExp(`^${source}$`, 's');
  return (value) => typeof value === 'string' && expression.test(value);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function compileNumeric(operand: unknown, place: string): Test {
  const wanted = 'numeric wants pairs of a comparison and a number, like [">", 0, "<=", 5]';
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 === 1)
    throw new PatternRefused(place, wanted);
  const tests = Array.from({ length: operand.length / 2 }, (_, pair) => {
    const [comparison, bound]: unknown[] = operand.slice(2 * pair, 2 * pair + 2);
    if (typeof comparison !== 'string' || !Object.hasOwn(COMPARISONS, comparison) || typeof bound !== 'number') {
      throw new PatternRefused(place, wanted);
    }
    return (value: number) => COMPARISONS[comparison](value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function valuesOf(event: unknown, key: string): readonly unknown[] | undefined {
  if (!isObject(event) || !Object.hasOwn(event, key)) return undefined;
  const value = event[key];
  return Array.isArray(value) ? value : [value];
}

function textOf(operand: unknown, place: string, operator: string): string {
  if (typeof operand === 'string') return operand;
  throw new PatternRefused(place, `${operator} wants a string, got ${JSON.stringify(operand)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
