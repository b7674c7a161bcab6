/** A monthly budget of the stack, its notifications, and the stop that can be asked for. */
import { Aws, Stack, Validations } from 'aws-cdk-lib';
import { CfnBudget, CfnBudgetsAction } from 'aws-cdk-lib/aws-budgets';
import { Effect, type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export interface BudgetProps {
  readonly budget: NonNullable<Settings['budget']>;
  readonly topic: Topic;
  /** Signs the uploads: what it may not put, nobody can upload. */
  readonly uploader: IRole;
  readonly studies: Bucket;
}

/**
 * Counts what carries the stack's tag `Stack`, which has to be activated as a cost-allocation tag of the account. AWS updates
 * budgets a few times a day: the stop is late by hours, and bounds a month, not a burst.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { budget, topic, uploader, studies }: BudgetProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers,
    });
    const monthly = new CfnBudget(this, 'Monthly', {
      budget: {
        budgetName: stackName,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: budget.dollars, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:Stack$${stackName}`] },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
    if (!budget.stop) return;

    // Not a stop of what runs: studies in analysis reach their end, and people read what there is.
    const noUploads = new ManagedPolicy(this, 'NoUploads', {
      description: 'Attached by the budget: no study can be uploaded until it is detached',
      statements: [
        new PolicyStatement({
          effect: Effect.DENY,
          actions: ['s3:PutObject'],
          resources: [studies.arnForObjects('institutions/*')],
        }),
      ],
    });
    const attacher = new Role(this, 'StopRole', {
      assumedBy: new ServicePrincipal('budgets.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    attacher.addToPolicy(
      new PolicyStatement({
        actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
        resources: [uploader.roleArn],
        conditions: { ArnEquals: { 'iam:PolicyARN': noUploads.managedPolicyArn } },
      }),
    );
    const stop = new CfnBudgetsAction(this, 'Stop', {
      budgetName: stackName,
      actionType: 'APPLY_IAM_POLICY',
      notificationType: 'ACTUAL',
      actionThreshold: { type: 'PERCENTAGE', value: 100 },
      approvalModel: 'AUTOMATIC',
      executionRoleArn: attacher.roleArn,
      definition: { iamActionDefinition: { policyArn: noUploads.managedPolicyArn, roles: [uploader.roleName] } },
      subscribers: [{ type: 'SNS', address: topic.topicArn }],
    });
    stop.addDependency(monthly);
    Validations.of(noUploads).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The statement denies: the wider it is, the less can be uploaded.',
    });
  }
}
