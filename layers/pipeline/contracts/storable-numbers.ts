/** Which numbers of a request can be stored: JSON has more than DynamoDB and its client take. */
import type { z } from 'zod';

/** DynamoDB goes down to 1e-130; what is nearer to zero than this is no setting of anything. */
const SMALLEST = 1e-100;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** A refinement that refuses, at any depth, numbers that could not be stored. */
export function storableNumbers(
  value: unknown,
  context: z.RefinementCtx,
  path: readonly (string | number)[] = [],
): void {
  if (typeof value === 'number') {
    const magnitude = Math.abs(value);
    if (magnitude === 0 || (magnitude >= SMALLEST && magnitude <= LARGEST)) return;
    const message = `got ${value}; wanted 0, or a magnitude from ${SMALLEST} to ${LARGEST}`;
    context.addIssue({ code: 'custom', path: [...path], message });
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) storableNumbers(item, context, [...path, i]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) storableNumbers(item, context, [...path, name]);
  }
}
