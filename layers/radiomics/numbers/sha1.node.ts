/** SHA-1 of Node. */
import type { Sha1 } from './sha1.ts';

/** Node's module is loaded with the first hash: few extractions ask for one, and it takes two megabytes. */
export const nodeSha1: Sha1 = (pieces) => {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha1');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
};
