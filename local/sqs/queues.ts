/** The queues of a template that feed functions, with what receives from them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, FunctionInvoker } from '../contracts.ts';
import type { DeadLetterQueues } from '../events/dead-letters.ts';
import type { Faults } from '../faults/faults.ts';
import { EventSource, type EventSourceSettings } from './event-source.ts';
import { SourceQueue, type SourceQueueSettings } from './queue.ts';

export interface SourceQueuesOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly invoker: FunctionInvoker;
  readonly deadLetters: DeadLetterQueues;
  readonly queues: readonly SourceQueueSettings[];
  readonly sources: readonly EventSourceSettings[];
  readonly faults?: Faults;
}

/** What EventBridge sends to a queue is kept until a function has dealt with it, over any number of restarts. */
export class SourceQueues {
  readonly #clock: Clock;
  readonly #queues: ReadonlyMap<string, SourceQueue>;
  readonly #sources: ReadonlyMap<string, EventSource>;

  constructor({ directory, clock, invoker, deadLetters, queues, sources, faults }: SourceQueuesOptions) {
    mkdirSync(directory, { recursive: true });
    this.#clock = clock;
    this.#queues = new Map(
      queues.map((settings) => [
        settings.arn,
        new SourceQueue({ file: join(directory, `${settings.name}.queue.jsonl`), clock, settings, faults }),
      ]),
    );
    this.#sources = new Map(
      sources.map((settings) => {
        const queue = this.#queue(settings.queueArn);
        const bury = ({ body, receives }: { readonly body: string; readonly receives: number }) => {
          const { redrive, arn } = queue.settings;
          if (!redrive) return;
          deadLetters.send(redrive.deadLetterQueue, JSON.parse(body), {
            DeadLetterQueueSourceArn: arn,
            ApproximateReceiveCount: String(receives),
          });
        };
        return [settings.queueArn, new EventSource({ settings, queue, invoker, clock, bury })];
      }),
    );
  }

  has(queueArn: string): boolean {
    return this.#queues.has(queueArn);
  }

  /** Returns once the message is on disk; its function is invoked soon after. */
  send(queueArn: string, body: unknown, id?: string): void {
    this.#queue(queueArn).send(JSON.stringify(body), id);
    // Whoever sends a message has its answer before a function has the message.
    const release = this.#clock.hold();
    setImmediate(() => {
      this.#sources.get(queueArn)?.pump();
      release();
    });
  }

  /** Goes on with what an earlier process left; returns how many messages these are. */
  resume(): number {
    for (const source of this.#sources.values()) source.pump();
    return this.#count();
  }

  /** Whether no function has a message, and none could be given one now. */
  get areIdle(): boolean {
    return [...this.#sources.values()].every(({ isIdle }) => isIdle);
  }

  /** The number of messages in each queue, by its name. */
  lengths(): Record<string, number> {
    return Object.fromEntries(
      [...this.#queues.values()].map(({ settings, messages }) => [settings.name, messages.length]),
    );
  }

  close(): void {
    for (const source of this.#sources.values()) source.close();
    for (const queue of this.#queues.values()) queue.close();
  }

  #count(): number {
    return [...this.#queues.values()].reduce((sum, { messages }) => sum + messages.length, 0);
  }

  #queue(arn: string): SourceQueue {
    const queue = this.#queues.get(arn);
    if (!queue) throw new Error(`there is no queue ${arn} that feeds a function`);
    return queue;
  }
}
