/** From a cloud assembly to the definitions of all services. */

import type { SiteDefinition } from '../cloudfront/site.ts';
import type { TableDefinition } from '../dynamodb/table-definition.ts';
import type { RuleSettings } from '../events/bus.ts';
import type { QueueSettings } from '../events/dead-letters.ts';
import type { ScheduleSettings } from '../events/scheduler.ts';
import type { FunctionDefinition } from '../lambda/functions.ts';
import type { BucketSettings } from '../s3/bucket-settings.ts';
import type { EventSourceSettings } from '../sqs/event-source.ts';
import type { SourceQueueSettings } from '../sqs/queue.ts';
import type { StateMachineSettings } from '../states/runner.ts';
import { readAssembly } from './assembly.ts';
import { functionsOf, type Keys, stateMachinesOf } from './compute.ts';
import { type ApiDefinition, apiOf } from './front-door.ts';
import type { Addresses } from './identities.ts';
import { siteOf } from './site.ts';
import { Stack } from './stack.ts';
import { bucketsOf, tablesOf } from './storage.ts';
import { type TokenDefinition, tokensOf } from './user-pool.ts';
import { eventSourcesOf, queuesOf, rulesOf, schedulesOf, sourceQueuesOf } from './wiring.ts';

/** Everything that a template defines, in the words of the parts that run it. */
export interface CloudDefinition {
  readonly buckets: readonly (BucketSettings & { readonly name: string })[];
  readonly tables: readonly TableDefinition[];
  readonly functions: readonly FunctionDefinition[];
  readonly stateMachines: readonly StateMachineSettings[];
  readonly queues: readonly QueueSettings[];
  /** Those that feed functions. */
  readonly sourceQueues: readonly SourceQueueSettings[];
  readonly eventSources: readonly EventSourceSettings[];
  readonly rules: readonly RuleSettings[];
  readonly schedules: readonly ScheduleSettings[];
  readonly api: ApiDefinition;
  readonly tokens: TokenDefinition;
  /** What the distribution serves, if there is one. */
  readonly site: SiteDefinition | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface TemplateOptions {
  /** The cloud assembly, `cdk.out`. */
  readonly assembly: string;
  readonly addresses: Addresses;
  /** Keys for the role of each function. */
  readonly keys: Keys;
}

/** Reads a synthesized template. Throws `TemplateRefused` for everything that would have to be ignored. */
export function loadTemplate({ assembly, addresses, keys }: TemplateOptions): CloudDefinition {
  const stack = new Stack(readAssembly(assembly), addresses);
  return {
    buckets: bucketsOf(stack),
    tables: tablesOf(stack),
    functions: functionsOf(stack, keys),
    stateMachines: stateMachinesOf(stack, keys),
    queues: queuesOf(stack),
    sourceQueues: sourceQueuesOf(stack),
    eventSources: eventSourcesOf(stack),
    rules: rulesOf(stack),
    schedules: schedulesOf(stack),
    api: apiOf(stack, addresses.issuer),
    tokens: tokensOf(stack),
    site: siteOf(stack, addresses),
    outputs: stack.outputs,
  };
}
