/** Lambda: finds or starts a sandbox for an invocation, and lets the others wait for their turn. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { FunctionFailed, type FunctionInvoker } from '../contracts.ts';
import { AccountConcurrency, serviceErrorCause } from '../faults/account.ts';
import type { LAMBDA_ERRORS } from '../faults/aws-errors.ts';
import type { Faults } from '../faults/faults.ts';
import { mishapOf } from '../faults/mishap.ts';
import { type FunctionDefinition, LARGEST_PAYLOAD, type Log } from './functions.ts';
import { canMeasureMemory } from './memory.ts';
import { Sandbox } from './sandbox.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface LambdaOptions {
  readonly functions: readonly FunctionDefinition[];
  /** Environment that points SDK clients to the local services: `AWS_ENDPOINT_URL_S3` and the like. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Invocations that run at the same time, over all functions; the others wait in the order in which they came. */
  readonly concurrency: number;
  readonly log: Log;
  /** Folder for V8's compiled code; without it every sandbox compiles its code again. */
  readonly compileCache?: string;
  /** Faults and quotas of AWS that are to be produced. */
  readonly faults?: Faults;
}

export interface Lambda extends FunctionInvoker {
  /** Ends all sandboxes; invocations under way or waiting fail. */
  close(): void;
}

/** A function that cannot be run as it is defined. */
export class FunctionNotHonoured extends Error {
  override readonly name = 'FunctionNotHonoured';
  readonly functionName: string;

  constructor(functionName: string, fault: string) {
    super(`function ${functionName}: ${fault}`);
    this.functionName = functionName;
  }
}

interface Waiting {
  readonly definition: FunctionDefinition;
  /** When it began to wait, in milliseconds. */
  readonly since: number;
  readonly run: (place: Place) => void;
  readonly giveUp: (error: FunctionFailed) => void;
}

/** A right to run: one of the shared ones, or one that a function has for itself. */
type Slot = 'shared' | 'reserved';

interface Place {
  readonly slot: Slot;
  /** Busy from the moment that it is given. */
  readonly sandbox: Sandbox;
}

const IDLE_MS = 5 * 60 * 1000;
/**
 * So long an invocation may be passed by others whose sandbox is there: a new sandbox takes a second of a processor until its
 * code is warm, and one of each function is enough to keep few processors busy.
 */
const PASSED_BY_MS = 500;
/** As long, if all processors are in use, it waits for a busy sandbox of its function: callers of an API wait less. */
const API_PATIENCE_MS = 100;
/** Two invocations run at a time even on one. */
const PROCESSORS = Math.max(2, availableParallelism());

