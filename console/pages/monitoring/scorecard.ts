/** The scorecard of the own institution: no figure that rests on fewer than 20 outcomes. */
import type { Schemas } from '../../api/client.ts';
import { largestShift, type Monitoring, type Shift } from './drift.ts';

export type OwnValidation = Schemas['OwnValidation'];

/** Fewer outcomes than this, and no figure of performance is shown. */
export const LEAST_OUTCOMES = 20;

export interface Figure {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

export interface Score {
  /** Outcomes that the figures rest on. */
  readonly outcomes: number;
  /** Null: too few outcomes, or none of one kind. */
  readonly auc: Figure | null;
  readonly observedToExpected: Figure | null;
  readonly drift: Shift | null;
  readonly state: 'expected' | 'look' | 'early';
}

type Fields = Readonly<Record<string, unknown>>;

export function scoreOf(monitoring: Monitoring, validation: OwnValidation | undefined): Score {
  const judged = validation?.validation.rows.judged ?? 0;
  const isEnough = judged >= LEAST_OUTCOMES;
  const model = isEnough ? finalModel(validation?.validation.performance) : undefined;
  const auc = fieldsOf(model?.auc);
  const ratio = isEnough ? fieldsOf((validation?.validation as Fields | undefined)?.observedToExpected) : undefined;
  const hasAlarm = monitoring.monitoring.alarms.length > 0;
  return {
    outcomes: judged,
    auc: figureOf(auc?.auc, auc?.shown),
    observedToExpected: figureOf(ratio?.ratio, ratio?.interval),
    drift: largestShift(monitoring),
    state: hasAlarm ? 'look' : isEnough ? 'expected' : 'early',
  };
}

/** The model that decides, of an evaluated set. */
function finalModel(performance: unknown): Fields | undefined {
  const models = fieldsOf(fieldsOf(performance)?.models);
  return fieldsOf(models?.nomogram) ?? fieldsOf(models?.radScore);
}

function figureOf(value: unknown, interval: unknown): Figure | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  const [low, high] = Array.isArray(interval) ? interval : [];
  return { value, interval: typeof low === 'number' && typeof high === 'number' ? [low, high] : null };
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}
