/** The tables of fault plans in docs/local-cloud.md, from the schema of the plan. */
import { z } from 'zod';
import { type FaultName, faultPlan, faultRule } from './plan.ts';

/** What each fault is to those who meet it. */
const MEANINGS: Readonly<Record<FaultName, string>> = {
  'lambda-error':
    'Lambda itself answers an error; nothing is invoked. Step Functions sees it as `Lambda.` and its name',
  'lambda-timed-out': '`Sandbox.Timedout`, at once: nobody waits for the time limit',
  'lambda-out-of-memory': '`Runtime.OutOfMemory`',
  'lambda-killed': '`Runtime.ExitError`: the process gets SIGKILL',
  'lambda-frozen':
    '`Sandbox.Timedout`, while the process gets SIGSTOP; it thaws and goes on while another attempt runs',
  's3-error': 'instead of the operation, as XML',
  'dynamodb-error': 'instead of the operation',
  'states-error': 'instead of the operation, of the Step Functions API',
  'connection-slow': 'the answer is late',
  'connection-reset': 'the client gets a TCP reset',
  'event-duplicated': 'the sender sends the event twice: another id, the same sequencer',
  'event-late': 'no target gets the event earlier, also over a restart',
  'event-reordered': 'the same by a drawn part of the time: later events overtake it',
  'disk-full': '`ENOSPC` when the service writes; S3 and DynamoDB answer 500, executions, deliveries and queues wait',
  'clock-steps-back': 'of the local cloud since its start, and of each sandbox since its own',
};

type Rows = readonly (readonly string[])[];

/** Fault, its members (those in brackets may be left out), meaning. */
export function faultRows(): Rows {
  return faultRule.options.map(({ shape }) => {
    const name = shape.fault.value;
    const members = Object.entries(shape).filter(([member]) => member !== 'fault' && !OF_EVERY_RULE.has(member));
    return [`\`${name}\``, members.map(([member, type]) => describeMember(member, type)).join(', '), MEANINGS[name]];
  });
}

/** Setting of the plan, and what it does. */
export function settingRows(): Rows {
  return Object.entries(faultPlan.shape)
    .filter(([name]) => name !== 'rules' && name !== 'seed')
    .map(([name, type]) => [`\`${name}\``, (type as z.ZodType).meta()?.description ?? '']);
}

const OF_EVERY_RULE: ReadonlySet<string> = new Set(['probability', 'count', 'after']);

function describeMember(name: string, type: z.ZodType): string {
  const isOptional = type instanceof z.ZodOptional || type instanceof z.ZodDefault;
  const inner = isOptional ? (type.unwrap() as z.ZodType) : type;
  const values = inner instanceof z.ZodEnum ? ` (${inner.options.map((value) => `\`${value}\``).join(', ')})` : '';
  return isOptional ? `[\`${name}\`${values}]` : `\`${name}\`${values}`;
}
