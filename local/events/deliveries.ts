/** At-least-once delivery to state machines and queues, with a journal, retries and dead-letter queues. */
import type { Clock } from '../contracts.ts';
import type { Faults } from '../faults/faults.ts';
import { Journal } from '../journal.ts';
import type { DeadLetterQueues } from './dead-letters.ts';

export interface RetryPolicy {
  readonly maximumAgeSeconds: number;
  readonly maximumAttempts: number;
}

/** EventBridge's own, for rules and schedules. */
export const DEFAULT_RETRY: RetryPolicy = { maximumAgeSeconds: 24 * 3600, maximumAttempts: 185 };

/** What takes an input: a state machine, of which it starts an execution, or a queue. */
export interface DeliveryTargets {
  /** Returns once the input is on disk; the same name a second time has no second effect. */
  start(targetArn: string, input: unknown, name: string): unknown;
}

/** One input on its way to one state machine or queue. */
export interface Delivery {
  /** Unique and an execution's name: delivered twice it still starts one execution. */
  readonly id: string;
  readonly target: string;
  readonly input: unknown;
  readonly retry: RetryPolicy;
  readonly deadLetterQueue?: string;
  /** Who sends it, for the dead letter: `RULE_ARN` or `SCHEDULE_ARN`. */
  readonly attributes: Readonly<Record<string, string>>;
}

type Entry =
  | {
      readonly type: 'queued';
      readonly since: string;
      readonly deliveries: readonly Delivery[];
      /** Not before; at once without it. */
      readonly due?: string;
    }
  | { readonly type: 'failed'; readonly id: string; readonly due: string }
  | { readonly type: 'settled'; readonly id: string };

interface Pending {
  readonly delivery: Delivery;
  readonly since: string;
  attempts: number;
  due: string | undefined;
}

const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 600;
/** After a record that could not be written. */
const WAIT_FOR_DISK_SECONDS = 10;
/** A journal without anything pending is cleared once it has this many settled deliveries. */
const COMPACT_AFTER = 1000;

/** Errors that no repetition cures. */
const PERMANENT = new Set(['InvalidExecutionInput', 'StateMachineDoesNotExist', 'InvalidName']);

export interface DeliveriesOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly targets: DeliveryTargets;
  readonly deadLetters: DeadLetterQueues;
  /** In [0, 1), spreads repetitions. */
  readonly random?: () => number;
  /** Whether the disk is to be full. */
  readonly faults?: Faults;
}

/**
 * Delivers at least once: what `enqueue` took is delivered, repeated with growing waits, or ends in its dead-letter
 * queue, over any number of restarts.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #journal: Journal<Entry>;
  readonly #pending = new Map<string, Pending>();
  #settled = 0;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    const { journal, entries } = Journal.open<Entry>(options.file);
    this.#journal = journal;
    for (const entry of entries) this.#replay(entry);
    journal.rewrite([...this.#pending.values()].flatMap(entriesOf));
  }

  /** Goes on with what an earlier process had not delivered; returns how many. */
  resume(): number {
    const left = [...this.#pending.values()];
    for (const pending of left) this.#wait(pending);
    return left.length;
  }

  /** Returns once all of them are on disk, and tries each once before, unless it is due later. */
  enqueue(deliveries: readonly Delivery[], due?: Date): void {
    if (deliveries.length === 0) return;
    this.#options.faults?.write('events');
    const since = this.#options.clock.now().toISOString();
    this.#record({ type: 'queued', since, deliveries, ...(due && { due: due.toISOString() }) });
    for (const { id } of deliveries) {
      const pending = this.#pending.get(id);
      if (pending) this.#wait(pending);
    }
  }

  close(): void {
    this.#journal.close();
  }

  #attempt(pending: Pending): void {
    const { targets, clock, random = Math.random } = this.#options;
    const { delivery } = pending;
    try {
      targets.start(delivery.target, delivery.input, delivery.id);
      this.#settle(delivery);
    } catch (failure) {
      const { code = 'INTERNAL_ERROR', message } = failure as Error & { code?: string };
      if (code === 'ExecutionAlreadyExists') {
        // It bears this delivery's name, so it is this delivery's: the event was sent again.
        this.#settle(delivery);
        return;
      }
      const longest = Math.min(FIRST_WAIT_SECONDS * 2 ** pending.attempts, LONGEST_WAIT_SECONDS);
      const due = clock.now().getTime() + longest * (0.5 + random() / 2) * 1000;
      const over =
        PERMANENT.has(code) ||
        pending.attempts >= delivery.retry.maximumAttempts ||
        due > Date.parse(pending.since) + delivery.retry.maximumAgeSeconds * 1000;
      if (over) {
        this.#giveUp(pending, code, message);
      } else {
        this.#record({ type: 'failed', id: delivery.id, due: new Date(due).toISOString() });
        this.#wait(pending);
      }
    }
  }

  #wait(pending: Pending): void {
    if (pending.due === undefined) this.#try(pending);
    else this.#options.clock.at(new Date(pending.due), () => this.#try(pending));
  }

  /** What came of an attempt may not go to the disk: then it is made again, and finds that it was made. */
  #try(pending: Pending): void {
    try {
      this.#attempt(pending);
    } catch {
      const { clock } = this.#options;
      clock.at(new Date(clock.now().getTime() + WAIT_FOR_DISK_SECONDS * 1000), () => this.#try(pending));
    }
  }

  #giveUp({ delivery, attempts }: Pending, code: string, message: string): void {
    const { deadLetterQueue, input, target, attributes } = delivery;
    if (deadLetterQueue !== undefined) {
      this.#options.deadLetters.send(deadLetterQueue, input, {
        ...attributes,
        TARGET_ARN: target,
        ERROR_CODE: code,
        ERROR_MESSAGE: message,
        RETRY_ATTEMPTS: String(attempts),
      });
    }
    this.#settle(delivery);
  }

  #settle({ id }: Delivery): void {
    this.#record({ type: 'settled', id });
    if (++this.#settled < COMPACT_AFTER || this.#pending.size > 0) return;
    this.#journal.rewrite([]);
    this.#settled = 0;
  }

  #record(entry: Entry): void {
    this.#journal.append(entry);
    this.#replay(entry);
  }

  #replay(entry: Entry): void {
    if (entry.type === 'queued') {
      const { deliveries, since, due } = entry;
      for (const delivery of deliveries) {
        this.#pending.set(delivery.id, { delivery, since, attempts: 0, due });
      }
    } else if (entry.type === 'settled') {
      this.#pending.delete(entry.id);
    } else {
      const pending = this.#pending.get(entry.id);
      if (!pending) return;
      pending.attempts++;
      pending.due = entry.due;
    }
  }
}

/** The shortest journal of what is still pending. */
function entriesOf({ delivery, since, attempts, due }: Pending): Entry[] {
  const failed: Entry = { type: 'failed', id: delivery.id, due: due ?? '' };
  const queued: Entry = { type: 'queued', since, deliveries: [delivery], ...(due !== undefined && { due }) };
  return [queued, ...new Array<Entry>(attempts).fill(failed)];
}
