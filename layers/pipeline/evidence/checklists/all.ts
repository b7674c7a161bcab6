/** The checklists, in the order in which a pack has them; each is checked by its schema. */
import { type Checklist, checklist } from './checklist.ts';
import { CLEAR } from './clear.ts';
import { METRICS } from './metrics.ts';
import { RQS_1 } from './rqs-1.ts';
import { RQS_2 } from './rqs-2.ts';
import { TRIPOD_AI } from './tripod-ai.ts';

export const CHECKLISTS: readonly Checklist[] = [METRICS, CLEAR, TRIPOD_AI, RQS_1, RQS_2].map((one) =>
  checklist.parse(one),
);
