/** Dollars, rates and limits, derived from measured analyses: arithmetic only. */
import {
  analysisUsage,
  type CostParts,
  costParts,
  PUBLISHED_PRICES,
  pricesOf,
  type RegionPrices,
  storagePerMonth,
  sumUsage,
  type TaskUsage,
  type Usage,
} from '@radscore/pipeline/costs';
import type { MeasuredRun } from './measured-runs.ts';
import { type Demand, QUOTAS, type Quota } from './quotas.ts';

/** At this memory a function has one vCPU, below it a share in proportion (Lambda Developer Guide, "Configure memory"). */
export const ONE_VCPU_MB = 1769;

/**
 * How long an invocation would take on Lambda, in milliseconds: its processor time at the share of a vCPU that its memory
 * gives. What else ran on the measuring machine does not count, nor what S3 and DynamoDB let it wait. One vCPU at most is
 * counted: the engine runs on one thread.
 */
export function lambdaMilliseconds(processorMilliseconds: number, memoryMb: number): number {
  return processorMilliseconds / Math.min(1, memoryMb / ONE_VCPU_MB);
}

/** INIT by function, of the invocations that found it cold; processor time, which INIT has in full. */
export function initOfFunctions(runs: readonly Pick<MeasuredRun, 'tasks' | 'pacing' | 'api'>[]): Map<string, number> {
  const inits = new Map<string, number>();
  for (const { lambda } of runs.flatMap(({ tasks, pacing, api }) => [...tasks, ...pacing, ...api])) {
    const { function: name, initProcessorMilliseconds: init } = lambda;
    if (init !== undefined) inits.set(name, Math.max(inits.get(name) ?? 0, init));
  }
  return inits;
}

/** The tasks as they would be on Lambda: warm, or every one with its function's INIT. */
export function onLambda(tasks: readonly TaskUsage[], inits?: ReadonlyMap<string, number>): TaskUsage[] {
  return tasks.map(({ lambda, ...task }) => {
    const { initMilliseconds: _init, ...rest } = lambda;
    const init = inits?.get(lambda.function);
    return {
      ...task,
      lambda: {
        ...rest,
        milliseconds: lambdaMilliseconds(lambda.processorMilliseconds ?? lambda.milliseconds, lambda.memoryMb),
        ...(init !== undefined && { initMilliseconds: init }),
      },
    };
  });
}

/** What a study uses in all: its tasks, those who let it in, and the API's requests of its upload. */
export function usageOf(
  { tasks, pacing, api, stateTransitions }: MeasuredRun,
  inits?: ReadonlyMap<string, number>,
): Usage {
  const sum = sumUsage(onLambda([...tasks, ...pacing, ...api], inits));
  return {
    ...sum,
    stateTransitions,
    events: sum.events + 1,
    queueRequests: analysisUsage([], 0).queueRequests,
    apiRequests: api.length,
  };
}

export interface StudyCost {
  readonly run: MeasuredRun;
  readonly warm: number;
  readonly cold: number;
  /** Of the warm study. */
  readonly parts: CostParts;
  readonly gigabyteSeconds: number;
  readonly processorSeconds: number;
  /** A month of what it leaves: its files, and its volumes for as long as they are kept. */
  readonly storage: number;
  readonly used: Usage;
}

const total = (parts: CostParts): number => Object.values(parts).reduce((sum, part) => sum + part, 0);

