/** What a Map in mode DISTRIBUTED does around its executions: reads the items, counts failures, writes the results. */
import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../contracts.ts';
import { StatesError } from './errors.ts';

/** A distributed Map without MaxConcurrency runs this many executions at once on one machine; AWS runs 10,000. */
export const DISTRIBUTED_MAP_CONCURRENCY = 1000;

/** The objects of S3 as the state machine's role may read and write them. */
export interface RoleObjects {
  /** Throws `StatesError` with the name that AWS gives. */
  read(bucket: string, key: string): Promise<Uint8Array>;
  write(bucket: string, key: string, content: Uint8Array): Promise<void>;
}

/** One execution of a distributed Map. */
export interface ChildExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly input: unknown;
  readonly startTime: string;
}

/** How an execution of a distributed Map ended. */
export interface ChildEnd extends ChildExecution {
  readonly stopTime: string;
  readonly output?: unknown;
  readonly failure?: StatesError;
}

/** The same for an item each time that it is run: what a killed process had begun goes on under its name. */
export function childOf(parentArn: string, state: string, path: string): Pick<ChildExecution, 'executionArn' | 'name'> {
  const machine = machineOf(parentArn);
  const name = nameFrom(parentArn, path);
  return { name, executionArn: `arn:aws:states:${REGION}:${ACCOUNT}:execution:${machine}/${labelOf(state)}:${name}` };
}

export function mapRunArn(parentArn: string, state: string, path: string): string {
  const place = `${machineOf(parentArn)}/${labelOf(state)}`;
  return `arn:aws:states:${REGION}:${ACCOUNT}:mapRun:${place}:${nameFrom(parentArn, path)}`;
}

/** The name of an execution that a place of another one started: the same at each repetition. */
export function nameFrom(parentArn: string, path: string): string {
  const hash = createHash('sha256').update(`${parentArn}\n${path}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

/** Items as JSON texts, a line each. */
export async function readItems(objects: RoleObjects, given: unknown, state: string): Promise<unknown[]> {
  const { Bucket, Key } = placeOf(given, ['Bucket', 'Key'], `${state}: ItemReader`);
  const text = Buffer.from(await objects.read(Bucket, Key)).toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch {
      throw new StatesError('States.ItemReaderFailed', `${state}: line ${index + 1} of the items is not JSON`);
    }
  });
}

/** How the executions of one distributed Map ended, in the order of their items. */
export class ChildEnds {
  readonly #ends: ChildEnd[];
  readonly #state: string;
  readonly #tolerated: number;
  #failed = 0;

  /** @param tolerated percentage of the executions that may fail */
  constructor(state: string, count: number, tolerated: number) {
    this.#state = state;
    this.#tolerated = tolerated;
    this.#ends = new Array(count);
  }

  /** Throws once more executions failed than the state tolerates; as on AWS a share of all of them. */
  add(index: number, end: ChildEnd): void {
    this.#ends[index] = end;
    if (end.failure === undefined) return;
    const [all, failed] = [this.#ends.length, ++this.#failed];
    if (failed * 100 <= this.#tolerated * all) return;
    throw new StatesError(
      'States.ExceedToleratedFailureThreshold',
      `${this.#state}: ${failed} of ${all} executions failed; at most ${this.#tolerated} % are tolerated`,
    );
  }

  get all(): readonly ChildEnd[] {
    return this.#ends;
  }

  get outputs(): unknown[] {
    return this.#ends.map(({ output }) => output);
  }
}

/** Writes how each execution ended, the files and fields of AWS, and returns where the list of them lies. */
export async function writeResults(
  objects: RoleObjects,
  given: unknown,
  run: { readonly arn: string; readonly state: string; readonly stateMachineArn: string },
  ends: readonly ChildEnd[],
): Promise<unknown> {
  const { Bucket, Prefix } = placeOf(given, ['Bucket', 'Prefix'], `${run.state}: ResultWriter`);
  const folder = `${Prefix.replace(/\/$/, '')}/${run.arn.split(':').at(-1)}`;
  const files: Record<string, { Key: string; Size: number }[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  for (const status of ['FAILED', 'SUCCEEDED'] as const) {
    const ended = ends.filter(({ failure }) => (failure ? 'FAILED' : 'SUCCEEDED') === status);
    if (ended.length === 0) continue;
    const key = `${folder}/${status}_0.json`;
    const content = Buffer.from(JSON.stringify(ended.map((end) => resultOf(end, run.stateMachineArn))));
    await objects.write(Bucket, key, content);
    files[status].push({ Key: key, Size: content.length });
  }
  const Key = `${folder}/manifest.json`;
  const list = { DestinationBucket: Bucket, MapRunArn: run.arn, ResultFiles: files };
  await objects.write(Bucket, Key, Buffer.from(JSON.stringify(list)));
  return { MapRunArn: run.arn, ResultWriterDetails: { Bucket, Key } };
}

function resultOf(end: ChildEnd, stateMachineArn: string): Readonly<Record<string, unknown>> {
  const { executionArn, name, input, startTime, stopTime, output, failure } = end;
  return {
    ExecutionArn: executionArn,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(failure
      ? { Error: failure.error, Cause: failure.causeText }
      : { Output: JSON.stringify(output), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    StartDate: startTime,
    StateMachineArn: stateMachineArn,
    Status: failure ? 'FAILED' : 'SUCCEEDED',
    StopDate: stopTime,
  };
}

function placeOf<Field extends string>(given: unknown, fields: readonly Field[], place: string): Record<Field, string> {
  const found = given as Record<Field, unknown>;
  for (const field of fields) {
    if (typeof found[field] === 'string') continue;
    throw new StatesError('States.QueryEvaluationError', `${place}: ${field} is no string`);
  }
  return found as Record<Field, string>;
}

function machineOf(executionArn: string): string {
  return executionArn.split(':')[6].split('/')[0];
}

/** AWS makes the label from the name of the state, at most 40 characters. */
function labelOf(state: string): string {
  return state.slice(0, 40);
}
