/** The construct of review-studies, and the schedule that starts it. */
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import { grantPacing, paceEnvironment } from './analysis-queue.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { grantFindingUploads, grantIndex, grantItems, grantKnowingWhatIsMissing, grantObjects } from './grants.ts';
import { STUDIES_BY_STATUS } from './study-table.ts';
import { Workflow } from './workflow.ts';

export interface ReviewStudiesProps extends WorkflowParts {
  readonly analyseStudy: StateMachine;
  readonly eraseStudy: StateMachine;
  readonly trainModel: StateMachine;
}

/** At intervals: analyses that are due again after a fault, expired announcements, erasures that were lost, corrected outcomes, and the runs that follow. */
export class ReviewStudies extends Construct {
  readonly stateMachine: StateMachine;
  readonly undelivered: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: ReviewStudiesProps) {
    super(scope, id);
    const { settings, house, store, table, analyseStudy, eraseStudy, trainModel } = props;
    const needs = { memoryMb: 1024, timeout: Duration.minutes(15) };

    const reviewStudies = house.zip(this, 'review-studies', {
      ...needs,
      environment: {
        ANNOUNCEMENT_DAYS: String(settings.announcementDays),
        ERASE_STUDY_ARN: eraseStudy.stateMachineArn,
        ...paceEnvironment(settings.analysesAtOnce, analyseStudy),
      },
    });
    grantPacing(reviewStudies, { table, analyseStudy });
    grantIndex(reviewStudies, table, STUDIES_BY_STATUS);
    grantKnowingWhatIsMissing(reviewStudies, store.studies);
    grantFindingUploads(reviewStudies, store.studies);
    grantObjects(reviewStudies, 'remove', store.studies, 'institutions');
    grantObjects(reviewStudies, 'abort', store.studies, 'institutions');
    grantKnowingWhatIsMissing(reviewStudies, store.artefacts);
    grantObjects(reviewStudies, 'read', store.artefacts, 'withdrawn');
    reviewStudies.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [eraseStudy.stateMachineArn] }),
    );

    const markVersions = house.zip(this, 'mark-versions', {
      ...needs,
      environment: { TRAIN_MODEL_ARN: trainModel.stateMachineArn },
    });
    grantItems(markVersions, table, 'read', 'write', 'remove');
    grantObjects(markVersions, 'read', store.artefacts, 'cohorts');
    markVersions.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [trainModel.stateMachineArn] }),
    );

    this.stateMachine = new Workflow(this, 'Workflow', {
      settings,
      name: 'review-studies',
      functions: [reviewStudies, markVersions],
    }).stateMachine;
    this.undelivered = new DeadLetterQueue(this, 'Undelivered');
    new Schedule(this, 'Schedule', {
      description: 'review-studies',
      schedule: ScheduleExpression.expression(settings.reviewSchedule),
      timeWindow: TimeWindow.off(),
      target: new StepFunctionsStartExecution(this.stateMachine, {
        input: ScheduleTargetInput.fromObject({}),
        deadLetterQueue: this.undelivered,
        maxEventAge: Duration.hours(1),
        retryAttempts: 10,
      }),
    });
  }
}
