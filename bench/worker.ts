/** A process of a benchmark that answers requests, a line each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Answer {
  readonly seconds: number;
  readonly features: number;
  /** Peak resident memory of the process so far. */
  readonly megabytes: number;
}

/** A process that answers one JSON line per request. One thread: what is compared is the work, not the parallelism. */
export class Worker {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, script: string) {
    const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS: '1' };
    // As functions are deployed (infra/function-house.ts); everyone gets it.
    const memory = { MALLOC_ARENA_MAX: '1' };
    this.#process = spawn(command, [script], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...threads, ...memory },
    });
    if (!this.#process.stdout) throw new Error(`${command} has no output`);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(request: object): Promise<Answer> {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the worker ended with code ${this.#process.exitCode}`);
    return JSON.parse(value);
  }

  stop(): void {
    this.#process.kill();
  }
}
