/** A line whose versions are promoted whatever they are worth: for tests with cohorts too small for any gate. */
import { DEFAULT_GATES } from '@radscore/statistics';
import { expect } from 'vitest';
import type { callApi } from './api-caller.ts';

/** Leaves out every gate of a line. */
export async function openGates(call: typeof callApi, institution: string, name: string): Promise<void> {
  const gates = Object.fromEntries(Object.keys(DEFAULT_GATES).map((gate) => [gate, null]));
  const answer = await call(institution, 'PUT', `/v1/models/${name}/settings`, { body: { gates } });
  expect(answer.status).toBe(200);
}
