/** docs/scale.md as text: tables from what was measured and derived. */
import { type Price, PUBLISHED_PRICES, pricesOf, type RegionPrices } from '@radscore/pipeline/costs';
import {
  BUSY_HOUR,
  busyRate,
  demandsOf,
  limitsReached,
  memorySweep,
  ONE_VCPU_MB,
  SIZES,
  type StudyCost,
  studyCosts,
} from './derive.ts';
import type { Measured } from './measure.ts';
import type { MeasuredRun } from './measured-runs.ts';
import { SIGN_IN } from './quotas.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const dollars = (value: number): string =>
  value >= 100 ? `$${whole(value)}` : `$${value.toFixed(value >= 1 ? 2 : value >= 0.0001 || value === 0 ? 5 : 7)}`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const nameOf = ({ unpacked, sent }: MeasuredRun): string =>
  `${whole(unpacked + 1)} files${sent === 'archives' ? ', as archives' : ''}`;
const DAYS = 30;
const PER_DAY = [10, 1000, 1_000_000] as const;
/** A study of this many files as archives is to cost less than this. */
export const TARGET = { files: 2000, usd: 0.002, transitions: 19 } as const;

/** The largest study that was measured as archives. */
export function largestArchived({ runs }: Measured): StudyCost {
  const [found] = studyCosts(runs)
    .filter(({ run }) => run.sent === 'archives')
    .sort((one, other) => other.run.unpacked - one.run.unpacked);
  if (!found) throw new Error('got no measured study as archives; wanted one. Run scripts/costs/measure.ts.');
  return found;
}

