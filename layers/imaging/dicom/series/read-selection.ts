/** Reads the texts in which inspections and refusals name a volume; alone, as the command line needs it before any reader. */
import type { DicomSelection } from './selection.ts';
import { SELECTION_KEYS } from './selection-keys.ts';

/** Keys whose value is a number; the others take words. */
const NUMBERS: ReadonlySet<string> = new Set(['b', 'phase', 'echo', 'te', 'ti', 'tr', 'flip']);
/** Whole numbers. */
const COUNTS: ReadonlySet<string> = new Set(['phase', 'echo']);

/**
 * Which volume of a folder with several is meant, in the texts with which refusals and inspections list volumes:
 * `b=800`, `type=W,phase=1`. Undefined for any other text.
 */
export function selectionFrom(text: string): DicomSelection | undefined {
  const selection: Record<string, unknown> = {};
  for (const part of text.split(',')) {
    const read = partOf(part.trim());
    if (!read || read[0] in selection) return undefined;
    selection[read[0]] = read[1];
  }
  return selection as DicomSelection;
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
