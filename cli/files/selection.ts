/** Reads `--select` and its like: which volume of a folder with several is meant. */

export { selectionFrom } from '@radscore/imaging/read-selection';

export const SELECTION_FORMS = 'b=800 (s/mm²), phase=2 (from 0 in order of time) or adc';

/** The other forms, for those who ask what there is. */
export const ALL_SELECTION_FORMS =
  `${SELECTION_FORMS}, adc=fit, type=W (a value of ImageType), component=phase, kind=subtraction, echo=2, ` +
  'te=, ti= or tr= (ms), flip= (degrees), series= (number or UID), or several joined by commas';
