/** Follows what happens on AWS only, from resource to resource of a template: alarms, dead letters, events, logs, invocations. */

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
export type Resources = Record<string, Resource>;

/** The resources of a template; those without properties get none. */
export function resourcesOf(template: object): Resources {
  const { Resources } = template as { readonly Resources: Readonly<Record<string, Partial<Resource>>> };
  return Object.fromEntries(
    Object.entries(Resources).map(([id, { Type = '', Properties = {} }]) => [id, { Type, Properties }]),
  );
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What `lambdas/metrics.ts` writes: names, and the sets of dimensions that each has. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  StudiesComplete: ['Stack'],
  StudiesPartial: ['Stack'],
  StudiesRefused: ['Stack'],
  StudyFaults: ['Stack', 'Reason,Stack'],
};

/** What Step Functions asks of a role whose executions are logged ("Logging using CloudWatch Logs"). */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** Every step that AWS would not allow, as `where: what is missing`; empty if all paths reach their end. */
export function breaksOf(resources: Resources): string[] {
  const of = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  return [
    ...of('AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) => [
      ...publishing(resources, id, [Properties.AlarmActions ?? []].flat(), 'cloudwatch.amazonaws.com'),
      ...metricsOf(Properties).flatMap((metric) => measured(resources, id, metric)),
    ]),
    ...of('AWS::Budgets::Budget').flatMap(([id, { Properties }]) => {
      const notices = Properties.NotificationsWithSubscribers as { Subscribers: { Address: unknown }[] }[];
      const addresses = notices.flatMap(({ Subscribers }) => Subscribers.map(({ Address }) => Address));
      return publishing(resources, id, addresses, 'budgets.amazonaws.com');
    }),
    ...of('AWS::Events::Rule').flatMap(([id, { Properties }]) => [
      ...sources(resources, id, Properties.EventPattern),
      ...deliveries(resources, id, Properties.Targets as readonly Target[]),
      ...deadLetters(resources, id, Properties.Targets as readonly Target[], 'resource'),
    ]),
    ...of('AWS::Scheduler::Schedule').flatMap(([id, { Properties }]) => [
      ...deliveries(resources, id, [Properties.Target as Target]),
      ...deadLetters(resources, id, [Properties.Target as Target], 'role'),
    ]),
    ...of('AWS::Lambda::EventSourceMapping').flatMap(([id, { Properties }]) => polling(resources, id, Properties)),
    ...of('AWS::StepFunctions::StateMachine').flatMap(([id, { Properties }]) =>
      LOG_DELIVERY.flatMap((action) =>
        roleMay(resources, Properties.RoleArn, action) ? [] : [`${id}: its role may not ${action}`],
      ),
    ),
    ...of('AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].flatMap((action) => {
        const group = (Properties.LoggingConfig as { LogGroup?: unknown } | undefined)?.LogGroup;
        return roleMay(resources, Properties.Role, action, group) ? [] : [`${id}: its role may not ${action}`];
      }),
    ),
    ...of('AWS::ApiGatewayV2::Stage').flatMap(([id, { Properties }]) => accessLog(resources, id, Properties)),
    ...of('AWS::ApiGatewayV2::Api').flatMap(([id]) => invoking(resources, id, 'apigateway.amazonaws.com')),
    ...of('AWS::Cognito::UserPool').flatMap(([id]) => invoking(resources, id, 'cognito-idp.amazonaws.com')),
  ];
}

/** An alarm or a budget to its topics, by the policies of these; a topic that is encrypted also by its key's. */
function publishing(resources: Resources, id: string, addresses: readonly unknown[], service: string): string[] {
  if (addresses.length === 0) return [`${id}: it has no action`];
  return addresses.flatMap((address) => {
    const topic = idOf(address);
    if (topic === undefined || resources[topic]?.Type !== 'AWS::SNS::Topic') return [`${id}: its action is no topic`];
    const statements = policiesFor(resources, 'AWS::SNS::TopicPolicy', 'Topics', topic);
    const breaks = serviceMay(statements, service, 'sns:Publish', topic)
      ? []
      : [`${id}: no statement lets ${service} sns:Publish on ${topic}`];
    const { KmsMasterKeyId } = resources[topic].Properties;
    if (KmsMasterKeyId === undefined) return breaks;
    const key = resources[idOf(KmsMasterKeyId) ?? ''];
    if (key?.Type !== 'AWS::KMS::Key')
      return [...breaks, `${id}: its topic is encrypted by a key that is not of the stack`];
    const { Statement } = key.Properties.KeyPolicy as { Statement: Statement[] };
    const missing = ['kms:Decrypt', 'kms:GenerateDataKey*'].filter((action) => !serviceMay(Statement, service, action));
    return [...breaks, ...missing.map((action) => `${id}: the topic's key does not let ${service} ${action}`)];
  });
}

