/** Values to begin with: the middle of each range, the first of each term's levels. */
import { type DrawableNomogram, isOfLevels, type NomogramValues } from '@radscore/statistics';
import { sliderOf } from './numbers-of-terms.ts';

/** A made-up patient, which shows how the nomogram works. */
export function exampleValues({ terms }: DrawableNomogram): NomogramValues {
  return Object.fromEntries(
    terms.map((term) => {
      if (isOfLevels(term)) return [term.name, term.levels[0].value];
      if (term.kind === 'continuous' && term.values) return [term.name, term.values[0]];
      const { least, step } = sliderOf(term);
      const middle = (term.range[0] + term.range[1]) / 2;
      return [term.name, Number((least + Math.round((middle - least) / step) * step).toPrecision(12))];
    }),
  );
}
