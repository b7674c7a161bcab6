/** Monitoring of a version in use: drift of what comes in, calibration of what came of it, and the alarms of both. */
import {
  type AnsweredOutcome,
  type CalibrationAlarm,
  type CalibrationWatch,
  watchCalibration,
} from './calibration-watch.ts';
import { type Drift, type DriftAlarm, driftOf, type MonitoredStudy } from './drift.ts';
import type { DriftReference } from './reference.ts';
import { DEFAULT_MONITORING, type MonitoringSettings } from './settings.ts';

/** What is known of a version in use. */
export interface MonitoringInput {
  readonly reference: DriftReference;
  /** Every study that the version scored and was not fitted on. */
  readonly studies: readonly MonitoredStudy[];
  /** Those of them whose outcome has come. */
  readonly outcomes: readonly AnsweredOutcome[];
}

/** Plain JSON; no single study is in it, but counts may be small. */
export interface Monitoring {
  readonly drift: Drift;
  readonly calibration: CalibrationWatch;
  readonly alarms: readonly (DriftAlarm | CalibrationAlarm)[];
  readonly settings: MonitoringSettings;
}

/** @throws RangeError for a month that is not written YYYY-MM */
export function monitor(
  { reference, studies, outcomes }: MonitoringInput,
  settings: MonitoringSettings = DEFAULT_MONITORING,
): Monitoring {
  const drift = driftOf(reference, studies, settings);
  const calibration = watchCalibration(outcomes, settings);
  return { drift, calibration, alarms: [...drift.alarms, ...calibration.alarms], settings };
}
