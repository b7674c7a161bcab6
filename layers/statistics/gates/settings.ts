/** What a version of a model must show before it is promoted, as data, with the recorded defaults. */

/** What happens to a promotion if a gate cannot be measured. */
export type WhenNotMeasured = 'refuse' | 'pass';

/** Every gate of a line of models. Plain JSON; null leaves a gate out. */
export interface GateSettings {
  /** Rows of the rarer outcome in training per coefficient of the model (features and clinical terms, no intercept). */
  readonly eventsPerCoefficient: { readonly least: number } | null;
  /**
   * The area under the curve against the null, in the test rows: the lower end of its interval at `confidence` above one half and
   * above the mean of the models of permuted outcomes, and the area itself above their `quantile`. `aloneConfidence`
   * counts if there is no cross-validation: the test rows carry the proof alone.
   */
  readonly aucInTest: {
    readonly confidence: number;
    readonly aloneConfidence: number;
    readonly quantile: number;
  } | null;
  /** The same in the cross-validation around the whole protocol, at that validation's own level. */
  readonly aucInValidation: { readonly quantile: number; readonly whenNotMeasured: WhenNotMeasured } | null;
  /** The interval of the slope, at `confidence`, must reach the band. */
  readonly calibrationSlope: {
    readonly low: number;
    readonly high: number;
    readonly confidence: number;
    readonly whenNotMeasured: WhenNotMeasured;
  } | null;
  /** The interval of the calibration in the large, at `confidence`, must reach ±`most` (log odds). */
  readonly calibrationInTheLarge: { readonly most: number; readonly confidence: number } | null;
  /**
   * Net benefit over the thresholds that the protocol shows, against the better of treating all and treating none: its mean
   * gain at least `leastMean`; and at no threshold a loss that exceeds `mostLoss` beyond its interval at `confidence`.
   */
  readonly netBenefit: { readonly leastMean: number; readonly mostLoss: number; readonly confidence: number } | null;
  /**
   * Paired DeLong on the same locked rows: the lower end, one-sided at `confidence`, of the candidate's area minus the
   * champion's above −`margin`. `leastShare`: of the candidate's test rows, those that the champion answers, too.
   */
  readonly notWorseThanChampion: {
    readonly margin: number;
    readonly confidence: number;
    readonly leastShare: number;
  } | null;
  /**
   * The largest difference of areas between institutions of the test rows: the lower end of its interval, at
   * `confidence` over all pairs together, at most `most`. Institutions with fewer than `leastPerOutcome` rows of an
   * outcome are left out.
   */
  readonly institutionsGap: {
    readonly most: number;
    readonly confidence: number;
    readonly leastPerOutcome: number;
    readonly whenNotMeasured: WhenNotMeasured;
  } | null;
  /** New rows with the event since the champion was fitted; not asked for if there is no champion or if it is marked. */
  readonly newEvents: { readonly least: number; readonly whenNotMeasured: WhenNotMeasured } | null;
}

/**
 * The defaults of every line. They were chosen by simulation (docs/gates.md): models of shuffled outcomes never pass,
 * well calibrated ones of 65 test rows nearly always do, and the protocol being reproduced, with 2.5 events per coefficient, may.
 */
export const DEFAULT_GATES: GateSettings = {
  eventsPerCoefficient: { least: 2 },
  aucInTest: { confidence: 0.95, aloneConfidence: 0.999, quantile: 0.95 },
  aucInValidation: { quantile: 0.95, whenNotMeasured: 'pass' },
  calibrationSlope: { low: 0.8, high: 1.5, confidence: 0.9, whenNotMeasured: 'refuse' },
  calibrationInTheLarge: { most: 0.2, confidence: 0.9 },
  netBenefit: { leastMean: 0, mostLoss: 0.05, confidence: 0.95 },
  notWorseThanChampion: { margin: 0.05, confidence: 0.95, leastShare: 0.9 },
  institutionsGap: { most: 0.1, confidence: 0.95, leastPerOutcome: 10, whenNotMeasured: 'pass' },
  newEvents: { least: 5, whenNotMeasured: 'pass' },
};
