/** The time that an upload still takes. */
import { describe, expect, it } from 'vitest';
import { Speed } from '../../../console/uploads/speed.ts';

describe('the time left', () => {
  it('is not said before three seconds were measured', () => {
    const speed = new Speed();
    expect(speed.secondsLeft(0, 1000, 0)).toBeUndefined();
    expect(speed.secondsLeft(200, 1000, 2000)).toBeUndefined();
    expect(speed.secondsLeft(300, 1000, 3000)).toBe(7);
  });

  it('follows a line that became slow, and begins again after a pause', () => {
    const speed = new Speed();
    speed.secondsLeft(0, 10_000, 0);
    for (let s = 1; s <= 5; s++) speed.secondsLeft(1000 * s, 10_000, 1000 * s);
    let left: number | undefined;
    for (let s = 6; s <= 40; s++) left = speed.secondsLeft(5000 + 10 * (s - 5), 10_000, 1000 * s);
    // 10 bytes a second over the last twenty seconds: 4,650 bytes are left.
    expect(left).toBeGreaterThan(400);
    speed.reset();
    expect(speed.secondsLeft(5350, 10_000, 41_000)).toBeUndefined();
  });

  it('is not said of a line that stands still', () => {
    const speed = new Speed();
    speed.secondsLeft(500, 1000, 0);
    expect(speed.secondsLeft(500, 1000, 10_000)).toBeUndefined();
  });
});
