/** SHA-256 for every host, from a library. */
import { sha256 } from '@noble/hashes/sha2.js';

/** A hash that takes its input in pieces; Node's `createHash('sha256')` is one. */
export interface Sha256 {
  /** @param piece bytes, or a text in UTF-8 */
  update(piece: Uint8Array | string): Sha256;
  digest(encoding: 'hex'): string;
}

export type NewSha256 = () => Sha256;

/** In JavaScript: slower than a host's own, and the same in a page that is not served by HTTPS, which has none. */
export const portableSha256: NewSha256 = () => {
  const hash = sha256.create();
  const text = new TextEncoder();
  const portable: Sha256 = {
    update(piece) {
      hash.update(typeof piece === 'string' ? text.encode(piece) : piece);
      return portable;
    },
    digest: () => Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
  return portable;
};
