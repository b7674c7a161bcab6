/** JSONata in state machines: compiles fields with `{% … %}`, with the functions that Step Functions adds. */
import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StatesError } from './errors.ts';

/** What an expression can see: `$states`, the variables of its scope, and the time. */
export interface Bindings {
  readonly states: {
    readonly input: unknown;
    readonly context: unknown;
    readonly result?: unknown;
    readonly errorOutput?: { readonly Error: string; readonly Cause?: string };
  };
  readonly variables: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970 on the local cloud's clock, for `$now()` and `$millis()`. */
  readonly now: number;
}

/** A field whose strings `{% … %}` are JSONata, compiled once. Throws `States.QueryEvaluationError`. */
export type Template = (bindings: Bindings) => Promise<unknown>;

/** JSONata's own guard rails against loops that never end: nesting depth, and milliseconds, others' work included. */
const LIMITS = { stack: 500, timeout: 60_000 };

const picture = jsonata('$fromMillis($at, $picture, $timezone)');

/**
 * Compiles any JSON value; `field` names it in messages. Throws a plain `Error` with the place of an expression that is
 * not JSONata.
 */
export function compileTemplate(value: unknown, field: string): Template {
  if (typeof value === 'string') return compileString(value, field);
  if (Array.isArray(value)) {
    const parts = value.map((part, index) => compileTemplate(part, `${field}[${index}]`));
    return (bindings) => Promise.all(parts.map((part) => part(bindings)));
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => [key, compileTemplate(part, `${field}/${key}`)] as const);
    return async (bindings) => {
      const result: Record<string, unknown> = {};
      for (const [key, part] of parts) result[key] = await part(bindings);
      return result;
    };
  }
  return async () => value;
}

function compileString(text: string, field: string): Template {
  if (!(text.startsWith('{%') && text.endsWith('%}'))) return async () => text;
  const expression = compileExpression(text.slice(2, -2), field);
  return async ({ states, variables, now }) => {
    let result: unknown;
    try {
      result = await expression.evaluate(undefined, {
        ...variables,
        states,
        millis: () => now,
        now: (form?: string, timezone?: string) =>
          form === undefined && timezone === undefined
            ? new Date(now).toISOString()
            : picture.evaluate(undefined, { at: now, picture: form, timezone }),
      });
    } catch (error) {
      throw new StatesError('States.QueryEvaluationError', `${field}: '${text}': ${messageOf(error)}`);
    }
    // A round trip through JSON drops JSONata's marks on sequences and shows what is not JSON at all.
    const json = JSON.stringify(result);
    if (json === undefined) {
      const got = typeof result === 'function' ? 'a function' : 'nothing (undefined)';
      throw new StatesError(
        'States.QueryEvaluationError',
        `${field}: '${text}' returned ${got}; a JSON value is wanted`,
      );
    }
    return JSON.parse(json);
  };
}

function compileExpression(source: string, field: string): jsonata.Expression {
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source, LIMITS);
  } catch (error) {
    throw new Error(`${field} is not a JSONata expression: ${messageOf(error)}`);
  }
  expression.registerFunction('partition', partition);
  expression.registerFunction('range', range);
  expression.registerFunction('hash', hash);
  expression.registerFunction('random', random);
  expression.registerFunction('uuid', () => randomUUID());
  expression.registerFunction('parse', (text: string) => JSON.parse(text));
  expression.registerFunction('eval', () => {
    throw new Error('$eval is not supported by Step Functions; use $parse');
  });
  return expression;
}

function partition(values: readonly unknown[], size: number): unknown[][] {
  if (!(Number.isInteger(size) && size > 0)) throw new Error(`$partition wants a whole size of 1 or more, got ${size}`);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, part) =>
    values.slice(part * size, (part + 1) * size),
  );
}

function range(first: number, last: number, step: number): number[] {
  if (!Number.isFinite(step) || step === 0) throw new Error(`$range wants a step other than 0, got ${step}`);
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step);
}

function hash(data: unknown, algorithm = 'SHA-256'): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex');
}

/** With a seed the same number each time (mulberry32), in [0, 1). */
function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** JSONata throws plain objects with a message. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
