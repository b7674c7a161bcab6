/** Heading of the page of one of our models. */
import { type FittedModel, outcomeWords } from '@radscore/statistics';

export function titleOf({ about }: FittedModel): string {
  return `Nomogram for ${outcomeWords(about).event}`;
}
