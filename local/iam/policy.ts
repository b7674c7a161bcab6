/** Decides what the statements of a role allow, and refuses statements that it would understand in part only. */
import { channel } from 'node:diagnostics_channel';
import type { Caller, PolicyStatement } from '../contracts.ts';

/** Values of condition keys, as the service that is called knows them: `{ 's3:prefix': 'institutions/a/' }`. */
export type RequestContext = Readonly<Record<string, string | undefined>>;

/** A statement of a policy that the local cloud would have to ignore, in whole or in part. */
export class PolicyNotHonoured extends Error {
  override readonly name = 'PolicyNotHonoured';
  readonly element: string;

  constructor(element: string, remedy: string) {
    super(`got the policy element ${element}, which the local cloud cannot honour. ${remedy}`);
    this.element = element;
  }
}

/** A call that a role was allowed, and the statements that allow it. */
export interface Decision {
  readonly action: string;
  readonly resourceArn: string;
  readonly allowedBy: readonly PolicyStatement[];
}

/** Every `Decision`, for those who ask which permissions are used. Without a subscriber nothing is made of it. */
export const DECISIONS = channel('radscore.iam.decision');

type Operator = (wanted: string, got: string | undefined) => boolean;

/** Per operator: whether one wanted value is met. Absent keys meet none but the negated operators, as in IAM. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, got) => got === wanted,
  StringLike: (wanted, got) => got !== undefined && pattern(wanted).test(got),
  ArnEquals: (wanted, got) => got !== undefined && pattern(wanted).test(got),
  ArnLike: (wanted, got) => got !== undefined && pattern(wanted).test(got),
  Bool: (wanted, got) => got !== undefined && got.toLowerCase() === wanted.toLowerCase(),
};

const ELEMENTS = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);
/** What a service says about a request; a statement that asks for another key is refused. */
export const CONDITION_KEYS: ReadonlySet<string> = new Set(['s3:prefix', 's3:delimiter']);

/**
 * What a caller may do: an explicit Deny wins over every Allow, and what no statement allows is refused.
 * A caller without policies is the operator of the machine.
 */
export function isAllowed(caller: Caller, action: string, resourceArn: string, context: RequestContext = {}): boolean {
  if (caller.policies === undefined) return true;
  const applying = caller.policies.filter((statement) => applies(statement, action, resourceArn, context));
  const allowedBy = applying.filter(({ Effect }) => Effect === 'Allow');
  if (allowedBy.length === 0 || allowedBy.length < applying.length) return false;
  if (DECISIONS.hasSubscribers) DECISIONS.publish({ action, resourceArn, allowedBy } satisfies Decision);
  return true;
}

/** Throws `PolicyNotHonoured` for a statement of which `isAllowed` would overlook a part. Call it when policies are loaded. */
export function assertPolicyIsHonoured(statement: PolicyStatement): void {
  for (const element of Object.keys(statement)) {
    if (!ELEMENTS.has(element)) {
      throw new PolicyNotHonoured(element, `Write the statement with ${[...ELEMENTS].join(', ')} only.`);
    }
  }
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw new PolicyNotHonoured(`Effect ${JSON.stringify(statement.Effect)}`, 'Effect is Allow or Deny.');
  }
  for (const element of ['Action', 'Resource'] as const) {
    const values = asList(statement[element]);
    if (values.length === 0 || values.some((value) => typeof value !== 'string')) {
      throw new PolicyNotHonoured(`${element} ${JSON.stringify(statement[element])}`, 'Give one or more strings.');
    }
    const variable = values.find((value) => value.includes('${'));
    if (variable) throw new PolicyNotHonoured(`policy variable in ${variable}`, 'Spell the value out.');
  }
  for (const [operator, tests] of Object.entries(statement.Condition ?? {})) {
    if (!Object.hasOwn(OPERATORS, operator)) {
      throw new PolicyNotHonoured(
        `condition operator ${operator}`,
        `Honoured are ${Object.keys(OPERATORS).join(', ')}.`,
      );
    }
    for (const key of Object.keys(tests as object)) {
      if (!CONDITION_KEYS.has(key)) {
        throw new PolicyNotHonoured(`condition key ${key}`, `Known are ${[...CONDITION_KEYS].join(', ')}.`);
      }
    }
  }
}

function applies(statement: PolicyStatement, action: string, resourceArn: string, context: RequestContext): boolean {
  return (
    asList(statement.Action).some((wanted) => pattern(wanted.toLowerCase()).test(action.toLowerCase())) &&
    asList(statement.Resource).some((wanted) => pattern(wanted).test(resourceArn)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, tests]) => conditionHolds(operator, tests, context))
  );
}

function conditionHolds(operator: string, tests: unknown, context: RequestContext): boolean {
  return Object.entries(tests as Record<string, string | boolean | readonly string[]>).every(([key, wanted]) =>
    [wanted].flat().some((value) => OPERATORS[operator](String(value), context[key])),
  );
}

const patterns = new Map<string, RegExp>();

/** `*` is any run of characters, `?` any one; everything else stands for itself. */
function pattern(wildcard: string): RegExp {
  let compiled = patterns.get(wildcard);
  if (!compiled) {
    const source = wildcard
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    compiled = new RegExp(`^${source}$`, 's');
    patterns.set(wildcard, compiled);
  }
  return compiled;
}

function asList(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
