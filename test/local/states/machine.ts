/** Runs a definition in this process, with functions given as plain code. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { type BusEvent, FunctionFailed, type PolicyStatement } from '../../../local/contracts.ts';
import type { Faults } from '../../../local/faults/faults.ts';
import { type ExecutionDescription, StateMachines, stateMachineArn } from '../../../local/states/runner.ts';

/** What a function of a test does: takes the payload, returns the answer or throws. */
export type TestFunction = (payload: never, started: () => void) => unknown;

export interface World {
  readonly machines: StateMachines;
  readonly clock: VirtualClock;
  readonly events: BusEvent[];
  /** Function names in the order of their invocations, with their payloads. */
  readonly calls: { name: string; payload: unknown }[];
  start(input?: unknown, name?: string): string;
  /** Starts, and advances the clock until the execution ends, by at most `seconds`. */
  run(input?: unknown, seconds?: number): Promise<ExecutionDescription>;
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** One state machine `machine` of these states, on a clock and functions that the test holds. */
export function world(
  definition: Readonly<Record<string, unknown>>,
  functions: Readonly<Record<string, TestFunction>> = {},
  options: { directory?: string; random?: () => number; policies?: readonly PolicyStatement[]; faults?: Faults } = {},
): World {
  const directory = options.directory ?? temporaryDirectory();
  const clock = new VirtualClock(join(directory, 'clock.json'));
  const events: BusEvent[] = [];
  const calls: { name: string; payload: unknown }[] = [];
  const machines = new StateMachines({
    directory: join(directory, 'states'),
    machines: [
      {
        name: 'machine',
        definition: { QueryLanguage: 'JSONata', ...definition },
        roleArn: 'arn:aws:iam::0:role/r',
        policies: options.policies,
      },
    ],
    clock,
    events: { publish: (event) => void events.push(event) },
    invoker: {
      async invoke(name, payload, started = () => {}) {
        calls.push({ name, payload });
        return functions[name](payload as never, started);
      },
    },
    random: options.random,
    faults: options.faults,
  });
  machines.resume();
  onTestFinished(async () => {
    clock.stop();
    await machines.close();
  });
  const start = (input: unknown = {}, name?: string) =>
    machines.start(stateMachineArn('machine'), input, name).executionArn;
  return {
    machines,
    clock,
    events,
    calls,
    start,
    async run(input, seconds = 3600) {
      const arn = start(input);
      const ended = machines.ended(arn);
      await Promise.race([ended, clock.advance(seconds * 1000).then(() => ended)]);
      return ended;
    },
  };
}

/** A Task that invokes `name` with the state's input and hands on what it answers. */
export function task(name: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...('Next' in more ? {} : { End: true }),
    ...more,
  };
}

/** What a Lambda function that throws `errorType` gives. */
export function failing(errorType: string, errorMessage = 'broken'): FunctionFailed {
  return new FunctionFailed(errorType, errorMessage, JSON.stringify({ errorType, errorMessage, trace: [] }));
}
