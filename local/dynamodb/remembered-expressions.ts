/** Remembers what dynalite parsed: services send the same few expressions, with other values, again and again. */

/** A value as a request has it: `{"S": "…"}`. */
type AttributeValue = Readonly<Record<string, unknown>>;

interface Context {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Readonly<Record<string, AttributeValue>>;
  /** The parser removes what the expression uses. */
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
  readonly isKeyCondition?: boolean;
}

/** One of dynalite's generated parsers; its validation calls it by this name. */
export interface ExpressionParser {
  parse(expression: string, options: { readonly context: Context }): unknown;
}

/** Where a value of the request was in what was parsed. */
class ValueOf {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** More distinct expressions than any function has; of names that hold an identifier there is no end. */
const MOST = 1000;
/** The only two operators for which the parser looks at a value, and not only at its type. */
const BY_VALUE = /\b(?:between|attribute_type)\b/i;
const REFERENCE = /[#:][0-9A-Za-z_]+/g;

/**
 * Makes a parser parse an expression once for the same names and types of values; from then on the values of the request
 * are put in their places. Parsing takes a fifth of the time that dynalite spends on an update. What is refused is parsed
 * each time.
 */
export function rememberExpressions(parser: ExpressionParser): void {
  const parse = parser.parse.bind(parser);
  const known = new Map<string, { readonly result: unknown; readonly references: readonly string[] }>();
  parser.parse = (expression, options) => {
    if (BY_VALUE.test(expression)) return parse(expression, options);
    const { context } = options;
    const key = keyOf(expression, context);
    const found = known.get(key);
    if (found) {
      for (const reference of found.references) {
        if (reference[0] === '#') delete context.unusedAttrNames[reference];
        else delete context.unusedAttrVals[reference];
      }
      return withValues(found.result, context.attrVals ?? {});
    }
    const result = parse(expression, options);
    // A string says what is wrong.
    if (typeof result === 'string') return result;
    if (known.size >= MOST) known.clear();
    known.set(key, { result: withoutValues(result, context.attrVals ?? {}), references: referencesIn(expression) });
    return result;
  };
}

function referencesIn(expression: string): readonly string[] {
  return expression.match(REFERENCE) ?? [];
}

function keyOf(expression: string, { attrNames = {}, attrVals = {}, isKeyCondition = false }: Context): string {
  const meanings = referencesIn(expression).map((reference) => {
    if (reference[0] === '#') return attrNames[reference] ?? null;
    return attrVals[reference] ? Object.keys(attrVals[reference]) : null;
  });
  return JSON.stringify([expression, isKeyCondition, meanings]);
}

function withoutValues(parsed: unknown, values: NonNullable<Context['attrVals']>): unknown {
  const names = new Map<unknown, string>(Object.entries(values).map(([name, value]) => [value, name]));
  const copy = (part: unknown): unknown => {
    const name = names.get(part);
    return name === undefined ? copied(part, copy) : new ValueOf(name);
  };
  return copy(parsed);
}

/** A copy for each request: its actions may change theirs. */
function withValues(kept: unknown, values: NonNullable<Context['attrVals']>): unknown {
  const copy = (part: unknown): unknown => (part instanceof ValueOf ? values[part.name] : copied(part, copy));
  return copy(kept);
}

function copied(part: unknown, copy: (part: unknown) => unknown): unknown {
  if (Array.isArray(part)) return part.map(copy);
  if (typeof part !== 'object' || part === null) return part;
  // Maps of paths have no prototype, so that an attribute may be called `constructor`.
  const object = Object.create(Object.getPrototypeOf(part)) as Record<string, unknown>;
  for (const [name, value] of Object.entries(part)) object[name] = copy(value);
  return object;
}
