/** Monitoring: drift by month and variable, calibration over time, what is stuck, what may be shown of an institution. */
import { monitor, Random, SCORE } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { calibrationMonths } from '../../../../console/pages/monitoring/calibration-months.ts';
import {
  largestShift,
  type Monitoring,
  monthsOf,
  shiftsOfMonth,
  shiftsOfVariable,
  variableToShow,
} from '../../../../console/pages/monitoring/drift.ts';
import { monitoringCsv } from '../../../../console/pages/monitoring/monitoring-csv.ts';
import { countsOf, queueOf, type Study } from '../../../../console/pages/monitoring/queue.ts';
import { type OwnValidation, scoreOf } from '../../../../console/pages/monitoring/scorecard.ts';

const random = new Random(3);
const variables = ['a', SCORE].map((name) => ({
  name,
  mean: 0,
  sd: 1,
  n: 60,
  values: Array.from({ length: 60 }, () => random.normal()),
}));

/** `counts[k]` studies in month k; `a` drifts from month 4 on. */
function watched(counts: readonly number[], shift = 3): Monitoring {
  const studies = counts.flatMap((count, k) =>
    Array.from({ length: count }, () => ({
      institution: 'centre-1',
      month: `2026-0${k + 1}`,
      values: { a: random.normal() + (k >= 4 ? shift : 0), [SCORE]: random.normal() },
    })),
  );
  const outcomes = studies.map(({ month, values }) => ({
    month,
    linearPredictor: values[SCORE],
    outcome: (random.uniform() < 1 / (1 + Math.exp(-values[SCORE])) ? 1 : 0) as 0 | 1,
  }));
  const monitoring = JSON.parse(JSON.stringify(monitor({ reference: { variables }, studies, outcomes })));
  return {
    owner: 'centre-1',
    name: 'her2-pcr',
    version: 5,
    institution: 'centre-1',
    studies: studies.length,
    notRead: 0,
    abstained: 0,
    monitoring,
    notice: 'Research use only. Not a medical device.',
  };
}

describe('drift', () => {
  const monitoring = watched([12, 12, 12, 12, 12, 12]);

  it('is shown by month, the largest shift first, each with its interval', () => {
    expect(monthsOf(monitoring)).toEqual(['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']);
    const [first] = shiftsOfMonth(monitoring, '2026-06');
    expect(first).toMatchObject({ variable: 'a', months: 1, n: 12, drifted: true });
    expect(first.shift).toBeGreaterThan(2);
    expect(first.interval?.[0]).toBeLessThan(first.shift ?? 0);
    expect(variableToShow(monitoring)).toBe('a');
    expect(
      shiftsOfVariable(monitoring, 'a')
        .map(({ drifted }) => drifted)
        .slice(0, 4),
    ).toEqual([false, false, false, false]);
  });

  it('of months with few studies is of as many months as it needs, or says that there are too few', () => {
    const few = watched([3, 3, 3]);
    expect(shiftsOfMonth(few, '2026-01')[0]).toMatchObject({ shift: null, interval: null });
    expect(shiftsOfMonth(few, '2026-03')[0]).toMatchObject({ months: 3, n: 9 });
    expect(largestShift(watched([2]))).toBeNull();
    expect(variableToShow(watched([]))).toBeUndefined();
  });
});

describe('calibration over time', () => {
  it('is the ratio of all outcomes so far, with its interval', () => {
    const months = calibrationMonths(watched([20, 20]));
    expect(months.map(({ month, n, came }) => [month, n, came])).toEqual([
      ['2026-01', 20, 20],
      ['2026-02', 40, 20],
    ]);
    expect(months[1].ratio).toBeGreaterThan(0);
    expect(months[1].interval?.[0]).toBeLessThan(months[1].ratio ?? 0);
    expect(calibrationMonths(watched([4]))[0]).toMatchObject({ ratio: null, interval: null, n: 4 });
  });

  it('is in the CSV next to every span of every variable', () => {
    const csv = monitoringCsv(watched([12]));
    expect(csv.split('\n')[0]).toBe('kind,month,variable,months_pooled,n,value,low,high,adjusted_p,alarm');
    expect(csv.match(/^drift,2026-01,a,/gm)).toHaveLength(3);
    expect(csv.match(/^calibration,2026-01,/gm)).toHaveLength(1);
  });
});

