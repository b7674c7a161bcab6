/** The plain meaning of a feature's name: what is measured, on which sequence; the name itself where none is known. */
import { t } from './texts.ts';

/** A feature's name in its parts: `dce_wavelet-LLH_glcm_Idm`, with or without a sequence. */
export interface FeatureParts {
  readonly sequence?: 't2fs' | 'dwi' | 'dce';
  readonly image?: string;
  /** `glcm_Idm`: the key of the catalogue. */
  readonly feature?: string;
}

/** The parts of a name; of a name that is none of the catalogue's, those that can be told apart. */
export function partsOfFeature(name: string): FeatureParts {
  const [, sequence, image, feature] = /^(?:(t2fs|dwi|dce)_)?(?:([^_]+)_)?([^_]+_[^_]+)$/.exec(name) ?? [];
  return {
    ...(sequence && { sequence: sequence as 't2fs' | 'dwi' | 'dce' }),
    ...(image && { image }),
    ...(feature && { feature }),
  };
}

/** "DCE: evenness between neighbours"; the technical name stands next to it. */
export function featureMeaning(name: string): string {
  const { sequence, feature } = partsOfFeature(name);
  const { featureMeanings, predictionPage, sequence: sequences } = t();
  const known = feature !== undefined && Object.hasOwn(featureMeanings, feature) ? featureMeanings[feature] : undefined;
  if (known === undefined) return predictionPage.contributions.noMeaning;
  return sequence === undefined ? known : predictionPage.contributions.onSequence(sequences[sequence], known);
}
