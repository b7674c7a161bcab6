/** Rules, schedules, queues and event source mappings of a template: what starts what. */
import type { RuleSettings } from '../events/bus.ts';
import type { QueueSettings } from '../events/dead-letters.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../events/deliveries.ts';
import type { InputSettings } from '../events/input.ts';
import type { ScheduleSettings } from '../events/scheduler.ts';
import { isAllowed } from '../iam/policy.ts';
import type { EventSourceSettings } from '../sqs/event-source.ts';
import type { SourceQueueSettings } from '../sqs/queue.ts';
import { TemplateRefused } from './errors.ts';
import type { Resource, Stack } from './stack.ts';

interface TargetProperties extends InputSettings {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn: string };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds?: number; readonly MaximumRetryAttempts?: number };
}

interface ScheduleProperties {
  readonly StartDate?: string;
  readonly EndDate?: string;
  readonly FlexibleTimeWindow: { readonly Mode: 'OFF' | 'FLEXIBLE'; readonly MaximumWindowInMinutes?: number };
  readonly ScheduleExpression: string;
  readonly State?: 'ENABLED' | 'DISABLED';
  readonly Target: TargetProperties;
}

interface QueueProperties {
  readonly MessageRetentionPeriod?: number;
  readonly VisibilityTimeout?: number;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

interface MappingProperties {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  readonly BatchSize?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly ScalingConfig?: { readonly MaximumConcurrency: number };
}

interface QueueStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Principal?: { readonly Service?: string };
  readonly Condition?: { readonly ArnEquals?: Readonly<Record<string, string>> };
}

const FOUR_DAYS = 345_600;

/** Rules with a pattern, and state machines or queues that feed functions as targets. */
export function rulesOf(stack: Stack): RuleSettings[] {
  const enabled = stack.ofType('AWS::Events::Rule').filter(({ properties }) => properties.State !== 'DISABLED');
  return enabled.map((rule) => {
    const targets = (rule.properties.Targets ?? []) as readonly TargetProperties[];
    return {
      name: rule.ref,
      arn: rule.attributes.Arn,
      pattern: rule.properties.EventPattern,
      targets: targets.map((target) => ({
        id: target.Id,
        arn: isSourceQueue(stack, target.Arn) ? sendable(stack, rule, target) : startable(stack, rule, target),
        input: target,
        retry: retryOf(target),
        deadLetterQueue: queueOf(stack, target),
      })),
    };
  });
}

export function schedulesOf(stack: Stack): ScheduleSettings[] {
  return stack.ofType('AWS::Scheduler::Schedule').map((schedule) => {
    const { FlexibleTimeWindow, Target, ...properties } = schedule.properties as unknown as ScheduleProperties;
    return {
      name: schedule.ref,
      arn: schedule.attributes.Arn,
      expression: properties.ScheduleExpression,
      enabled: properties.State !== 'DISABLED',
      startDate: properties.StartDate,
      endDate: properties.EndDate,
      windowMinutes: FlexibleTimeWindow.Mode === 'FLEXIBLE' ? FlexibleTimeWindow.MaximumWindowInMinutes : undefined,
      target: startable(stack, schedule, Target),
      input: Target.Input,
      retry: retryOf(Target),
      deadLetterQueue: queueOf(stack, Target),
    };
  });
}

/** Queues of what could not be delivered. */
export function queuesOf(stack: Stack): QueueSettings[] {
  return stack
    .ofType('AWS::SQS::Queue')
    .filter(({ attributes }) => !isSourceQueue(stack, attributes.Arn))
    .map(({ attributes, properties }) => ({
      name: attributes.QueueName,
      arn: attributes.Arn,
      retentionSeconds: Number(properties.MessageRetentionPeriod ?? FOUR_DAYS),
    }));
}

/** Queues that feed functions. */
export function sourceQueuesOf(stack: Stack): SourceQueueSettings[] {
  return stack
    .ofType('AWS::SQS::Queue')
    .filter(({ attributes }) => isSourceQueue(stack, attributes.Arn))
    .map(({ attributes, properties }) => {
      const {
        MessageRetentionPeriod = FOUR_DAYS,
        VisibilityTimeout = 30,
        RedrivePolicy,
      } = properties as QueueProperties;
      return {
        name: attributes.QueueName,
        arn: attributes.Arn,
        retentionSeconds: Number(MessageRetentionPeriod),
        visibilitySeconds: Number(VisibilityTimeout),
        ...(RedrivePolicy && {
          redrive: {
            deadLetterQueue: stack.find('AWS::SQS::Queue', RedrivePolicy.deadLetterTargetArn).attributes.Arn,
            mostReceives: Number(RedrivePolicy.maxReceiveCount),
          },
        }),
      };
    });
}

