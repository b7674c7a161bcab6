/** The history of an execution as clients of Step Functions read it. */
import type { Machine, Scope, State } from './definition.ts';
import { type ExecutionRecord, isOfChild } from './records.ts';

/** An event of GetExecutionHistory: the common fields and one `…EventDetails`. */
export type HistoryEvent = Readonly<
  { id: number; previousEventId: number; timestamp: number; type: string } & Record<string, unknown>
>;

const ENDINGS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/**
 * The journal of an execution as history events, with the types and details of the Step Functions API. What is not
 * recorded (scheduling, iterations, the input of each state) is not there.
 */
export function historyOf(machine: Machine, records: readonly ExecutionRecord[]): HistoryEvent[] {
  const states = new Map<string, State>();
  collect(machine, states);
  const events: HistoryEvent[] = [];
  const latest = new Map<string, { id: number; name: string }>();

  const add = (record: ExecutionRecord, type: string, details: Readonly<Record<string, unknown>>, field = type) => {
    const previous = 'path' in record ? latest.get(record.path)?.id : events.length;
    const key = `${field[0].toLowerCase()}${field.slice(1)}EventDetails`;
    const id = events.length + 1;
    events.push({ id, previousEventId: previous ?? 0, timestamp: Date.parse(record.at) / 1000, type, [key]: details });
    if ('path' in record) latest.set(record.path, { id, name: latest.get(record.path)?.name ?? '' });
  };

  for (const record of records) {
    if (isOfChild(record)) continue;
    switch (record.type) {
      case 'started':
        add(record, 'ExecutionStarted', { input: JSON.stringify(record.input) });
        break;
      case 'entered':
        latest.set(record.path, { id: events.length, name: record.state });
        add(record, `${states.get(record.state)?.type}StateEntered`, { name: record.state }, 'StateEntered');
        break;
      case 'failed': {
        const timedOut = record.error === 'States.Timeout';
        const type = states.get(latest.get(record.path)?.name ?? '')?.type;
        if (type === 'Task') add(record, timedOut ? 'TaskTimedOut' : 'TaskFailed', failure(record));
        else add(record, `${type}StateFailed`, {});
        break;
      }
      case 'exited': {
        const name = latest.get(record.path)?.name ?? '';
        if ('result' in record) add(record, 'TaskSucceeded', { output: JSON.stringify(record.result) });
        const output = 'output' in record ? record.output : record.result;
        add(
          record,
          `${states.get(name)?.type}StateExited`,
          { name, ...(output === undefined ? {} : { output: JSON.stringify(output) }) },
          'StateExited',
        );
        break;
      }
      case 'redriven':
        add(record, 'ExecutionRedriven', { redriveCount: record.count });
        break;
      case 'ended': {
        const succeeded = record.status === 'SUCCEEDED';
        add(record, ENDINGS[record.status], succeeded ? { output: JSON.stringify(record.output) } : failure(record));
      }
    }
  }
  return events;
}

function failure({ error, cause }: { readonly error?: string; readonly cause?: string }) {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function collect(scope: Scope, states: Map<string, State>): void {
  for (const [name, state] of scope.states) {
    states.set(name, state);
    if (state.type === 'Map') collect(state.processor, states);
    if (state.type === 'Parallel') for (const branch of state.branches) collect(branch, states);
  }
}