export function studyCosts(
  runs: readonly MeasuredRun[],
  prices: RegionPrices = pricesOf(PUBLISHED_PRICES, 'us-east-1'),
): StudyCost[] {
  const inits = initOfFunctions(runs);
  return runs.map((run) => {
    const used = usageOf(run);
    const parts = costParts(used, prices);
    return {
      run,
      used,
      parts,
      warm: total(parts),
      cold: total(costParts(usageOf(run, inits), prices)),
      gigabyteSeconds: used.lambda.reduce(
        (sum, { milliseconds, memoryMb }) => sum + (Math.ceil(milliseconds) / 1000) * (memoryMb / 1024),
        0,
      ),
      processorSeconds: run.tasks.reduce((sum, { lambda }) => sum + (lambda.processorMilliseconds ?? 0), 0) / 1000,
      // A write unit is at most 1 KB that stays.
      storage: storagePerMonth({ s3: run.bytes + run.prepared, dynamodb: 1024 * used.dynamodb.writeUnits }, prices),
    };
  });
}

/** Share of a day's studies that comes in its busiest hour: an assumption. */
export const BUSY_HOUR = 0.1;

/** Studies per second in the busiest hour. */
export function busyRate(perDay: number): number {
  return (perDay * BUSY_HOUR) / 3600;
}

/** What one study asks of each quota; a rate of r studies a second asks r times as much of it. */
export function demandsOf({ used, run }: StudyCost): Record<Demand, number> {
  return {
    // Little's law: executions at a time are studies per second times the seconds of each.
    concurrency: used.lambda.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000,
    apiRequests: run.api.length,
    startExecution: 1,
    stateTransitions: run.stateTransitions,
    s3Puts: used.s3.put,
    s3Gets: used.s3.get,
    writeUnits: used.dynamodb.writeUnits,
    readUnits: used.dynamodb.readUnits,
    putEvents: 1,
    // The rule for manifests, and the announcement.
    ruleInvocations: 2,
    queueMessages: 1,
  };
}

export interface LimitReached {
  readonly quota: Quota;
  readonly perStudy: number;
  /** Studies a day at which the busiest hour reaches it. */
  readonly studiesPerDay: number;
}

/** The quotas in the order in which a growing number of studies reaches them. */
export function limitsReached(study: StudyCost): LimitReached[] {
  const demands = demandsOf(study);
  return QUOTAS.map((quota) => {
    const perStudy = demands[quota.demand];
    return { quota, perStudy, studiesPerDay: (quota.limit / perStudy) * (3600 / BUSY_HOUR) };
  }).sort((one, other) => one.studiesPerDay - other.studiesPerDay);
}

/** Sizes at which the memory of a function is considered, MB. */
export const SIZES = [512, 1024, ONE_VCPU_MB, 3008] as const;

export interface SizeCost {
  readonly memoryMb: number;
  readonly milliseconds: number;
  readonly usd: number;
}

export interface FunctionAtSizes {
  readonly function: string;
  /** As the template has it: at this size the peak was measured. */
  readonly configuredMb: number;
  readonly processorMilliseconds: number;
  readonly peakMb: number;
  readonly sizes: readonly SizeCost[];
}

/** A function's heaviest invocation of a study at every size: the time at its share of a vCPU, and what that costs. */
export function memorySweep(
  { tasks, peaks }: Pick<MeasuredRun, 'tasks' | 'peaks'>,
  prices: RegionPrices = pricesOf(PUBLISHED_PRICES, 'us-east-1'),
): FunctionAtSizes[] {
  const names = [...new Set(tasks.map(({ lambda }) => lambda.function))];
  return names.map((name) => {
    const mine = tasks.map(({ lambda }) => lambda).filter((lambda) => lambda.function === name);
    const processorMilliseconds = Math.max(...mine.map((lambda) => lambda.processorMilliseconds ?? 0));
    return {
      function: name,
      configuredMb: mine[0].memoryMb,
      processorMilliseconds,
      peakMb: peaks[name] ?? 0,
      sizes: SIZES.map((memoryMb) => {
        const milliseconds = lambdaMilliseconds(processorMilliseconds, memoryMb);
        const lambda = [{ ...mine[0], initMilliseconds: undefined, milliseconds, memoryMb }];
        return { memoryMb, milliseconds, usd: costParts({ ...sumUsage([]), lambda }, prices).lambda };
      }),
    };
  });
}
