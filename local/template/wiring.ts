/** Rules, schedules and queues of a template: what starts which state machine. */
import type { RuleSettings } from '../events/bus.ts';
import type { QueueSettings } from '../events/dead-letters.ts';
import { DEFAULT_RETRY, type RetryPolicy } from '../events/deliveries.ts';
import type { InputSettings } from '../events/input.ts';
import type { ScheduleSettings } from '../events/scheduler.ts';
import { isAllowed } from '../iam/policy.ts';
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

const FOUR_DAYS = 345_600;

/** Rules with a pattern and state machines as targets. */
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
        arn: startable(stack, rule, target),
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

export function queuesOf(stack: Stack): QueueSettings[] {
  return stack.ofType('AWS::SQS::Queue').map(({ attributes, properties }) => ({
    name: attributes.QueueName,
    arn: attributes.Arn,
    retentionSeconds: Number(properties.MessageRetentionPeriod ?? FOUR_DAYS),
  }));
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
