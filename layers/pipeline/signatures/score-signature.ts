/** Scores values by a signature: the one arithmetic of the command, the API and the page. */
import { InvalidValue, logistic } from '@radscore/statistics';
import type { OpenItem, Use } from './open-items.ts';
import { SignatureOpen } from './refused-signature.ts';
import type { Assumption, Cutoff, Signature, SignatureTerm } from './signature-file.ts';

export interface SignatureValues {
  /** By `{image}_{name}`, or by the bare name if the signature has one image. More may be given. */
  readonly features: Readonly<Record<string, number>>;
  /** By the names of the nomogram's terms. */
  readonly clinical?: Readonly<Record<string, number | string>>;
}

export interface SignatureWarning {
  readonly code:
    | 'made-up'
    | 'assumed'
    | 'cutoff-unknown'
    | 'out-of-distribution'
    | 'clinical-missing'
    | 'clinical-out-of-range';
  readonly of: string;
  readonly message: string;
}

/** Side of a cut-off; `null` if there is none, or if it is not known. */
export type SignatureClass = 'positive' | 'negative' | null;

/** One answer with the class that a cut-off gives. */
export interface Answered {
  /** Linear predictor of the nomogram, or the Rad-score. */
  readonly score: number;
  /** `null` of a score that is no log odds. */
  readonly probability: number | null;
  readonly class: SignatureClass;
  readonly cutoff: {
    readonly value: number;
    readonly scale: 'score' | 'probability';
    readonly positive: string;
  } | null;
}

export interface SignatureScore {
  readonly radScore: number;
  /** Of the nomogram if it answers, else of the Rad-score. */
  readonly source: 'nomogram' | 'rad-score';
  readonly probability: number | null;
  readonly class: SignatureClass;
  readonly byRadScore: Answered;
  readonly byNomogram: (Answered & { readonly terms: readonly TermShare[] }) | null;
  /** What each feature adds to the Rad-score, in the order of the file; `z` is the value itself without standardisation. */
  readonly contributions: readonly {
    readonly feature: string;
    readonly value: number;
    readonly z: number;
    readonly contribution: number;
  }[];
  readonly assumed: readonly Assumption[];
  readonly warnings: readonly SignatureWarning[];
}

/** What a term of the nomogram adds to its linear predictor. */
export interface TermShare {
  readonly term: string;
  readonly value: number | string;
  readonly contribution: number;
}

/** z-scores beyond this lie outside what most of the cohort had. */
const FAR = 3;

/** Name of a feature as values are given: `{image}_{name}`. */
export function featureKey({ image, name }: { readonly image: string | null; readonly name: string | null }): string {
  return `${image}_${name}`;
}

/** Names of the terms of the nomogram that ask for a clinical value. */
export function clinicalNames({ nomogram }: Signature): string[] {
  const terms = nomogram === 'none' ? [] : (nomogram?.terms ?? []);
  return terms.flatMap((term) => ('name' in term ? [term.name] : []));
}

/** What has to be known for an answer: with the nomogram, if the signature has one and it is asked for. */
export function neededUses({ nomogram }: Signature, part: 'all' | 'rad-score'): Use[] {
  const own: Use[] = ['rad-score', 'probability'];
  return nomogram !== 'none' && part === 'all' ? [...own, 'nomogram'] : own;
}

/**
 * Whether a signature states what an answer needs. @throws SignatureOpen naming what is open
 *
 * @param part `rad-score` leaves the nomogram out
 */
export function requireStated(
  signature: Signature,
  open: readonly OpenItem[],
  part: 'all' | 'rad-score' = 'all',
): void {
  const uses = neededUses(signature, part);
  const lacking = open.filter(({ needed }) => uses.includes(needed));
  if (lacking.length === 0) return;
  const isOnlyNomogram = lacking.every(({ needed }) => needed === 'nomogram');
  const other = isOnlyNomogram ? ' Without the nomogram the Rad-score can be had (--rad-score-only).' : '';
  const remedy = `Complete the file, or state what you assume: assume: { ${lacking[0].path}: … }.${other}`;
  throw new SignatureOpen('the score', lacking, remedy);
}

/**
 * Scores one patient.
 *
 * @param part `rad-score` leaves the nomogram out; without clinical values it is left out with a warning
 * @throws SignatureOpen if the signature leaves open what is needed
 * @throws InvalidValue naming a feature that is missing, or a clinical value that cannot be used
 */
export function scoreSignature(
  { signature, open }: { readonly signature: Signature; readonly open: readonly OpenItem[] },
  { features, clinical = {} }: SignatureValues,
  part: 'all' | 'rad-score' = 'all',
): SignatureScore {
  requireStated(signature, open, part);
  const warnings: SignatureWarning[] = [...ofSignature(signature)];
  const { radScore: of, nomogram } = signature;
  const isSingle = Object.keys(signature.images).length === 1;
  const contributions = (of.features ?? []).map((feature) => {
    const { name, coefficient, mean, sd } = feature;
    const key = featureKey(feature);
    const value = numberOf(key, features[key] ?? (isSingle ? features[String(name)] : undefined));
    const z = of.standardisation === 'z-score' ? (value - Number(mean)) / Number(sd) : value;
    if (of.standardisation === 'z-score' && Math.abs(z) > FAR) {
      const message = `${key} lies ${z.toFixed(1)} standard deviations from the published mean (${value} against ${mean}). Check the settings and the unit.`;
      warnings.push({ code: 'out-of-distribution', of: key, message });
    }
    return { feature: key, value, z, contribution: Number(coefficient) * z };
  });
  const radScore = contributions.reduce((sum, { contribution }) => sum + contribution, Number(of.intercept));
  requireFinite('Rad-score', radScore);
  const byRadScore = answered(radScore, of.link === 'logit' ? logistic(radScore) : null, of.cutoff);
  if (of.cutoff === null || isOpen(of.cutoff)) warnings.push(cutoffUnknown('radScore.cutoff'));
  const byNomogram =
    nomogram === 'none' || nomogram === null || part === 'rad-score'
      ? null
      : answeredByNomogram(nomogram, byRadScore, clinical, warnings);
  const { probability, class: side } = byNomogram ?? byRadScore;
  const source = byNomogram ? 'nomogram' : 'rad-score';
  const { assumed } = signature;
  return { radScore, source, probability, class: side, byRadScore, byNomogram, contributions, assumed, warnings };
}