/** Which function is fed by which queue: one that its role may receive from and delete in. */
export function eventSourcesOf(stack: Stack): EventSourceSettings[] {
  return stack.ofType('AWS::Lambda::EventSourceMapping').map((mapping) => {
    const { EventSourceArn, FunctionName, BatchSize, FunctionResponseTypes, ScalingConfig } =
      mapping.properties as unknown as MappingProperties;
    const queue = stack.find('AWS::SQS::Queue', EventSourceArn);
    const fed = stack.find('AWS::Lambda::Function', FunctionName);
    const caller = { accessKeyId: '', secretAccessKey: '', policies: stack.policiesOf(fed.properties.Role) };
    const missing = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].find(
      (action) => !isAllowed(caller, action, queue.attributes.Arn),
    );
    if (missing) {
      throw new TemplateRefused([
        `${mapping.type} ${mapping.logicalId}: the role of ${fed.logicalId} may not ${missing} of ${queue.logicalId}`,
      ]);
    }
    const timeout = Number(fed.properties.Timeout ?? 3);
    if (Number(queue.properties.VisibilityTimeout ?? 30) < timeout) {
      throw new TemplateRefused([
        `${mapping.type} ${mapping.logicalId}: ${queue.logicalId} makes messages visible before ${fed.logicalId} has ended`,
      ]);
    }
    return {
      queueArn: queue.attributes.Arn,
      functionName: fed.ref,
      batchSize: Number(BatchSize ?? 10),
      maximumConcurrency: Number(ScalingConfig?.MaximumConcurrency ?? 5),
      reportsFailures: FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    };
  });
}

function isSourceQueue(stack: Stack, queueArn: string): boolean {
  return stack
    .ofType('AWS::Lambda::EventSourceMapping')
    .some(({ properties }) => properties.EventSourceArn === queueArn);
}

/** The target, if it is a queue whose policy lets this rule send: on AWS each event would fail otherwise. */
function sendable(stack: Stack, rule: Resource, { Arn }: TargetProperties): string {
  const queue = stack.find('AWS::SQS::Queue', Arn);
  const statements = stack
    .ofType('AWS::SQS::QueuePolicy')
    .filter(({ properties }) => (properties.Queues as readonly string[]).includes(queue.ref))
    .flatMap(({ properties }) => [(properties.PolicyDocument as { readonly Statement: unknown }).Statement].flat());
  const lets = (statements as readonly QueueStatement[]).some(
    ({ Effect, Action, Resource, Principal, Condition }) =>
      Effect === 'Allow' &&
      [Action].flat().includes('sqs:SendMessage') &&
      Resource === queue.attributes.Arn &&
      Principal?.Service === 'events.amazonaws.com' &&
      (Condition === undefined || Condition.ArnEquals?.['aws:SourceArn'] === rule.attributes.Arn),
  );
  if (lets) return queue.attributes.Arn;
  throw new TemplateRefused([`${rule.type} ${rule.logicalId}: it may not send to ${queue.logicalId}`]);
}

/** The target, if it is a state machine that the sender's role may start: on AWS each event would fail otherwise. */
function startable(stack: Stack, sender: Resource, { Arn, RoleArn }: TargetProperties): string {
  const machine = stack.find('AWS::StepFunctions::StateMachine', Arn);
  const policies = RoleArn === undefined ? [] : stack.policiesOf(RoleArn);
  if (isAllowed({ accessKeyId: '', secretAccessKey: '', policies }, 'states:StartExecution', machine.ref))
    return machine.ref;
  throw new TemplateRefused([`${sender.type} ${sender.logicalId}: its role may not start ${machine.logicalId}`]);
}

function retryOf({ RetryPolicy }: TargetProperties): RetryPolicy {
  return {
    maximumAgeSeconds: RetryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_RETRY.maximumAgeSeconds,
    maximumAttempts: RetryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRY.maximumAttempts,
  };
}

function queueOf(stack: Stack, { DeadLetterConfig }: TargetProperties): string | undefined {
  return DeadLetterConfig && stack.find('AWS::SQS::Queue', DeadLetterConfig.Arn).attributes.Arn;
}