export function scaleDocument(measured: Measured): string {
  const costs = studyCosts(measured.runs);
  const { machine, date, load } = measured;
  const long = largestArchived(measured);
  return `# Cost and scale

What a study costs on AWS, and how many of them a day meet which limit of an account. Written by \`node scripts/costs/scale.ts\` from
what \`node scripts/costs/measure.ts\` measured; no figure is entered by hand.

## A study

Measured on ${date}: synthetic studies sent by the client through the API of a local cloud (the synthesized template, a process for each
function) that was started for it. Every task reports its processor time, its
requests to S3 and what DynamoDB says that it consumed, the writes of the indexes among it.

${table(
  ['', ...costs.map(({ run }) => nameOf(run))],
  [
    ['objects sent', ...costs.map(({ run }) => whole(run.files + 1))],
    ['bytes sent', ...costs.map(({ run }) => megabytes(run.bytes))],
    ['features', ...costs.map(({ run }) => whole(run.features))],
    ['processor seconds of the analysis', ...costs.map(({ processorSeconds }) => processorSeconds.toFixed(2))],
    ['GB-seconds, the API’s among them', ...costs.map(({ gigabyteSeconds }) => gigabyteSeconds.toFixed(2))],
    ['state transitions', ...costs.map(({ run }) => whole(run.stateTransitions))],
    ['S3: PUT, POST, LIST', ...costs.map(({ used }) => whole(used.s3.put))],
    ['S3: GET, HEAD', ...costs.map(({ used }) => whole(used.s3.get))],
    ['DynamoDB: write units', ...costs.map(({ used }) => whole(used.dynamodb.writeUnits))],
    ['DynamoDB: read units', ...costs.map(({ used }) => whole(used.dynamodb.readUnits))],
    ['events', ...costs.map(({ used }) => whole(used.events))],
    ['requests to the API', ...costs.map(({ run }) => whole(run.api.length))],
    ['Lambda', ...costs.map(({ parts }) => dollars(parts.lambda))],
    ['Step Functions', ...costs.map(({ parts }) => dollars(parts.stateTransitions))],
    ['DynamoDB', ...costs.map(({ parts }) => dollars(parts.dynamodb))],
    ['S3', ...costs.map(({ parts }) => dollars(parts.s3))],
    ['EventBridge', ...costs.map(({ parts }) => dollars(parts.events))],
    ['SQS', ...costs.map(({ parts }) => dollars(parts.queue))],
    ['API Gateway', ...costs.map(({ parts }) => dollars(parts.api))],
    ['**together, functions warm**', ...costs.map(({ warm }) => `**${dollars(warm)}**`)],
    ['together, every function cold', ...costs.map(({ cold }) => dollars(cold))],
    ['a month of storage', ...costs.map(({ storage }) => dollars(storage))],
  ],
)}

${targetSection(long)}

How Lambda’s time is derived: an invocation’s processor time, at the share of a vCPU that its memory gives on Lambda (${whole(ONE_VCPU_MB)} MB are one
vCPU; more than one is not counted). INIT counts with its processor time; it is billed since August 2025. Not in it: what a function waits for S3 and DynamoDB on a network, which the local cloud does not have. As a
bound: if each of the ${whole(long.used.s3.get)} reads of the archived study waited 30 ms while nothing else ran, at ${whole(ONE_VCPU_MB)} MB, that were
${dollars(waiting(long))} more. Also not in it: CloudWatch Logs (${whole(long.run.logged)} characters a study), traces, data that leaves AWS, free quotas, taxes, and what an account
pays by the month without a study (the quarantine’s key, alarms, empty receives of the queue). The slices are of ${whole(sliceBytes(costs) / 1000)} kB; larger ones cost more processor time in admit-study and
prepare-sequence, and storage in proportion.

## Studies a day

By the prices of us-east-1, for ${DAYS} days; functions cold at 10 studies a day, else warm. Storage is that of one month’s studies for one month: it
adds up until a lifecycle moves or ends it.

${table(
  ['studies a day', ...costs.map(({ run }) => nameOf(run))],
  PER_DAY.flatMap((perDay) => [
    [
      `${whole(perDay)}: analysis`,
      ...costs.map(({ warm, cold }) => dollars((perDay <= 10 ? cold : warm) * perDay * DAYS)),
    ],
    [`${whole(perDay)}: storage`, ...costs.map(({ storage }) => dollars(storage * perDay * DAYS))],
  ]),
)}

eu-central-1 instead of us-east-1: ${costs.map(({ run }) => nameOf(run)).join('; ')}: ${studyCostsIn('eu-central-1', measured).map(dollars).join('; ')} a study.

## Which limit comes first

A tenth of a day’s studies in its busiest hour is assumed (${BUSY_HOUR * 100} %): at a million a day ${busyRate(1e6).toFixed(0)} studies a second. What one study asks is
measured; executions at a time are its Lambda seconds times that rate. In the order in which growing numbers meet them:

${[largestPlain(costs), long].map(limitsTable).join('\n\n')}

A batch is another matter than a day: ${whole(10)} studies sent at once ask for up to ${whole(30)} executions at a time, whatever the day brings, and
1,000 of them for 3,000. The queue in front of the analysis lets as many studies in as the template’s setting says; the others wait. ${SIGN_IN.name}:
${SIGN_IN.limit} (${SIGN_IN.source}, read ${SIGN_IN.read}); a program asks once an hour, so that studies do not meet it.

${manyStudies(long)}

## Memory of each function

${sweepSection(measured)}

## Prices

Read on ${PUBLISHED_PRICES.date}; on-demand, first tier. A price that no source at hand states for the region is marked and says what it was taken from.

${Object.entries(PUBLISHED_PRICES.regions)
  .map(([region, prices]) => priceTableOf(region, prices))
  .join('\n\n')}

## Measured on

${machine.cores} cores (${machine.model}), Node ${machine.node}; load average ${load} at the end: other programs ran, which is why
processor time is counted and wall time is not. Under such load caches are shared and processor time is, if anything, too long.

Research use only. Not a medical device.
`;
}

function largestPlain(costs: readonly StudyCost[]): StudyCost {
  return costs
    .filter(({ run }) => run.sent === 'plain')
    .reduce((one, other) => (other.run.files > one.run.files ? other : one));
}

function sliceBytes(costs: readonly StudyCost[]): number {
  const { run } = largestPlain(costs);
  return run.bytes / run.files;
}

function targetSection({ run, warm, cold }: StudyCost): string {
  const result = `${dollars(warm)} warm and ${dollars(cold)} cold, with ${run.stateTransitions} transitions`;
  const slices = `${whole(run.unpacked)} slices and regions as archives`;
  if (run.unpacked < TARGET.files) {
    return `Wanted: under $${TARGET.usd} for a study of 2,600 slices as archives, with at most ${TARGET.transitions} transitions. A study of that size is not among the measured
ones yet (\`node scripts/costs/measure.ts long\` adds it); one of ${slices} takes ${result}.`;
  }
  return `Wanted: under $${TARGET.usd} for a study of ${slices}, with at most ${TARGET.transitions} transitions. It is ${result}.
Sent file by file the same takes one PUT, one event and two GETs for each slice.`;
}

function waiting({ used, run }: StudyCost): number {
  const { lambda } = pricesOf(PUBLISHED_PRICES, 'us-east-1');
  return used.s3.get * 0.03 * (ONE_VCPU_MB / 1024) * (lambda[run.tasks[0].lambda.architecture].usd / lambda.x86_64.per);
}

