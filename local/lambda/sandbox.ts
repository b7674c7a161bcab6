/** A function's own process: its environment, its limits on time and memory, and its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, FunctionFailed, REGION } from '../contracts.ts';
import type { Faults } from '../faults/faults.ts';
import type { Mishap } from '../faults/mishap.ts';
import { limitProcessor } from '../faults/processor-share.ts';
import { type FunctionDefinition, type InvocationReport, LARGEST_PAYLOAD, type Log } from './functions.ts';
import { memoryOf } from './memory.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { Subject } from './subject.ts';

const RUNTIME = fileURLToPath(new URL('./runtime.mjs', import.meta.url));
export const LAYERS_ONLY = new URL('./layers-only.mjs', import.meta.url).href;
const STEPPING_CLOCK = new URL('../faults/stepping-clock.mjs', import.meta.url).href;
/** V8 loads compiled code only in a process that has these as well: other than sizes of the heap they are part of its name. */
export const CODE_FLAGS: readonly string[] = ['--heap-growing-percent=200'];
const LEAST_INIT_SECONDS = 10;
const MEMORY_CHECK_MS = 100;
/** A sandbox that thawed may work on for so long. */
const THAWED_MS = 60_000;

interface Invocation {
  readonly requestId: string;
  readonly payload: Buffer;
  /** For its lines of the log. */
  readonly subject: Subject;
  readonly resolve: (output: string) => void;
  readonly reject: (error: FunctionFailed) => void;
  readonly mishap: Mishap | undefined;
}

/** What all sandboxes of a machine share. */
export interface SandboxHost {
  /** Environment that points SDK clients to the local services. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Folder for V8's compiled code, which the next sandbox of the same code loads; its owner alone may write there. */
  readonly compileCache?: string;
  readonly log: Log;
  /** Faults of AWS that are to be produced. */
  readonly faults?: Faults;
}

/**
 * One process that serves a function, one invocation at a time. It is thrown away after a time-out, an exit, too much
 * memory or a failed start, and kept after an error that the handler threw: as on Lambda.
 */
export class Sandbox {
  readonly definition: FunctionDefinition;
  private readonly log: Log;
  private readonly api: RuntimeApi;
  private readonly startedAt = performance.now();
  private process: ChildProcess | undefined;
  private invocation: Invocation | undefined;
  private invokedAt = 0;
  private initDurationMs: number | undefined;
  /** The same, while the invocation that caused the start is under way. */
  private initToReport: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private memoryCheck: NodeJS.Timeout | undefined;
  private dead = false;
  private readonly faults: Faults | undefined;
  private thawing: NodeJS.Timeout | undefined;
  private endProcessorLimit = () => {};

  constructor(definition: FunctionDefinition, host: SandboxHost) {
    this.definition = definition;
    this.log = host.log;
    this.faults = host.faults;
    this.api = new RuntimeApi({
      ready: () => this.ready(),
      // Output that the handler wrote before it answered is still in the pipe: read it before the invocation ends.
      responded: (requestId, body) => setImmediate(() => this.responded(requestId, body)),
      failed: (requestId, body) => setImmediate(() => this.failed(requestId, body)),
      failedToInitialise: (body) => setImmediate(() => this.die(failureOf(body))),
    });
    this.start(host).catch((error: unknown) => this.die(failure('Runtime.ExitError', String(error))));
  }

  get isAlive(): boolean {
    return !this.dead;
  }

  /** Its caller was given a time-out, and it will go on with that work. */
  get isFrozen(): boolean {
    return this.thawing !== undefined;
  }

  /** The output as JSON. Rejects with `FunctionFailed`. */
  invoke(requestId: string, payload: Buffer, subject: Subject = {}, mishap?: Mishap): Promise<string> {
    return new Promise((resolve, reject) => {
      this.invocation = { requestId, payload, subject, resolve, reject, mishap };
      if (this.faults?.plan.freezesSandboxes) this.process?.kill('SIGCONT');
      this.memoryCheck = setInterval(() => this.checkMemory(), MEMORY_CHECK_MS);
      this.platform(`START RequestId: ${requestId} Version: $LATEST`);
      if (this.initDurationMs !== undefined) this.begin(this.invocation);
    });
  }

  stop(): void {
    this.die(failure('Runtime.ExitError', 'The local cloud was stopped.'));
    if (this.thawing) this.bury();
  }

