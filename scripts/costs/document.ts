/** docs/scale.md as text: tables from what was measured and derived. */
import { type Price, PUBLISHED_PRICES, pricesOf, type RegionPrices } from '@radscore/pipeline/costs';
import {
  BUSY_HOUR,
  busyRate,
  demandsOf,
  limitsReached,
  ONE_VCPU_MB,
  type StudyCost,
  sizeCosts,
  studyCosts,
} from './derive.ts';
import { type Measured, SIZES, type SweptRun } from './measure.ts';
import type { MeasuredRun } from './measured-runs.ts';
import { SIGN_IN } from './quotas.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const dollars = (value: number): string => `$${value.toFixed(value >= 100 ? 0 : value >= 1 ? 2 : 5)}`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const nameOf = ({ unpacked, sent }: MeasuredRun): string =>
  `${whole(unpacked + 1)} files${sent === 'archives' ? ', as archives' : ''}`;
const DAYS = 30;
const PER_DAY = [10, 1000, 1_000_000] as const;
/** A study of this many files as archives is to cost less than this. */
export const TARGET = { files: 2000, usd: 0.002, transitions: 19 } as const;

/** Of each kind the last run: the first of a cloud finds its functions cold. */
function shownCosts(measured: Measured): StudyCost[] {
  const last = new Map<string, StudyCost>();
  for (const cost of studyCosts(measured.runs.measured)) last.set(nameOf(cost.run), cost);
  return [...last.values()];
}

/** The run that the target is about. */
export function longArchived(measured: Measured): StudyCost {
  const found = shownCosts(measured).find(({ run }) => run.sent === 'archives' && run.unpacked >= TARGET.files);
  if (!found) throw new Error('got no measured study of thousands of slices as archives; run scripts/costs/measure.ts');
  return found;
}

export function scaleDocument(measured: Measured): string {
  const costs = shownCosts(measured);
  const { machine, runs, sweep } = measured;
  const long = longArchived(measured);
  return `# Cost and scale

What a study costs on AWS, and how many of them a day meet which limit of an account. Written by \`node scripts/costs/scale.ts\` from
what \`node scripts/costs/measure.ts\` measured; no figure is entered by hand.

## A study

Measured on ${runs.date}: synthetic studies sent by the client through the API of a local cloud (the synthesized template, a process for each
function), one after another, each with voxels of its own so that nothing was found computed. Every task reports its processor time, its
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
    ['requests to the API', ...costs.map(({ run }) => whole(run.api.requests))],
    ['Lambda', ...costs.map(({ parts }) => dollars(parts.lambda))],
    ['Step Functions', ...costs.map(({ parts }) => dollars(parts.stateTransitions))],
    ['DynamoDB', ...costs.map(({ parts }) => dollars(parts.dynamodb))],
    ['S3', ...costs.map(({ parts }) => dollars(parts.s3))],
    ['EventBridge', ...costs.map(({ parts }) => dollars(parts.events))],
    ['API Gateway', ...costs.map(({ parts }) => dollars(parts.api))],
    ['**together, functions warm**', ...costs.map(({ warm }) => `**${dollars(warm)}**`)],
    ['together, every function cold', ...costs.map(({ cold }) => dollars(cold))],
    ['a month of storage', ...costs.map(({ storage }) => dollars(storage))],
  ],
)}

Wanted: under $${TARGET.usd} for a study of ${whole(long.run.unpacked)} slices and regions as archives with at most ${TARGET.transitions} transitions. It is ${dollars(long.warm)} warm
and ${dollars(long.cold)} cold, with ${long.run.stateTransitions} transitions. Sent file by file the same takes one PUT, one event and two GETs for each slice.

How Lambda’s time is derived: an invocation’s processor time, at the share of a vCPU that its memory gives on Lambda (${whole(ONE_VCPU_MB)} MB are one
vCPU; more than one is not counted). INIT counts with its processor time; it is billed since August 2025. The API’s function counts with
the wall time of its invocations. Not in it: what a function waits for S3 and DynamoDB on a network, which the local cloud does not have. As a
bound: if each of the ${whole(long.used.s3.get)} reads of the archived study waited 30 ms while nothing else ran, at ${whole(ONE_VCPU_MB)} MB, that were
${dollars(waiting(long))} more. Also not in it: CloudWatch Logs (${whole(long.run.logged)} characters a study), traces, data that leaves AWS, free quotas, taxes, and what an account
pays by the month without a study (the quarantine’s key, alarms). The slices are 75 kB; larger ones cost more processor time in admit-study and
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
measured; executions at a time are its Lambda seconds times that rate. In the order in which growing numbers meet them, for
${nameOf(costs[costs.length - 1].run)} and ${nameOf(long.run)}:

${limitsTable(costs[costs.length - 1])}

${limitsTable(long)}

A batch is another matter than a day: ${whole(10)} studies sent at once ask for up to ${whole(30)} executions at a time, whatever the day brings, and
1,000 of them for 3,000. The queue in front of the analysis lets as many studies in as the template’s setting says; the others wait. ${SIGN_IN.name}:
${SIGN_IN.limit} (${SIGN_IN.source}, read ${SIGN_IN.read}); a program asks once an hour, so that studies do not meet it.

${manyStudies(long)}

## Memory of each function

${sweepSection(sweep)}

## Prices

Read on ${PUBLISHED_PRICES.date}; on-demand, first tier. A price that no source at hand states for the region is marked and says what it was taken from.

${Object.entries(PUBLISHED_PRICES.regions)
  .map(([region, prices]) => priceTableOf(region, prices))
  .join('\n\n')}

## Measured on

${machine.cores} cores (${machine.model}), Node ${machine.node}; load average ${runs.load} at the end of the runs, ${sweep.load} at that of the sweep: other programs ran, which is why
processor time is counted and wall time is not. Under such load caches are shared and processor time is, if anything, too long.

Research use only. Not a medical device.
`;
}

