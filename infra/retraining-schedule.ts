/** The schedule that starts a run of each model line. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { grantItems } from './grants.ts';
import { Workflow } from './workflow.ts';

/** Starts train-model for each line at intervals; gather-cohort ends a run that finds too few new outcomes. */
export class RetrainingSchedule extends Construct {
  readonly undelivered: DeadLetterQueue;
  readonly retrainLines: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    { settings, house, table, trainModel }: WorkflowParts & { readonly trainModel: StateMachine },
  ) {
    super(scope, id);
    const startRuns = house.zip(this, 'start-runs', {
      memoryMb: 512,
      timeout: Duration.minutes(5),
      environment: { TRAIN_MODEL_ARN: trainModel.stateMachineArn },
    });
    grantItems(startRuns, table, 'read');
    startRuns.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [trainModel.stateMachineArn] }),
    );
    this.retrainLines = new Workflow(this, 'Workflow', {
      settings,
      name: 'retrain-lines',
      functions: [startRuns],
    }).stateMachine;

    this.undelivered = new DeadLetterQueue(this, 'Undelivered');
    new Schedule(this, 'Schedule', {
      description: 'retrain-lines: a run for each model line, if enough outcomes are new',
      schedule: ScheduleExpression.expression(settings.retrainingSchedule),
      timeWindow: TimeWindow.off(),
      target: new StepFunctionsStartExecution(this.retrainLines, {
        deadLetterQueue: this.undelivered,
        maxEventAge: Duration.hours(6),
        retryAttempts: 10,
      }),
    });
  }
}
