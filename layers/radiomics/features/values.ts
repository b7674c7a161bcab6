/** Feature values under their names. */
/** Feature name → value, for one class of features. */
export type FeatureValues = Readonly<Record<string, number>>;
