/** The bytes of a prediction's answer that are the same whenever the same version answers for the same study. */
import { expect } from 'vitest';

/**
 * An answer as it was sent, without what the request cost: that is measured, and a model that a warm function has read is not
 * read again.
 */
export function bytesWithoutCost(body: string): string {
  const { cost, ...answer } = JSON.parse(body) as Record<string, unknown>;
  expect(cost).toMatchObject({ measured: 'local', usd: expect.any(Number) });
  return JSON.stringify(answer);
}
