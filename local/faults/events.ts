/** Events that come twice, late or in another order, as S3 and EventBridge allow themselves. */
import { randomUUID } from 'node:crypto';
import type { BusEvent, Clock, EventSink } from '../contracts.ts';
import type { Faults } from './faults.ts';

/** A bus that can deliver later. */
export interface DelayingSink {
  publish(event: BusEvent, due?: Date): void;
}

/** What the plan makes of the events of a bus. All of them reach it: at-least-once delivery loses none. */
export function withFaults(bus: DelayingSink, faults: Faults, clock: Pick<Clock, 'now'>): EventSink {
  let published = 0;
  return {
    publish(event) {
      const call = { source: event.source, detailType: event['detail-type'] };
      const late = faults.strike('event-late', call)?.seconds ?? 0;
      const spread = faults.strike('event-reordered', call)?.seconds ?? 0;
      const seconds = late + spread * faults.chance(-2, published++);
      const due = seconds > 0 ? new Date(clock.now().getTime() + seconds * 1000) : undefined;
      bus.publish(event, due);
      // The sender sent it twice: the same content, so the same sequencer, under an id of its own.
      if (faults.strike('event-duplicated', call)) bus.publish({ ...event, id: randomUUID() }, due);
    },
  };
}
