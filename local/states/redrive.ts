/** Which executions may be redriven, and how often one was. */
import type { ExecutionRecord, Redriven } from './records.ts';

/** Days from the end of an execution in which it may be redriven (Step Functions API Reference, "RedriveExecution"). */
const REDRIVABLE_DAYS = 14;
const LONGEST_DAYS = 365;
/** The history has to hold one event more than that of the redrive. */
const MOST_EVENTS = 24_999;
/** Tokens of the last redrives make a repeated request harmless for so long. */
const TOKENS = 10;
const TOKEN_MINUTES = 15;
const DAY = 24 * 3_600_000;

/** `reason` in the words of DescribeExecution; without it the execution may be redriven. */
export interface Redrivability {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason?: string;
}

export function redrivesOf(records: readonly ExecutionRecord[]): Redriven[] {
  return records.filter((record) => record.type === 'redriven');
}

export function redrivabilityOf(records: readonly ExecutionRecord[], events: number, now: Date): Redrivability {
  const reason = reasonAgainst(records, events, now.getTime());
  if (reason === undefined) return { redriveStatus: 'REDRIVABLE' };
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
}

function reasonAgainst(records: readonly ExecutionRecord[], events: number, now: number): string | undefined {
  const [started, last] = [records[0], records.at(-1)];
  if (last?.type !== 'ended') return 'Execution is RUNNING and cannot be redriven';
  if (last.status === 'SUCCEEDED') return 'Execution is SUCCEEDED and cannot be redriven';
  if (events >= MOST_EVENTS) return 'Execution history event limit exceeded';
  if (now - Date.parse(started.at) > LONGEST_DAYS * DAY) return 'Execution has exceeded the max execution time';
  if (now - Date.parse(last.at) > REDRIVABLE_DAYS * DAY) return 'Execution redrivable period exceeded';
  return undefined;
}

/** The redrive that a request with this token has caused already. */
export function sameRequest(records: readonly ExecutionRecord[], token: string, now: Date): Redriven | undefined {
  const recent = redrivesOf(records).slice(-TOKENS);
  return recent.find((one) => one.token === token && now.getTime() - Date.parse(one.at) <= TOKEN_MINUTES * 60_000);
}
