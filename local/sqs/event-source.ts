/** An event source mapping of Lambda: it receives messages of a queue in batches and invokes a function with them. */
import { z } from 'zod';
import { type Clock, FunctionFailed, type FunctionInvoker, REGION } from '../contracts.ts';
import type { Message, SourceQueue } from './queue.ts';

/** Which function is fed by which queue. */
export interface EventSourceSettings {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** Batches at the same time. */
  readonly maximumConcurrency: number;
  /** Whether the function's answer names the messages that failed; without it, a batch succeeds or fails as a whole. */
  readonly reportsFailures: boolean;
}

/** After a record that could not be written. */
const WAIT_FOR_DISK_SECONDS = 10;

/** As Lambda wants it; anything else means that the whole batch failed. */
const partialFailure = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

interface EventSourceOptions {
  readonly settings: EventSourceSettings;
  readonly queue: SourceQueue;
  readonly invoker: FunctionInvoker;
  readonly clock: Clock;
  /** Takes a message that was received too often. */
  readonly bury: (message: Message) => void;
}

/**
 * Feeds a function with the messages of a queue. What it does not report as failed is deleted; the rest comes again when it
 * is visible. A batch is what is visible at the moment: nobody waits until it is full.
 */
export class EventSource {
  readonly #options: EventSourceOptions;
  #running = 0;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: EventSourceOptions) {
    this.#options = options;
  }

  /** Looks for messages: call it when one was sent, and once at the start. While the disk takes no records, it looks again later. */
  pump(): void {
    try {
      this.#pump();
    } catch {
      const { clock } = this.#options;
      this.#cancel?.();
      this.#cancel = clock.at(new Date(clock.now().getTime() + WAIT_FOR_DISK_SECONDS * 1000), () => this.pump());
    }
  }

  #pump(): void {
    const { queue, settings, bury } = this.#options;
    while (!this.#closed && this.#running < settings.maximumConcurrency) {
      const received = queue.receive(settings.batchSize);
      if (received.length === 0) break;
      const most = queue.settings.redrive?.mostReceives ?? Number.POSITIVE_INFINITY;
      for (const message of received.filter(({ receives }) => receives > most)) {
        bury(message);
        queue.delete(message.id);
      }
      const batch = received.filter(({ receives }) => receives <= most);
      if (batch.length > 0) void this.#invoke(batch);
    }
    this.#awaitVisible();
  }

  /** Whether nothing is under way, and nothing waits that is visible now. */
  get isIdle(): boolean {
    const { queue, clock } = this.#options;
    const next = queue.nextVisible();
    return this.#running === 0 && (next === undefined || next > clock.now());
  }

  /** What is under way ends without effect: its messages are received again. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
  }

  async #invoke(batch: readonly Message[]): Promise<void> {
    const { queue, settings, invoker, clock } = this.#options;
    this.#running++;
    const release = clock.hold();
    try {
      const answer = await invoker.invoke(settings.functionName, eventOf(queue, batch));
      if (this.#closed) return;
      const failed = settings.reportsFailures ? failedOf(answer, batch) : new Set<string>();
      for (const { id } of batch) if (!failed.has(id)) queue.delete(id);
    } catch (error) {
      // What cannot be deleted because the disk takes no records is received again, as on any bad day of SQS.
      if (!(error instanceof FunctionFailed) && !isOfDisk(error)) throw error;
    } finally {
      this.#running--;
      if (!this.#closed) this.pump();
      release();
    }
  }

  /** Goes on when the next message becomes visible; while a batch runs, its end does. */
  #awaitVisible(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const next = this.#options.queue.nextVisible();
    if (this.#closed || next === undefined || this.#running >= this.#options.settings.maximumConcurrency) return;
    this.#cancel = this.#options.clock.at(next, () => this.pump());
  }
}

function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'write';
}

function failedOf(answer: unknown, batch: readonly Message[]): Set<string> {
  // An answer that is empty says that nothing failed.
  const parsed = partialFailure.safeParse(answer ?? { batchItemFailures: [] });
  const named = parsed.success ? parsed.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : [''];
  const known = new Set(batch.map(({ id }) => id));
  return named.every((id) => known.has(id)) ? new Set(named) : known;
}

/** What a function of an SQS queue gets (Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
function eventOf({ settings }: SourceQueue, batch: readonly Message[]): unknown {
  return {
    Records: batch.map(({ id, body, sentAt, receives }) => ({
      messageId: id,
      receiptHandle: `${id}#${receives}`,
      body,
      attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(Date.parse(sentAt)) },
      messageAttributes: {},
      eventSource: 'aws:sqs',
      eventSourceARN: settings.arn,
      awsRegion: REGION,
    })),
  };
}
