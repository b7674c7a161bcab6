/** What a deployment may choose, read from the CDK context and checked. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';

/** What a deployment may choose, by `cdk deploy -c name=value` or under `context` in cdk.json. */
export interface Settings {
  /** `dev`, `prod` …: stacks of one account that do not meet. Without it there is one, named `Radscore`. */
  readonly stage?: string;
  /** Tags of the stack, which CloudFormation puts on every resource that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether `cdk destroy` is refused. */
  readonly terminationProtection: boolean;
  /** Of the functions: `x86_64` (every reference value was checked on it) or `arm64`. */
  readonly architecture: 'x86_64' | 'arm64';
  /** Memory of the functions that hold an image or fit a model. New AWS accounts refuse more than 3,008 MB. */
  readonly engineMemoryMb: number;
  /** Memory of the functions that extract features: one thread, which one vCPU serves (docs/scale.md). */
  readonly extractionMemoryMb: number;
  /**
   * Studies in analysis at the same time; the others wait. Each takes up to three invocations at a time, one for each
   * sequence, of the account's concurrency (10 in a new account, 1,000 otherwise).
   */
  readonly analysesAtOnce: number;
  /**
   * Concurrency that is kept for the API alone. Unset: an account that has 10 can reserve none, for Lambda keeps at least
   * that many for all functions together.
   */
  readonly reservedApiConcurrency?: number;
  readonly logRetentionDays: number;
  /** Canonical volumes are made again from the study when they are gone. */
  readonly preparedRetentionDays: number;
  /** Days after which files in quarantine are deleted. */
  readonly quarantineRetentionDays: number;
  /** Days after which an announced study of which no manifest came is removed. */
  readonly announcementDays: number;
  /** How often review-studies looks for what is due: an EventBridge Scheduler expression. */
  readonly reviewSchedule: string;
  /** How often train-model asks whether enough outcomes are new: an EventBridge Scheduler expression. */
  readonly retrainingSchedule: string;
  /** For how many days a consortium claim counts that no token has confirmed since. */
  readonly consortiumClaimDays: number;
  /** Model lines that an institution or a consortium may have. */
  readonly linesPerOwner: number;
  /** Training runs that a line may be asked for in 24 hours; the schedule's are not counted. */
  readonly runsPerDay: number;
  /** Origins of pages that may call the API and upload. Tokens travel in headers, never in cookies. */
  readonly browserOrigins: readonly string[];
  /** Another identity provider instead of the stack's own user pool. */
  readonly oidc?: { readonly issuer: string; readonly audience: readonly string[]; readonly clientId?: string };
  /** Where the sign-in may return to: `radscore login` listens on the first that is free. */
  readonly callbackUrls: readonly string[];
  /** Institutions that get a client of their own for programs, which sign in without a person. */
  readonly machineClients: readonly string[];
  readonly requestsPerSecond: number;
  /** Whether the console is served, from a bucket behind CloudFront. */
  readonly console: boolean;
  /** A domain of its own for the console, with the ARN of a certificate for it in us-east-1. */
  readonly consoleDomain?: { readonly name: string; readonly certificateArn: string };
  readonly alarmEmail?: string;
  /** Dollars a month at which alarms are sent, and whether no study may be uploaded once they are spent. */
  readonly budget?: { readonly dollars: number; readonly stop: boolean };
  /** Days after which files of studies move to the storage class for infrequent access. */
  readonly studiesInfrequentAfterDays?: number;
  /** What encrypts the bucket of studies: keys of S3, one of AWS KMS that the stack makes, or one that is there, by its ARN. */
  readonly studyEncryption: string;
  /** Names of stores that an earlier stack left behind, or that are to have a name by which a later one may find them. */
  readonly kept: {
    readonly studyBucket?: string;
    readonly artefactBucket?: string;
    readonly quarantineBucket?: string;
    readonly tableName?: string;
    /** A key cannot be found by a name: it is used where it is. */
    readonly quarantineKeyArn?: string;
  };
  /** Base image of the container function, by digest. */
  readonly baseImage?: string;
}

/** Name of the stack, and id of its construct: physical names are made from it. */
export function stackNameOf({ stage }: Pick<Settings, 'stage'>): string {
  return stage === undefined ? 'Radscore' : `Radscore-${stage}`;
}

