/** Polls for an answer of the service, less and less often. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Terminal } from './terminal.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3000;

/**
 * Looks again and again, less and less often, until there is an answer. What is going on is shown on one line of a
 * terminal, elsewhere whenever it changes.
 */
export async function waitFor<T>(
  terminal: Terminal,
  look: () => Promise<{ readonly done: T } | { readonly going: string }>,
): Promise<T> {
  let shown = '';
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const seen = await look();
    if ('done' in seen) {
      terminal.status('');
      return seen.done;
    }
    if (seen.going !== shown) {
      if (terminal.interactive) terminal.status(`${seen.going} …`);
      else terminal.note(`${seen.going} …`);
      shown = seen.going;
    }
    await delay(pause);
  }
}
