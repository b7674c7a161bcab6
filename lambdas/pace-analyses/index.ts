/** Function PaceAnalyses: uploads that start when there is a slot, and analyses that end and give theirs back. */
import { endAnalysis, pacingBatch, receiveUpload } from '@radscore/pipeline';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { logger } from '../logger.ts';
import { countFaults } from '../metrics.ts';
import { task } from '../task.ts';

/** Lambda reads nothing of the answer but which messages failed. */
export async function handler(event: unknown, context: Context): Promise<SQSBatchResponse> {
  const { batchItemFailures } = await pace(event, context);
  return { batchItemFailures };
}

/**
 * Messages of the queue between the event bus and analyse-study. A message that is reported as failed stays in the queue: an
 * upload until its analysis was started, anything else until it succeeds.
 */
const pace = task(pacingBatch, async (messages) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  // Ends come first: the slots that they give back are for the others.
  for (const { messageId, uploaded, ended } of messages) {
    try {
      if (ended) {
        const end = await endAnalysis(ended.executionArn, new Date());
        if (end.became === 'interrupted') countFaults([end.reason]);
        logger.info('an analysis ended', { ...ended, became: end.became });
      } else if ((await receiveUpload(uploaded, new Date())) === 'waits') {
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    } catch (error) {
      logger.warn('a message stays in the queue', { error: error instanceof Error ? error.name : 'unknown' });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
});
