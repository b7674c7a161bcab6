/** Schedules on the clock: expressions, time windows, restarts, retries. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { DEFAULT_RETRY } from '../../../local/events/deliveries.ts';
import { compileSchedule, ScheduleRefused } from '../../../local/events/schedule-expression.ts';
import type { ScheduleSettings } from '../../../local/events/scheduler.ts';
import { MACHINE, stage, temporaryDirectory } from './stage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const schedule = (expression: string, more: Partial<ScheduleSettings> = {}): ScheduleSettings => ({
  name: 'retraining',
  arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/retraining',
  expression,
  enabled: true,
  target: MACHINE,
  input: '{"trigger":"schedule"}',
  retry: DEFAULT_RETRY,
  ...more,
});

/** A timer fires within this of when it is due. */
const LATE_MS = 1000;

describe('a schedule', () => {
  it('with a rate fires when it is created and once for every period that the clock is advanced over', async () => {
    const { clock, starts } = stage({ schedules: [schedule('rate(1 day)')] });
    const created = clock.now().getTime();
    await clock.advance(3 * DAY + HOUR);
    expect(starts.map(({ input }) => input)).toEqual(new Array(4).fill({ trigger: 'schedule' }));
    for (const [index, { at }] of starts.entries()) {
      expect(Math.abs(at - created - index * DAY)).toBeLessThan(LATE_MS);
    }
    expect(new Set(starts.map(({ name }) => name)).size).toBe(4);
  });

  it('keeps its period over a restart and makes up for a long stop by one invocation', async () => {
    const directory = temporaryDirectory();
    const schedules = [schedule('rate(1 day)')];
    const first = stage({ directory, schedules });
    const created = first.clock.now().getTime();
    await first.clock.advance(HOUR);
    expect(first.starts).toHaveLength(1);
    first.stop();
    // The machine is switched off for three days: another clock moves on.
    const away = new VirtualClock(join(directory, 'clock.json'));
    await away.advance(3 * DAY);
    away.stop();

    const second = stage({ directory, schedules });
    await second.clock.advance(0);
    expect(second.starts).toHaveLength(1);
    await second.clock.advance(DAY - HOUR);
    expect(second.starts).toHaveLength(2);
    expect(Math.abs(second.starts[1].at - created - 4 * DAY)).toBeLessThan(LATE_MS);
  });

  it('that is disabled does not fire', async () => {
    const { clock, starts } = stage({ schedules: [schedule('rate(1 day)', { enabled: false })] });
    await clock.advance(3 * DAY);
    expect(starts).toEqual([]);
  });

  it('fires between its start and its end', async () => {
    const start = new Date(Date.now() + 2 * HOUR).toISOString();
    const endDate = new Date(Date.now() + 5.5 * HOUR).toISOString();
    const { clock, starts } = stage({ schedules: [schedule('rate(1 hour)', { startDate: start, endDate })] });
    await clock.advance(DAY);
    expect(starts.map(({ at }) => Math.round((at - Date.parse(start)) / HOUR))).toEqual([0, 1, 2, 3]);
  });

  it('fires once at a time', async () => {
    const soon = new Date(Date.now() + HOUR).toISOString().slice(0, 19);
    const { clock, starts } = stage({ schedules: [schedule(`at(${soon})`)] });
    await clock.advance(DAY);
    expect(starts).toHaveLength(1);
    expect(Math.abs(starts[0].at - Date.parse(`${soon}Z`))).toBeLessThan(LATE_MS);
  });

  it('with a flexible window fires inside it', async () => {
    const created = Date.now();
    const { clock, starts } = stage({ schedules: [schedule('rate(1 hour)', { windowMinutes: 10 })] });
    await clock.advance(1.5 * HOUR);
    expect(starts).toHaveLength(2);
    expect(Math.abs(starts[1].at - created - HOUR - 5 * 60_000)).toBeLessThan(LATE_MS);
  });

  it('fills in the context attributes', async () => {
    const input = '{"due":"<aws.scheduler.scheduled-time>","arn":"<aws.scheduler.schedule-arn>"}';
    const { clock, starts } = stage({ schedules: [schedule('rate(1 hour)', { input })] });
    await clock.advance(0);
    const { due, arn } = starts[0].input as { due: string; arn: string };
    expect(Math.abs(Date.parse(due) - starts[0].at)).toBeLessThan(LATE_MS + 1000);
    expect(arn).toBe(schedule('').arn);
  });
});

describe('a schedule expression', () => {
  const from = Date.parse('2026-01-30T10:15:30Z');
  const times = (expression: string, count: number) => {
    const recurrence = compileSchedule(expression, from);
    const found: string[] = [];
    for (let time: number | undefined = from; found.length < count; ) {
      time = recurrence.after(time);
      if (time === undefined) break;
      found.push(new Date(time).toISOString().slice(0, 16));
    }
    return found;
  };

  it.each([
    ['cron(0 10 * * ? *)', ['2026-01-31T10:00', '2026-02-01T10:00']],
    ['cron(15 12 * * ? *)', ['2026-01-30T12:15', '2026-01-31T12:15']],
    ['cron(0 18 ? * MON-FRI *)', ['2026-01-30T18:00', '2026-02-02T18:00', '2026-02-03T18:00']],
    ['cron(0 8 1 * ? *)', ['2026-02-01T08:00', '2026-03-01T08:00']],
    ['cron(0/15 10 * * ? *)', ['2026-01-30T10:30', '2026-01-30T10:45', '2026-01-31T10:00']],
    ['cron(0/5 8-17 ? * 2 *)', ['2026-02-02T08:00', '2026-02-02T08:05']],
    ['cron(0 0 29 FEB ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(30 9 1,15 6 ? 2026)', ['2026-06-01T09:30', '2026-06-15T09:30']],
    ['rate(12 hours)', ['2026-01-30T22:15', '2026-01-31T10:15']],
    ['at(2026-02-01T09:00:00)', ['2026-02-01T09:00']],
    ['at(2026-01-01T09:00:00)', []],
  ])('%s', (expression, wanted) => expect(times(expression, Math.max(1, wanted.length))).toEqual(wanted));

  it('ends with its last year', () => expect(times('cron(30 9 1,15 6 ? 2026)', 3)).toHaveLength(2));

  it.each([
    ['cron(0 10 L * ? *)', 'L is not honoured'],
    ['cron(0 10 ? * 6#3 *)', '6#3 is not honoured'],
    ['cron(0 10 * * * *)', 'has to be ?'],
    ['cron(0 25 * * ? *)', '25 is not honoured'],
    ['cron(0 10 * *)', '6 fields'],
    ['rate(0 days)', 'a rate like'],
    ['rate(1 fortnight)', 'a rate like'],
    ['at(tomorrow)', 'a time like'],
    ['every day', 'rate(…), at(…) or cron(…)'],
  ])('%s is refused', (expression, message) => {
    expect(() => compileSchedule(expression, from)).toThrow(ScheduleRefused);
    expect(() => compileSchedule(expression, from)).toThrow(message);
  });
});
