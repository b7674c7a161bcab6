/** What a signature leaves open, and what depends on it. */

import type { z } from 'zod';
import type { Cutoff, SignatureTerm, signatureFile } from './signature-file.ts';

/** What a signature may be used for. */
export type Use = 'rad-score' | 'probability' | 'class' | 'nomogram' | 'nomogram-class' | 'images' | 'axes' | 'reading';

/** In words, what cannot be had. */
export const USES: Readonly<Record<Use, string>> = {
  'rad-score': 'the Rad-score, and whatever follows from it',
  probability: 'the probability by the Rad-score',
  class: 'the class by the Rad-score',
  nomogram: 'the nomogram: its linear predictor, probability and class',
  'nomogram-class': 'the class by the nomogram',
  images: 'measuring images; typed values can be scored without it',
  axes: 'drawing the axis; the score does not need it',
  reading: 'no number: how an answer is to be read',
};

export interface OpenItem {
  /** Dotted, with positions from 1. */
  readonly path: string;
  /** What is not known. */
  readonly asks: string;
  readonly needed: Use;
  /** Whether one value fills it; else the file must state it. */
  readonly isValue: boolean;
}

type Stated = z.infer<typeof signatureFile>;

/** Everything that a file leaves open, in the order of the file. */
export function openItems({ source, cohort, outcome, software, images, radScore, nomogram }: Stated): OpenItem[] {
  const items: OpenItem[] = [];
  const ask = (value: unknown, path: string, asks: string, needed: Use, isValue = true): void => {
    if (value === null || value === undefined) items.push({ path, asks, needed, isValue });
  };
  ask(source.doi ?? source.citation, 'source.doi', 'where it was published', 'reading');
  ask(cohort, 'cohort', 'on whom it was fitted', 'reading', false);
  if (cohort) {
    ask(cohort.patients, 'cohort.patients', 'how many patients it was fitted on', 'reading');
    ask(cohort.events, 'cohort.events', 'how many of them had the event', 'reading');
  }
  ask(outcome, 'outcome', 'what is predicted', 'reading', false);
  if (outcome) {
    ask(outcome.name, 'outcome.name', 'what is predicted', 'reading');
    ask(outcome.event, 'outcome.event', 'of which event the score speaks', 'reading');
    ask(outcome.definition, 'outcome.definition', 'how the outcome is defined', 'reading');
  }
  ask(software, 'software', 'what computed the features', 'reading');
  for (const [name, { protocol, settings, region, meaning }] of Object.entries(images)) {
    ask(meaning, `images.${name}.meaning`, 'what its voxels are', 'images');
    if (protocol !== undefined) continue;
    ask(settings, `images.${name}.settings`, 'the extraction settings', 'images', false);
    ask(region, `images.${name}.region`, 'the region that features are read on', 'images');
  }
  const { link, intercept, standardisation, features, cutoff } = radScore;
  ask(link, 'radScore.link', 'whether the score is a log odds (logit) or not (identity)', 'probability');
  ask(intercept, 'radScore.intercept', 'the intercept; 0 if there is none', 'rad-score');
  ask(standardisation, 'radScore.standardisation', 'whether features were z-scored', 'rad-score');
  ask(features, 'radScore.features', 'the features and their coefficients', 'rad-score', false);
  features?.forEach(({ image, name, coefficient, mean, sd }, i) => {
    const at = `radScore.features.${i + 1}`;
    ask(image, `${at}.image`, 'the image of the feature', 'rad-score');
    ask(name, `${at}.name`, 'the name of the feature', 'rad-score');
    ask(coefficient, `${at}.coefficient`, 'the coefficient', 'rad-score');
    if (standardisation !== 'z-score') return;
    ask(mean, `${at}.mean`, 'the mean that it was standardised by', 'rad-score');
    ask(sd, `${at}.sd`, 'the standard deviation that it was standardised by', 'rad-score');
  });
  items.push(...openOfCutoff(cutoff, 'radScore.cutoff', 'class'));
  if (nomogram === 'none') return items;
  ask(nomogram, 'nomogram', 'the nomogram; none if there is none', 'nomogram', false);
  if (!nomogram) return items;
  ask(nomogram.link, 'nomogram.link', 'the link: logit', 'nomogram');
  ask(nomogram.intercept, 'nomogram.intercept', 'the intercept', 'nomogram');
  ask(nomogram.terms, 'nomogram.terms', 'what enters it', 'nomogram', false);
  nomogram.terms?.forEach((term, i) => {
    items.push(...openOfTerm(term, `nomogram.terms.${i + 1}`));
  });
  return [...items, ...openOfCutoff(nomogram.cutoff, 'nomogram.cutoff', 'nomogram-class')];
}

function openOfCutoff(cutoff: Cutoff | 'none' | null, path: string, needed: Use): OpenItem[] {
  if (cutoff === 'none') return [];
  if (cutoff === null) return [{ path, asks: 'the cut-off; none if there is none', needed, isValue: false }];
  const { value, scale, positive } = cutoff;
  return [
    { open: value, path: `${path}.value`, asks: 'the cut-off' },
    { open: scale, path: `${path}.scale`, asks: 'whether it is a score or a probability' },
    { open: positive, path: `${path}.positive`, asks: 'which side of it is positive' },
  ].flatMap(({ open, ...item }) => (open === null ? [{ ...item, needed, isValue: true }] : []));
}

function openOfTerm(term: SignatureTerm, path: string): OpenItem[] {
  const items: OpenItem[] = [];
  const ask = (value: unknown, name: string, asks: string, needed: Use = 'nomogram', isValue = true): void => {
    if (value === null) items.push({ path: `${path}.${name}`, asks, needed, isValue });
  };
  if (term.kind === null) {
    ask(term.kind, 'kind', `how ${term.name} enters: continuous or categorical`);
    return items;
  }
  if (term.kind === 'categorical') {
    ask(term.reference, 'reference', `the reference level of ${term.name}`);
    ask(term.levels, 'levels', `the levels of ${term.name} and their coefficients`, 'nomogram', false);
    for (const [level, coefficient] of Object.entries(term.levels ?? {})) {
      ask(coefficient, `levels.${level}`, `the coefficient of ${term.name} ${level}`);
    }
    return items;
  }
  const name = term.kind === 'rad-score' ? 'the Rad-score' : term.name;
  if (term.kind === 'rad-score') ask(term.enters, 'enters', 'whether it enters as score or probability');
  ask(term.coefficient, 'coefficient', `the coefficient of ${name}`);
  ask(term.range, 'range', `the range of ${name} in the cohort`, 'axes', false);
  return items;
}
