/** What a study's row keeps of what its analysis used: by function, not by invocation. */
import { z } from 'zod';
import { dynamoDbUsage, functionUsage, s3Usage, type Usage, usage } from '../contracts/usage.ts';
import { billedMilliseconds } from './cost.ts';

const functionSummary = functionUsage
  .pick({ function: true, memoryMb: true })
  .extend({ invocations: z.number().int(), billedMilliseconds: z.number().int() });

export const usageSummary = z
  .object({
    functions: z.array(functionSummary),
    stateTransitions: usage.shape.stateTransitions.meta({
      description: 'By the definition of the workflow, and retries',
    }),
    dynamodb: dynamoDbUsage,
    s3: s3Usage,
    events: usage.shape.events,
  })
  .meta({ id: 'Usage', description: 'What the analysis used of AWS, but for the last write of the study' });
export type UsageSummary = z.infer<typeof usageSummary>;

/** Functions in the order in which they first ran. */
export function summariseUsage({ lambda, stateTransitions, dynamodb, s3, events }: Usage): UsageSummary {
  const functions = new Map<string, z.infer<typeof functionSummary>>();
  for (const invocation of lambda) {
    const { function: name, memoryMb } = invocation;
    const sum = functions.get(name) ?? { function: name, memoryMb, invocations: 0, billedMilliseconds: 0 };
    functions.set(name, {
      ...sum,
      invocations: sum.invocations + 1,
      billedMilliseconds: sum.billedMilliseconds + billedMilliseconds(invocation),
    });
  }
  return { functions: [...functions.values()], stateTransitions, dynamodb, s3, events };
}
