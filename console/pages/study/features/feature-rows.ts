/** The features of a study as rows: name and its parts, catalogue, value, place in the cohort; and their filters. */
import { CATALOGUE, type CatalogueEntry } from '@radscore/radiomics';
import { partsOfFeature } from '../../../texts/feature-meaning.ts';
import type { Features, Reference, SequenceName } from '../data/study-data.ts';
import { type CohortPlace, placeInCohort } from './cohort-place.ts';

export interface FeatureRow {
  /** `dce_wavelet-LLH_glcm_Idm` */
  readonly name: string;
  readonly sequence: SequenceName;
  /** `wavelet-LLH`; shape has `original`. */
  readonly imageType: string;
  readonly featureClass: string;
  /** Null if the definition gives no number. */
  readonly value: number | null;
  readonly entry?: CatalogueEntry;
  readonly isInModel: boolean;
  readonly place?: CohortPlace;
}

const BY_NAME: ReadonlyMap<string, CatalogueEntry> = new Map(
  CATALOGUE.map((entry) => [`${entry.featureClass}_${entry.name}`, entry]),
);

/** The rows, those of the model first, then in the order of the answer. */
export function featureRows({ features }: Features, reference: Reference | undefined): FeatureRow[] {
  const inModel = new Set(Object.keys(reference?.selected ?? {}));
  const rows = Object.entries(features).map(([name, value]): FeatureRow => {
    const { sequence = 't2fs', image = '', feature = '' } = partsOfFeature(name);
    return {
      name,
      sequence,
      imageType: image,
      featureClass: feature.split('_')[0],
      value,
      entry: BY_NAME.get(feature),
      isInModel: inModel.has(name),
      place: reference && placeInCohort(value, reference.features[name], reference.selected[name]),
    };
  });
  return [...rows.filter((row) => row.isInModel), ...rows.filter((row) => !row.isInModel)];
}

export interface FeatureFilters {
  readonly text?: string;
  readonly sequence?: string;
  readonly imageType?: string;
  readonly featureClass?: string;
  readonly isInModel?: boolean;
}

/** The rows that fit all filters. A text is looked for in name, meaning and IBSI code, without regard to case. */
export function filteredFeatures(
  rows: readonly FeatureRow[],
  { text = '', sequence, imageType, featureClass, isInModel }: FeatureFilters,
  meaning: (name: string) => string,
): FeatureRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (sequence && row.sequence !== sequence) return false;
    if (imageType && row.imageType !== imageType) return false;
    if (featureClass && row.featureClass !== featureClass) return false;
    if (isInModel && !row.isInModel) return false;
    if (words.length === 0) return true;
    const searched = `${row.name} ${row.entry?.ibsi ?? ''} ${meaning(row.name)}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

/** The values that a filter can have, in the order in which they come. */
export function choicesOf(rows: readonly FeatureRow[], part: 'sequence' | 'imageType' | 'featureClass'): string[] {
  return [...new Set(rows.map((row) => row[part]))].filter(Boolean);
}

/** A value with digits that a person can compare; the exports have all of them. */
export function featureValueDigits(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const power = Math.floor(Math.log10(Math.abs(value)));
  return Math.max(0, Math.min(8, 3 - power));
}
