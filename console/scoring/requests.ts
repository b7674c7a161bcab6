/** Every request that this page makes, counted as it is made. */
import { type ReadonlySignal, signal } from '@preact/signals';

/** A request as the browser recorded it. */
export interface SeenRequest {
  /** Without the query, which may hold what must not be shown. */
  readonly address: string;
  /** What asked: `fetch`, `script`, `img` … */
  readonly by: string;
}

/**
 * Counts from now on what the browser records of requests: of scripts, pictures, `fetch`, beacons. Workers record their own,
 * which the engine adds up. The policy of the page decides what can be reached at all; this shows what was.
 */
export class RequestCounter {
  readonly #seen = signal<readonly SeenRequest[]>([]);
  readonly #observer: PerformanceObserver | undefined;
  #since: number;

  constructor() {
    this.#since = performance.now();
    if (typeof PerformanceObserver === 'undefined') return;
    this.#observer = new PerformanceObserver((list) => {
      const fresh = list.getEntries().filter(({ name, startTime }) => startTime >= this.#since && isRequest(name));
      if (fresh.length > 0) this.#seen.value = [...this.#seen.value, ...fresh.map(seenRequest)];
    });
    this.#observer.observe({ type: 'resource' });
  }

  get seen(): ReadonlySignal<readonly SeenRequest[]> {
    return this.#seen;
  }

  /** Counts from nought again. */
  restart(): void {
    this.#since = performance.now();
    this.#seen.value = [];
  }

  end(): void {
    this.#observer?.disconnect();
  }
}

/** What a page makes up itself is asked of nobody. */
function isRequest(name: string): boolean {
  return !/^(?:blob|data):/.test(name);
}

function seenRequest(entry: PerformanceEntry): SeenRequest {
  const { initiatorType = 'other' } = entry as PerformanceResourceTiming;
  return { address: entry.name.replace(/[?#].*$/, ''), by: initiatorType };
}
