/** Dollars of what was used, by a price table. */
import { z } from 'zod';
import type { FunctionUsage, Usage } from '../contracts/usage.ts';
import { type PriceTable, type RegionPrices, unitPrice } from './price-table.ts';

const dollars = z.number().nonnegative();

/** The cost of a study or of a prediction, as the API states it. */
export const cost = z
  .object({
    usd: dollars.meta({ description: 'US dollars: the sum of the parts' }),
    priceTable: z.object({
      date: z.string().meta({ description: 'The day as of which prices were read' }),
      region: z.string().meta({ description: 'Whose prices they are' }),
    }),
    parts: z.object({
      lambda: dollars.meta({ description: 'Billed duration and invocations' }),
      stateTransitions: dollars,
      dynamodb: dollars.meta({ description: 'Read and write request units' }),
      s3: dollars.meta({ description: 'Requests, those of the upload among them; storage is apart' }),
      events: dollars,
      queue: dollars,
      api: dollars.meta({ description: 'Requests to the HTTP API' }),
    }),
    measured: z.enum(['aws', 'local']).meta({
      description: 'local: from durations and requests on the local cloud, what the same would cost on AWS',
    }),
  })
  .meta({
    id: 'Cost',
    description:
      'Of what was measured, by AWS’s published prices: first tier, without free quotas, storage, logs and taxes',
  });
export type Cost = z.infer<typeof cost>;
export type CostParts = Cost['parts'];

/** A region that the table has no prices of. */
export class PricesUnknown extends Error {
  override readonly name = 'PricesUnknown';
  readonly region: string;

  constructor(region: string, known: readonly string[]) {
    super(
      `got the region ${region}, of which the price table has nothing; wanted one of ${known.join(', ')}. Add its prices.`,
    );
    this.region = region;
  }
}

/** @throws PricesUnknown */
export function pricesOf(table: PriceTable, region: string): RegionPrices {
  const prices = table.regions[region];
  if (!prices) throw new PricesUnknown(region, Object.keys(table.regions));
  return prices;
}

/**
 * Milliseconds that Lambda bills for an invocation: INIT and handler together, rounded up to the next whole one. INIT is
 * billed for every kind of package since August 2025 (AWS Compute Blog, "AWS Lambda standardizes billing for INIT phase").
 */
export function billedMilliseconds({
  milliseconds,
  initMilliseconds = 0,
}: Pick<FunctionUsage, 'milliseconds' | 'initMilliseconds'>): number {
  return Math.ceil(milliseconds + initMilliseconds);
}

/** GB-seconds of an invocation: configured, not used, memory, in units of 1,024 MB. */
export function gigabyteSeconds(invocation: FunctionUsage): number {
  return (billedMilliseconds(invocation) / 1000) * (invocation.memoryMb / 1024);
}

/** Dollars by part, to the tenth of a billionth. */
export function costParts(used: Usage, prices: RegionPrices): CostParts {
  const { lambda, stateTransition, dynamodb, s3, event, queueRequest, apiRequest } = prices;
  return stateEach({
    lambda: used.lambda.reduce(
      (sum, invocation) =>
        sum + gigabyteSeconds(invocation) * unitPrice(lambda[invocation.architecture]) + unitPrice(lambda.request),
      0,
    ),
    stateTransitions: used.stateTransitions * unitPrice(stateTransition),
    dynamodb:
      used.dynamodb.writeUnits * unitPrice(dynamodb.writeUnit) + used.dynamodb.readUnits * unitPrice(dynamodb.readUnit),
    s3: used.s3.put * unitPrice(s3.put) + used.s3.get * unitPrice(s3.get),
    events: used.events * unitPrice(event),
    queue: used.queueRequests * unitPrice(queueRequest),
    api: used.apiRequests * unitPrice(apiRequest),
  });
}

function stateEach(parts: CostParts): CostParts {
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, stated(value)])) as CostParts;
}

function stated(value: number): number {
  return Number(value.toFixed(10));
}

/**
 * What was used, in dollars.
 * @throws PricesUnknown
 */
export function costOf(
  used: Usage,
  { table, region, measured }: { table: PriceTable; region: string; measured: Cost['measured'] },
): Cost {
  const parts = costParts(used, pricesOf(table, region));
  const usd = stated(Object.values(parts).reduce((sum, part) => sum + part, 0));
  return { usd, priceTable: { date: table.date, region }, parts, measured };
}

/** Bytes that are kept, by where they are. */
export interface KeptBytes {
  readonly s3: number;
  readonly dynamodb: number;
}

/** A GB of the price lists of S3 and DynamoDB: both count in binary units. */
const GIGABYTE = 2 ** 30;

/** Dollars a month for what is kept. */
export function storagePerMonth({ s3, dynamodb }: KeptBytes, prices: RegionPrices): number {
  return (s3 / GIGABYTE) * unitPrice(prices.s3.storage) + (dynamodb / GIGABYTE) * unitPrice(prices.dynamodb.storage);
}
