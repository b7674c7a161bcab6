/** EventBridge Scheduler: starts state machines at their times, also those that passed while nothing ran. */
import { createHash } from 'node:crypto';
import type { Clock } from '../contracts.ts';
import { diskOf } from '../disk/disk.ts';
import { readKept } from '../disk/kept-json.ts';
import type { Deliveries, RetryPolicy } from './deliveries.ts';
import { compileSchedule, type Recurrence } from './schedule-expression.ts';

/** A schedule of EventBridge Scheduler; its target is a state machine. */
export interface ScheduleSettings {
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly enabled: boolean;
  /** ISO 8601. A rate starts here, other expressions fire no earlier. */
  readonly startDate?: string;
  readonly endDate?: string;
  /** A flexible window: fires at some time within this many minutes after it is due. */
  readonly windowMinutes?: number;
  readonly target: string;
  /** JSON, with `<aws.scheduler.…>` placeholders. */
  readonly input?: string;
  readonly retry: RetryPolicy;
  readonly deadLetterQueue?: string;
}

/** What is kept of a schedule between two runs of the local cloud. */
interface Kept {
  /** The expression and the start date: with another plan the schedule is a new one. */
  readonly plan: string;
  readonly created: number;
  /** When it is due next; null when it never is again. */
  readonly next: number | null;
}

export interface SchedulerOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly deliveries: Deliveries;
  readonly schedules: readonly ScheduleSettings[];
  /** In [0, 1), places an invocation in its flexible window. */
  readonly random?: () => number;
}

/**
 * Fires schedules on the clock, once for every time that passes while the local cloud runs. Times that passed while it
 * did not run are made up for by one invocation. As on AWS a rate without a start date fires when it is created.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #kept: Record<string, Kept>;

  /** Throws `ScheduleRefused` for an expression that cannot be honoured. */
  constructor(options: SchedulerOptions) {
    this.#options = options;
    const known = readKept(options.file, isKept, 'every schedule begins as if it had just been made') ?? {};
    const now = options.clock.now().getTime();
    this.#kept = Object.fromEntries(
      options.schedules.map((schedule) => {
        const { name } = schedule;
        const plan = `${schedule.expression} from ${schedule.startDate ?? 'its creation'}`;
        if (known[name]?.plan === plan) return [name, known[name]];
        const first = recurrence(schedule, now).after(Math.max(now, startOf(schedule) ?? now) - 1);
        return [name, { plan, created: now, next: first ?? null }];
      }),
    );
  }

  /** Arms every schedule that is enabled. */
  start(): void {
    this.#keep();
    for (const schedule of this.#options.schedules) if (schedule.enabled) this.#arm(schedule);
  }

  #arm(schedule: ScheduleSettings): void {
    const { clock, random = Math.random } = this.#options;
    const { next } = this.#kept[schedule.name];
    if (next === null || (schedule.endDate !== undefined && next > Date.parse(schedule.endDate))) return;
    const shift = (schedule.windowMinutes ?? 0) * 60_000 * random();
    clock.at(new Date(next + shift), () => this.#fire(schedule, next));
  }

  /** The delivery is named after the time that was due: fired again after a crash, it starts nothing new. */
  #fire(schedule: ScheduleSettings, due: number): void {
    const { clock, deliveries } = this.#options;
    const { name, arn, target, retry, deadLetterQueue } = schedule;
    const id = `${createHash('sha256').update(arn).digest('hex').slice(0, 12)}_${due}`;
    const input = inputOf(schedule, due, id);
    deliveries.enqueue([{ id, target, input, retry, deadLetterQueue, attributes: { SCHEDULE_ARN: arn } }]);
    const kept = this.#kept[name];
    this.#kept[name] = {
      ...kept,
      next: recurrence(schedule, kept.created).after(Math.max(due, clock.now().getTime())) ?? null,
    };
    this.#keep();
    this.#arm(schedule);
  }

  #keep(): void {
    const { file } = this.#options;
    diskOf(file).replace(file, JSON.stringify(this.#kept));
  }
}

function isKept(kept: object): kept is Record<string, Kept> {
  return Object.values(kept).every((one) => typeof one?.plan === 'string' && typeof one.created === 'number');
}

function recurrence(schedule: ScheduleSettings, created: number): Recurrence {
  return compileSchedule(schedule.expression, startOf(schedule) ?? created);
}

function startOf({ startDate }: ScheduleSettings): number | undefined {
  return startDate === undefined ? undefined : Date.parse(startDate);
}

/** Fills in Scheduler's context attributes. */
function inputOf({ input = '{}', arn }: ScheduleSettings, due: number, executionId: string): unknown {
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': `${new Date(due).toISOString().slice(0, 19)}Z`,
    'execution-id': executionId,
    'attempt-number': '1',
  };
  return JSON.parse(input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => attributes[name] ?? whole));
}
