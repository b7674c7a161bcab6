import { sha1 as portable } from '@noble/hashes/legacy.js';

/** SHA-1 in hexadecimal digits. It identifies, it does not protect. */
export type Sha1 = (bytes: Uint8Array) => string;

export const portableSha1: Sha1 = (bytes) =>
  Array.from(portable(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The platform's, where it has one: about four times as fast. */
export let sha1: Sha1 = portableSha1;

/** Plugs in another one for the whole process. */
export function setSha1(other: Sha1): void {
  sha1 = other;
}