  private async start(host: SandboxHost): Promise<void> {
    const { memoryMb, timeoutSeconds } = this.definition;
    const limit = Math.max(LEAST_INIT_SECONDS, timeoutSeconds);
    this.timer = setTimeout(() => this.timedOut(limit), limit * 1000);
    const address = await this.api.listen();
    if (this.dead) return;
    // The heap's share of the memory is the one that Lambda's own Node runtime gives it. Sandboxes fill the processors by
    // themselves: threads that help one of them to collect garbage take the time of another. Most of their garbage is young,
    // or the bytes of files: with little room for either the same code and schemas are marked again for each study.
    const youngMb = Math.ceil(memoryMb * 0.05);
    const flags = [
      `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
      `--max-semi-space-size=${youngMb}`,
      `--min-semi-space-size=${Math.min(youngMb, 16)}`,
      ...CODE_FLAGS,
      '--single-threaded-gc',
    ];
    const steps = this.faults?.clockSteps() ?? [];
    const clock = steps.length > 0 ? [`--import=${STEPPING_CLOCK}`] : [];
    const child = spawn(process.execPath, [...flags, ...clock, `--import=${LAYERS_ONLY}`, RUNTIME], {
      cwd: this.definition.codeDirectory,
      env: {
        ...environmentOf(this.definition, address, host),
        ...(steps.length > 0 && { RADSCORE_CLOCK_STEPS: JSON.stringify(steps) }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.process = child;
    // The child ends when this pipe closes, that is with this process; nothing is ever written to it.
    child.stdin.on('error', () => {});
    child.on('error', (error) => this.die(failure('Runtime.ExitError', error.message)));
    child.on('exit', (code, signal) => this.exited(code, signal));
    for (const stream of [child.stdout, child.stderr]) this.copyLines(stream);
  }

  private ready(): void {
    if (this.initDurationMs !== undefined || this.dead) return;
    this.initDurationMs = performance.now() - this.startedAt;
    clearTimeout(this.timer);
    // Lambda lets a function start on a whole processor.
    if (this.faults?.plan.processorShare && this.process?.pid !== undefined) {
      this.endProcessorLimit = limitProcessor(this.process.pid, this.definition.memoryMb);
    }
    if (this.invocation) this.begin(this.invocation, this.initDurationMs);
  }

  private begin({ requestId, payload, mishap }: Invocation, initDurationMs?: number): void {
    const { name, timeoutSeconds } = this.definition;
    this.invokedAt = performance.now();
    this.initToReport = initDurationMs;
    if (mishap?.at === 'start') {
      this.comeToHarm(mishap);
      return;
    }
    if (mishap?.at === 'middle') setTimeout(() => this.comeToHarm(mishap), mishap.afterMs).unref();
    this.timer = setTimeout(() => this.timedOut(timeoutSeconds), timeoutSeconds * 1000);
    this.api.deliver({
      requestId,
      payload,
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
      deadlineMs: Date.now() + timeoutSeconds * 1000,
    });
  }

  private responded(requestId: string, body: string | undefined): void {
    if (this.thawing) this.bury();
    if (this.invocation?.requestId !== requestId) return;
    const { mishap } = this.invocation;
    if (mishap?.at === 'end') {
      this.comeToHarm(mishap);
    } else if (body === undefined) {
      const message = `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD} bytes).`;
      this.end(failure('Function.ResponseSizeTooLarge', message));
    } else {
      this.end(body);
    }
  }

  private failed(requestId: string, body: string): void {
    if (this.thawing) this.bury();
    if (this.invocation?.requestId === requestId) this.end(failureOf(body));
  }

  private timedOut(seconds: number): void {
    this.die(failure('Sandbox.Timedout', this.cause(`Task timed out after ${seconds.toFixed(2)} seconds`)));
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    const how = signal ? `signal: ${signal}` : `exit status ${code}`;
    this.die(failure('Runtime.ExitError', this.cause(`Runtime exited with error: ${how}`)));
  }

  private checkMemory(): void {
    const used = this.memory();
    if (used !== undefined && used.residentMb > this.definition.memoryMb) this.outOfMemory(used.residentMb);
  }

  private outOfMemory(usedMb: number): void {
    const { memoryMb } = this.definition;
    const message = `Runtime exited with error: signal: killed (${Math.round(usedMb)} MB of ${memoryMb} MB)`;
    this.die(failure('Runtime.OutOfMemory', this.cause(message)));
  }

  /** The fault plan's: the same ends as those that come by themselves. */
  private comeToHarm(mishap: Mishap): void {
    if (this.invocation?.mishap !== mishap) return;
    if (mishap.kind === 'timed-out') this.timedOut(this.definition.timeoutSeconds);
    else if (mishap.kind === 'out-of-memory') this.outOfMemory(this.definition.memoryMb + 1);
    else if (mishap.kind === 'killed') this.process?.kill('SIGKILL');
    else this.freeze(mishap.thawsAfterMs);
  }

  /** The caller gets a time-out while the process only stands still: it thaws, and goes on with work that is no longer its own. */
  private freeze(thawsAfterMs: number): void {
    this.process?.kill('SIGSTOP');
    this.dead = true;
    this.endProcessorLimit();
    const message = `Task timed out after ${this.definition.timeoutSeconds.toFixed(2)} seconds`;
    this.end(failure('Sandbox.Timedout', this.cause(message)));
    this.thawing = setTimeout(() => {
      this.process?.kill('SIGCONT');
      this.thawing = setTimeout(() => this.bury(), THAWED_MS);
    }, thawsAfterMs);
  }

  private bury(): void {
    clearTimeout(this.thawing);
    this.process?.kill('SIGKILL');
    void this.api.close();
  }

  private memory() {
    return this.process?.pid === undefined ? undefined : memoryOf(this.process.pid);
  }

  private cause(message: string): string {
    return `RequestId: ${this.invocation?.requestId ?? '-'} Error: ${message}`;
  }

  /** Ends the process and with it what it was doing. */
  private die(reason: FunctionFailed): void {
    if (this.dead) return;
    this.dead = true;
    if (this.invocation) this.end(reason);
    else clearTimeout(this.timer);
    this.endProcessorLimit();
    this.process?.kill('SIGKILL');
    void this.api.close();
  }

  private end(outcome: string | FunctionFailed): void {
    const { invocation } = this;
    if (!invocation) return;
    clearTimeout(this.timer);
    clearInterval(this.memoryCheck);
    const error = outcome instanceof FunctionFailed ? outcome : undefined;
    if (error) this.platform(`${error.errorType}: ${error.message}`);
    this.platform(`END RequestId: ${invocation.requestId}`);
    this.report(invocation.requestId, error);
    this.invocation = undefined;
    // What the handler left running stands still until the next invocation.
    if (!this.dead && this.faults?.plan.freezesSandboxes) this.process?.kill('SIGSTOP');
    if (outcome instanceof FunctionFailed) invocation.reject(outcome);
    else invocation.resolve(outcome);
  }

  private report(requestId: string, error: FunctionFailed | undefined): void {
    const { memoryMb } = this.definition;
    const durationMs = performance.now() - (this.invokedAt || this.startedAt);
    const peak = this.memory()?.peakMb;
    const report: InvocationReport = {
      durationMs,
      memorySizeMb: memoryMb,
      ...(peak === undefined ? {} : { maxMemoryUsedMb: Math.ceil(peak) }),
      ...(this.initToReport === undefined ? {} : { initDurationMs: this.initToReport }),
      ...(error ? { errorType: error.errorType } : {}),
    };
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(durationMs)} ms`,
      `Memory Size: ${memoryMb} MB`,
    ];
    if (report.maxMemoryUsedMb !== undefined) parts.push(`Max Memory Used: ${report.maxMemoryUsedMb} MB`);
    if (report.initDurationMs !== undefined) parts.push(`Init Duration: ${report.initDurationMs.toFixed(2)} ms`);
    this.platform(parts.join('\t'), report);
  }

  private platform(message: string, report?: InvocationReport): void {
    this.write('platform', message, report);
  }

  private copyLines(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => this.write('function', line));
  }

  private write(origin: 'function' | 'platform', message: string, report?: InvocationReport): void {
    this.log({
      time: new Date().toISOString(),
      functionName: this.definition.name,
      origin,
      requestId: this.invocation?.requestId,
      ...this.invocation?.subject,
      message,
      ...(report ? { report } : {}),
    });
  }
}

