/** What an institution's studies cost, month by month. */
import { z } from 'zod';
import { type Cost, cost } from './cost.ts';

export const costMonth = z.object({
  month: z.string().meta({ description: 'In which the analyses ended', example: '2027-03' }),
  studies: z.number().int().meta({ description: 'Studies whose cost is known' }),
  usd: z.number(),
  perStudy: z.number(),
  priceDates: z.array(z.string()).meta({ description: 'Of the price tables that the costs are by' }),
  measured: cost.shape.measured.meta({
    description: 'local if any of them was: what it would cost on AWS',
  }),
});
export type CostMonth = z.infer<typeof costMonth>;

/** A study that was analysed, with its cost if it is known: not of analyses of earlier versions. */
export interface CostedStudy {
  readonly endedAt?: string;
  readonly cost?: Cost;
}

/** The newest month first. */
export function costMonths(studies: readonly CostedStudy[]): CostMonth[] {
  const months = new Map<string, Cost[]>();
  for (const { endedAt, cost: known } of studies) {
    if (endedAt === undefined || known === undefined) continue;
    const month = endedAt.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), known]);
  }
  return [...months]
    .map(([month, costs]): CostMonth => {
      const usd = Number(costs.reduce((sum, one) => sum + one.usd, 0).toFixed(10));
      return {
        month,
        studies: costs.length,
        usd,
        perStudy: Number((usd / costs.length).toFixed(10)),
        priceDates: [...new Set(costs.map(({ priceTable }) => priceTable.date))].sort(),
        measured: costs.some(({ measured }) => measured === 'local') ? 'local' : 'aws',
      };
    })
    .sort((one, other) => (one.month < other.month ? 1 : -1));
}
