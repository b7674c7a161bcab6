import type { FeatureClass } from '../feature-classes.ts';

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
  readonly deprecated: boolean;
  /** What it is equal to, where PyRadiomics accepts the name and gives no value; null for all that have one. */
  readonly equals: string | null;
}

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
    deprecated: deprecated.includes(name),
    equals: null,
  }));
}
