/** What the service uses of AWS and what that costs, for functions and programs that measure it. */
export type { FunctionUsage, TaskUsage, Usage } from './contracts/usage.ts';
export { analysisUsage, uploadRequests } from './costs/analysis-usage.ts';
export {
  billedMilliseconds,
  type Cost,
  type CostParts,
  costOf,
  costParts,
  gigabyteSeconds,
  PricesUnknown,
  pricesOf,
  storagePerMonth,
} from './costs/cost.ts';
export { type Price, type PriceTable, type RegionPrices, unitPrice } from './costs/price-table.ts';
export { PUBLISHED_PRICES } from './costs/published-prices.ts';
export { countTransitions, type StateMachineDefinition } from './costs/state-transitions.ts';
export { sumUsage } from './costs/sum-usage.ts';
export { summariseUsage } from './costs/usage-summary.ts';
