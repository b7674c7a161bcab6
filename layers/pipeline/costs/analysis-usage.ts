/** What the analysis of a study used in all: its tasks, its state transitions, and what others sent for it. */

import { PART_BYTES } from '../contracts/upload-limits.ts';
import type { TaskUsage, Usage } from '../contracts/usage.ts';
import { sumUsage } from './sum-usage.ts';

/**
 * State transitions of analyse-study as its definition has them, for a study that gets as far as its prediction; a test
 * counts them again.
 */
export const ANALYSIS_TRANSITIONS = { study: 7, sequence: 2 } as const;

/** Two messages pass the queue, that the manifest came and that the analysis ended: each is sent, received and deleted. */
export const QUEUE_REQUESTS = 6;

/** The tasks of an execution that ends with its prediction and is announced with one event. */
export function analysisUsage(tasks: readonly TaskUsage[], sequences: number): Usage {
  const sum = sumUsage(tasks);
  const { study, sequence } = ANALYSIS_TRANSITIONS;
  return {
    ...sum,
    stateTransitions: sum.stateTransitions + study + sequence * sequences,
    events: sum.events + 1,
    queueRequests: QUEUE_REQUESTS,
  };
}

/**
 * Requests that brought objects of these lengths: one PUT each; of a file of more than one part a PUT for each, and two to
 * begin and end its upload, as `radscore submit` and the console send it.
 */
export function uploadRequests(lengths: readonly number[]): number {
  return lengths.reduce((sum, bytes) => sum + (bytes > PART_BYTES ? Math.ceil(bytes / PART_BYTES) + 2 : 1), 0);
}
