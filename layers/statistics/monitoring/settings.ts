/** What monitoring calls drift, as data, with the recorded defaults and the rate of false alarms that follows from them. */

export interface MonitoringSettings {
  readonly drift: {
    /**
     * Chance that an institution's month is called drifted although nothing changed: the bound on the smallest p of all
     * features, the score and all spans together (Bonferroni).
     */
    readonly falseAlarmsPerMonth: number;
    /** Months that are pooled, each ending with the month that is judged. */
    readonly spans: readonly number[];
    /** Fewer studies in a span are too few to tell. */
    readonly leastStudies: number;
  };
  readonly calibration: {
    /** Chance that a calibrated model ever raises the alarm, however often and for however long one looks. */
    readonly falseAlarmsEver: number;
    /** Fewer outcomes of either kind are too few for intervals. */
    readonly leastPerOutcome: number;
  };
  /** Of every interval that is shown. */
  readonly confidence: number;
}

/** Chosen by simulation: docs/drift.md. */
export const DEFAULT_MONITORING: MonitoringSettings = {
  drift: { falseAlarmsPerMonth: 0.0005, spans: [1, 3, 6], leastStudies: 8 },
  calibration: { falseAlarmsEver: 0.01, leastPerOutcome: 5 },
  confidence: 0.95,
};
