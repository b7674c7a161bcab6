/** How the numbers of a nomogram are written. */
import { isOfLevels, type NomogramTerm } from '@radscore/statistics';
import { gridOf, type SliderControl } from '../components/prediction/what-if-controls.ts';
import { decimal } from '../texts/numbers.ts';

/** The slider of a number: steps of 1, 2 or 5 times a power of ten that cover its range. */
export function sliderOf(term: Extract<NomogramTerm, { readonly range: unknown }>): SliderControl {
  const [low, high] = term.range;
  const base = { kind: 'slider', name: term.name, label: labelOf(term), unit: term.unit } as const;
  // Round steps would leave the values that a logarithm has: steps from the end of the range instead.
  const grid =
    term.kind === 'continuous' && term.transform !== undefined
      ? { least: low, most: high, step: Number(((high - low) / 100).toPrecision(1)), digits: 6 }
      : gridOf(low, high, []);
  return { ...base, ...grid };
}

/** The name of a term as it is read. */
export function labelOf(term: NomogramTerm): string {
  return term.label ?? term.name;
}

/** The same with its unit: "Age (years)". */
export function titleOf(term: NomogramTerm): string {
  return term.unit === undefined ? labelOf(term) : `${labelOf(term)} (${term.unit})`;
}

/** A value as it is read: "35 %", "irregular". */
export function shownValue(term: NomogramTerm, value: number | string): string {
  if (isOfLevels(term)) {
    const level = term.levels.find((one) => one.value === String(value));
    return level?.label ?? String(value);
  }
  const word = term.kind === 'continuous' ? term.words?.[String(value)] : undefined;
  const shown = word ?? numberText(Number(value));
  return term.unit === undefined || word !== undefined ? shown : `${shown}\u00a0${term.unit}`;
}

/** A number with as many decimals as it has, six digits that count at most. */
export function numberText(value: number): string {
  const rounded = Number(value.toPrecision(6));
  if (rounded !== 0 && (Math.abs(rounded) < 1e-4 || Math.abs(rounded) >= 1e7)) {
    return String(Number(value.toPrecision(4))).replaceAll('-', '−');
  }
  return decimal(rounded, Math.min(9, (String(rounded).split('.')[1] ?? '').length));
}

/** What a reader typed as a number: a comma is a decimal point, a real minus sign a minus. */
export function typedNumber(text: string): number {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  return plain === '' ? Number.NaN : Number(plain);
}
