/** What the tasks of an execution used, added up. */
import type { TaskUsage, Usage } from '../contracts/usage.ts';

export function noUsage(): Usage {
  return {
    lambda: [],
    stateTransitions: 0,
    dynamodb: { readUnits: 0, writeUnits: 0 },
    s3: { put: 0, get: 0 },
    events: 0,
    queueRequests: 0,
    apiRequests: 0,
  };
}

/** Each retry of a task is an invocation of which nothing came back, and a state transition. */
export function sumUsage(tasks: readonly TaskUsage[]): Usage {
  const sum = noUsage();
  for (const { lambda, s3, dynamodb, events, retries = 0 } of tasks) {
    sum.lambda.push(lambda);
    sum.stateTransitions += retries;
    sum.s3.put += s3.put;
    sum.s3.get += s3.get;
    sum.dynamodb.readUnits += dynamodb.readUnits;
    sum.dynamodb.writeUnits += dynamodb.writeUnits;
    sum.events += events;
  }
  return sum;
}
