/** A signature's nomogram as one that can be drawn: the neutral form of any logistic model. */
import { type ContinuousTerm, type DrawableNomogram, type NomogramTerm, requireDrawable } from '@radscore/statistics';
import type { ReadSignature } from './read-signature.ts';
import { SignatureOpen } from './refused-signature.ts';
import type { Cutoff, Signature, SignatureTerm } from './signature-file.ts';

/** Under this name the Rad-score is a term, after what it is entered as. */
export const RAD_SCORE_TERM = 'radScore';

/**
 * The nomogram of a signature. Its coefficients have no covariance that a publication prints, so that no interval is drawn.
 *
 * @throws SignatureOpen while something that the drawing needs is open; SignatureWithoutNomogram; InvalidNomogram
 */
export function nomogramOfSignature({ signature, open }: ReadSignature): DrawableNomogram {
  const { nomogram, title, coefficients, source, outcome, assumed } = signature;
  if (nomogram === 'none') throw new SignatureWithoutNomogram(signature.name);
  const lacking = open.filter(({ needed }) => needed === 'nomogram' || needed === 'axes');
  // The axis of a probability is that of every probability.
  const needed = lacking.filter(({ path }) => !isRangeOfProbability(path, nomogram));
  if (needed.length > 0 || !nomogram?.terms) {
    throw new SignatureOpen('the nomogram', needed, 'Complete the file.');
  }
  const event = outcome?.event ?? 'the event';
  const cutOff = cutOffOf(nomogram.cutoff);
  return requireDrawable({
    format: 'radscore-nomogram/1',
    title,
    outcome: { event, noEvent: `no ${event}` },
    intercept: Number(nomogram.intercept),
    terms: nomogram.terms.map((term) => drawn(term)),
    covariance: null,
    confidence: 0.95,
    cutOff: cutOff.drawn,
    source: source.doi === null ? (source.citation ?? 'not stated') : `doi:${source.doi}`,
    cohort: cohortText(signature),
    rounding: null,
    notes: [
      ...(coefficients === 'made up' ? ['The coefficients are made up: an example, of no study.'] : []),
      ...assumed.map(({ path, value }) => `Assumed: ${path} = ${value}; the publication does not state it.`),
      ...(outcome?.event ? [] : ['The signature file does not name the event.']),
      ...cutOff.notes,
      'Imported from a publication: nothing of it was validated here.',
    ],
    isSynthetic: coefficients === 'made up',
  });
}

/** A signature that ends with its Rad-score. */
export class SignatureWithoutNomogram extends Error {
  override readonly name = 'SignatureWithoutNomogram';

  constructor(signature: string) {
    super(
      `got ${signature}, which has no nomogram; wanted a signature with one. Its Rad-score can be scored: radscore signature score.`,
    );
  }
}

function isRangeOfProbability(path: string, nomogram: Signature['nomogram']): boolean {
  if (nomogram === 'none' || nomogram === null) return false;
  const term = nomogram.terms?.[Number(/^nomogram\.terms\.(\d+)\.range$/.exec(path)?.[1] ?? 0) - 1];
  return term?.kind === 'rad-score' && term.enters === 'probability';
}

function drawn(term: SignatureTerm): NomogramTerm {
  if (term.kind === 'rad-score') {
    const isScore = term.enters === 'score';
    return {
      kind: 'continuous',
      name: RAD_SCORE_TERM,
      label: isScore ? 'Rad-score' : 'Probability by the Rad-score',
      coefficient: Number(term.coefficient),
      range: term.range ?? [0, 1],
    };
  }
  const { name, label, unit } = term;
  const words = { name, ...(label !== undefined && { label }), ...(unit !== undefined && { unit }) };
  if (term.kind === 'continuous') {
    const range = term.range as ContinuousTerm['range'];
    return { kind: 'continuous', ...words, coefficient: Number(term.coefficient), range };
  }
  const levels = term.kind === 'categorical' ? Object.entries(term.levels ?? {}) : [];
  const reference = term.kind === 'categorical' ? String(term.reference) : '';
  return {
    kind: levels.length === 1 ? 'binary' : 'categorical',
    ...words,
    levels: [{ value: reference }, ...levels.map(([value]) => ({ value }))],
    coefficients: levels.map(([, coefficient]) => Number(coefficient)),
  };
}

/** A drawing is positive at or above its cut-off: another one is named, not drawn. */
function cutOffOf(cutoff: Cutoff | 'none' | null): { drawn: DrawableNomogram['cutOff']; notes: string[] } {
  if (cutoff === 'none') return { drawn: null, notes: [] };
  if (cutoff === null || cutoff.value === null || cutoff.scale === null || cutoff.positive === null) {
    return { drawn: null, notes: ['The publication does not state the cut-off.'] };
  }
  const { value, scale, positive } = cutoff;
  const words = `Positive: ${scale === 'score' ? 'linear predictor' : 'probability'} ${positive} ${value}.`;
  const score = scale === 'score' ? value : Math.log(value / (1 - value));
  if (positive !== 'at or above' || !Number.isFinite(score)) return { drawn: null, notes: [words] };
  return { drawn: { score, probability: scale === 'probability' ? value : 1 / (1 + Math.exp(-value)) }, notes: [] };
}

function cohortText({ cohort }: Signature): string | null {
  if (!cohort) return null;
  const { patients, events, description } = cohort;
  const counts =
    patients === null ? [] : [`${patients} patients${events === null ? '' : `, ${events} with the event`}`];
  const parts = [...counts, ...(description === null ? [] : [description])];
  return parts.length === 0 ? null : parts.join('; ');
}
