/** What one gate says of a version. */
import type { WhenNotMeasured } from './settings.ts';

/** Codes of the gates, in the order in which they are judged; stable. */
export const GATES = [
  'events-per-coefficient',
  'auc-in-test',
  'auc-in-validation',
  'calibration-slope',
  'calibration-in-the-large',
  'net-benefit',
  'not-worse-than-champion',
  'institutions-gap',
  'new-events',
] as const;
export type Gate = (typeof GATES)[number];

/** One gate's judgement. Plain JSON, of the cohort as a whole: no single patient is in it. */
export interface GateResult {
  readonly gate: Gate;
  /** Null if it could not be measured. */
  readonly passed: boolean | null;
  /** Whether this result alone stops the promotion: it failed, or was not measured and the settings refuse that. */
  readonly refuses: boolean;
  /** What was found and what was asked for, with levels, as a person reads them. */
  readonly got: string;
  readonly wanted: string;
  /** The numbers behind both. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** One sentence in plain English. */
  readonly message: string;
}

/** Whether a version may be promoted: no gate refuses. */
export function mayBePromoted(results: readonly Pick<GateResult, 'refuses'>[]): boolean {
  return results.every(({ refuses }) => !refuses);
}

type Parts = Pick<GateResult, 'got' | 'wanted' | 'message'> & { readonly figures?: GateResult['figures'] };

export function measured(gate: Gate, passed: boolean, parts: Parts): GateResult {
  return { gate, passed, refuses: !passed, figures: {}, ...parts };
}

/** A gate that could not be measured; `message` says why. */
export function notMeasured(gate: Gate, when: WhenNotMeasured, parts: Parts): GateResult {
  return { gate, passed: null, refuses: when === 'refuse', figures: {}, ...parts };
}

/** Numbers of texts: three digits after the point, the minus sign of typography. */
export function shown(value: number, digits = 3): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** "0.745 to 0.953" */
export function between([low, high]: readonly [number, number], digits = 3): string {
  return `${shown(low, digits)} to ${shown(high, digits)}`;
}

/** "95 %", "99.9 %" */
export function level(confidence: number): string {
  return `${Number((100 * confidence).toPrecision(6))} %`;
}
