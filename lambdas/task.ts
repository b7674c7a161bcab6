/** What every function of a state machine is wrapped in. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { asTransient } from '@radscore/pipeline';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { subjectOf } from './log-subject.ts';
import { logger } from './logger.ts';

/**
 * A Step Functions task: its input is parsed by a schema, its failure is logged by name and code before the state
 * machine sees it. What passes has a name by which the state machine repeats it.
 */
export function task<Message extends z.ZodType, Result>(
  schema: Message,
  work: (message: z.output<Message>) => Promise<Result>,
): (event: unknown, context: Context) => Promise<Result> {
  // Lambda itself ends what takes too long, and names it so: an early answer would let the work go on after it.
  const handler = middy<unknown, Result>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .before(({ event }) => logger.appendKeys({ ...subjectOf(event) }))
    .onError(({ error }) => {
      logger.warn('task failed', { error: error?.name, code: error && 'code' in error ? error.code : undefined });
    })
    .handler(async (event: unknown) => {
      try {
        return await work(schema.parse(event));
      } catch (error) {
        throw asTransient(error);
      }
    });
  return (event, context) => handler(event, context);
}
