/** Power cuts: what was acknowledged is there, nothing half-written is visible, executions go on. */
import { describe, expect, it } from 'vitest';
import { runCuts } from './power-cut.ts';

describe('a power cut', () => {
  it.each([1, 2, 3, 4])('takes nothing that was acknowledged, five times in a row (seed %i)', async (seed) => {
    const { acknowledged, lost } = await runCuts(seed, 5);
    expect(lost).toEqual([]);
    expect(acknowledged).toBeGreaterThan(10);
  });

  it('is noticed by this test if files are not synced', async () => {
    const { lost } = await runCuts(1, 3, { forgetsAll: true }).catch((error: Error) => ({ lost: [error.message] }));
    expect(lost).not.toEqual([]);
  });
});
