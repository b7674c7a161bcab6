/** Buckets and tables of a template. */
import type { TableDefinition } from '../dynamodb/table-definition.ts';
import type { BucketSettings } from '../s3/bucket-settings.ts';
import { TemplateRefused } from './errors.ts';
import type { Stack } from './stack.ts';

interface BucketProperties {
  readonly BucketEncryption?: {
    readonly ServerSideEncryptionConfiguration: readonly {
      readonly ServerSideEncryptionByDefault?: { readonly SSEAlgorithm: string; readonly KMSMasterKeyID?: string };
    }[];
  };
  readonly CorsConfiguration?: { readonly CorsRules: readonly CorsProperties[] };
  readonly LifecycleConfiguration?: { readonly Rules: readonly LifecycleProperties[] };
  readonly NotificationConfiguration?: {
    readonly EventBridgeConfiguration?: { readonly EventBridgeEnabled?: boolean };
  };
}

interface CorsProperties {
  readonly AllowedMethods: readonly string[];
  readonly AllowedOrigins: readonly string[];
  readonly AllowedHeaders?: readonly string[];
  readonly ExposedHeaders?: readonly string[];
  readonly MaxAge?: number;
}

interface LifecycleProperties {
  readonly Status: 'Enabled' | 'Disabled';
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number };
}

export function bucketsOf(stack: Stack): (BucketSettings & { readonly name: string })[] {
  return stack.ofType('AWS::S3::Bucket').map(({ ref, properties }) => {
    const { BucketEncryption, CorsConfiguration, LifecycleConfiguration, NotificationConfiguration } =
      properties as BucketProperties;
    const byDefault = BucketEncryption?.ServerSideEncryptionConfiguration[0]?.ServerSideEncryptionByDefault;
    const events = NotificationConfiguration?.EventBridgeConfiguration;
    return {
      name: ref,
      // CloudFormation: the member's presence switches it on, its flag is true unless it says otherwise.
      eventBridge: events !== undefined && events.EventBridgeEnabled !== false,
      kmsKeyArn: byDefault?.SSEAlgorithm === 'aws:kms' ? keyArn(stack, ref, byDefault.KMSMasterKeyID) : undefined,
      cors: CorsConfiguration?.CorsRules.map((rule) => ({
        allowedMethods: rule.AllowedMethods,
        allowedOrigins: rule.AllowedOrigins,
        allowedHeaders: rule.AllowedHeaders,
        exposeHeaders: rule.ExposedHeaders,
        maxAgeSeconds: rule.MaxAge,
      })),
      lifecycle: LifecycleConfiguration?.Rules.map((rule) => ({
        enabled: rule.Status === 'Enabled',
        prefix: rule.Prefix ?? '',
        expirationInDays: rule.ExpirationInDays,
        abortIncompleteMultipartUploadAfterDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
      })),
    };
  });
}

/** A key of the template; AWS's own key for S3 would be another one on every account. */
function keyArn(stack: Stack, bucket: string, reference: string | undefined): string {
  if (reference === undefined) {
    throw new TemplateRefused([`AWS::S3::Bucket ${bucket}: aws:kms without KMSMasterKeyID is not honoured`]);
  }
  return stack.find('AWS::KMS::Key', reference).attributes.Arn;
}

export function tablesOf(stack: Stack): TableDefinition[] {
  return stack.ofType('AWS::DynamoDB::GlobalTable').map(({ ref, properties }) => {
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties as unknown as TableDefinition;
    return { TableName: ref, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
  });
}