/** @throws {Error} naming the context value, what was got and what is wanted. */
export function readSettings(node: Node): Settings {
  const text = (name: string): string | undefined => {
    const value: unknown = node.tryGetContext(name);
    return value === undefined || value === '' ? undefined : String(value);
  };
  const list = (name: string, otherwise: readonly string[]): readonly string[] =>
    text(name)
      ?.split(',')
      .map((item) => item.trim()) ?? otherwise;
  const integer = (name: string, otherwise: number, least: number, most: number): number => {
    const value = Number(text(name) ?? otherwise);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw wrongContext(name, text(name), `an integer from ${least} to ${most}`);
    }
    return value;
  };
  const choice = <Choice extends string>(name: string, otherwise: Choice, choices: readonly Choice[]): Choice => {
    const value = text(name) ?? otherwise;
    const chosen = choices.find((one) => one === value);
    if (chosen === undefined) throw wrongContext(name, value, choices.join(' or '));
    return chosen;
  };
  const matching = (name: string, form: RegExp, wanted: string): string | undefined => {
    const value = text(name);
    if (value !== undefined && !form.test(value)) throw wrongContext(name, value, wanted);
    return value;
  };

  const architecture = choice('architecture', 'x86_64', ['x86_64', 'arm64']);
  const logRetentionDays = integer('logRetentionDays', RetentionDays.THREE_MONTHS, 1, 3653);
  if (RetentionDays[logRetentionDays] === undefined) {
    throw wrongContext('logRetentionDays', String(logRetentionDays), 'a retention that CloudWatch Logs knows, like 90');
  }
  const issuer = text('oidcIssuer');
  const audience = list('oidcAudience', []);
  if ((issuer === undefined) !== (audience.length === 0)) {
    throw wrongContext('oidcIssuer', issuer, 'oidcIssuer and oidcAudience together, or neither');
  }
  const clientId = text('oidcClientId');
  if (clientId !== undefined && issuer === undefined) {
    throw wrongContext('oidcClientId', clientId, 'oidcIssuer and oidcAudience with it');
  }
  const stage = matching('stage', /^[a-z][a-z0-9]{0,15}$/, 'at most 16 lower-case letters and digits, a letter first');
  return {
    stage,
    tags: {
      Application: 'radscore',
      Stage: stage ?? 'none',
      Stack: stackNameOf({ stage }),
      ...tagsOf(list('tags', [])),
    },
    terminationProtection: choice('terminationProtection', stage === 'prod' ? 'true' : 'false', BOOLEANS) === 'true',
    architecture,
    engineMemoryMb: integer('engineMemoryMb', 3008, 1024, 10240),
    extractionMemoryMb: integer('extractionMemoryMb', 1769, 1024, 10240),
    analysesAtOnce: integer('analysesAtOnce', 3, 1, 1000),
    reservedApiConcurrency:
      text('reservedApiConcurrency') === undefined ? undefined : integer('reservedApiConcurrency', 1, 1, 1000),
    logRetentionDays,
    preparedRetentionDays: integer('preparedRetentionDays', 30, 1, 3650),
    quarantineRetentionDays: integer('quarantineRetentionDays', 30, 1, 3650),
    announcementDays: integer('announcementDays', 30, 1, 3650),
    reviewSchedule: text('reviewSchedule') ?? 'rate(1 hour)',
    retrainingSchedule: text('retrainingSchedule') ?? 'rate(1 day)',
    consortiumClaimDays: integer('consortiumClaimDays', 30, 1, 3650),
    linesPerOwner: integer('linesPerOwner', 20, 1, 10_000),
    runsPerDay: integer('runsPerDay', 50, 1, 10_000),
    browserOrigins: list('browserOrigins', ['*']),
    oidc: issuer === undefined ? undefined : { issuer, audience, clientId },
    callbackUrls: list('callbackUrls', ['http://localhost:8400/callback']),
    machineClients: machineClientsOf(list('machineClients', []), issuer),
    requestsPerSecond: integer('requestsPerSecond', 100, 1, 10_000),
    ...consoleOf(text('console'), text('consoleDomain'), text('consoleCertificate'), { issuer, clientId }),
    alarmEmail: text('alarmEmail'),
    budget: budgetOf(
      text('monthlyBudget') === undefined ? undefined : integer('monthlyBudget', 0, 1, 1_000_000),
      choice('budgetStop', 'false', BOOLEANS) === 'true',
    ),
    studiesInfrequentAfterDays:
      // S3 refuses fewer than 30 days for STANDARD_IA.
      text('studiesInfrequentAfterDays') === undefined ? undefined : integer('studiesInfrequentAfterDays', 0, 30, 3650),
    studyEncryption:
      matching('studyEncryption', new RegExp(`^(s3|kms|${KEY_ARN})$`), 's3, kms or the ARN of a key') ?? 's3',
    kept: {
      studyBucket: matching('studyBucketName', BUCKET, BUCKET_RULE),
      artefactBucket: matching('artefactBucketName', BUCKET, BUCKET_RULE),
      quarantineBucket: matching('quarantineBucketName', BUCKET, BUCKET_RULE),
      tableName: matching('tableName', /^[\w.-]{3,255}$/, '3 to 255 letters, digits, dots, hyphens or underscores'),
      quarantineKeyArn: matching('quarantineKeyArn', new RegExp(`^${KEY_ARN}$`), 'the ARN of a key, not of an alias'),
    },
    baseImage: matching(
      'baseImage',
      /^[\w./:-]+@sha256:[0-9a-f]{64}$/,
      'an image by its digest, like public.ecr.aws/lambda/nodejs:24@sha256:…',
    ),
  };
}

