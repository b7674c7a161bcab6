/** What Node adds to the portable engine: threads, and its own SHA-1. */
import './numbers/sha1.node.ts';

export { openThread } from './threads/open-worker.node.ts';
