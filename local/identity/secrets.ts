/** Random secrets, the hashes under which they are kept, and their comparison. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that nobody can guess, for a URL. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret: a file or a memory dump gives none away. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether two texts are the same, in a time that says nothing about either. */
export function areSame(got: string, wanted: string): boolean {
  return timingSafeEqual(createHash('sha256').update(got).digest(), createHash('sha256').update(wanted).digest());
}
