/** How far a training run is, and how long runs of its line took. */
import type { Run } from '../line/line-types.ts';

/** What a run does, in order. */
export const RUN_STAGES = ['gathering', 'fitting', 'submodels', 'registering'] as const;
export type RunStage = (typeof RUN_STAGES)[number] | 'ended';

export interface RunProgress {
  readonly stage: RunStage;
  /** Stages done, of `of`. */
  readonly done: number;
  readonly of: number;
  /** Seconds since the start; of a run that ended, how long it took. */
  readonly seconds: number;
  /** What earlier runs took that made a version: their median in seconds, of how many. */
  readonly usual?: { readonly seconds: number; readonly runs: number };
}

/** The progress of a run next to the other runs of its line. */
export function progressOf(run: Run, runs: readonly Run[], now: number): RunProgress {
  // Runs of before there were stages say only whether their cohort was gathered.
  const stage = run.status !== 'running' ? 'ended' : (run.stage ?? (run.gathered ? 'fitting' : 'gathering'));
  const took = runs
    .filter((one) => one.status === 'registered' && one.runId !== run.runId)
    .flatMap(({ startedAt, endedAt }) => (endedAt ? [secondsBetween(startedAt, Date.parse(endedAt))] : []))
    .sort((a, b) => a - b);
  return {
    stage,
    done: stage === 'ended' ? RUN_STAGES.length : RUN_STAGES.indexOf(stage),
    of: RUN_STAGES.length,
    seconds: secondsBetween(run.startedAt, run.endedAt ? Date.parse(run.endedAt) : now),
    ...(took.length > 0 && { usual: { seconds: medianOf(took), runs: took.length } }),
  };
}

function secondsBetween(startedAt: string, end: number): number {
  return Math.max(0, Math.round((end - Date.parse(startedAt)) / 1000));
}

function medianOf(ascending: readonly number[]): number {
  const middle = ascending.length / 2;
  const [low, high] = [ascending[Math.ceil(middle) - 1], ascending[Math.floor(middle)]];
  return Math.round((low + high) / 2);
}
