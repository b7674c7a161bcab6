/** A Standard state machine made from its ASL file, with the functions that the file names. */
import { join } from 'node:path';
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const STATE_MACHINES = join(import.meta.dirname, '..', 'state-machines');

export interface WorkflowProps {
  readonly settings: Settings;
  /** Stem of the file in `state-machines/`. */
  readonly name: string;
  /** Each construct's id is the placeholder that stands for its ARN in the file. */
  readonly functions: readonly LambdaFunction[];
}

/** A state machine as its ASL file draws it. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { settings, name, functions }: WorkflowProps) {
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
      definitionSubstitutions: Object.fromEntries(functions.map((fn) => [fn.node.id, fn.functionArn])),
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
}