const KEY_ARN = 'arn:aws[\\w-]*:kms:[\\w-]+:\\d{12}:key/[\\w-]+';
const BOOLEANS = ['true', 'false'] as const;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const BUCKET_RULE = 'a name as S3 takes it: 3 to 63 lower-case letters, digits, dots and hyphens';

function budgetOf(dollars: number | undefined, stop: boolean): Settings['budget'] {
  if (dollars === undefined && stop) throw wrongContext('budgetStop', 'true', 'monthlyBudget with it');
  return dollars === undefined ? undefined : { dollars, stop };
}

/** `owner=radiology,cost-center=42` */
function tagsOf(given: readonly string[]): Record<string, string> {
  const wrong = given.find(
    (one) => !/^[\w.:/+@ -]{1,128}=[\w.:/+@ -]{0,256}$/.test(one) || /^(aws:|Stack=)/i.test(one),
  );
  if (wrong !== undefined) throw wrongContext('tags', wrong, 'name=value, none named Stack or aws:…');
  return Object.fromEntries(given.map((one) => one.split('=', 2)));
}

/** As `stamp-institution` and the API take them. */
const INSTITUTION = /^(?!consortium-)[a-z0-9][a-z0-9-]{0,62}$/;
/** A resource server has at most 100 scopes, five of which are those of people. */
const MOST_MACHINE_CLIENTS = 95;

function machineClientsOf(institutions: readonly string[], issuer: string | undefined): readonly string[] {
  const wrong = institutions.find((one, at) => !INSTITUTION.test(one) || institutions.indexOf(one) !== at);
  if (wrong !== undefined) {
    throw wrongContext('machineClients', wrong, 'institutions, each once: lower-case letters, digits and hyphens');
  }
  if (institutions.length > MOST_MACHINE_CLIENTS) {
    throw wrongContext('machineClients', `${institutions.length} of them`, `at most ${MOST_MACHINE_CLIENTS}`);
  }
  if (institutions.length > 0 && issuer !== undefined) {
    throw wrongContext('machineClients', institutions.join(','), 'none with oidcIssuer, which has its own clients');
  }
  return institutions;
}

function consoleOf(
  wanted: string | undefined,
  name: string | undefined,
  certificateArn: string | undefined,
  { issuer, clientId }: { readonly issuer: string | undefined; readonly clientId: string | undefined },
): Pick<Settings, 'console' | 'consoleDomain'> {
  if (wanted !== undefined && wanted !== 'cloudfront' && wanted !== 'none') {
    throw wrongContext('console', wanted, 'cloudfront or none');
  }
  if ((name === undefined) !== (certificateArn === undefined)) {
    throw wrongContext('consoleDomain', name, 'consoleDomain and consoleCertificate together, or neither');
  }
  if (
    certificateArn !== undefined &&
    !/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/.test(certificateArn)
  ) {
    throw wrongContext(
      'consoleCertificate',
      certificateArn,
      'the ARN of a certificate in us-east-1, as CloudFront does',
    );
  }
  // Without a client for people nobody could sign in to it.
  const isPossible = issuer === undefined || clientId !== undefined;
  if (wanted === 'cloudfront' && !isPossible) {
    throw wrongContext('oidcClientId', undefined, 'the public client that the console signs people in with');
  }
  return {
    console: wanted !== 'none' && isPossible,
    ...(name !== undefined && certificateArn !== undefined && { consoleDomain: { name, certificateArn } }),
  };
}

function wrongContext(name: string, got: string | undefined, wanted: string): Error {
  return new Error(`context ${name}: got ${got ?? 'nothing'}, wanted ${wanted}; set it with -c ${name}=…`);
}
