/** The simulated studies of a plan as tasks that any thread may compute, in any order. */
import type { Cohort } from '../cohort/cohort.ts';
import { type Samples, samplesOf } from '../learning/samples.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import {
  type CurveReplicate,
  type CurveSettings,
  curveReplicate,
  curveSettings,
  learningCurve,
} from './learning-curve.ts';
import { type NullReplicate, type NullSettings, nullOf, nullReplicate, requireNull } from './null-simulation.ts';
import type { StudyPlan } from './plan.ts';

/** What is simulated. Plain data, for other threads. */
export interface PlanJob {
  readonly protocol: ModellingProtocol;
  readonly null: NullSettings | null;
  readonly pilot: {
    readonly cohort: Cohort;
    readonly protocol: ModellingProtocol;
    /** Subsamples of each size, and their seed. */
    readonly repeats: number;
    readonly seed: number;
  } | null;
}

export type PlanTask =
  | { readonly kind: 'null'; readonly index: number }
  | { readonly kind: 'curve'; readonly size: number; readonly index: number };

export type PlanReplicate =
  | { readonly kind: 'null'; readonly result: NullReplicate }
  | { readonly kind: 'curve'; readonly result: CurveReplicate };

/** A job, checked, with its tasks. */
export interface OpenPlan {
  readonly tasks: readonly PlanTask[];
  readonly replicate: (task: PlanTask) => PlanReplicate;
  /** The plan with what the replicates say, which are in the order of the tasks. */
  readonly join: (plan: StudyPlan, replicates: readonly PlanReplicate[]) => StudyPlan;
}

/**
 * @throws PlanRefused before anything is simulated; InvalidTable, InvalidValue for the pilot
 */
export function openPlan(job: PlanJob): OpenPlan {
  const { protocol, null: settings, pilot } = job;
  if (settings) requireNull(settings, protocol.lasso.folds);
  const opened = pilot && openPilot(pilot);
  const tasks: PlanTask[] = Array.from({ length: settings?.simulations ?? 0 }, (_, index) => ({ kind: 'null', index }));
  for (const size of opened?.settings.sizes.keys() ?? []) {
    for (let index = 0; index < (pilot?.repeats ?? 0); index++) tasks.push({ kind: 'curve', size, index });
  }
  return {
    tasks,
    replicate(task) {
      if (task.kind === 'null') {
        if (!settings) throw new RangeError('got a task of a simulation; wanted one that was asked for');
        return { kind: 'null', result: nullReplicate(settings, protocol, task.index) };
      }
      if (!opened) throw new RangeError('got a task of a pilot; wanted one that was asked for');
      const { samples, settings: curve, protocol: ofPilot } = opened;
      return {
        kind: 'curve',
        result: curveReplicate(samples.train, samples.variables, ofPilot, curve, task.size, task.index),
      };
    },
    join(plan, replicates) {
      const nulls = replicates.flatMap((one) => (one.kind === 'null' ? [one.result] : []));
      const curves = replicates.flatMap((one) => (one.kind === 'curve' ? [one.result] : []));
      return {
        ...plan,
        null: settings && nullOf(settings, protocol, nulls),
        curve: opened && learningCurve(opened.samples.train, opened.settings, curves, plan.assumptions.patients),
      };
    },
  };
}

function openPilot({ cohort, protocol, repeats, seed }: NonNullable<PlanJob['pilot']>): {
  readonly samples: Samples;
  readonly settings: CurveSettings;
  readonly protocol: ModellingProtocol;
} {
  const samples = samplesOf({ ...cohort, split: cohort.split.map(() => 'train' as const) }, protocol);
  return { samples, settings: curveSettings(samples.train, protocol, { repeats, seed }), protocol };
}
