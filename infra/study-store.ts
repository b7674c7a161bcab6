import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** What institutions upload, and what the service makes of it. Both outlive the stack. */
export class StudyStore extends Construct {
  /** `institutions/{institution}/studies/{study}/…`; its events start the analysis. */
  readonly studies: Bucket;
  /** `prepared/` canonical volumes, `cohorts/` tables, `models/` versions, `exports/` for download. */
  readonly artefacts: Bucket;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.studies = privateBucket(this, 'Studies', {
      cors: [
        {
          allowedMethods: [HttpMethods.PUT],
          allowedOrigins: [...settings.browserOrigins],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
    });
    this.artefacts = privateBucket(this, 'Artefacts', {
      lifecycleRules: [
        { id: 'prepared', prefix: 'prepared/', expiration: Duration.days(settings.preparedRetentionDays) },
        // Tables for download: made anew for every request, and their URLs live for an hour.
        { id: 'exports', prefix: 'exports/', expiration: Duration.days(1) },
      ],
    });
  }
}

function privateBucket(scope: Construct, id: string, props: BucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    ...props,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      ...(props.lifecycleRules ?? []),
      { id: 'broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
  });
  // On the L1: the L2's eventBridgeEnabled adds a custom resource with a function and a role of its own.
  (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'Access is audited by CloudTrail data events of the account, which name the calling role and object version; ' +
      'server access logs are delivered at best effort and would be a third bucket with study names in it.',
  });
  return bucket;
}
