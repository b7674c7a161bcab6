/** The AWS clients of a function, and its environment variables. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { meteredDynamoDb, meteredS3 } from './meter.ts';

/** One client of each kind per sandbox. Endpoints, region and credentials come from the environment, as on Lambda. */
export const s3 = meteredS3(new S3Client({}));
export const stepFunctions = new SFNClient({});
export const dynamoDb = meteredDynamoDb(
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
);

/** A variable that the template sets on a function. */
export function environment(
  name:
    | 'STUDY_BUCKET'
    | 'ARTEFACT_BUCKET'
    | 'QUARANTINE_BUCKET'
    | 'QUARANTINE_RETENTION_DAYS'
    | 'TABLE_NAME'
    | 'TRAIN_MODEL_ARN'
    | 'ERASE_STUDY_ARN'
    | 'EXPORT_FEATURES_ARN'
    | 'ANALYSE_STUDY_ARN'
    | 'ANNOUNCEMENT_DAYS',
): string {
  const value = process.env[name];
  if (!value) throw new Error(`got no environment variable ${name}; wanted what the template sets on the function`);
  return value;
}

/** A limit that the template sets on every function; `otherwise` outside of one. */
export function limitOf(
  name: 'ANALYSES_AT_ONCE' | 'CONSORTIUM_CLAIM_DAYS' | 'LINES_PER_OWNER' | 'RE_EXTRACTIONS_AT_ONCE' | 'RUNS_PER_DAY',
  otherwise: number,
): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`got ${name} ${process.env[name]}; wanted an integer from 1`);
  return value;
}
