/** What every function of a state machine is wrapped in. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { logger } from './logger.ts';

/**
 * A Step Functions task: its input is parsed by a schema, its failure is logged by name and code before the state
 * machine sees it.
 */
export function task<Message extends z.ZodType, Result>(
  schema: Message,
  work: (message: z.output<Message>) => Promise<Result>,
): (event: unknown, context: Context) => Promise<Result> {
  const handler = middy<unknown, Result>()
    .use(injectLambdaContext(logger))
    .onError(({ error }) => {
      logger.warn('task failed', { error: error?.name, code: error && 'code' in error ? error.code : undefined });
    })
    .handler(async (event: unknown) => work(schema.parse(event)));
  return (event, context) => handler(event, context);
}