/** Runs functions, a process per sandbox. Throws `FunctionNotHonoured`. */
export function createLambda(options: LambdaOptions): Lambda {
  const { faults } = options;
  const functions = new Map(options.functions.map((definition) => [definition.name, definition]));
  const account =
    faults?.plan.accountConcurrency === undefined
      ? undefined
      : new AccountConcurrency(faults.plan.accountConcurrency, options.functions);
  const idle = new Map<string, { sandbox: Sandbox; timer: NodeJS.Timeout }[]>();
  const busy = new Set<Sandbox>();
  /** Given up by their callers, and not ended: they thaw. */
  const frozen = new Set<Sandbox>();
  const queue: Waiting[] = [];
  const reservedInUse = new Map<string, number>();
  let sharedInUse = 0;
  let closed = false;
  let wake: NodeJS.Timeout | undefined;
  for (const definition of options.functions) assertIsHonoured(definition);
  if (!canMeasureMemory) {
    options.log({
      time: new Date().toISOString(),
      functionName: '*',
      origin: 'platform',
      message: 'This system has no /proc: memory limits bound the JavaScript heap only.',
    });
  }

  return {
    async invoke(name, payload, started, executionArn) {
      const definition = functions.get(name.split(':')[6] ?? name);
      if (!definition) throw refused('Lambda.ResourceNotFoundException', `Function not found: ${name}`);
      const input = Buffer.from(JSON.stringify(payload ?? null));
      if (input.length > LARGEST_PAYLOAD) {
        const message = `${input.length} byte payload is too large for the Invoke operation (limit ${LARGEST_PAYLOAD} bytes)`;
        throw refused('Lambda.RequestEntityTooLargeException', message);
      }
      const injected = faults?.strike('lambda-error', { function: definition.name });
      if (injected) throw ofService(injected.error);
      const leave = account?.enter(definition);
      if (faults && account && !leave) {
        faults.throttles.account++;
        throw ofService('TooManyRequestsException');
      }
      try {
        const { slot, sandbox } = await take(definition);
        try {
          const subject = { ...subjectOf(payload), ...(executionArn && { executionArn }) };
          return await runIn(sandbox, input, subject, started);
        } finally {
          release(definition, slot);
        }
      } finally {
        leave?.();
      }
    },

    close() {
      closed = true;
      clearTimeout(wake);
      for (const { giveUp } of queue.splice(0)) giveUp(stopped());
      for (const { sandbox, timer } of [...idle.values()].flat()) {
        clearTimeout(timer);
        sandbox.stop();
      }
      idle.clear();
      for (const sandbox of [...busy, ...frozen]) sandbox.stop();
    },
  };

  function take(definition: FunctionDefinition): Promise<Place> {
    return new Promise((run, giveUp) => {
      if (closed) throw stopped();
      queue.push({ definition, run, giveUp, since: performance.now() });
      dispatch();
    });
  }

  function release(definition: FunctionDefinition, slot: Slot): void {
    if (slot === 'shared') sharedInUse--;
    else reservedInUse.set(definition.name, (reservedInUse.get(definition.name) ?? 1) - 1);
    dispatch();
  }

  /** Whether a sandbox of the function rests. */
  function isThere({ name }: FunctionDefinition): boolean {
    return idle.get(name)?.some(({ sandbox }) => sandbox.isAlive) ?? false;
  }

  /** Those whose sandbox is there before others that began to wait a moment ago, and among these the longest waiting first. */
  function inOrder(): void {
    const now = performance.now();
    const later = queue.filter(({ definition, since }) => now - since < PASSED_BY_MS && !isThere(definition));
    if (later.length === 0 || later.length === queue.length) return;
    const first = queue.filter((one) => !later.includes(one));
    queue.splice(0, queue.length, ...first, ...later);
  }

  /** Gives every waiting invocation a slot that it may have, and a sandbox. */
  function dispatch(): void {
    inOrder();
    for (let i = 0; i < queue.length; ) {
      const { definition, run } = queue[i];
      const slot = waitsForBusy(queue[i]) ? undefined : slotFor(definition);
      if (slot === undefined) {
        i++;
        continue;
      }
      queue.splice(i, 1);
      const sandbox = sandboxFor(definition);
      busy.add(sandbox);
      run({ slot, sandbox });
    }
  }

  function slotFor(definition: FunctionDefinition): Slot | undefined {
    const reserved = reservedInUse.get(definition.name) ?? 0;
    if (reserved < (definition.reservedConcurrency ?? definition.ownSandboxes ?? 0)) {
      reservedInUse.set(definition.name, reserved + 1);
      return 'reserved';
    }
    if (sharedInUse >= options.concurrency) return undefined;
    sharedInUse++;
    return 'shared';
  }

  /** Whether a sandbox of the function is likely to be free before another one would be warm. */
  function waitsForBusy({ definition, since }: Waiting): boolean {
    if (busy.size < PROCESSORS || isThere(definition)) return false;
    if (![...busy].some((sandbox) => sandbox.definition.name === definition.name)) return false;
    const left = since + (definition.ownSandboxes ? API_PATIENCE_MS : PASSED_BY_MS) - performance.now();
    if (left <= 0) return false;
    // Unless something ends before.
    wake ??= setTimeout(
      () => {
        wake = undefined;
        dispatch();
      },
      Math.min(left, API_PATIENCE_MS),
    );
    return true;
  }

  async function runIn(sandbox: Sandbox, input: Buffer, subject: Subject, started?: () => void): Promise<unknown> {
    try {
      if (closed) throw stopped();
      started?.();
      const mishap = mishapOf(faults, sandbox.definition.name);
      return JSON.parse(await sandbox.invoke(randomUUID(), input, subject, mishap)) as unknown;
    } finally {
      busy.delete(sandbox);
      if (sandbox.isAlive) rest(sandbox);
      else if (sandbox.isFrozen) frozen.add(sandbox);
    }
  }

  function sandboxFor(definition: FunctionDefinition): Sandbox {
    const resting = idle.get(definition.name) ?? [];
    for (let last = resting.pop(); last; last = resting.pop()) {
      clearTimeout(last.timer);
      if (last.sandbox.isAlive) return last.sandbox;
    }
    return new Sandbox(definition, options);
  }

  function rest(sandbox: Sandbox): void {
    const { name } = sandbox.definition;
    const timer = setTimeout(() => {
      idle.set(
        name,
        (idle.get(name) ?? []).filter((one) => one.sandbox !== sandbox),
      );
      sandbox.stop();
    }, IDLE_MS);
    timer.unref();
    idle.set(name, [...(idle.get(name) ?? []), { sandbox, timer }]);
  }
}

function assertIsHonoured({
  name,
  codeDirectory,
  handler,
  layers,
  memoryMb,
  timeoutSeconds,
}: FunctionDefinition): void {
  const missing = [codeDirectory, ...layers].find((folder) => !existsSync(folder));
  if (missing !== undefined) throw new FunctionNotHonoured(name, `got the folder ${missing}, which does not exist.`);
  if (!/^[^.]+\..+$/.test(handler)) {
    throw new FunctionNotHonoured(name, `got the handler '${handler}'; wanted 'file.export'.`);
  }
  if (!(memoryMb >= 128 && memoryMb <= 10_240)) {
    throw new FunctionNotHonoured(name, `got ${memoryMb} MB of memory; Lambda has 128 to 10240 MB.`);
  }
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 900)) {
    throw new FunctionNotHonoured(name, `got a time-out of ${timeoutSeconds} s; Lambda has 1 to 900 s.`);
  }
}

/** An error of Lambda itself, as its callers see it. */
function ofService(error: keyof typeof LAMBDA_ERRORS): FunctionFailed {
  const cause = serviceErrorCause(error, randomUUID());
  return new FunctionFailed(`Lambda.${error}`, cause, cause);
}

function stopped(): FunctionFailed {
  return refused('Runtime.ExitError', 'The local cloud was stopped.');
}

function refused(errorType: string, errorMessage: string): FunctionFailed {
  return new FunctionFailed(errorType, errorMessage, JSON.stringify({ errorType, errorMessage }));
}
