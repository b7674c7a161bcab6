/** Alarms on what a person should look at. */
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { groupsOf, Metrics, NAMESPACE, type Operated } from './metrics.ts';

export interface AlarmsProps extends Operated {
  readonly topic: Topic;
  /** Its errors mean that files stay where they must not. */
  readonly quarantineStudy: LambdaFunction;
}

/**
 * Functions that refuse by throwing: what they throw is the answer to a study or a run, and a fault among it is counted
 * where the study or the run ends.
 */
const ANSWERS_BY_ERROR: ReadonlySet<string> = new Set([
  'AdmitStudy',
  'PrepareSequence',
  'ExtractFeatures',
  'ExtractFilteredFeatures',
  'AssembleFeatures',
  'PredictResponse',
  'GatherCohort',
  'FitModel',
  'FitSubmodel',
  'RegisterModel',
  'ChallengeChampion',
  'PredictTable',
]);

/** Answered while a person waits: throttled, they are a page that fails. The rest is tried again by its state machine. */
const WAITED_FOR: ReadonlySet<string> = new Set(['Api', 'Identity']);

/** What a person should look at. A refused study is an answer, not an incident: only a share of them is. */
export class Alarms extends Construct {
  /** Requests that the stage refused, by the access log: HTTP APIs count 429 among all 4xx. */
  readonly throttledRequests: MetricFilter;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = props.topic;
    this.throttledRequests = new MetricFilter(this, 'ThrottledRequests', {
      logGroup: props.accessLogs,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: `${NAMESPACE}/${props.accessLogs.stack.stackName}`,
      metricName: 'ThrottledRequests',
    });
    this.ofStudies(props);
    this.ofFunctions(props);
    this.ofWorkflows(props);
    this.ofStores(props);
  }

  private ofStudies({ machines, quarantineStudy, waiting }: AlarmsProps): void {
    const hourly = new Metrics(Duration.hours(1));
    this.alarm('StudyFaults', 'A fault of the service, not a refusal, ended a study or left a gap in it', {
      metric: new Metrics(Duration.minutes(5)).studies('StudyFaults'),
      threshold: 1,
    });
    this.alarm('StudiesFail', 'Ten studies failed within an hour', {
      metric: hourly.executions('Failed', [machines.AnalyseStudy]),
      threshold: 10,
    });
    this.alarm('StudiesIncomplete', 'Half of the studies of a day, three at least, are partial or refused', {
      metric: new Metrics(Duration.days(1)).incompleteShare(3),
      threshold: 0.5,
    });
    this.alarm('QuarantineFails', 'Files that may identify a patient could not be moved to quarantine', {
      metric: hourly.errors([quarantineStudy]),
      threshold: 1,
    });
    // A function that is never invoked has no error to count.
    this.alarm('QuarantineThrottled', 'Files that may identify a patient wait to be moved to quarantine', {
      metric: hourly.throttles([quarantineStudy]),
      threshold: 1,
    });
    if (waiting) {
      this.alarm('StudiesWait', 'A study has been waiting for its analysis for four hours', {
        metric: new Metrics(Duration.minutes(5)).longestWait(waiting),
        threshold: Duration.hours(4).toSeconds(),
      });
    }
  }

  private ofFunctions({ functions, quarantineStudy }: AlarmsProps): void {
    const metrics = new Metrics(Duration.minutes(15));
    for (const [group, members] of groupsOf(functions)) {
      this.alarm(`FunctionsThrottled${group}`, `Lambda throttled functions of ${group}`, {
        metric: metrics.throttles(members),
        threshold: WAITED_FOR.has(group) ? 1 : 10,
      });
      const faulty = members.filter((fn) => fn !== quarantineStudy && !ANSWERS_BY_ERROR.has(fn.node.id));
      if (faulty.length === 0) continue;
      this.alarm(`FunctionsFail${group}`, `A function of ${group} failed that never answers by an error`, {
        metric: metrics.errors(faulty),
        threshold: 1,
      });
    }
  }

  private ofWorkflows({ machines }: AlarmsProps): void {
    const metrics = new Metrics(Duration.hours(1));
    const failed: Readonly<Record<string, string>> = {
      EraseStudy: 'Something of a withdrawn study could not be erased',
      ReviewStudies: 'Expired, withdrawn and corrected studies could not be reviewed',
      TrainModel: 'A training run failed',
      RetrainLines: 'The schedule could not start training runs',
      PredictTable: 'A prediction job failed',
      ReExtractCohort: 'Stored studies could not be analysed again',
    };
    for (const [owner, description] of Object.entries(failed)) {
      this.alarm(`${owner}Fails`, description, {
        metric: metrics.executions('Failed', [machines[owner]]),
        threshold: 1,
      });
    }
    const all = Object.values(machines);
    this.alarm('ExecutionsTimeOut', 'An execution ran out of time', {
      metric: metrics.executions('TimedOut', all),
      threshold: 1,
    });
    this.alarm('ExecutionsAborted', 'A person or a program stopped an execution', {
      metric: metrics.executions('Aborted', all),
      threshold: 1,
    });
    this.alarm('ExecutionsThrottled', 'Step Functions throttled state transitions', {
      metric: metrics.executions('Throttled', all),
      threshold: 10,
    });
  }

  private ofStores({ table, http, undelivered }: AlarmsProps): void {
    const hourly = new Metrics(Duration.hours(1));
    const often = new Metrics(Duration.minutes(5));
    this.alarm('TableThrottled', 'DynamoDB throttled reads or writes', {
      metric: often.tableThrottles(table),
      threshold: 10,
    });
    this.alarm('ApiFails', 'The API answered with 5xx', { metric: hourly.serverErrors(http), threshold: 5 });
    this.alarm('RequestsThrottled', 'The API refused a hundred requests with 429 within an hour', {
      metric: hourly.refusedByThrottle(this.throttledRequests),
      threshold: 100,
    });
    for (const queue of undelivered) {
      const owner = queue.node.scope?.node.id;
      this.alarm(`${owner}Undelivered`, 'An event could not be delivered and waits in its dead-letter queue', {
        metric: often.letters(queue),
        threshold: 1,
      });
    }
  }

  private alarm(
    id: string,
    alarmDescription: string,
    { metric, threshold }: { readonly metric: IMetric; readonly threshold: number },
  ): void {
    new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
