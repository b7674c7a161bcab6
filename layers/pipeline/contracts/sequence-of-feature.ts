/** Names of features over several sequences: `{t2fs|dwi|dce}_{PyRadiomics name}`. */
import { SEQUENCES, type SequenceName } from './choices.ts';

/** The sequence that a feature belongs to, by its prefix; `undefined` if it bears none. */
export function sequenceOf(feature: string): SequenceName | undefined {
  return SEQUENCES.find((sequence) => feature.startsWith(`${sequence}_`));
}
