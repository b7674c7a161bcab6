/** The clock that the operator advances: order, restarts, and work that holds it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';

function clockFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'clock.json');
}

function clockOn(file = clockFile()): VirtualClock {
  const clock = new VirtualClock(file);
  onTestFinished(() => clock.stop());
  return clock;
}

const later = (clock: VirtualClock, seconds: number) => new Date(clock.now().getTime() + seconds * 1000);

describe('the clock', () => {
  it('fires what is due in its order, each at its own time', async () => {
    const clock = clockOn();
    const start = clock.now().getTime();
    const fired: [string, number][] = [];
    for (const [name, seconds] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['d', 40],
    ] as const) {
      clock.at(later(clock, seconds), () => fired.push([name, Math.round((clock.now().getTime() - start) / 1000)]));
    }
    await clock.advance(35_000);
    expect(fired).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ]);
  });

  it('fires what is added while it is advanced, if it is due in that time', async () => {
    const clock = clockOn();
    let count = 0;
    const again = () => {
      count++;
      clock.at(later(clock, 60), again);
    };
    clock.at(later(clock, 60), again);
    await clock.advance(3_601_000);
    expect(count).toBe(60);
  });

  it('does not fire what was cancelled, even by a timer that is due at the same time', async () => {
    const clock = clockOn();
    const when = later(clock, 10);
    const fired: string[] = [];
    clock.at(when, () => {
      fired.push('first');
      cancel();
    });
    const cancel = clock.at(when, () => fired.push('second'));
    await clock.advance(20_000);
    expect(fired).toEqual(['first']);
  });

  it('fires in real time, too', async () => {
    const clock = clockOn();
    const before = Date.now();
    await new Promise<void>((resolve) => clock.at(later(clock, 0.05), resolve));
    expect(Date.now() - before).toBeGreaterThanOrEqual(49);
  });

  it('waits for work in progress before it jumps', async () => {
    const clock = clockOn();
    const order: string[] = [];
    clock.at(later(clock, 10), () => {
      const release = clock.hold();
      setTimeout(() => {
        order.push('work');
        release();
      }, 30);
    });
    clock.at(later(clock, 20), () => order.push('next timer'));
    await clock.advance(30_000);
    expect(order).toEqual(['work', 'next timer']);
  });

  it('keeps its time over a restart', async () => {
    const file = clockFile();
    const first = clockOn(file);
    await first.advance(86_400_000);
    const second = clockOn(file);
    expect(Math.abs(second.now().getTime() - first.now().getTime())).toBeLessThan(1000);
    expect(second.now().getTime() - Date.now()).toBeGreaterThan(86_399_000);
  });

  it('does not go back', () => {
    expect(() => clockOn().advance(-1)).toThrow(RangeError);
  });
});
