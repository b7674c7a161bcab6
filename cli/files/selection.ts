/** Reads `--select` and its like: which volume of a folder with several is meant. */
import type { SeriesSelection } from '@radscore/imaging';
import { SELECTION_KEYS } from '@radscore/imaging/selection-keys';

export const SELECTION_FORMS = 'b=800 (s/mm²), phase=2 (from 0 in order of time) or adc';

/** The other forms, for those who ask what there is. */
export const ALL_SELECTION_FORMS =
  `${SELECTION_FORMS}, adc=fit, type=W (a value of ImageType), component=phase, kind=subtraction, echo=2, ` +
  'te=, ti= or tr= (ms), flip= (degrees), series= (number or UID), or several joined by commas';

/** Keys whose value is a number; the others take words. */
const NUMBERS: ReadonlySet<string> = new Set(['b', 'phase', 'echo', 'te', 'ti', 'tr', 'flip']);
/** Whole numbers. */
const COUNTS: ReadonlySet<string> = new Set(['phase', 'echo']);

/**
 * Which volume of a folder with several is meant, in the forms of `ALL_SELECTION_FORMS`: the texts with which refusals and
 * inspections list volumes. Undefined for any other text.
 */
export function selectionFrom(text: string): SeriesSelection | undefined {
  const selection: Record<string, unknown> = {};
  for (const part of text.split(',')) {
    const read = partOf(part.trim());
    if (!read || read[0] in selection) return undefined;
    selection[read[0]] = read[1];
  }
  return selection as SeriesSelection;
}

function partOf(part: string): readonly [field: string, value: unknown] | undefined {
  if (part === 'adc') return ['adc', true];
  if (part === 'adc=fit') return ['adc', 'fit'];
  const [, key, value] = /^([a-z]+)=([^=,]{1,128})$/.exec(part) ?? [];
  if (key === undefined) return undefined;
  if (key === 'series') {
    if (/^\d{1,9}$/.test(value)) return ['seriesNumber', Number(value)];
    return /^[\d.]{3,64}$/.test(value) ? ['seriesUid', value] : undefined;
  }
  if (!(key in SELECTION_KEYS)) return undefined;
  const field = SELECTION_KEYS[key as keyof typeof SELECTION_KEYS];
  if (!NUMBERS.has(key)) return [field, value];
  const isNumber = (COUNTS.has(key) ? /^\d+$/ : /^\d+(\.\d+)?$/).test(value);
  return isNumber ? [field, Number(value)] : undefined;
}
