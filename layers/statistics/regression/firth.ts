/** Firth's logistic regression, and which of the two a protocol asks for. */
import { requireBothClasses } from '../errors.ts';
import { type Design, scaleDesign } from './design.ts';
import { maximise } from './likelihood.ts';
import { fitLogistic, type LogisticFit, summarise } from './logistic.ts';

/**
 * Firth's penalised-likelihood logistic regression (Firth 1993; Heinze & Schemper 2002): the likelihood times
 * det(I)^½, finite under separation. Standard errors come from the information at the estimate.
 *
 * @param y outcome per row, 0 or 1
 * @throws SingleClass if all outcomes are equal
 */
export function fitFirth(design: Design, y: ArrayLike<number>): LogisticFit {
  requireBothClasses(y);
  const scaled = scaleDesign(design);
  const maximum = maximise(scaled, y, { firth: true });
  const { separated } = maximise(scaled, y, { firth: false });
  return summarise(design, scaled, y, maximum, 'firth', separated);
}

/** The regression that a protocol asks for; without a word {@link fitLogistic}, which takes Firth's under separation only. */
export function regressionBy(likelihood: 'maximum' | 'firth' = 'maximum'): typeof fitLogistic {
  return likelihood === 'firth' ? fitFirth : fitLogistic;
}