const now = Date.parse('2026-11-27T12:00:00.000Z');
const at = (minutes: number): string => new Date(now - 60_000 * minutes).toISOString();
function study(studyId: string, status: Study['status'], minutes: number, more: Partial<Study> = {}): Study {
  return { studyId, status, receivedAt: at(minutes), updatedAt: at(minutes), ...more };
}

describe('the queue', () => {
  it('says what is stuck: no sign of progress for a quarter of an hour, of its sequences either', () => {
    const studies = [
      study('BB-1', 'analysing', 5),
      study('BB-2', 'analysing', 20),
      study('BB-3', 'analysing', 60, { sequences: { dce: { state: 'running', at: at(2) } } }),
      study('BB-4', 'awaiting-upload', 60),
      study('BB-5', 'awaiting-upload', 60 * 25),
      study('BB-6', 'quarantined', 10),
      study('BB-7', 'complete', 1000),
    ];
    const queue = queueOf(studies, now);
    expect(queue.running.map(({ studyId }) => studyId)).toEqual(['BB-2', 'BB-1', 'BB-3']);
    expect(queue.stuck).toEqual([{ studyId: 'BB-2', still: 1200 }]);
    expect(queue.waiting.map(({ studyId }) => studyId)).toEqual(['BB-5']);
    expect(queue.quarantined).toBe(1);
  });

  it('counts what came within a period, and the most frequent reason', () => {
    const reason = (code: string) => ({ reason: { code, message: '' } });
    const studies = [
      study('BB-1', 'failed', 10, reason('geometry-mismatch')),
      study('BB-2', 'failed', 20, reason('geometry-mismatch')),
      study('BB-3', 'quarantined', 30, reason('identifiable')),
      study('BB-4', 'complete', 40),
      study('BB-5', 'failed', 60 * 24 * 40, reason('too-large')),
    ];
    expect(countsOf(studies, now, 30)).toMatchObject({
      studies: 4,
      refused: 3,
      reason: { code: 'geometry-mismatch', count: 2 },
    });
    expect(countsOf(studies, now).studies).toBe(5);
    expect(countsOf([], now)).toMatchObject({ studies: 0, reason: null });
  });
});

describe('the scorecard', () => {
  const validation = (judged: number): OwnValidation =>
    ({
      validation: {
        rows: { given: judged, judged, events: 10 },
        performance: {
          models: { nomogram: { auc: { auc: 0.8, shown: [0.7, 0.9] } } },
        },
        observedToExpected: { ratio: 1.1, interval: [0.9, 1.3] },
      },
    }) as unknown as OwnValidation;
  const calm = watched([12, 12], 0);

  it('shows no figure that rests on fewer than 20 outcomes', () => {
    expect(scoreOf(calm, validation(19))).toMatchObject({
      outcomes: 19,
      auc: null,
      observedToExpected: null,
      state: 'early',
    });
    expect(scoreOf(calm, validation(20))).toMatchObject({
      auc: { value: 0.8, interval: [0.7, 0.9] },
      observedToExpected: { value: 1.1, interval: [0.9, 1.3] },
      state: 'expected',
    });
    expect(scoreOf(calm, undefined)).toMatchObject({ outcomes: 0, auc: null, state: 'early' });
  });

  it('asks to look if there is an alarm', () => {
    expect(scoreOf(watched([12, 12, 12, 12, 12, 12]), validation(40)).state).toBe('look');
  });
});
