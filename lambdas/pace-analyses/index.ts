/** Function PaceAnalyses: uploads that start when there is a slot, and analyses that end and give theirs back. */
import { endAnalysis, pacingBatch, startAnalysis } from '@radscore/pipeline';
import { logger } from '../logger.ts';
import { task } from '../task.ts';

/**
 * Messages of the queue between the event bus and analyse-study. A message that is reported as failed stays in the queue: an
 * upload until its analysis was started, anything else until it succeeds.
 */
export const handler = task(pacingBatch, async (messages) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  // Ends first: the slots that they give back are for the others.
  for (const message of messages) {
    try {
      const became = message.ended
        ? await endAnalysis(message.ended.executionArn, new Date())
        : await startAnalysis(message.uploaded, new Date());
      logger.info(message.ended ? 'an analysis ended' : 'a manifest was uploaded', { became });
      if (became === 'waits') batchItemFailures.push({ itemIdentifier: message.messageId });
    } catch (error) {
      logger.warn('a message stays in the queue', { error: error instanceof Error ? error.name : 'unknown' });
      batchItemFailures.push({ itemIdentifier: message.messageId });
    }
  }
  return { batchItemFailures };
});
