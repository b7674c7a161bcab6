/** AWS's published prices as they were read for this version: on-demand, first tier, without free quotas and taxes. */
import type { Price, PriceTable } from './price-table.ts';

const READ = '2026-11-27';
const MILLION = 1_000_000;

const of = (usd: number, per: number, unit: string, source: string, note?: string): Price => ({
  usd,
  per,
  unit,
  source,
  read: READ,
  ...(note !== undefined && { note }),
});
/** A price that no source at hand states for the region. */
const derived = (price: Price, note: string): Price => ({ ...price, derived: true, note });

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const TIERS = 'https://aws.amazon.com/blogs/compute/introducing-tiered-pricing-for-aws-lambda/';
const POWER_TUNING = 'https://github.com/alexcasalboni/aws-lambda-power-tuning/blob/master/template.yml';
const STEP_FUNCTIONS = 'https://aws.amazon.com/step-functions/pricing/';
const DYNAMODB_READ = 'https://github.com/mattrobinsonsre/terrapod/issues/953';
const DYNAMODB_RATIO = 'https://github.com/elleVas/cloudrift/pull/83';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const S3_FRANKFURT = 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonS3/current/eu-central-1/index.json';
const EVENTS = 'https://aws.amazon.com/eventbridge/pricing/';
const QUEUE = 'https://cloudburn.io/blog/amazon-sqs-pricing';
const API =
  'https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html';

const GB_SECOND = 'GB-second of configured memory';
const PUTS = 'PUT, COPY, POST or LIST requests';
const GETS = 'GET, HEAD and all other requests';
const OPT_IN = 'AWS opt-in data events, of which S3’s are, are billed as custom events are; 64 KB are one event.';
const UNITS =
  'The source checked it against AWS’s price list in July 2026; what a unit is: https://aws.amazon.com/dynamodb/pricing/on-demand/';
const RATIO =
  'us-east-1 × 1.22: the ratio of the provisioned units of both regions in AWS’s price list, which the source read in July 2026.';

const stateTransition = of(0.025, 1000, 'state transitions, retries among them', STEP_FUNCTIONS);
const event = of(1, MILLION, 'events of at most 64 KB', EVENTS, OPT_IN);
const lambda = {
  x86_64: of(0.0000166667, 1, GB_SECOND, LAMBDA, `First 6 billion a month; tiers in ${TIERS}`),
  arm64: of(0.0000133334, 1, GB_SECOND, LAMBDA, `First 7.5 billion a month; tiers in ${TIERS}`),
  request: of(0.2, MILLION, 'invocations', LAMBDA),
};
const dynamodb = {
  writeUnit: of(0.625, MILLION, 'write request units', DYNAMODB_READ, UNITS),
  readUnit: of(0.125, MILLION, 'read request units', DYNAMODB_READ, UNITS),
  storage: of(0.25, 1, 'GB-month of table and indexes', DYNAMODB_READ, UNITS),
};
const queueRequest = of(0.4, MILLION, 'requests of at most 64 KB, standard queue', QUEUE, 'First 100 billion a month.');
const apiRequest = of(1, MILLION, 'requests of at most 512 KB', API, 'First 300 million a month.');

/**
 * The table that costs are stated with. To renew it: read each source again, change prices and dates together, and the
 * reference cases of test/layers/pipeline/costs with them.
 */
export const PUBLISHED_PRICES: PriceTable = {
  date: READ,
  regions: {
    'us-east-1': {
      lambda,
      stateTransition,
      dynamodb,
      s3: {
        put: of(0.005, 1000, PUTS, S3, 'As c3x.dev/blog/s3-request-fees-explained repeats it.'),
        get: of(0.0004, 1000, GETS, S3, 'As c3x.dev/blog/s3-request-fees-explained repeats it.'),
        storage: of(0.023, 1, 'GB-month, Standard', S3, 'First 50 TB.'),
      },
      event,
      queueRequest,
      apiRequest,
    },
    'eu-central-1': {
      lambda: {
        x86_64: {
          ...lambda.x86_64,
          source: POWER_TUNING,
          note: 'No price of its own in the source’s list of regions: the default.',
        },
        arm64: {
          ...lambda.arm64,
          source: POWER_TUNING,
          note: 'No price of its own in the source’s list of regions: the default.',
        },
        request: derived(lambda.request, 'Taken as in us-east-1: the source names one price for a request.'),
      },
      stateTransition,
      dynamodb: {
        writeUnit: derived({ ...dynamodb.writeUnit, usd: 0.7625, source: DYNAMODB_RATIO }, RATIO),
        readUnit: derived({ ...dynamodb.readUnit, usd: 0.1525, source: DYNAMODB_RATIO }, RATIO),
        storage: derived({ ...dynamodb.storage, usd: 0.305, source: DYNAMODB_RATIO }, RATIO),
      },
      s3: {
        put: of(0.0054, 1000, PUTS, S3_FRANKFURT, 'EUC1-Requests-Tier1, price list of 31 August 2026.'),
        get: of(0.00043, 1000, GETS, S3_FRANKFURT, 'EUC1-Requests-Tier2, price list of 31 August 2026.'),
        storage: of(0.0245, 1, 'GB-month, Standard', S3_FRANKFURT, 'EUC1-TimedStorage-ByteHrs, first 50 TB.'),
      },
      event: derived(event, `Taken as in us-east-1. ${OPT_IN}`),
      queueRequest: derived(queueRequest, 'Taken as in us-east-1: no source at hand states it for the region.'),
      apiRequest: derived(apiRequest, 'Taken as in us-east-1: no source at hand states it for the region.'),
    },
  },
};