function* ofSignature({ coefficients, assumed }: Signature): Generator<SignatureWarning> {
  if (coefficients === 'made up') {
    const message =
      'The coefficients of this signature are made up: it is an example, and says nothing about a patient.';
    yield { code: 'made-up', of: '', message };
  }
  for (const { path, value } of assumed) {
    const message = `${path} is assumed to be ${value}: the publication does not state it.`;
    yield { code: 'assumed', of: path, message };
  }
}

function cutoffUnknown(of: string): SignatureWarning {
  return { code: 'cutoff-unknown', of, message: 'The publication does not state the cut-off: there is no class.' };
}

function isOpen(cutoff: Cutoff | 'none'): boolean {
  return cutoff !== 'none' && (cutoff.value === null || cutoff.scale === null || cutoff.positive === null);
}

function answered(score: number, probability: number | null, cutoff: Cutoff | 'none' | null): Answered {
  if (cutoff === 'none' || cutoff === null) return { score, probability, class: null, cutoff: null };
  const { value, scale, positive } = cutoff;
  if (value === null || scale === null || positive === null) return { score, probability, class: null, cutoff: null };
  const compared = scale === 'score' ? score : probability;
  if (compared === null) return { score, probability, class: null, cutoff: null };
  const isPositive = {
    'at or above': compared >= value,
    above: compared > value,
    'at or below': compared <= value,
    below: compared < value,
  }[positive];
  return { score, probability, class: isPositive ? 'positive' : 'negative', cutoff: { value, scale, positive } };
}

type StatedNomogram = Exclude<Signature['nomogram'], 'none' | null>;

function answeredByNomogram(
  { intercept, terms, cutoff }: StatedNomogram,
  byRadScore: Answered,
  clinical: Readonly<Record<string, number | string>>,
  warnings: SignatureWarning[],
): SignatureScore['byNomogram'] {
  const missing = (terms ?? []).flatMap((term) => ('name' in term && isAbsent(clinical[term.name]) ? [term.name] : []));
  for (const of of missing) {
    const message = `${of} is missing: the Rad-score answers instead of the nomogram.`;
    warnings.push({ code: 'clinical-missing', of, message });
  }
  if (missing.length > 0) return null;
  const shares = (terms ?? []).map((term) => shareOf(term, byRadScore, clinical, warnings));
  const score = shares.reduce((sum, { contribution }) => sum + contribution, Number(intercept));
  requireFinite('nomogram', score);
  if (cutoff === null || isOpen(cutoff)) warnings.push(cutoffUnknown('nomogram.cutoff'));
  return { ...answered(score, logistic(score), cutoff), terms: shares };
}

function shareOf(
  term: SignatureTerm,
  { score, probability }: Answered,
  clinical: Readonly<Record<string, number | string>>,
  warnings: SignatureWarning[],
): TermShare {
  if (term.kind === 'rad-score') {
    const value = term.enters === 'probability' ? Number(probability) : score;
    return { term: 'Rad-score', value, contribution: Number(term.coefficient) * value };
  }
  const { name } = term;
  const given = clinical[name];
  if (term.kind === 'categorical') {
    const levels = { [String(term.reference)]: 0, ...term.levels };
    const level = Object.keys(levels).find((one) => one === String(given));
    if (level === undefined) {
      const wanted = `one of ${Object.keys(levels).join(', ')}`;
      throw new InvalidValue(
        'to be scored',
        name,
        `"${given}"`,
        wanted,
        'The signature has no coefficient for another.',
      );
    }
    return { term: name, value: level, contribution: Number(levels[level]) };
  }
  const value = numberOf(name, given);
  const range = term.kind === 'continuous' ? term.range : null;
  if (range && (value < range[0] || value > range[1])) {
    const message = `${name} is ${value}; the cohort had ${range[0]} to ${range[1]}.`;
    warnings.push({ code: 'clinical-out-of-range', of: name, message });
  }
  return {
    term: name,
    value,
    contribution: term.kind === 'continuous' ? Number(term.coefficient) * value : Number.NaN,
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || Number.isNaN(value);
}

/** @throws InvalidValue for what is missing or no finite number */
function numberOf(name: string, given: number | string | undefined): number {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const got = given === undefined ? 'no value' : `"${given}"`;
  throw new InvalidValue('to be scored', name, got, 'a finite number', 'Measure it by the settings of the signature.');
}

/** @throws InvalidValue for values with which the formula overflows */
function requireFinite(of: string, score: number): void {
  if (Number.isFinite(score)) return;
  throw new InvalidValue(
    'to be scored',
    of,
    'no number',
    'values for which the formula gives one',
    'Check the values.',
  );
}
