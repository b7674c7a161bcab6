/** Measures what an invocation uses, and says what that costs. */
import { counted, type Requests } from '@radscore/pipeline';
import {
  type Cost,
  costOf,
  type FunctionUsage,
  PUBLISHED_PRICES,
  type TaskUsage,
  type Usage,
} from '@radscore/pipeline/costs';
import type { Context } from 'aws-lambda';
import { logger } from './logger.ts';

/** An invocation while it runs. */
export interface Meter {
  /** Counted so far; what others sent to S3 for the sake of this work may be added. */
  readonly requests: Requests;
  soFar(): TaskUsage;
}

/**
 * The measure of one function's invocations. To be made when the module's code has run: what came before is the INIT phase
 * of Lambda, which the first invocation carries.
 */
export function meterOfFunction(): <Result>(
  context: Context | undefined,
  work: (meter: Meter) => Promise<Result>,
) => Promise<Result> {
  // Outside of a sandbox the process began for something else.
  let init = process.env.AWS_LAMBDA_RUNTIME_API === undefined ? {} : initSoFar();
  return (context, work) => {
    const cold = init;
    init = {};
    return counted((requests) => {
      const started = performance.now();
      const processor = process.cpuUsage();
      const soFar = (): TaskUsage => {
        const { user, system } = process.cpuUsage(processor);
        return {
          lambda: {
            function: process.env.RADSCORE_FUNCTION ?? context?.functionName ?? 'unknown',
            milliseconds: thousandths(performance.now() - started),
            ...cold,
            memoryMb: Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? context?.memoryLimitInMB),
            architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
            processorMilliseconds: (user + system) / 1000,
          },
          s3: { ...requests.s3 },
          dynamodb: { ...requests.dynamodb },
          events: requests.events,
        };
      };
      // Of invocations that fail as well, if somebody wants to know: LOG_LEVEL=DEBUG.
      return work({ requests, soFar }).finally(() => logger.debug('usage', { usage: soFar() }));
    });
  };
}

/** Since the process began. */
function initSoFar(): Pick<FunctionUsage, 'initMilliseconds' | 'initProcessorMilliseconds'> {
  const { user, system } = process.cpuUsage();
  return { initMilliseconds: thousandths(performance.now()), initProcessorMilliseconds: (user + system) / 1000 };
}

function thousandths(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/**
 * What was used, at the prices of this region; `undefined` if the price table does not have it, or if the memory of a
 * function is not known, as outside of Lambda.
 */
export function costHere(used: Usage): Cost | undefined {
  const region = process.env.AWS_REGION ?? '';
  if (!Object.hasOwn(PUBLISHED_PRICES.regions, region)) return undefined;
  if (used.lambda.some(({ memoryMb }) => !Number.isInteger(memoryMb))) return undefined;
  const measured = process.env.AWS_ENDPOINT_URL_S3 === undefined ? 'aws' : 'local';
  return costOf(used, { table: PUBLISHED_PRICES, region, measured });
}
