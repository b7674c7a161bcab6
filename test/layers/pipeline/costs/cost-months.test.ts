/** Costs of the studies of a month. */
import { expect, it } from 'vitest';
import type { Cost } from '../../../../layers/pipeline/costs/cost.ts';
import { costMonths } from '../../../../layers/pipeline/costs/cost-months.ts';

const cost = (usd: number, more: Partial<Cost> = {}): Cost => ({
  usd,
  priceTable: { date: '2026-11-27', region: 'us-east-1' },
  parts: { lambda: usd, stateTransitions: 0, dynamodb: 0, s3: 0, events: 0, queue: 0, api: 0 },
  measured: 'aws',
  ...more,
});

it('adds up the studies of each month by the end of their analyses, and leaves out those whose cost is not known', () => {
  const later = { priceTable: { date: '2027-02-01', region: 'us-east-1' } };
  expect(
    costMonths([
      { endedAt: '2026-12-31T23:59:59.000Z', cost: cost(0.001) },
      { endedAt: '2027-01-01T00:00:00.000Z', cost: cost(0.002, { measured: 'local' }) },
      { endedAt: '2027-01-20T00:00:00.000Z', cost: cost(0.0005, later) },
      { endedAt: '2027-01-20T00:00:00.000Z' },
      { cost: cost(1) },
    ]),
  ).toEqual([
    {
      month: '2027-01',
      studies: 2,
      usd: 0.0025,
      perStudy: 0.00125,
      priceDates: ['2026-11-27', '2027-02-01'],
      measured: 'local',
    },
    { month: '2026-12', studies: 1, usd: 0.001, perStudy: 0.001, priceDates: ['2026-11-27'], measured: 'aws' },
  ]);
});
