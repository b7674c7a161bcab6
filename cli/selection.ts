import type { SeriesSelection } from '@radscore/imaging';

export const SELECTION_FORMS = 'b=800 (s/mm²), phase=2 (from 0 in order of time) or adc';

/** Which volume of a folder with several is meant, in one of `SELECTION_FORMS`; undefined for any other text. */
export function selectionFrom(text: string): SeriesSelection | undefined {
  if (text === 'adc') return { adc: true };
  const [, key, digits] = /^(b|phase)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const value = Number(digits);
  if (key === 'b') return { bValue: value };
  if (key === 'phase' && Number.isInteger(value)) return { phase: value };
  return undefined;
}