function waiting({ used, run }: StudyCost): number {
  const { lambda } = pricesOf(PUBLISHED_PRICES, 'us-east-1');
  return used.s3.get * 0.03 * (ONE_VCPU_MB / 1024) * (lambda[run.tasks[0].lambda.architecture].usd / lambda.x86_64.per);
}

function studyCostsIn(region: string, measured: Measured): number[] {
  const last = new Map<string, number>();
  for (const { run, warm } of studyCosts(measured.runs.measured, pricesOf(PUBLISHED_PRICES, region)))
    last.set(nameOf(run), warm);
  return [...last.values()];
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

function sweepSection({ date, measured }: Measured['sweep']): string {
  const functions = [...new Set(measured.flatMap(({ run }) => run?.tasks.map(({ lambda }) => lambda.function) ?? []))];
  const rows = functions.flatMap((name) =>
    (['slices', 'long'] as const).map((kind) => [
      `${name}, ${kind === 'long' ? 'thousands of slices' : 'the demonstration’s study'}`,
      ...SIZES.map((size) =>
        cell(
          name,
          measured.find((one) => one.kind === kind && one.memoryMb === size),
        ),
      ),
    ]),
  );
  return `\`node scripts/costs/memory-sweep.ts\` shows the same. Measured on ${date} with the template’s memory replaced: the sandbox ends a function that takes more
than its memory, and Node’s heap is bounded by it, so that peaks are those of each size. A cell has the time at the share of a vCPU that the size gives
(computed from processor time, see above), the cost of an invocation and the largest resident memory. Means of a study’s invocations.

${table(['function', ...SIZES.map((size) => `${whole(size)} MB`)], rows)}

Below ${whole(ONE_VCPU_MB)} MB less memory is more time for the same cost: processor time times memory stays the same. Above it a function on one thread pays for a
second vCPU that only the garbage collector uses.`;
}

function cell(name: string, swept: SweptRun | undefined): string {
  if (!swept?.run) return swept?.error?.includes('OutOfMemory') ? 'out of memory' : '–';
  const found = sizeCosts(swept.run.tasks, swept.run.peaks).find((one) => one.function === name);
  if (!found) return '–';
  return `${(found.milliseconds / 1000).toFixed(2)} s, $${found.usd.toFixed(7)}, ${whole(found.peakMb)} MB`;
}

function priceTableOf(
  region: string,
  { lambda, stateTransition, dynamodb, s3, event, apiRequest }: RegionPrices,
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