/** The environment of Lambda's Node runtime (Developer Guide, "Defined runtime environment variables"). */
export function environmentOf(
  definition: FunctionDefinition,
  runtimeApi: string,
  { endpoints, compileCache }: Pick<SandboxHost, 'endpoints' | 'compileCache'>,
): NodeJS.ProcessEnv {
  const { name, memoryMb, codeDirectory, handler, caller } = definition;
  const modules = [...definition.layers]
    .reverse()
    .flatMap((layer) => ['nodejs/node24/node_modules', 'nodejs/node_modules'].map((path) => join(layer, path)))
    .filter((path) => existsSync(path));
  return {
    ...definition.environment,
    ...endpoints,
    ...(compileCache !== undefined && { NODE_COMPILE_CACHE: compileCache }),
    PATH: process.env.PATH,
    TMPDIR: process.env.TMPDIR,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    NODE_PATH: [...modules, codeDirectory].join(delimiter),
    LAMBDA_TASK_ROOT: codeDirectory,
    _HANDLER: handler,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/[$LATEST]${runtimeApi.replace(/\D/g, '')}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: caller.secretAccessKey,
  };
}

function failure(errorType: string, errorMessage: string): FunctionFailed {
  return new FunctionFailed(errorType, errorMessage, JSON.stringify({ errorType, errorMessage }));
}

/** From the JSON that a runtime reports. */
function failureOf(payload: string): FunctionFailed {
  const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
  return new FunctionFailed(errorType ?? 'Error', errorMessage ?? '', payload);
}
