/** Patients of pure noise: columns of features that know nothing of the outcome. */
import type { Sample } from '../learning/sample.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import type { Random } from '../numbers/random.ts';

/** How many patients, and how many of them have the outcome. */
export interface SetSize {
  readonly patients: number;
  readonly events: number;
}

/** Independent standard normal columns; the first rows have the outcome, which is no loss of generality. */
export function noiseSample({ patients, events }: SetSize, columns: number, random: Random): Sample {
  return {
    n: patients,
    ids: Array.from({ length: patients }, (_, i) => `N${i + 1}`),
    names: Array.from({ length: columns }, (_, j) => `noise${j + 1}`),
    features: Float64Array.from({ length: patients * columns }, () => random.normal()),
    y: Uint8Array.from({ length: patients }, (_, i) => (i < events ? 1 : 0)),
    clinical: [],
    site: new Array<string>(patients).fill(''),
    patient: null,
    repeats: null,
    drawn: null,
  };
}

/** Steps of a protocol that noise has no data for: sites to harmonise or hold out, and repeated segmentations. */
export function withoutSitesAndRepeats(protocol: ModellingProtocol): {
  readonly protocol: ModellingProtocol;
  readonly left: readonly string[];
} {
  const { by, ...validation } = protocol.validation;
  const left = [
    ...(protocol.harmonisation ? ['harmonisation of sites'] : []),
    ...(protocol.robustness ? ['robustness against repeated segmentations'] : []),
    ...(by === 'site' ? ['leave-one-site-out (folds of patients in its place)'] : []),
  ];
  return { protocol: { ...protocol, harmonisation: null, robustness: null, validation }, left };
}
