/** Asks one engine: a child process with limits of time and memory, whose answers are kept so that a run can go on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineEntry } from './engine-list.ts';
import { type Job, type Request, requestFor } from './jobs.ts';

export type Values = Readonly<Record<string, number | string>>;

/** What came back: values, a refusal by the engine's own exception, or how the process ended. */
export interface Answer {
  readonly values?: Values;
  readonly notOffered?: string;
  readonly error?: string;
  readonly message?: string;
  /** The process ended, or was ended at the limit of time. */
  readonly crash?: string;
  readonly seconds?: number;
  readonly processor?: number;
  /** Peak resident memory so far, kilobytes. */
  readonly peak?: number;
}

export interface InstalledEngine extends EngineEntry {
  readonly command: readonly string[];
}

const SECONDS = 300;

/** One driver's process. */
export class Driver {
  readonly started = performance.now();
  readonly versions: Promise<Readonly<Record<string, string>>>;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(engine: InstalledEngine) {
    const [program, ...rest] = engine.command;
    const child = spawn(program, rest, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        ...process.env,
        OMP_NUM_THREADS: '1',
        NUMBA_NUM_THREADS: '1',
        MKL_NUM_THREADS: '1',
        PYTHONWARNINGS: 'ignore',
      },
    });
    this.#child = child;
    child.stdin?.on('error', () => {});
    if (!child.stdout) throw new Error('got no output of the driver');
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.versions = this.#next(SECONDS).then((line) => (line ? JSON.parse(line).versions : {}));
  }

  async ask(request: Request): Promise<Answer> {
    await this.versions;
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const line = await this.#next(SECONDS);
    if (line) return JSON.parse(line);
    const { exitCode, signalCode } = this.#child;
    const isRunning = exitCode === null && signalCode === null;
    this.end();
    if (isRunning) return { crash: `no answer in ${SECONDS} s` };
    return { crash: signalCode ? `ended by ${signalCode}` : `ended with ${exitCode}` };
  }

  end(): void {
    this.#child.stdin?.end();
    this.#child.kill('SIGKILL');
  }

  async #next(seconds: number): Promise<string | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), seconds * 1000);
    });
    const next = this.#lines.next().then(async ({ value, done }) => {
      // The code of a process that ended comes a moment later.
      if (done) await new Promise((resolve) => setTimeout(resolve, 200));
      return done ? undefined : value;
    });
    const line = await Promise.race([next, late]);
    clearTimeout(timer);
    return line;
  }
}

/** Every answer of one engine, from the cache where it is there. */
export async function askAll(
  engine: InstalledEngine,
  jobs: readonly Job[],
  cache: string,
  say: (line: string) => void,
): Promise<{ versions: Readonly<Record<string, string>>; answers: Map<string, Answer> }> {
  const answers = new Map<string, Answer>();
  let driver = new Driver(engine);
  const versions = await driver.versions;
  for (const job of jobs) {
    const request = requestFor(job, engine.follows);
    const kept = join(cache, engine.id, `${keyOf(engine, versions, job, request)}.json`);
    if (!existsSync(kept)) {
      const answer = await driver.ask(request);
      if (answer.crash) driver = new Driver(engine);
      mkdirSync(dirname(kept), { recursive: true });
      writeFileSync(kept, JSON.stringify(answer));
      say(`${engine.id} ${job.id}: ${inShort(answer)}`);
    }
    answers.set(job.id, JSON.parse(readFileSync(kept, 'utf8')));
  }
  driver.end();
  return { versions, answers };
}

function keyOf(engine: EngineEntry, versions: unknown, job: Job, request: Request): string {
  const files = [engine.driver, 'driver.py'].map((name) => readFileSync(join(import.meta.dirname, 'drivers', name)));
  const hash = createHash('sha256').update(JSON.stringify([versions, request]));
  for (const file of files) hash.update(file);
  return `${job.id.replaceAll(/[^A-Za-z0-9]+/g, '-')}-${hash.digest('hex').slice(0, 12)}`;
}

function inShort({ values, notOffered, error, message, crash, seconds }: Answer): string {
  const time = seconds === undefined ? '' : `, ${seconds.toFixed(2)} s`;
  if (values) return `${Object.keys(values).length} values${time}`;
  return `${notOffered ? `not offered: ${notOffered}` : (crash ?? `${error}: ${message?.slice(0, 100)}`)}${time}`;
}
