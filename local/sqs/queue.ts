/** A standard queue of SQS: messages that are received stay invisible for a while, and come again unless they are deleted. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts.ts';
import type { Faults } from '../faults/faults.ts';
import { Journal } from '../journal.ts';

/** A queue of the template that feeds a function. */
export interface SourceQueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** What was received so often without being deleted goes to another queue. */
  readonly redrive?: { readonly deadLetterQueue: string; readonly mostReceives: number };
}

/** A message while it is in the queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: string;
  /** How often it was received. */
  readonly receives: number;
  /** Nobody receives it before. */
  readonly visibleAt: string;
}

type Entry =
  | { readonly type: 'sent'; readonly message: Message }
  | { readonly type: 'received'; readonly id: string; readonly visibleAt: string }
  | { readonly type: 'deleted'; readonly id: string };

/** The journal of a queue is written again once this many of its entries are about messages that are gone. */
const COMPACT_AFTER = 2000;

interface SourceQueueOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly settings: SourceQueueSettings;
  /** Whether the disk is to be full. */
  readonly faults?: Faults;
}

/** Holds its messages over restarts. What was received by a process that is gone is visible at once: nobody deletes it any more. */
export class SourceQueue {
  readonly settings: SourceQueueSettings;
  readonly #clock: Clock;
  readonly #journal: Journal<Entry>;
  readonly #messages = new Map<string, Message>();
  readonly #faults: Faults | undefined;
  #gone = 0;

  constructor({ file, clock, settings, faults }: SourceQueueOptions) {
    this.settings = settings;
    this.#clock = clock;
    this.#faults = faults;
    const { journal, entries } = Journal.open<Entry>(file);
    this.#journal = journal;
    for (const entry of entries) this.#replay(entry);
    for (const message of this.#messages.values()) {
      this.#messages.set(message.id, { ...message, visibleAt: message.sentAt });
    }
    this.#compact();
  }

  /** Every message, whether or not it is visible, in the order in which they were sent. */
  get messages(): readonly Message[] {
    return [...this.#messages.values()];
  }

  /** Returns once the message is on disk. An id that is in the queue is not sent a second time. */
  send(body: string, id: string = randomUUID()): void {
    if (this.#messages.has(id)) return;
    const sentAt = this.#now();
    this.#record({ type: 'sent', message: { id, body, sentAt, receives: 0, visibleAt: sentAt } });
  }

  /** Up to `most` visible messages, which are invisible to others from now on. Those that are too old are gone. */
  receive(most: number): Message[] {
    const now = this.#now();
    const { visibilitySeconds, retentionSeconds } = this.settings;
    const oldest = this.#after(-retentionSeconds);
    for (const { id, sentAt } of this.messages) if (sentAt < oldest) this.delete(id);
    const visible = this.messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, most);
    const visibleAt = this.#after(visibilitySeconds);
    return visible.map(({ id }) => {
      this.#record({ type: 'received', id, visibleAt });
      return this.#messages.get(id) as Message;
    });
  }

  delete(id: string): void {
    if (this.#messages.has(id)) this.#record({ type: 'deleted', id });
  }

  /** When the next message becomes visible; `undefined` if none is invisible. */
  nextVisible(): Date | undefined {
    const times = this.messages.map(({ visibleAt }) => visibleAt).sort();
    return times.length > 0 ? new Date(times[0]) : undefined;
  }

  close(): void {
    this.#journal.close();
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }

  #after(seconds: number): string {
    return new Date(this.#clock.now().getTime() + seconds * 1000).toISOString();
  }

  #record(entry: Entry): void {
    this.#faults?.write('queues');
    this.#journal.append(entry);
    this.#replay(entry);
    if (this.#gone >= COMPACT_AFTER) this.#compact();
  }

  #replay(entry: Entry): void {
    if (entry.type === 'sent') {
      this.#messages.set(entry.message.id, entry.message);
      return;
    }
    this.#gone++;
    const message = this.#messages.get(entry.id);
    if (!message) return;
    if (entry.type === 'deleted') this.#messages.delete(entry.id);
    else this.#messages.set(entry.id, { ...message, receives: message.receives + 1, visibleAt: entry.visibleAt });
  }

  #compact(): void {
    this.#journal.rewrite(this.messages.map((message) => ({ type: 'sent', message })));
    this.#gone = 0;
  }
}
