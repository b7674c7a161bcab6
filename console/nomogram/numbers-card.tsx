/** The model and one patient in numbers: coefficients, values, points, and their sums. */
import {
  coefficientsOf,
  type DrawableNomogram,
  effectOf,
  isOfLevels,
  type NomogramReading,
  type NomogramTerm,
  type NomogramValues,
} from '@radscore/statistics';
import type { JSX } from 'preact';
import { ScrollBox } from '../components/scroll-box.tsx';
import { decimal, percent } from '../texts/numbers.ts';
import { numberText, shownValue, titleOf } from './numbers-of-terms.ts';
import { nomogramTexts } from './texts.ts';

export interface NumbersCardProps {
  readonly nomogram: DrawableNomogram;
  readonly values: NomogramValues;
  readonly points: readonly (number | undefined)[];
  readonly reading: NomogramReading | undefined;
}

/** Everything that the answer is computed from. */
export function NumbersCard({ nomogram, values, points, reading }: NumbersCardProps): JSX.Element {
  const texts = nomogramTexts();
  return (
    <section class="card numbers-card" aria-labelledby="numbers-heading">
      <h2 id="numbers-heading">{texts.numbers}</h2>
      <p class="lead">{texts.numbersLead}</p>
      <ScrollBox label={texts.table}>
        <table class="plain numbers">
          <caption class="sr">{texts.table}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.term}</th>
              <th scope="col" class="r">
                {texts.coefficient}
              </th>
              <th scope="col" class="r">
                {texts.value}
              </th>
              <th scope="col" class="r">
                {texts.adds}
              </th>
              <th scope="col" class="r">
                {texts.pointsHead}
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{texts.intercept}</th>
              <td class="r">{numberText(nomogram.intercept)}</td>
              <td class="r">–</td>
              <td class="r">{numberText(nomogram.intercept)}</td>
              <td class="r">–</td>
            </tr>
            {nomogram.terms.map((term, k) => (
              <tr key={term.name}>
                <th scope="row">{titleOf(term)}</th>
                <td class="r">{coefficientText(term)}</td>
                <td class="r">{points[k] === undefined ? '–' : shownValue(term, values[term.name])}</td>
                <td class="r">{points[k] === undefined ? '–' : numberText(effectAt(term, values[term.name]))}</td>
                <td class="r">{points[k] === undefined ? '–' : decimal(points[k], 3)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={3}>
                {texts.sum}
              </th>
              <td class="r">{reading ? numberText(reading.linearPredictor) : '–'}</td>
              <td class="r">{reading ? decimal(reading.total, 3) : '–'}</td>
            </tr>
            <tr>
              <th scope="row" colSpan={3}>
                {texts.probability}
              </th>
              <td class="r" colSpan={2}>
                {reading ? exactShares(reading) : '–'}
              </td>
            </tr>
          </tfoot>
        </table>
      </ScrollBox>
    </section>
  );
}

function exactShares({ probability, interval }: NomogramReading): string {
  const ends = interval ? ` (${interval.map((end) => percent(end, 2)).join(' – ')})` : '';
  return `${percent(probability, 2)}${ends}`;
}

function effectAt(term: NomogramTerm, value: number | string): number {
  return effectOf(
    term,
    isOfLevels(term) ? term.levels.findIndex((level) => level.value === String(value)) : Number(value),
  );
}

/** Coefficients by level, by step, or of the number as it enters. */
function coefficientText(term: NomogramTerm): string {
  const texts = nomogramTexts();
  const coefficients = coefficientsOf(term);
  switch (term.kind) {
    case 'continuous': {
      const { transform, standardised } = term;
      const inner = transform === undefined ? 'x' : `${transform}(x)`;
      const entering = standardised
        ? `(${inner} − ${numberText(standardised.mean)}) / ${numberText(standardised.sd)}`
        : inner;
      return entering === 'x' ? numberText(term.coefficient) : `${numberText(term.coefficient)} · ${entering}`;
    }
    case 'ordered':
      return `${numberText(coefficients[0])} (${texts.perStep})`;
    case 'spline':
      return `${coefficients.map(numberText).join('; ')} (rcs: ${term.knots.map(numberText).join(', ')})`;
    default:
      return term.levels
        .map(({ value, label }, k) =>
          k === 0 ? texts.reference(label ?? value) : `${label ?? value} ${numberText(coefficients[k - 1])}`,
        )
        .join(', ');
  }
}
