/** The event that Step Functions sends to the default bus when the status of an execution changes. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT, type BusEvent, REGION } from '../contracts.ts';
import type { Ended, Redriven } from './records.ts';
import type { Redrivability } from './redrive.ts';

/** Input and output together are left out of the event if they are longer, the input first. */
const LONGEST_DATA = 248 * 1024;

/** An execution as it stands. */
export interface ExecutionStatus {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startedAt: string;
  readonly input: unknown;
  /** Undefined while it runs. */
  readonly ended: Ended | undefined;
  readonly redrives: readonly Redriven[];
  readonly redrivability: Redrivability;
}

/** `Step Functions Execution Status Change` (Step Functions Developer Guide, "EventBridge"); every member is there, null if it has no value. */
export function statusChange(execution: ExecutionStatus, time: Date): BusEvent {
  const { executionArn, stateMachineArn, name, startedAt, ended, redrives, redrivability } = execution;
  const input = JSON.stringify(execution.input);
  const output = ended?.status === 'SUCCEEDED' ? JSON.stringify(ended.output ?? null) : undefined;
  const outputFits = output !== undefined && lengthOf(output) <= LONGEST_DATA;
  const inputFits = lengthOf(input) + (outputFits ? lengthOf(output) : 0) <= LONGEST_DATA;
  const last = redrives.at(-1);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: ACCOUNT,
    time: time.toISOString(),
    region: REGION,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status: ended?.status ?? 'RUNNING',
      startDate: Date.parse(startedAt),
      stopDate: ended ? Date.parse(ended.at) : null,
      input: inputFits ? input : null,
      inputDetails: { included: inputFits },
      output: outputFits ? output : null,
      outputDetails: output === undefined ? null : { included: outputFits },
      error: ended?.error ?? null,
      cause: ended?.cause ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: redrives.length,
      redriveDate: last ? Date.parse(last.at) : null,
      redriveStatus: redrivability.redriveStatus,
      redriveStatusReason: redrivability.redriveStatusReason ?? null,
    },
  };
}

/** As it is escaped inside the event. */
function lengthOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
