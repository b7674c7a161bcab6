/** The form of a catalogue entry. */
import type { FeatureClass } from '../settings/feature-classes.ts';

/** What a feature is. Symbols are explained once per class, in `CLASS_NOTES`. */
export interface CatalogueEntry {
  readonly featureClass: FeatureClass;
  /** PyRadiomics' name. */
  readonly name: string;
  readonly formula: string;
  readonly unit: string;
  readonly range: string;
  /** Code of the IBSI reference manual, or null where IBSI has no such feature. */
  readonly ibsi: string | null;
  /** Value for an ROI of one grey level (for shape: of a single slice). */
  readonly flat: string;
  /** Where PyRadiomics' value differs from IBSI's, and why; empty where it does not. */
  readonly difference: string;
  /** Where the value is ill-conditioned, so that rounding alone moves it by more than 1e-9; empty where it is not. */
  readonly condition: string;
  readonly deprecated: boolean;
  /** What it is equal to, where PyRadiomics accepts the name and gives no value; null for all that have one. */
  readonly equals: string | null;
}

/** Measured: docs/mask-grids.md. Of a single ROI `measureTrust` says it. */
const CONDITIONS: Readonly<Record<string, string>> = {
  glcm_MCC:
    'where the second eigenvalue of a direction is 0 (its matrix is the product of its margins), its root is that of rounding: up to 3e-8, shared among the directions',
  glcm_Imc2:
    'where the matrix of a direction is the product of its margins, rounding decides between 0, about 1e-8, and not defined, which leaves the direction out of the mean: a change by 1 of 13 directions',
  firstorder_RobustMeanAbsoluteDeviation:
    'where values equal the 10th or 90th percentile but for rounding (lbp-3D: always), rounding decides which of them count',
};

/** Image types whose values are ill-conditioned in themselves. */
export const IMAGE_CONDITIONS: Readonly<Record<string, string>> = {
  'lbp-3D-m1, lbp-3D-m2':
    'a sample that equals its centre but for rounding is set or not: in images of repeated values that are no whole numbers (normalised integers, nearest neighbour) any feature may move. Patterns that are turned or mirrored have equal power but for rounding: RobustMeanAbsoluteDeviation moves in any image, by up to 5 % (brain1)',
  'lbp-3D-k':
    'well-conditioned in continuous images; where samples around a voxel are equal but for rounding, its value is that of rounding',
  'lbp-2D':
    'a sample that equals its centre but for rounding is set or not: none in whole numbers, many in normalised ones, where a background of one value moved features by up to 70 % (brain1)',
};

export type Row = readonly [
  name: string,
  formula: string,
  unit: string,
  range: string,
  ibsi: string | null,
  flat: string,
  difference?: string,
];

export function entries(
  featureClass: FeatureClass,
  rows: readonly Row[],
  deprecated: readonly string[] = [],
): CatalogueEntry[] {
  return rows.map(([name, formula, unit, range, ibsi, flat, difference = '']) => ({
    featureClass,
    name,
    formula,
    unit,
    range,
    ibsi,
    flat,
    difference,
    condition: CONDITIONS[`${featureClass}_${name}`] ?? '',
    deprecated: deprecated.includes(name),
    equals: null,
  }));
}
