/** What every function of a state machine is wrapped in. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { asTransient } from '@radscore/pipeline';
import type { TaskUsage } from '@radscore/pipeline/costs';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { subjectOf } from './log-subject.ts';
import { logger } from './logger.ts';
import { type Meter, meterOfFunction } from './usage.ts';

/**
 * A Step Functions task: its input is parsed by a schema, its failure is logged by name and code before the state
 * machine sees it, and its result carries what it used. What passes has a name by which the state machine repeats it.
 */
export function task<Message extends z.ZodType, Result extends object>(
  schema: Message,
  work: (message: z.output<Message>, meter: Meter) => Promise<Result>,
): (event: unknown, context: Context) => Promise<Result & { usage: TaskUsage }> {
  const measured = meterOfFunction();
  // Lambda itself ends what takes too long, and names it so: an early answer would let the work go on after it.
  const handler = middy<unknown, Result & { usage: TaskUsage }>({ timeoutEarlyInMillis: 0 })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .before(({ event }) => logger.appendKeys({ ...subjectOf(event) }))
    .onError(({ error }) => {
      logger.warn('task failed', { error: error?.name, code: error && 'code' in error ? error.code : undefined });
    })
    .handler((event: unknown, context: Context) =>
      measured(context, async (meter) => {
        try {
          const result = await work(schema.parse(event), meter);
          return { ...result, usage: meter.soFar() };
        } catch (error) {
          throw asTransient(error);
        }
      }),
    );
  return (event, context) => handler(event, context);
}
