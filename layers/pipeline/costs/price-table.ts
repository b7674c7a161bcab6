/** The form of a price table: prices by region, each with its unit, where it is from and when it was read. */
import { z } from 'zod';

/** A price in US dollars for `per` units; the first tier of a price list, without free quotas. */
export const price = z
  .object({
    usd: z.number().positive(),
    per: z.number().int().positive(),
    unit: z.string().min(1),
    source: z.url({ protocol: /^https$/ }),
    /** The day on which the source was read. */
    read: z.iso.date(),
    /** What to know of it; of a price that no source at hand states: how it was derived. */
    note: z.string().optional(),
    /** Whether the source states it for this region. */
    derived: z.boolean().optional(),
  })
  .refine(({ derived, note }) => !derived || note !== undefined, 'a derived price says in `note` how it was derived');
export type Price = z.infer<typeof price>;

export const regionPrices = z.object({
  /** For a GB-second: 1 GB is 1,024 MB of configured memory. */
  lambda: z.object({ x86_64: price, arm64: price, request: price }),
  stateTransition: price,
  dynamodb: z.object({ writeUnit: price, readUnit: price, storage: price }),
  s3: z.object({ put: price, get: price, storage: price }),
  event: price,
  queueRequest: price,
  apiRequest: price,
});
export type RegionPrices = z.infer<typeof regionPrices>;

export const priceTable = z.object({
  /** The day as of which the table is meant to hold; costs are stated with it. */
  date: z.iso.date(),
  regions: z.record(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/), regionPrices),
});
export type PriceTable = z.infer<typeof priceTable>;

/** The price of one unit in US dollars. */
export function unitPrice({ usd, per }: Price): number {
  return usd / per;
}
