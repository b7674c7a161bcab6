/** Permissions in exact words: single actions on single prefixes, keys and indexes. */
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { CfnStateMachine, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

type ObjectAccess = 'read' | 'write' | 'remove' | 'abort' | 'parts';

const objectActions: Record<ObjectAccess, readonly string[]> = {
  read: ['s3:GetObject'],
  // A multipart upload that fails must be able to take back its parts.
  write: ['s3:PutObject', 's3:AbortMultipartUpload'],
  remove: ['s3:DeleteObject'],
  abort: ['s3:AbortMultipartUpload'],
  // Which parts of an upload have arrived.
  parts: ['s3:ListMultipartUploadParts'],
};

/** Objects below `prefix/` and nothing else in the bucket. */
export function grantObjects(fn: LambdaFunction, access: ObjectAccess, bucket: Bucket, prefix: string): void {
  grantKeys(
    fn,
    access,
    bucket,
    `${prefix}/*`,
    `Keys below ${prefix}/ come with the studies; the grant ends at this prefix.`,
  );
}

/** Objects of one name, however deep below `prefix/`. */
export function grantNamedObjects(
  fn: LambdaFunction,
  access: ObjectAccess,
  bucket: Bucket,
  prefix: string,
  name: string,
): void {
  const reason = `Folders below ${prefix}/ come with the runs; the grant is for the objects ${name} in them only.`;
  grantKeys(fn, access, bucket, `${prefix}/*/${name}`, reason);
}

/** Files of studies, and nothing else below `institutions/`: reading them, for URLs with which they are got. */
export function grantStudyFiles(fn: LambdaFunction, studies: Bucket): void {
  const reason =
    'Institutions and studies come with the uploads; the grant is to read files in the folders of studies.';
  grantKeys(fn, 'read', studies, 'institutions/*/studies/*', reason);
}

function grantKeys(fn: LambdaFunction, access: ObjectAccess, bucket: Bucket, keys: string, reason: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: [...objectActions[access]], resources: [bucket.arnForObjects(keys)] }),
  );
  const key = bucket.encryptionKey;
  if (key && access === 'read') {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
  }
  // It gets no kms:Decrypt with it: what it put there it cannot read.
  if (key && access === 'write') {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['kms:GenerateDataKey'], resources: [key.keyArn] }));
  }
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  const id = `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${keys}]`;
  Validations.of(fn.role ?? fn).acknowledge({ id, reason });
}

/** Without it S3 answers 403, not 404, for an object that has not arrived yet. */
export function grantKnowingWhatIsMissing(fn: LambdaFunction, bucket: Bucket): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
}

/** Lets a function find the multipart uploads that are open in a bucket: no listing of objects shows them. */
export function grantFindingUploads(fn: LambdaFunction, bucket: Bucket): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:ListBucketMultipartUploads'], resources: [bucket.bucketArn] }),
  );
}

/** Lets a function see which keys there are below `prefix/`, and nothing of what is in them. */
export function grantListing(fn: LambdaFunction, bucket: Bucket, prefix: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${prefix}/*` } },
    }),
  );
}

/** Lets a function see how the executions of one state machine stand: their input and output too. */
export function grantDescribingExecutions(fn: LambdaFunction, stateMachine: StateMachine): void {
  const stack = Stack.of(stateMachine);
  const executions = stack.formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  fn.addToRolePolicy(new PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }));
  const name = `<${stack.getLogicalId(stateMachine.node.defaultChild as CfnStateMachine)}.Name>`;
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${name}:*]`,
    reason: 'Executions have the names of uploads; the grant is to look at those of one state machine.',
  });
}

type ItemAccess = 'read' | 'get' | 'find' | 'readMany' | 'write' | 'note' | 'writeMany' | 'remove' | 'scan';

const itemActions: Record<ItemAccess, readonly string[]> = {
  read: ['dynamodb:GetItem', 'dynamodb:Query'],
  // For a function that knows the keys of all that it reads.
  get: ['dynamodb:GetItem'],
  // For one that reads the blocks of a sequence only, whose keys it does not know.
  find: ['dynamodb:Query'],
  // The few features that a model takes, by their keys.
  readMany: ['dynamodb:BatchGetItem'],
  // No delete and no scan: rows are added and updated under a condition, and found by key.
  write: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  // For a function that says how far it is, in a row that is there.
  note: ['dynamodb:UpdateItem'],
  // Feature blocks: dozens of unconditional puts under keys that are hashes of their content.
  writeMany: ['dynamodb:BatchWriteItem'],
  // For the functions that erase.
  remove: ['dynamodb:DeleteItem'],
  // Blocks of earlier versions name none of their studies: those that hold them are looked for in the whole table.
  scan: ['dynamodb:Scan'],
};

export function grantItems(fn: LambdaFunction, table: TableV2, ...access: readonly ItemAccess[]): void {
  const actions = access.flatMap((kind) => itemActions[kind]);
  fn.addToRolePolicy(new PolicyStatement({ actions, resources: [table.tableArn] }));
}

export function grantIndex(fn: LambdaFunction, table: TableV2, index: string): void {
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${index}`] }),
  );
}