function studyCostsIn(region: string, { runs }: Measured): number[] {
  return studyCosts(runs, pricesOf(PUBLISHED_PRICES, region)).map(({ warm }) => warm);
}

function limitsTable(cost: StudyCost): string {
  const rows = limitsReached(cost).map(({ quota, perStudy, studiesPerDay }) => [
    quota.name,
    whole(quota.limit),
    perStudy < 10 ? perStudy.toFixed(perStudy % 1 === 0 ? 0 : 2) : whole(perStudy),
    whole(studiesPerDay),
    quota.raise,
    `${quota.source}, ${quota.read}`,
  ]);
  return `${nameOf(cost.run)}:\n\n${table(['quota', 'value', 'a study asks', 'reached at studies a day', 'raised by', 'source, read on'], rows)}`;
}

function manyStudies(cost: StudyCost): string {
  const rate = busyRate(1e6);
  const { concurrency, stateTransitions, writeUnits, s3Puts, apiRequests } = demandsOf(cost);
  return `At a million studies a day as archives the busiest hour asks for ${whole(rate * concurrency)} executions of functions at a time, ${whole(rate * stateTransitions)} transitions, ${whole(rate * writeUnits)} write units,
${whole(rate * s3Puts)} PUTs and ${whole(rate * apiRequests)} requests to the API a second: every limit of the table above whose number is below a million has to be raised before.`;
}

function sweepSection({ runs }: Measured): string {
  const rows = runs.flatMap((run) =>
    memorySweep(run).map(({ function: name, configuredMb, processorMilliseconds, peakMb, sizes }) => [
      `${name}, ${nameOf(run)}`,
      `${whole(configuredMb)} MB`,
      `${whole(peakMb)} MB`,
      `${whole(processorMilliseconds)} ms`,
      ...sizes.map(({ memoryMb, milliseconds, usd }) =>
        memoryMb < peakMb ? 'too small' : `${whole(milliseconds)} ms, $${usd.toFixed(7)}`,
      ),
    ]),
  );
  return `\`node scripts/costs/memory-sweep.ts\` prints the same. The heaviest invocation of each study: its processor time and the largest resident memory of its
process are measured, at the template’s size; time and cost at the other sizes are computed, with the share of a vCPU that a size gives
(memory / ${whole(ONE_VCPU_MB)}). The local cloud gives a sandbox a whole core whatever its memory.

${table(['function, study', 'template', 'peak', 'processor', ...SIZES.map((size) => `${whole(size)} MB`)], rows)}

Below ${whole(ONE_VCPU_MB)} MB less memory is more time for nearly the same cost: processor time times memory stays the same. Above it a function on one thread
pays for a second vCPU that only the garbage collector uses. So the extractors have ${whole(ONE_VCPU_MB)} MB (\`extractionMemoryMb\`): at 3,008 MB, which they had before, they
were no quicker and cost 70 % more. admit-study has the same. prepare-sequence keeps \`engineMemoryMb\`: a dynamic series of 500 slices of 512 × 512 in five phases, read
whole, takes 1,646 MB (test/infra/long-series.test.ts with RADSCORE_SLICES=500), too near to ${whole(ONE_VCPU_MB)} for Node’s heap. assemble-features and predict-response keep 1,024 MB:
a quarter of a second of work, which less memory would make longer for the same cost.`;
}

function priceTableOf(
  region: string,
  { lambda, stateTransition, dynamodb, s3, event, queueRequest, apiRequest }: RegionPrices,
): string {
  const rows: [string, Price][] = [
    ['Lambda, x86_64', lambda.x86_64],
    ['Lambda, arm64', lambda.arm64],
    ['Lambda, requests', lambda.request],
    ['Step Functions', stateTransition],
    ['DynamoDB, writes', dynamodb.writeUnit],
    ['DynamoDB, reads', dynamodb.readUnit],
    ['DynamoDB, storage', dynamodb.storage],
    ['S3, writes', s3.put],
    ['S3, reads', s3.get],
    ['S3, storage', s3.storage],
    ['EventBridge', event],
    ['SQS', queueRequest],
    ['HTTP API', apiRequest],
  ];
  return `${region}:\n\n${table(
    ['', 'US dollars', 'for', 'unit', 'source', 'note'],
    rows.map(([name, price]) => [
      name,
      String(price.usd),
      whole(price.per),
      price.unit,
      price.source,
      `${price.derived ? '**derived.** ' : ''}${price.note ?? ''}`,
    ]),
  )}`;
}
