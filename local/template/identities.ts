/** What `Ref` and `Fn::GetAtt` give for each type of resource. */
import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../contracts.ts';
import type { Identity } from './resolve.ts';

/** What an identity may be made from. */
export interface Named {
  readonly stackName: string;
  readonly logicalId: string;
  /** Resolves one of the resource's own properties. */
  readonly property: (name: string) => unknown;
  readonly addresses: Addresses;
}

/** Where the local cloud serves what has an address of its own on AWS. */
export interface Addresses {
  readonly api: string;
  readonly s3: string;
  /** Who signs the tokens, in place of a user pool. */
  readonly issuer: string;
  /** Where the template's distribution is served. */
  readonly console: string;
}

type Identify = (named: Named) => Identity;

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** As CloudFormation makes a physical name if the template gives none, without its random part. */
function physicalName({ stackName, logicalId, property }: Named, nameProperty: string, longest: number): string {
  const given = property(nameProperty);
  return given === undefined ? `${stackName}-${logicalId}`.slice(-longest) : String(given);
}

/** A resource known by its name, with an ARN that ends in `prefix` and the name. */
function named(service: string, prefix: string, nameProperty: string, longest: number): Identify {
  return (of) => {
    const name = physicalName(of, nameProperty, longest);
    return { ref: name, attributes: { Arn: arn(service, `${prefix}${name}`) } };
  };
}

/** A resource known by an id that AWS would draw: here it follows from the logical id. */
function drawn(length: number): Identify {
  return ({ stackName, logicalId }) => ({ ref: idOf(stackName, logicalId, length), attributes: {} });
}

/** The same, with an attribute that repeats it. */
function withId(length: number): Identify {
  return ({ stackName, logicalId }) => {
    const id = idOf(stackName, logicalId, length);
    return { ref: id, attributes: { Id: id } };
  };
}

function idOf(stackName: string, logicalId: string, length: number): string {
  return createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, length);
}

/** `Ref` and attributes by type of resource; the attributes that are not here are refused by name. */
export const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::S3::Bucket': (of) => {
    const name = physicalName(of, 'BucketName', 63).toLowerCase();
    return {
      ref: name,
      attributes: { Arn: `arn:aws:s3:::${name}`, RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com` },
    };
  },
  'AWS::S3::BucketPolicy': ({ property }) => ({ ref: String(property('Bucket')), attributes: {} }),
  'AWS::KMS::Key': ({ stackName, logicalId }) => {
    const id = idOf(stackName, logicalId, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { ref: id, attributes: { Arn: arn('kms', `key/${id}`), KeyId: id } };
  },
  'AWS::DynamoDB::GlobalTable': named('dynamodb', 'table/', 'TableName', 255),
  'AWS::Lambda::Function': named('lambda', 'function:', 'FunctionName', 64),
  'AWS::Lambda::LayerVersion': (of) => ({
    ref: arn('lambda', `layer:${physicalName(of, 'LayerName', 64)}:1`),
    attributes: {},
  }),
  'AWS::Lambda::EventSourceMapping': drawn(32),
  'AWS::Lambda::Permission': drawn(16),
  'AWS::Logs::LogGroup': (of) => {
    const name = physicalName(of, 'LogGroupName', 512);
    return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
  },
  'AWS::IAM::Role': (of) => {
    const name = physicalName(of, 'RoleName', 64);
    return { ref: name, attributes: { Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`, RoleId: name } };
  },
  'AWS::IAM::Policy': drawn(16),
  'AWS::StepFunctions::StateMachine': (of) => {
    const name = physicalName(of, 'StateMachineName', 80);
    const stateMachine = arn('states', `stateMachine:${name}`);
    return { ref: stateMachine, attributes: { Arn: stateMachine, Name: name } };
  },
  'AWS::SQS::Queue': (of) => {
    const name = physicalName(of, 'QueueName', 80);
    const url = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;
    return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::SQS::QueuePolicy': drawn(16),
  'AWS::Events::Rule': named('events', 'rule/', 'Name', 64),
  'AWS::Scheduler::Schedule': named('scheduler', 'schedule/default/', 'Name', 64),
  'AWS::Cognito::UserPool': ({ stackName, logicalId, addresses }) => {
    const id = `${REGION}_${idOf(stackName, logicalId, 9)}`;
    return {
      ref: id,
      attributes: { Arn: arn('cognito-idp', `userpool/${id}`), UserPoolId: id, ProviderURL: addresses.issuer },
    };
  },
  'AWS::Cognito::UserPoolClient': (of) => {
    const { ref } = drawn(26)(of);
    return { ref, attributes: { ClientId: ref } };
  },
  'AWS::Cognito::UserPoolResourceServer': ({ property }) => ({ ref: String(property('Identifier')), attributes: {} }),
  'AWS::Cognito::UserPoolDomain': ({ property }) => ({ ref: String(property('Domain')), attributes: {} }),
  'AWS::ApiGatewayV2::Api': (of) => {
    const { ref } = drawn(10)(of);
    return { ref, attributes: { ApiId: ref, ApiEndpoint: of.addresses.api } };
  },
  'AWS::ApiGatewayV2::Integration': drawn(7),
  'AWS::ApiGatewayV2::Route': drawn(7),
  'AWS::ApiGatewayV2::Authorizer': drawn(6),
  'AWS::ApiGatewayV2::Stage': ({ property }) => ({ ref: String(property('StageName')), attributes: {} }),
  'AWS::CloudFront::Distribution': (of) => {
    const id = idOf(of.stackName, of.logicalId, 14).toUpperCase();
    return { ref: id, attributes: { Id: id, DomainName: new URL(of.addresses.console).host } };
  },
  'AWS::CloudFront::OriginAccessControl': withId(14),
  'AWS::CloudFront::ResponseHeadersPolicy': withId(36),
  'Custom::CDKBucketDeployment': drawn(16),
  'AWS::Logs::MetricFilter': drawn(16),
  'AWS::CloudWatch::Dashboard': ({ property }) => ({ ref: String(property('DashboardName')), attributes: {} }),
  'AWS::Budgets::Budget': drawn(16),
  'AWS::Budgets::BudgetsAction': drawn(16),
  'AWS::IAM::ManagedPolicy': (of) => ({
    ref: `arn:aws:iam::${ACCOUNT}:policy/${physicalName(of, 'ManagedPolicyName', 128)}`,
    attributes: {},
  }),
  'AWS::CloudWatch::Alarm': named('cloudwatch', 'alarm:', 'AlarmName', 255),
  'AWS::SNS::Topic': (of) => {
    const topic = arn('sns', physicalName(of, 'TopicName', 256));
    return { ref: topic, attributes: { TopicArn: topic } };
  },
  'AWS::SNS::TopicPolicy': drawn(16),
  'AWS::SNS::Subscription': drawn(16),
};
