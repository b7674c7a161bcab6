/** The engine of the console: workers of its own site. */
import { EngineClient } from './engine-client.ts';

/** Address of the worker's script; `build-site.ts` writes it. */
declare const ENGINE_WORKER_URL: string;

/** A study has three sequences: as many workers stay, and work at once, as those whose files are on their way only wait. */
const SEQUENCES = 3;

export const engine = new EngineClient(() => new Worker(ENGINE_WORKER_URL, { type: 'module' }), {
  keep: SEQUENCES,
  most: Math.max(SEQUENCES, navigator.hardwareConcurrency),
});
