/** The dashboard: what the alarms look at, over the last day. */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { groupsOf, Metrics, NAMESPACE, type Operated } from './metrics.ts';

export interface DashboardProps extends Operated {
  readonly throttledRequests: MetricFilter;
}

/** One page for the person on duty, named like the stack. It shows counts and codes, no study and no institution. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { machines, functions, table, http, undelivered, waiting, throttledRequests } = props;
    const metrics = new Metrics(Duration.minutes(5));
    const all = Object.values(machines);
    const groups = groupsOf(functions);
    const { stackName } = Stack.of(this);
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: stackName,
      defaultInterval: Duration.days(1),
      widgets: [
        [
          graph('Studies that ended', [
            metrics.studies('StudiesComplete'),
            metrics.studies('StudiesPartial'),
            metrics.studies('StudiesRefused'),
          ]),
          graph('Faults inside studies, by reason', [
            new MathExpression({
              expression: `SEARCH('{${NAMESPACE},Reason,Stack} MetricName="StudyFaults" Stack="${stackName}"', 'Sum', 300)`,
              usingMetrics: {},
              label: '',
            }),
          ]),
        ],
        [
          graph('Executions', [
            metrics.executions('Failed', all),
            metrics.executions('TimedOut', all),
            metrics.executions('Aborted', all),
            metrics.executions('Throttled', all),
          ]),
          graph('Waiting and undelivered', [
            ...(waiting ? [metrics.longestWait(waiting), metrics.letters(waiting)] : []),
            ...undelivered.map((queue) =>
              metrics.letters(queue).with({ label: `${queue.node.scope?.node.id} undelivered` }),
            ),
          ]),
        ],
        [
          graph(
            'Lambda throttles, by group',
            groups.map(([group, members]) => metrics.throttles(members, `${group} throttles`)),
          ),
          graph(
            'Lambda errors, by group (refusals are errors of their functions)',
            groups.map(([group, members]) => metrics.errors(members, `${group} errors`)),
          ),
        ],
        [
          graph('API', [
            metrics.requests(http),
            metrics.serverErrors(http),
            metrics.refusedByThrottle(throttledRequests),
          ]),
          graph('DynamoDB', [metrics.tableThrottles(table)]),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, height: 6, leftYAxis: { min: 0 } });
}