interface MeasuredMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

function metricsOf(alarm: Readonly<Record<string, unknown>>): MeasuredMetric[] {
  if (alarm.MetricName !== undefined) return [alarm as unknown as MeasuredMetric];
  const queries = (alarm.Metrics ?? []) as { readonly MetricStat?: { readonly Metric: MeasuredMetric } }[];
  return queries.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
}

/** Somebody writes the metric: AWS about a resource of this template, a metric filter of it, or the functions. */
function measured(
  resources: Resources,
  id: string,
  { Namespace, MetricName, Dimensions = [] }: MeasuredMetric,
): string[] {
  const names = Dimensions.map(({ Name }) => Name)
    .sort()
    .join();
  const nobody = [`${id}: nobody writes ${Namespace} ${MetricName} by ${names}`];
  if (Namespace === 'Radscore') return WRITTEN[MetricName]?.includes(names) ? [] : nobody;
  if (Namespace.startsWith('AWS/')) {
    const known = Dimensions.filter(({ Name }) => Name !== 'GlobalSecondaryIndexName');
    return known.length > 0 && known.every(({ Value }) => idOf(Value) !== undefined && resources[idOf(Value) ?? ''])
      ? []
      : nobody;
  }
  const filters = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
  const transformations = filters.flatMap(
    ({ Properties }) => Properties.MetricTransformations as MetricTransformation[],
  );
  return transformations.some((one) => one.MetricNamespace === Namespace && one.MetricName === MetricName)
    ? []
    : nobody;
}

interface MetricTransformation {
  readonly MetricNamespace: string;
  readonly MetricName: string;
}

interface Target {
  readonly Arn?: unknown;
  readonly RoleArn?: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
}

/** A rule or a schedule to a state machine, by its role, or to a queue, by the queue's policy. */
function deliveries(resources: Resources, id: string, targets: readonly Target[]): string[] {
  return targets.flatMap(({ Arn, RoleArn }) => {
    const target = idOf(Arn) ?? '';
    if (resources[target]?.Type === 'AWS::StepFunctions::StateMachine') {
      return roleMay(resources, RoleArn, 'states:StartExecution', Arn)
        ? []
        : [`${id}: its role may not states:StartExecution of ${target}`];
    }
    if (resources[target]?.Type !== 'AWS::SQS::Queue') return [`${id}: its target is neither state machine nor queue`];
    const statements = policiesFor(resources, 'AWS::SQS::QueuePolicy', 'Queues', target);
    return serviceMay(statements, 'events.amazonaws.com', 'sqs:SendMessage', target, id)
      ? []
      : [`${id}: no statement lets events.amazonaws.com sqs:SendMessage to ${target}`];
  });
}

/** A queue to its function: Lambda polls with the function's role ("Using Lambda with Amazon SQS"). */
function polling(resources: Resources, id: string, { EventSourceArn, FunctionName }: Resource['Properties']): string[] {
  const role = resources[idOf(FunctionName) ?? '']?.Properties.Role;
  const queue = idOf(EventSourceArn) ?? '';
  const missing = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].filter(
    (action) => !roleMay(resources, role, action, EventSourceArn),
  );
  const redrive = resources[queue]?.Properties.RedrivePolicy as { readonly deadLetterTargetArn?: unknown } | undefined;
  return [
    ...missing.map((action) => `${id}: the role of its function may not ${action} from ${queue}`),
    ...(idOf(redrive?.deadLetterTargetArn) === undefined ? [`${id}: what ${queue} cannot deliver is lost`] : []),
  ];
}

/** A rule sends dead letters by the queue's policy, a schedule by its role's. */
function deadLetters(resources: Resources, id: string, targets: readonly Target[], by: 'resource' | 'role'): string[] {
  return targets.flatMap(({ DeadLetterConfig, RoleArn }) => {
    if (DeadLetterConfig === undefined) return [`${id}: what it cannot deliver is lost`];
    const queue = idOf(DeadLetterConfig.Arn) ?? '';
    if (by === 'role') {
      return roleMay(resources, RoleArn, 'sqs:SendMessage', DeadLetterConfig.Arn)
        ? []
        : [`${id}: its role may not sqs:SendMessage to ${queue}`];
    }
    const statements = policiesFor(resources, 'AWS::SQS::QueuePolicy', 'Queues', queue);
    return serviceMay(statements, 'events.amazonaws.com', 'sqs:SendMessage', queue, id)
      ? []
      : [`${id}: no statement lets events.amazonaws.com sqs:SendMessage to ${queue}`];
  });
}

