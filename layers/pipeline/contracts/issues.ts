/** What is wrong with a value that does not fit its schema, without repeating the value. */
import type { z } from 'zod';

/** Where a value does not fit its schema, and why, in words that repeat nothing of the value. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** Names that the schemas themselves give: short, and of letters only. Whatever else stands in a path was made up by its writer. */
const OWN_NAME = /^[a-z][A-Za-z0-9]{0,24}$/;

/** Zod repeats keys that it does not know; a key can be a patient's name. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.map(({ code, path, message, ...issue }) => {
    const isMadeUp = code === 'invalid_key' || code === 'invalid_element';
    const keys = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys.length : 0;
    const place = (isMadeUp ? path.slice(0, -1) : path)
      .map((part) => (typeof part === 'number' || OWN_NAME.test(String(part)) ? String(part) : '?'))
      .join('.');
    if (code === 'unrecognized_keys') return { path: place, message: `${keys} keys that are not known here` };
    if (isMadeUp) return { path: place, message: 'a key that is not known here' };
    return { path: place, message };
  });
}
