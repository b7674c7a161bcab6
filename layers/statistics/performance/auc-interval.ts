/** Intervals of an area that stay inside 0 to 1. */
import { normalQuantile } from '../numbers/distributions.ts';
import { findRoot } from '../numbers/root.ts';

/** DeLong's interval on the logit scale, back on the scale of the area: inside (0, 1), and wide enough near 1. */
export function logitInterval(auc: number, variance: number, confidence = 0.95): [number, number] {
  const half = (normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance)) / (auc * (1 - auc));
  const centre = Math.log(auc / (1 - auc));
  const back = (eta: number) => 1 / (1 + Math.exp(-eta));
  return [back(centre - half), back(centre + half)];
}

/**
 * Newcombe's score-like interval (2006, method 5): the areas whose Hanley–McNeil variance, with the mean of the two
 * class sizes in both places, puts the observed one within reach. It exists where DeLong's variance is 0.
 */
export function newcombeInterval(auc: number, cases: number, controls: number, confidence = 0.95): [number, number] {
  const z = normalQuantile(0.5 + confidence / 2);
  const size = (cases + controls) / 2 - 1;
  // Squared distance against the variance there; negative within reach. A perfect area is a root itself, of both
  // sides: its factor is divided out to leave the bound.
  const beyond = (a: number) => {
    const factor = (1 + (size * (1 - a)) / (2 - a) + (size * a) / (1 + a)) / (cases * controls);
    if (auc === 1) return 1 - a - z * z * a * factor;
    if (auc === 0) return a - z * z * (1 - a) * factor;
    return (auc - a) ** 2 - z * z * a * (1 - a) * factor;
  };
  const low = auc > 0 ? findRoot(beyond, 0, auc) : 0;
  const high = auc < 1 ? findRoot(beyond, auc, 1) : 1;
  return [low, high];
}
