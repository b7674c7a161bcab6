/** The schedule that starts train-model. */
import { Duration } from 'aws-cdk-lib';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { Settings } from './settings.ts';

/** Starts train-model at intervals; gather-cohort ends a run that finds too few new outcomes. */
export class RetrainingSchedule extends Construct {
  readonly undelivered: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    { settings, trainModel }: { readonly settings: Settings; readonly trainModel: StateMachine },
  ) {
    super(scope, id);
    this.undelivered = new DeadLetterQueue(this, 'Undelivered');
    new Schedule(this, 'Schedule', {
      description: 'train-model, if enough outcomes are new',
      schedule: ScheduleExpression.expression(settings.retrainingSchedule),
      timeWindow: TimeWindow.off(),
      target: new StepFunctionsStartExecution(trainModel, {
        input: ScheduleTargetInput.fromObject({ trigger: 'schedule', name: 'her2-pcr' }),
        deadLetterQueue: this.undelivered,
        maxEventAge: Duration.hours(6),
        retryAttempts: 10,
      }),
    });
  }
}
