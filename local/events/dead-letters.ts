/** The SQS queues of a template as far as they are used: for events and schedules that could not be delivered. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../contracts.ts';
import { Journal } from '../journal.ts';

/** An SQS queue of the template. */
export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly retentionSeconds: number;
}

export interface DeadLetter {
  readonly messageId: string;
  readonly sentAt: string;
  /** What could not be delivered, as JSON. */
  readonly body: string;
  /** Why, with the attribute names of EventBridge: `ERROR_CODE`, `ERROR_MESSAGE`, `RULE_ARN`, `TARGET_ARN` … */
  readonly attributes: Readonly<Record<string, string>>;
}

interface Queue extends QueueSettings {
  readonly journal: Journal<DeadLetter>;
  readonly letters: DeadLetter[];
}

/** Keeps what could not be delivered until a person has looked at it, or its retention is over. */
export class DeadLetterQueues {
  readonly #clock: Clock;
  readonly #queues: ReadonlyMap<string, Queue>;

  constructor({ directory, clock, queues }: { directory: string; clock: Clock; queues: readonly QueueSettings[] }) {
    this.#clock = clock;
    mkdirSync(directory, { recursive: true });
    this.#queues = new Map(
      queues.map((queue) => {
        const { journal, entries } = Journal.open<DeadLetter>(join(directory, `${queue.name}.jsonl`));
        return [queue.arn, { ...queue, journal, letters: entries }];
      }),
    );
  }

  has(queueArn: string): boolean {
    return this.#queues.has(queueArn);
  }

  send(queueArn: string, body: unknown, attributes: Readonly<Record<string, string>>): void {
    const queue = this.#queues.get(queueArn);
    if (!queue) throw new Error(`there is no queue ${queueArn}`);
    const sentAt = this.#clock.now().toISOString();
    const letter = { messageId: randomUUID(), sentAt, body: JSON.stringify(body), attributes };
    queue.journal.append(letter);
    queue.letters.push(letter);
  }

  /** The messages of each queue, by its name, the oldest first. */
  list(): Record<string, readonly DeadLetter[]> {
    const now = this.#clock.now().getTime();
    return Object.fromEntries(
      [...this.#queues.values()].map(({ name, letters, retentionSeconds }) => [
        name,
        letters.filter(({ sentAt }) => Date.parse(sentAt) + retentionSeconds * 1000 > now),
      ]),
    );
  }

  close(): void {
    for (const { journal } of this.#queues.values()) journal.close();
  }
}
