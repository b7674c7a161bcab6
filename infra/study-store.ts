/** Buckets and keys: studies, artefacts and quarantine. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** What institutions upload, what the service makes of it, and what it must not look at. All outlive the stack. */
export class StudyStore extends Construct {
  /** `institutions/{institution}/studies/{study}/…`; its events start the analysis. */
  readonly studies: Bucket;
  /**
   * `prepared/` canonical volumes, `cohorts/` tables, `models/` versions, `exports/` for download, `jobs/` tables to score,
   * `withdrawn/` hashes.
   */
  readonly artefacts: Bucket;
  /** `institutions/{institution}/studies/{study}/{manifest hash}/…`: files that may identify a patient. */
  readonly quarantine: Bucket;
  /** Encrypts the quarantine. No function may decrypt with it. */
  readonly quarantineKey: IKey;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.studies = privateBucket(this, 'Studies', {
      bucketName: settings.kept.studyBucket,
      ...encryptionOfStudies(this, settings),
      cors: fromPages(settings),
      lifecycleRules: infrequentAccess(settings),
    });
    this.artefacts = privateBucket(this, 'Artefacts', {
      bucketName: settings.kept.artefactBucket,
      cors: fromPages(settings),
      lifecycleRules: [
        { id: 'prepared', prefix: 'prepared/', expiration: Duration.days(settings.preparedRetentionDays) },
        // Tables for download: made again for every request, and their URLs live for an hour.
        { id: 'exports', prefix: 'exports/', expiration: Duration.days(1) },
        // Plans of training runs that take several steps; a run deletes its own at its end.
        { id: 'gathering', prefix: 'gathering/', expiration: Duration.days(1) },
        // Which studies were analysed again, and how that ended; a run may take days.
        { id: 're-extractions', prefix: 're-extractions/', expiration: Duration.days(7) },
        // Tables and answers of prediction jobs: JOB_DAYS of layers/pipeline/predictions says the same.
        { id: 'jobs', prefix: 'jobs/', expiration: Duration.days(7) },
      ],
    });
    const { quarantineKeyArn } = settings.kept;
    this.quarantineKey =
      quarantineKeyArn === undefined
        ? ownKey(this, 'QuarantineKey', 'Radscore: studies in quarantine')
        : Key.fromKeyArn(this, 'QuarantineKey', quarantineKeyArn);
    this.quarantine = privateBucket(this, 'Quarantine', {
      bucketName: settings.kept.quarantineBucket,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.quarantineKey,
      bucketKeyEnabled: true,
      lifecycleRules: [{ id: 'quarantine', expiration: Duration.days(settings.quarantineRetentionDays) }],
    });
  }
}

function ownKey(scope: Construct, id: string, description: string): Key {
  return new Key(scope, id, {
    description,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** With a key of its own, who may read studies is also said by the key, and each use of it is in CloudTrail. */
function encryptionOfStudies(scope: Construct, { studyEncryption }: Settings): BucketProps {
  if (studyEncryption === 's3') return {};
  const encryptionKey =
    studyEncryption === 'kms'
      ? ownKey(scope, 'StudyKey', 'Radscore: studies')
      : Key.fromKeyArn(scope, 'StudyKey', studyEncryption);
  // A data key for many files: without it each slice would be a request to KMS.
  return { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
}

/** Files of studies are read in the minutes after their upload, and seldom again. */
function infrequentAccess({ studiesInfrequentAfterDays }: Settings): LifecycleRule[] {
  if (studiesInfrequentAfterDays === undefined) return [];
  const transitionAfter = Duration.days(studiesInfrequentAfterDays);
  return [
    {
      id: 'infrequent-access',
      prefix: 'institutions/',
      transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter }],
    },
  ];
}

/** Pages put and get by presigned URLs only: the signature says which object, and until when. */
function fromPages({ browserOrigins }: Settings): CorsRule[] {
  return [
    {
      allowedMethods: [HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
      allowedOrigins: [...browserOrigins],
      allowedHeaders: ['*'],
      exposedHeaders: ['ETag', 'Content-Range', 'x-amz-checksum-sha256'],
      maxAge: Duration.hours(1).toSeconds(),
    },
  ];
}

function privateBucket(scope: Construct, id: string, props: BucketProps): Bucket {
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    ...props,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
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
