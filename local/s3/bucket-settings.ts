/** The settings of a bucket that have an effect here: events, key, CORS and lifecycle rules. */

/** What a bucket is configured to do. The template sets it at every start; the S3 API may change it meanwhile. */
export interface BucketSettings {
  /** Whether `Object Created` and `Object Deleted` go to the event bus. */
  readonly eventBridge: boolean;
  /** The key that encrypts what is stored from now on. */
  readonly kmsKeyArn?: string;
  readonly cors?: readonly CorsRule[];
  readonly lifecycle?: readonly LifecycleRule[];
}

export interface CorsRule {
  readonly allowedMethods: readonly string[];
  /** Origins or patterns with one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** Objects under `prefix` are removed at the first midnight (UTC) that is `expirationInDays` after they were stored. */
export interface LifecycleRule {
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationInDays?: number;
  readonly abortIncompleteMultipartUploadAfterDays?: number;
}
