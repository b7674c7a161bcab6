/** What is wrong with a signature beyond its schema: names, contradictions, terms that cannot be. */
import type { z } from 'zod';
import type { SignatureFault } from './refused-signature.ts';
import { faultOfName, faultsOfImage, meant, namesOfImage, quoted } from './settings-of-signature.ts';
import type { signatureFile } from './signature-file.ts';

type Stated = z.infer<typeof signatureFile>;
type Path = readonly (string | number)[];

/** A fault at a place of the file whose line is not looked up yet. */
export interface Unplaced extends Omit<SignatureFault, 'path' | 'line'> {
  readonly at: Path;
  /** The fault is of this key of what lies at `at`. */
  readonly key?: string;
}

/** Names that are compared with all that there are; of more wrong ones the nearest is not looked for. */
const MOST_COMPARED = 10;

/** Names that the settings do not give, and what contradicts itself in a file that fits the schema. */
export function contradictionsOf(stated: Stated): Unplaced[] {
  const faults: Unplaced[] = [];
  const fault = (at: Path, got: string, wanted: string, remedy = ''): void => {
    faults.push({ at, got, wanted, remedy });
  };
  const { images, radScore, nomogram, cohort } = stated;
  const names = Object.keys(images);
  const badImages = names.flatMap((name) =>
    faultsOfImage(images, name).map(({ path, ...rest }) => ({ at: path.split('.'), ...rest })),
  );
  faults.push(...badImages);
  const given = new Map<string, ReadonlySet<string> | undefined>();
  const namesOf = (image: string): ReadonlySet<string> | undefined => {
    if (!given.has(image)) given.set(image, namesOfImage(images, image));
    return given.get(image);
  };
  let wrongNames = 0;
  const seen = new Map<string, number>();
  radScore.features?.forEach(({ image, name, mean, sd }, i) => {
    const at = ['radScore', 'features', i];
    if (image !== null && !Object.hasOwn(images, image)) {
      fault([...at, 'image'], quoted(image), `one of ${names.join(', ')}`, meant(image, names));
    } else if (image !== null && name !== null && badImages.length === 0) {
      const wrong = faultOfName(image, name, namesOf(image), ++wrongNames <= MOST_COMPARED);
      if (wrong) faults.push({ at: [...at, 'name'], ...wrong });
      else wrongNames--;
      const before = seen.get(`${image} ${name}`);
      if (before !== undefined)
        fault(at, `${image}_${name} a second time`, 'each feature once', `It is number ${before}, too.`);
      seen.set(`${image} ${name}`, i + 1);
    }
    if (radScore.standardisation === 'none' && (typeof mean === 'number' || typeof sd === 'number')) {
      fault(at, 'a mean or sd with standardisation: none', 'z-score, or neither', 'Say which it was.');
    }
  });
  if (radScore.link === 'identity' && isOnProbability(radScore.cutoff)) {
    fault(
      ['radScore', 'cutoff', 'scale'],
      'probability with link: identity',
      'score: such a score gives no probability',
    );
  }
  if (cohort?.patients != null && cohort.events != null && cohort.events > cohort.patients) {
    fault(['cohort', 'events'], `${cohort.events} of ${cohort.patients} patients`, 'at most as many as patients');
  }
  if (nomogram !== 'none' && nomogram?.terms) faults.push(...faultsOfTerms(nomogram.terms, radScore.link));
  const cutoffs = [
    ['radScore', radScore.cutoff],
    ['nomogram', nomogram === 'none' ? null : nomogram?.cutoff],
  ] as const;
  for (const [part, cutoff] of cutoffs) {
    if (!isOnProbability(cutoff) || cutoff.value === null || (cutoff.value >= 0 && cutoff.value <= 1)) continue;
    fault([part, 'cutoff', 'value'], String(cutoff.value), 'a probability between 0 and 1');
  }
  return faults;
}

function isOnProbability<C extends Stated['radScore']['cutoff'] | undefined>(
  cutoff: C,
): cutoff is Exclude<C, 'none' | null | undefined> {
  return cutoff !== null && cutoff !== undefined && cutoff !== 'none' && cutoff.scale === 'probability';
}

type Terms = NonNullable<Exclude<Stated['nomogram'], 'none' | null>['terms']>;

function faultsOfTerms(terms: Terms, link: Stated['radScore']['link']): Unplaced[] {
  const seen = new Map<string, number>();
  return terms.flatMap((term, i): Unplaced[] => {
    const at = ['nomogram', 'terms', i];
    const name = term.kind === 'rad-score' ? 'rad-score' : term.name;
    const before = seen.get(name);
    seen.set(name, i + 1);
    const faults: Unplaced[] = [];
    const fault = (key: string, got: string, wanted: string, remedy = ''): void => {
      faults.push({ at: [...at, key], got, wanted, remedy });
    };
    if (before !== undefined) fault('name', `${name} a second time`, 'each term once', `It is term ${before}, too.`);
    if ('range' in term && term.range && !(term.range[0] < term.range[1])) {
      fault('range', `${term.range[0]} to ${term.range[1]}`, 'the lower end first, then a higher one');
    }
    if (term.kind === 'rad-score' && term.enters === 'probability' && link === 'identity') {
      fault('enters', 'probability of a Rad-score with link: identity', 'score: such a score gives no probability');
    }
    if (
      term.kind === 'categorical' &&
      term.reference !== null &&
      term.levels &&
      Object.hasOwn(term.levels, term.reference)
    ) {
      const got = `the reference ${quoted(term.reference)} among the levels with coefficients`;
      fault('levels', got, 'every level but the reference', 'Its coefficient is 0.');
    }
    if (term.kind === 'categorical' && term.levels && Object.keys(term.levels).length === 0) {
      fault('levels', 'no level', 'at least one besides the reference');
    }
    return faults;
  });
}
