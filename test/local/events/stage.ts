/** Bus, scheduler and deliveries with state machines that only note what starts them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { EventBus, type RuleSettings } from '../../../local/events/bus.ts';
import { DeadLetterQueues } from '../../../local/events/dead-letters.ts';
import { Deliveries } from '../../../local/events/deliveries.ts';
import { Scheduler, type ScheduleSettings } from '../../../local/events/scheduler.ts';
import type { Faults } from '../../../local/faults/faults.ts';

export const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:undelivered';

export interface Start {
  readonly input: unknown;
  readonly name: string | undefined;
  readonly at: number;
}

export interface StageOptions {
  readonly directory?: string;
  readonly rules?: readonly RuleSettings[];
  readonly schedules?: readonly ScheduleSettings[];
  /** Called before each start; what it throws is what starting throws. */
  readonly before?: (attempt: number) => void;
  readonly faults?: Faults;
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Bus, scheduler and dead-letter queue in front of a state machine that keeps what it was started with. */
export function stage(options: StageOptions = {}) {
  const directory = options.directory ?? temporaryDirectory();
  const clock = new VirtualClock(join(directory, 'clock.json'));
  const starts: Start[] = [];
  let attempts = 0;
  const deadLetters = new DeadLetterQueues({
    directory: join(directory, 'queues'),
    clock,
    queues: [{ name: 'undelivered', arn: QUEUE, retentionSeconds: 14 * 86_400 }],
  });
  const deliveries = new Deliveries({
    file: join(directory, 'deliveries.jsonl'),
    clock,
    deadLetters,
    random: () => 1,
    faults: options.faults,
    targets: {
      start(arn, input, name) {
        options.before?.(++attempts);
        starts.push({ input, name, at: clock.now().getTime() });
        return { executionArn: `${arn}:${name}` };
      },
    },
  });
  const bus = new EventBus({ rules: options.rules ?? [], deliveries });
  const scheduler = new Scheduler({
    file: join(directory, 'schedules.json'),
    clock,
    deliveries,
    schedules: options.schedules ?? [],
    random: () => 0.5,
  });
  const stop = () => {
    clock.stop();
    deliveries.close();
    deadLetters.close();
  };
  onTestFinished(stop);
  deliveries.resume();
  scheduler.start();
  return { directory, clock, starts, deadLetters, deliveries, bus, scheduler, stop, attempts: () => attempts };
}
