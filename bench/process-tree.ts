/** Processor seconds of a program and of everything that it starts, by part: read from /proc while they run. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const TICKS = 100;
/** What a process uses after its last reading is missed. */
const READ_MS = 100;

interface Process {
  readonly part: string;
  seconds: number;
}

/** Reads a process and its descendants again and again. */
export class ProcessTree {
  readonly #roots = new Map<number, string>();
  readonly #known = new Map<string, Process>();
  /** Functions by process: the environment of one that runs its program stays as it is. */
  readonly #functions = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  /** From now on a process and what it starts are counted; it is the part `name`, a Lambda function that of its own name. */
  add(pid: number, name: string): void {
    this.#roots.set(pid, name);
    this.#timer ??= setInterval(() => this.#read(), READ_MS);
  }

  /** User and system seconds by part, largest first. */
  end(): Map<string, number> {
    this.#read();
    clearInterval(this.#timer);
    const parts = new Map<string, number>();
    for (const { part, seconds } of this.#known.values()) parts.set(part, (parts.get(part) ?? 0) + seconds);
    return new Map([...parts].sort(([, a], [, b]) => b - a));
  }

  #read(): void {
    const stats = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => statOf(Number(name)) ?? []);
    const counted = new Map([...this.#roots]);
    for (let found = true; found; ) {
      found = false;
      for (const stat of stats) {
        const part = counted.get(stat.parent);
        if (part === undefined || counted.has(stat.pid)) continue;
        counted.set(stat.pid, this.#functionOf(stat) ?? part);
        found = true;
      }
    }
    for (const { pid, started, seconds } of stats) {
      const part = counted.get(pid);
      if (part === undefined) continue;
      // A sandbox has its name from its second reading on at the latest: a fork is its parent until it runs its program.
      const key = `${pid} ${started}`;
      const known = this.#known.get(key);
      if (known?.part === part) known.seconds = seconds;
      else this.#known.set(key, { part, seconds });
    }
  }

  #functionOf({ pid, started }: Stat): string | undefined {
    const key = `${pid} ${started}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const found = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(read(`/proc/${pid}/environ`) ?? '')?.[1];
    if (found !== undefined) this.#functions.set(key, found);
    return found;
  }
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly seconds: number;
}

/** proc_pid_stat(5): fields after the name, which may hold spaces, in brackets. */
function statOf(pid: number): Stat | undefined {
  const line = read(`/proc/${pid}/stat`);
  if (line === undefined) return undefined;
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system, started] = [fields[1], fields[11], fields[12], fields[19]];
  return { pid, parent: Number(parent), started, seconds: (Number(user) + Number(system)) / TICKS };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // The process has ended.
  }
}
