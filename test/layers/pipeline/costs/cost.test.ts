/** Costs next to bills that were worked out by hand, and next to lines that Lambda itself wrote. */
import { describe, expect, it } from 'vitest';
import type { FunctionUsage, Usage } from '../../../../layers/pipeline/contracts/usage.ts';
import {
  billedMilliseconds,
  costOf,
  costParts,
  gigabyteSeconds,
  PricesUnknown,
  pricesOf,
  storagePerMonth,
} from '../../../../layers/pipeline/costs/cost.ts';
import { priceTable } from '../../../../layers/pipeline/costs/price-table.ts';
import { PUBLISHED_PRICES } from '../../../../layers/pipeline/costs/published-prices.ts';
import { noUsage } from '../../../../layers/pipeline/costs/sum-usage.ts';

const virginia = pricesOf(PUBLISHED_PRICES, 'us-east-1');
const frankfurt = pricesOf(PUBLISHED_PRICES, 'eu-central-1');
const invocation = (milliseconds: number, memoryMb: number, more: Partial<FunctionUsage> = {}): FunctionUsage => ({
  function: 'admit-study',
  milliseconds,
  memoryMb,
  architecture: 'x86_64',
  ...more,
});
const used = (some: Partial<Usage>): Usage => ({ ...noUsage(), ...some });
/** Costs are stated to the tenth of a billionth of a dollar. */
const near = (got: number, wanted: number) => expect(got).toBeCloseTo(wanted, 10);

describe('the price table', () => {
  it('has the form of its schema, and for every price a unit, a source and a day', () => {
    expect(priceTable.parse(PUBLISHED_PRICES)).toEqual(PUBLISHED_PRICES);
    expect(Object.keys(PUBLISHED_PRICES.regions)).toEqual(['us-east-1', 'eu-central-1']);
  });

  it('refuses a derived price that does not say how it was derived', () => {
    const { note: _note, ...silent } = frankfurt.dynamodb.readUnit;
    const table = {
      ...PUBLISHED_PRICES,
      regions: { 'eu-central-1': { ...frankfurt, event: { ...silent, derived: true } } },
    };
    expect(priceTable.safeParse(table).success).toBe(false);
  });

  it('names a region that it does not have, and those that it has', () => {
    expect(() => pricesOf(PUBLISHED_PRICES, 'ap-south-1')).toThrow(PricesUnknown);
    expect(() => pricesOf(PUBLISHED_PRICES, 'ap-south-1')).toThrow(/ap-south-1.*us-east-1, eu-central-1/);
  });
});

describe('Lambda', () => {
  /**
   * Init, duration and billed duration of functions of the Node image, as Lambda reported them:
   * bitesizedserverless.com/bite/when-is-the-lambda-init-phase-free-and-when-is-it-billed (2022; images were billed for INIT
   * then, as zips are since August 2025). Of the second and third, parts rounded up by themselves give one more.
   */
  it.each([
    [1293.83, 1049.63, 2344],
    [1307.68, 1058.15, 2366],
    [1258.24, 1002.25, 2261],
  ])('bills INIT of %d ms and a handler of %d ms as Lambda reported it: %d ms', (initMilliseconds, milliseconds, billed) => {
    expect(billedMilliseconds({ initMilliseconds, milliseconds })).toBe(billed);
  });

  it.each([
    [0, 0],
    [0.001, 1],
    [1, 1],
    [1.0001, 2],
    [999.999, 1000],
  ])('rounds %d ms up to %d ms', (milliseconds, billed) => {
    expect(billedMilliseconds({ milliseconds })).toBe(billed);
  });

  it('counts configured memory in units of 1,024 MB', () => {
    // 300 ms of 512 MB, and 1,769 MB for one second.
    expect(gigabyteSeconds(invocation(300, 512))).toBe(0.15);
    expect(gigabyteSeconds(invocation(1000, 1769))).toBe(1769 / 1024);
  });

  it('costs 3 million invocations of 120 ms at 1,536 MB $9.60 without the free quota, as AWS’s own example does', () => {
    // 3,000,000 × 0.12 s × 1.5 GB = 540,000 GB-s at $0.0000166667 = $9.000018; 3 million requests at $0.20 = $0.60.
    const one = costParts(used({ lambda: [invocation(120, 1536)] }), virginia).lambda;
    // Stated to 1e-10, three million of them differ by at most 0.00015.
    expect(one * 3e6).toBeCloseTo(9.600018, 3);
  });

  it('takes the price of the architecture', () => {
    // One GB-second and one request: $0.0000133334 + $0.0000002.
    near(
      costParts(used({ lambda: [invocation(1000, 1024, { architecture: 'arm64' })] }), virginia).lambda,
      0.0000135334,
    );
  });
});

describe('a study', () => {
  const study = used({
    lambda: [invocation(400, 1769), invocation(1200, 1769, { initMilliseconds: 300 }), invocation(90.5, 1024)],
    stateTransitions: 19,
    dynamodb: { readUnits: 41, writeUnits: 207 },
    s3: { put: 13, get: 31 },
    events: 11,
    queueRequests: 6,
    apiRequests: 4,
  });

  it('costs in us-east-1 what it does by hand', () => {
    const {
      usd,
      parts,
      priceTable: table,
    } = costOf(study, { table: PUBLISHED_PRICES, region: 'us-east-1', measured: 'local' });
    // 1.9 s of 1,769 MB and 0.091 s of 1 GB: 3.37332421875 GB-s × 0.0000166667 = 0.0000562221827; three requests 0.0000006.
    expect(parts.lambda).toBe(0.0000568222);
    near(parts.stateTransitions, 0.000475);
    near(parts.dynamodb, 0.0001345); // 207 × 0.000000625 = 0.000129375; 41 × 0.000000125 = 0.000005125
    near(parts.s3, 0.0000774); // 13 × 0.000005 + 31 × 0.0000004
    near(parts.events, 0.000011);
    near(parts.queue, 0.0000024); // 6 × 0.0000004
    near(parts.api, 0.000004);
    expect(usd).toBe(0.0007611222);
    expect(table).toEqual({ date: PUBLISHED_PRICES.date, region: 'us-east-1' });
  });

  it('costs more in eu-central-1, by its own prices', () => {
    const { parts } = costOf(study, { table: PUBLISHED_PRICES, region: 'eu-central-1', measured: 'aws' });
    near(parts.s3, 0.00008353); // 13 × 0.0000054 + 31 × 0.00000043
    near(parts.dynamodb, 0.00016409); // 207 × 0.0000007625 + 41 × 0.0000001525
    near(parts.stateTransitions, 0.000475);
  });

  it('is the sum of its parts, and nothing costs nothing', () => {
    const { usd, parts } = costOf(study, { table: PUBLISHED_PRICES, region: 'us-east-1', measured: 'local' });
    expect(usd).toBeCloseTo(
      Object.values(parts).reduce((sum, part) => sum + part, 0),
      12,
    );
    expect(costOf(noUsage(), { table: PUBLISHED_PRICES, region: 'us-east-1', measured: 'aws' }).usd).toBe(0);
  });
});

it('states storage by itself: a study of 1.4 GB and its blocks, for a month', () => {
  // 1.4 × 2^30 bytes at $0.023 and 1 MB at $0.25 a GB: $0.0322 + $0.000244140625.
  near(storagePerMonth({ s3: 1.4 * 2 ** 30, dynamodb: 2 ** 20 }, virginia), 0.032444140625);
  near(storagePerMonth({ s3: 2 ** 30, dynamodb: 0 }, frankfurt), 0.0245);
});
