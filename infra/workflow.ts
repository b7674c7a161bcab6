/** A Standard state machine made from its ASL file, with the functions that the file names. */
import { join } from 'node:path';
import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  type CfnStateMachine,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const STATE_MACHINES = join(import.meta.dirname, '..', 'state-machines');

export interface WorkflowProps {
  readonly settings: Settings;
  /** Stem of the file in `state-machines/`. */
  readonly name: string;
  /** Each construct's id is the placeholder that stands for its ARN in the file. */
  readonly functions: readonly LambdaFunction[];
  /** Machines whose executions it starts, by the placeholder that stands for the ARN in the file. */
  readonly machines?: Readonly<Record<string, StateMachine>>;
}

/** A state machine as its ASL file draws it. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { settings, name, functions, machines = {} }: WorkflowProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: functions.map(({ functionArn }) => functionArn),
      }),
    );
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromFile(join(STATE_MACHINES, `${name}.asl.json`)),
      definitionSubstitutions: {
        ...Object.fromEntries(functions.map((fn) => [fn.node.id, fn.functionArn])),
        ...Object.fromEntries(Object.entries(machines).map(([name, machine]) => [name, machine.stateMachineArn])),
      },
      stateMachineType: StateMachineType.STANDARD,
      role,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          // This prefix keeps the account's log resource policy from growing past its limit.
          logGroupName: `/aws/vendedlogs/states/${Stack.of(this).stackName}-${name}`,
          retention: settings.logRetentionDays,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // Inputs name institutions and studies: they stay in the execution history.
        includeExecutionData: false,
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The actions of vended log delivery (logs:CreateLogDelivery and its kin) know no resource.',
    });
    Validations.of(this.stateMachine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason:
        'The execution history times every state already; traces would need xray:* on every resource and copy study ' +
        'names into a second store.',
    });
  }

  /** Lets states publish on the account's default bus. */
  publishEvents(): void {
    const bus = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    this.stateMachine.addToRolePolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] }));
  }

  /** Lets states start executions of another machine and wait for their ends, of which a rule of Step Functions reports. */
  startAndAwait(other: StateMachine): void {
    const { stateMachineArn, stateMachineName: name } = other;
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const rule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    });
    this.allow(['states:StartExecution'], stateMachineArn);
    this.allow(['states:DescribeExecution', 'states:StopExecution'], executions);
    const machine = Stack.of(other).getLogicalId(other.node.defaultChild as CfnStateMachine);
    this.acknowledge(
      `Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${machine}.Name>:*`,
      'Executions get their names when they start; the grant is for those of one state machine.',
    );
    this.allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], rule);
  }

  /** Lets a distributed Map start its executions, read its items and write its results below `prefix/`. */
  mapOverObjects(bucket: Bucket, prefix: string): void {
    const { stateMachineArn } = this.stateMachine;
    // The role's own policy would make a circle of machine and role.
    const own = new Policy(this, 'DistributedMap', { roles: [this.stateMachine.role as Role] });
    own.addStatements(new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }));
    this.allow(['s3:GetObject', 's3:PutObject'], bucket.arnForObjects(`${prefix}/*`));
    const store = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
    this.acknowledge(
      `Resource::<${store}.Arn>/${prefix}/*`,
      `Keys below ${prefix}/ have the names of executions; the grant ends at this prefix.`,
    );
  }

  private acknowledge(finding: string, reason: string): void {
    Validations.of(this.stateMachine.role).acknowledge({ id: `AwsSolutions-IAM5[${finding}]`, reason });
  }

  private allow(actions: string[], resource: string): void {
    this.stateMachine.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
