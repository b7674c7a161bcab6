/** The gates of a line as they are set: which by default, which by the line, which left out. */
import { DEFAULT_GATES } from '@radscore/statistics';
import type { Line } from '../line/line-types.ts';
import type { GateName } from './gate-rows.ts';

type Settings = NonNullable<Line['settings']['gates']>;
type Key = keyof typeof DEFAULT_GATES;

const NAMES: Readonly<Record<Key, GateName>> = {
  eventsPerCoefficient: 'events-per-coefficient',
  aucInTest: 'auc-in-test',
  aucInValidation: 'auc-in-validation',
  calibrationSlope: 'calibration-slope',
  calibrationInTheLarge: 'calibration-in-the-large',
  netBenefit: 'net-benefit',
  notWorseThanChampion: 'not-worse-than-champion',
  institutionsGap: 'institutions-gap',
  newEvents: 'new-events',
};

export interface GateSetting {
  readonly gate: GateName;
  readonly origin: 'default' | 'line' | 'left-out';
  /** Fields and values, as the API names them. */
  readonly numbers: readonly (readonly [string, string])[];
}

/** Every gate with its numbers, in the order of judging. */
export function gateSettings(settings: Settings): GateSetting[] {
  const own: Readonly<Record<string, unknown>> = settings;
  return (Object.keys(NAMES) as Key[]).map((key) => {
    const isOwn = own[key] !== undefined;
    const value = isOwn ? own[key] : DEFAULT_GATES[key];
    const numbers = Object.entries(value ?? {}).map(([name, one]) => [name, String(one)] as const);
    return { gate: NAMES[key], origin: value === null ? 'left-out' : isOwn ? 'line' : 'default', numbers };
  });
}
