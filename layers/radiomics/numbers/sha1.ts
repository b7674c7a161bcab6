/** SHA-1 for every host, from a library. */
import { sha1 as portable } from '@noble/hashes/legacy.js';

/** SHA-1 in hexadecimal digits, of pieces one behind the other. It identifies, it does not protect. */
export type Sha1 = (pieces: Iterable<Uint8Array>) => string;

/** In JavaScript: a host's own is about four times as fast. */
export const portableSha1: Sha1 = (pieces) => {
  const hash = portable.create();
  for (const piece of pieces) hash.update(piece);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
};
