/** What Node adds to the portable engine: threads, and an engine with its own SHA-1. */
import { createEngine, type Engine } from './engine.ts';
import { nodeSha1 } from './numbers/sha1.node.ts';

export { openThread } from './threads/open-worker.node.ts';

/** The engine with what Node does faster. */
export const nodeEngine: Engine = createEngine({ sha1: nodeSha1 });
