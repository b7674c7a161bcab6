/** The time that schedules, waits and lifecycle rules follow: real time plus what the operator advanced it by. */
import type { Clock } from './contracts.ts';
import { type Disk, diskOf } from './disk/disk.ts';
import { readKept } from './disk/kept-json.ts';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** A timer further away than this overflows Node's 32-bit delay; the clock wakes up in between. */
const LONGEST_SLEEP = 2 ** 31 - 1;

/**
 * The machine's time plus an offset that only grows. The offset is kept before anything that was due under it is, so
 * that time never goes back over a restart.
 */
export class VirtualClock implements Clock {
  readonly #file: string;
  readonly #machineTime: () => number;
  readonly #disk: Disk;
  readonly #timers: Timer[] = [];
  #offset: number;
  #holds = 0;
  #released: (() => void)[] = [];
  #wake: NodeJS.Timeout | undefined;
  #advancing: Promise<void> = Promise.resolve();
  #stopped = false;

  /** `file` keeps the offset between two runs. `machineTime` may step back, as a clock does that is set. */
  constructor(file: string, machineTime: () => number = Date.now) {
    this.#file = file;
    this.#machineTime = machineTime;
    this.#disk = diskOf(file);
    const kept = readKept(file, isOffset, 'time is that of the machine again, as if it had not been advanced');
    this.#offset = kept?.offsetMs ?? 0;
  }

  now(): Date {
    return new Date(this.#machineTime() + this.#offset);
  }

  at(when: Date, run: () => void): () => void {
    const timer = { due: when.getTime(), run };
    let index = this.#timers.length;
    while (index > 0 && this.#timers[index - 1].due > timer.due) index--;
    this.#timers.splice(index, 0, timer);
    if (index === 0) this.#arm();
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at < 0) return;
      this.#timers.splice(at, 1);
      if (at === 0) this.#arm();
    };
  }

  hold(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (--this.#holds > 0) return;
      for (const resume of this.#released.splice(0)) resume();
    };
  }

  /**
   * Moves the time forward, timer by timer in the order in which they are due. Work that a timer starts is finished
   * before time jumps again: no time-out of running work can be caused by a jump. Calls are served one after another.
   */
  advance(ms: number): Promise<void> {
    if (!(Number.isFinite(ms) && ms >= 0)) {
      throw new RangeError(`the clock advances by a number of milliseconds of 0 or more, not by ${ms}`);
    }
    const jump = () => this.#jumpTo(this.now().getTime() + ms);
    this.#advancing = this.#advancing.then(jump, jump);
    return this.#advancing;
  }

  /** Nothing fires any more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#wake);
    this.#timers.length = 0;
    for (const resume of this.#released.splice(0)) resume();
  }

  async #jumpTo(target: number): Promise<void> {
    for (;;) {
      await this.#idle();
      if (this.#stopped) return;
      const next = Math.min(this.#timers[0]?.due ?? target, target);
      const jump = next - this.now().getTime();
      if (jump > 0) this.#keep(this.#offset + jump);
      this.#fire();
      if (next >= target) return;
    }
  }

  /** Resolves when nothing is held and the work that just ended had its turn to go on. */
  async #idle(): Promise<void> {
    do {
      while (this.#holds > 0 && !this.#stopped) await new Promise<void>((resolve) => this.#released.push(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#holds > 0 && !this.#stopped);
  }

  #keep(offset: number): void {
    this.#disk.replace(this.#file, JSON.stringify({ offsetMs: offset }));
    this.#offset = offset;
  }

  /** Runs what is due now, one by one: a timer may cancel the next. */
  #fire(): void {
    const now = this.now().getTime();
    while (this.#timers.length > 0 && this.#timers[0].due <= now) this.#timers.shift()?.run();
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#wake);
    if (this.#stopped || this.#timers.length === 0) return;
    const delay = Math.max(0, this.#timers[0].due - this.now().getTime());
    this.#wake = setTimeout(() => this.#fire(), Math.min(delay, LONGEST_SLEEP));
  }
}

function isOffset(kept: object): kept is { offsetMs: number } {
  const { offsetMs } = kept as { offsetMs?: unknown };
  return typeof offsetMs === 'number' && offsetMs >= 0;
}
