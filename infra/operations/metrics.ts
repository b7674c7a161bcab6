/** What is measured of the service: the metrics behind alarms and dashboard, each defined once. */
import { Aws, type Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LABELLED_STUDIES, STUDIES_BY_STATUS } from '../study-table.ts';

/** As `lambdas/metrics.ts` writes them, by the embedded metric format. */
export const NAMESPACE = 'Radscore';
export type StudyMetric = 'StudiesComplete' | 'StudiesPartial' | 'StudiesRefused' | 'StudyFaults';

/** Everything that alarms and dashboard look at. */
export interface Operated {
  /** State machines by the construct that owns them. */
  readonly machines: Readonly<Record<string, StateMachine>>;
  /** Every function of the stack. */
  readonly functions: readonly LambdaFunction[];
  readonly table: TableV2;
  readonly http: HttpApi;
  readonly accessLogs: LogGroup;
  /** Queues of what could not be delivered. */
  readonly undelivered: readonly Queue[];
  /** Manifests that wait for their analysis. */
  readonly waiting?: Queue;
}

/** Sums over a period, of one stack: stages in one account do not see each other's. */
export class Metrics {
  private readonly period: Duration;

  constructor(period: Duration) {
    this.period = period;
  }

  studies(metricName: StudyMetric, dimensions: Readonly<Record<string, string>> = {}): Metric {
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { Stack: Aws.STACK_NAME, ...dimensions },
      statistic: 'Sum',
      period: this.period,
      label: metricName,
    });
  }

  /**
   * The share of ended studies that are not complete; 0 as long as fewer than `least` have ended, of which no share can be
   * said.
   */
  incompleteShare(least: number): MathExpression {
    // Each end counts all three, with 0 for two of them, so that none is ever missing.
    const ended = 'complete + partial + refused';
    return new MathExpression({
      expression: `IF(${ended} >= ${least}, (partial + refused) / (${ended}), 0)`,
      usingMetrics: {
        complete: this.studies('StudiesComplete'),
        partial: this.studies('StudiesPartial'),
        refused: this.studies('StudiesRefused'),
      },
      period: this.period,
      label: 'Share of ended studies that are not complete',
    });
  }

  throttles(functions: readonly LambdaFunction[], label = 'Lambda throttles'): IMetric {
    return this.sum(
      label,
      functions.map((fn) => fn.metricThrottles(this.each())),
    );
  }

  errors(functions: readonly LambdaFunction[], label = 'Lambda errors'): IMetric {
    return this.sum(
      label,
      functions.map((fn) => fn.metricErrors(this.each())),
    );
  }

  executions(what: 'Failed' | 'TimedOut' | 'Aborted' | 'Throttled', machines: readonly StateMachine[]): IMetric {
    return this.sum(
      `Executions: ${what}`,
      machines.map((machine) => machine[`metric${what}`](this.each())),
    );
  }

  /** Throttled reads and writes of the table and of its indexes. */
  tableThrottles({ tableName }: TableV2): IMetric {
    const indexes = [undefined, STUDIES_BY_STATUS, LABELLED_STUDIES];
    const metrics = indexes.flatMap((index) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
        (metricName) =>
          new Metric({
            namespace: 'AWS/DynamoDB',
            metricName,
            dimensionsMap: { TableName: tableName, ...(index && { GlobalSecondaryIndexName: index }) },
            ...this.each(),
          }),
      ),
    );
    return this.sum('DynamoDB throttles', metrics);
  }

  serverErrors(http: HttpApi): Metric {
    return http.metricServerError({ ...this.each(), label: '5xx' });
  }

  requests(http: HttpApi): Metric {
    return http.metricCount({ ...this.each(), label: 'requests' });
  }

  refusedByThrottle(filter: MetricFilter): Metric {
    return filter.metric({ ...this.each(), label: '429' });
  }

  letters(queue: Queue): Metric {
    return queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: this.period });
  }

  longestWait(queue: Queue): Metric {
    return queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: this.period });
  }

  private each() {
    return { statistic: 'Sum', period: this.period };
  }

  /** The metrics are named: `METRICS()` would be all those of the graph. */
  private sum(label: string, metrics: readonly Metric[]): IMetric {
    if (metrics.length === 1) return metrics[0].with({ label });
    const prefix = label.toLowerCase().replace(/\W+/g, '_');
    const usingMetrics = Object.fromEntries(metrics.map((metric, at) => [`${prefix}_${at}`, metric]));
    const expression = `SUM([${Object.keys(usingMetrics).join(', ')}])`;
    return new MathExpression({ expression, usingMetrics, period: this.period, label });
  }
}

/** An alarm with metric math takes at most ten metrics (CloudWatch, "Using metric math"). */
const MOST_METRICS = 10;

/** Functions by the construct that owns them, as groups that one alarm can hold: `AnalyseStudy`, `AnalyseStudy2` … */
export function groupsOf(functions: readonly LambdaFunction[]): [group: string, functions: LambdaFunction[]][] {
  const byOwner = Map.groupBy(functions, ({ node }) => node.scope?.node.id ?? '');
  return [...byOwner].flatMap(([owner, members]) =>
    Array.from({ length: Math.ceil(members.length / MOST_METRICS) }, (_, at): [string, LambdaFunction[]] => [
      at === 0 ? owner : `${owner}${at + 1}`,
      members.slice(at * MOST_METRICS, (at + 1) * MOST_METRICS),
    ]),
  );
}
