/** Messages of the queue between the event bus and analyse-study: events of uploads, and of executions that ended. */
import { z } from 'zod';

const uploaded = z
  .object({
    'detail-type': z.literal('Object Created'),
    time: z.string(),
    detail: z.object({
      bucket: z.object({ name: z.string() }),
      object: z.object({ key: z.string(), sequencer: z.string().default('') }),
    }),
  })
  .transform(({ time, detail: { bucket, object } }) => ({
    uploaded: { bucket: bucket.name, key: object.key, sequencer: object.sequencer, uploadedAt: time, faults: 0 },
    ended: undefined,
  }));

const ended = z
  .object({
    'detail-type': z.literal('Step Functions Execution Status Change'),
    detail: z.object({ executionArn: z.string(), status: z.string() }),
  })
  .transform(({ detail }) => ({ ended: detail, uploaded: undefined }));

/** What Lambda hands a function of an SQS queue, one message of it. */
const record = z.object({
  messageId: z.string(),
  body: z.string().transform((text, context) => {
    const parsed = z.union([uploaded, ended]).safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    context.addIssue('wanted an event of S3 or Step Functions');
    return z.NEVER;
  }),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Some messages of the queue, the ends first. */
export const pacingBatch = z
  .object({ Records: z.array(record) })
  .transform(({ Records }) =>
    Records.map(({ messageId, body }) => ({ messageId, ...body })).sort(
      (one, other) => Number(other.ended !== undefined) - Number(one.ended !== undefined),
    ),
  );