/** The buckets that a rule listens to send their events. */
function sources(resources: Resources, id: string, pattern: unknown): string[] {
  const { detail } = pattern as { readonly detail?: { readonly bucket?: { readonly name?: readonly unknown[] } } };
  return (detail?.bucket?.name ?? []).flatMap((reference) => {
    const bucket = idOf(reference) ?? '';
    const { NotificationConfiguration } = resources[bucket]?.Properties ?? {};
    const events = NotificationConfiguration as { readonly EventBridgeConfiguration?: unknown } | undefined;
    return events?.EventBridgeConfiguration ? [] : [`${id}: ${bucket} sends no events`];
  });
}

/** Log delivery extends the account's policy by itself for this prefix only, which has room for all stages. */
function accessLog(resources: Resources, id: string, { AccessLogSettings }: Resource['Properties']): string[] {
  const { DestinationArn } = (AccessLogSettings ?? {}) as { readonly DestinationArn?: unknown };
  const name = String(resources[idOf(DestinationArn) ?? '']?.Properties.LogGroupName);
  return name.startsWith('/aws/vendedlogs/') ? [] : [`${id}: its log group is ${name}; wanted /aws/vendedlogs/…`];
}

function invoking(resources: Resources, id: string, service: string): string[] {
  const isAllowed = Object.values(resources).some(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::Permission' &&
      Properties.Principal === service &&
      JSON.stringify(Properties.SourceArn ?? '').includes(`"${id}"`),
  );
  return isAllowed ? [] : [`${id}: no permission lets ${service} invoke its function`];
}

/** Statements of the policies that are attached to a topic or a queue. */
function policiesFor(resources: Resources, type: string, member: 'Topics' | 'Queues', id: string): Statement[] {
  return Object.values(resources)
    .filter(
      ({ Type, Properties }) => Type === type && (Properties[member] as unknown[]).some((one) => idOf(one) === id),
    )
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

/**
 * Whether a service of AWS may do it, by the policy of a resource: it calls over TLS, for this account, and on behalf of
 * `source`. A condition that is not understood keeps it out, of an Allow as of a Deny.
 */
function serviceMay(
  statements: readonly Statement[],
  service: string,
  action: string,
  resource?: string,
  source?: string,
): boolean {
  const applying = statements.filter(
    ({ Action, Principal, Resource, Condition }) =>
      [Action].flat().some((one) => one === action || one === '*' || one === `${action.split(':')[0]}:*`) &&
      (isAnybody(Principal) || servicesOf(Principal).includes(service)) &&
      (resource === undefined || [Resource].flat().some((one) => one === '*' || idOf(one) === resource)) &&
      holds(Condition, source),
  );
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}

function holds(condition: Statement['Condition'] = {}, source: string | undefined): boolean {
  return Object.entries(condition).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) => {
      if (operator === 'Bool' && key === 'aws:SecureTransport') return String(wanted) === 'true';
      if (key === 'aws:SourceAccount') return idOf(wanted) === 'AWS::AccountId';
      if (key === 'aws:SourceArn') return source !== undefined && idOf(wanted) === source;
      return false;
    }),
  );
}

const isAnybody = (principal: unknown) => principal === '*' || JSON.stringify(principal) === '{"AWS":"*"}';

function servicesOf(principal: unknown): readonly unknown[] {
  return [(principal as { readonly Service?: unknown } | undefined)?.Service ?? []].flat();
}

/** Whether a role may do it, by the policies that are attached to it; on `resource`, if one is given. */
function roleMay(resources: Resources, roleArn: unknown, action: string, resource?: unknown): boolean {
  const role = idOf(roleArn);
  return Object.values(resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' && (Properties.Roles as unknown[]).some((one) => idOf(one) === role),
    )
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        [Action].flat().includes(action) &&
        (resource === undefined || [Resource].flat().some((one) => one === '*' || idOf(one) === idOf(resource))),
    );
}

/** The logical id behind `Ref`, `Fn::GetAtt`, or a join with one of them. */
function idOf(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = reference as Readonly<Record<string, unknown>>;
  if (typeof Ref === 'string') return Ref;
  if (Array.isArray(attribute)) return attribute[0];
  if (!Array.isArray(join)) return undefined;
  return (join[1] as unknown[]).map(idOf).find((id) => id !== undefined && !id.startsWith('AWS::'));
}
