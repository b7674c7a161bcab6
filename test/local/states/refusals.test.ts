/** Definitions that the interpreter refuses, by state and field. */
import { describe, expect, it } from 'vitest';
import { StateMachineRefused } from '../../../local/states/errors.ts';
import { loadMachine } from '../../../local/states/load.ts';
import { task } from './machine.ts';

type Definition = Readonly<Record<string, unknown>>;

const load = (definition: Definition) => loadMachine('machine', { QueryLanguage: 'JSONata', ...definition });
const single = (state: Definition) => ({ StartAt: 'A', States: { A: state } });
const end = { StartAt: 'E', States: { E: { Type: 'Succeed' } } };
const map = (more: Definition, processor: Definition = end) =>
  single({ Type: 'Map', ItemProcessor: processor, End: true, ...more });

describe('a definition that cannot be honoured is refused by state and field', () => {
  it.each<[string, Definition, string]>([
    ['a JSONPath machine', { QueryLanguage: 'JSONPath', ...end }, 'QueryLanguage'],
    ['a JSONPath state', single({ Type: 'Pass', QueryLanguage: 'JSONPath', End: true }), 'state A: QueryLanguage'],
    ['JSONPath fields', single({ Type: 'Pass', ResultPath: '$.x', End: true }), 'state A: field ResultPath'],
    ['HeartbeatSeconds', single(task('f', { HeartbeatSeconds: 5 })), 'state A: field HeartbeatSeconds'],
    ['Credentials', single(task('f', { Credentials: {} })), 'state A: field Credentials'],
    [
      'a task token',
      single(task('f', { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' })),
      'waitForTaskToken',
    ],
    ['a job that is waited for', single(task('f', { Resource: 'arn:aws:states:::batch:submitJob.sync' })), '.sync'],
    ['another service', single(task('f', { Resource: 'arn:aws:states:::dynamodb:putItem' })), 'dynamodb:putItem'],
    [
      'an argument of lambda:invoke',
      single(task('f', { Arguments: { FunctionName: 'f', InvocationType: 'Event' } })),
      'field InvocationType',
    ],
    ['ItemReader', map({ ItemReader: {} }), 'state A: field ItemReader'],
    ['ItemBatcher', map({ ItemBatcher: {} }), 'state A: field ItemBatcher'],
    ['ResultWriter', map({ ResultWriter: {} }), 'state A: field ResultWriter'],
    ['ToleratedFailurePercentage', map({ ToleratedFailurePercentage: 5 }), 'state A: field ToleratedFailurePercentage'],
    [
      'a distributed Map of express executions',
      map({}, { ...end, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } }),
      'ExecutionType EXPRESS',
    ],
    ['an unknown type', single({ Type: 'Loop', End: true }), 'state A: Type is Loop'],
    ['a target that is not there', single({ Type: 'Pass', Next: 'B' }), 'the target B'],
    [
      'a target in an outer scope',
      map({}, { StartAt: 'E', States: { E: { Type: 'Pass', Next: 'A' } } }),
      'the target A',
    ],
    ['two states of one name', map({}, { StartAt: 'A', States: { A: { Type: 'Succeed' } } }), 'state A appears twice'],
    ['neither Next nor End', single({ Type: 'Pass' }), 'state A: wants Next or End'],
    [
      'an expression that does not parse',
      single({ Type: 'Pass', Output: { a: ['{% 1 + %}'] }, End: true }),
      'state A: Output/a[0]',
    ],
    [
      'States.ALL next to others',
      single(task('f', { Retry: [{ ErrorEquals: ['States.ALL', 'B'] }] })),
      'state A: Retry: ErrorEquals',
    ],
    [
      'a retrier that never waits',
      single(task('f', { Retry: [{ ErrorEquals: ['B'], IntervalSeconds: 0 }] })),
      'IntervalSeconds is 0',
    ],
    [
      'an inner scope that assigns an outer variable',
      map({ Assign: { x: 1 } }, { StartAt: 'E', States: { E: { Type: 'Pass', Assign: { x: 2 }, End: true } } }),
      'state E: variable x',
    ],
  ])('%s', (_, definition, place) => {
    expect(() => load(definition)).toThrow(StateMachineRefused);
    expect(() => load(definition)).toThrow(place);
  });
});
