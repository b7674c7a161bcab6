/** The forms in which features and warnings leave the engine. */
/** Features of one image type (or of the shape), in catalogue order. */
export interface FeatureBlock {
  /** `shape`, `shape2D`, or the image part of the names: `original`, `wavelet-LLH`, `log-sigma-1-0-mm-3D` … */
  readonly imageType: string;
  /** PyRadiomics' full names, e.g. `wavelet-LLH_glcm_Idm`. */
  readonly names: readonly string[];
  /** NaN only where PyRadiomics has no number either; a warning names each. */
  readonly values: Float64Array;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
}

export interface Extraction {
  readonly blocks: readonly FeatureBlock[];
  readonly warnings: readonly Warning[];
  /** Occupied grey levels of the ROI per image type. */
  readonly greyLevels: Readonly<Record<string, number>>;
}
