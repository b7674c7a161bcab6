/** German: the list of studies. */
import type { Texts } from '../en/index.ts';

export const studies: Texts['studies'] = {
  title: 'Studien',
  newStudy: 'Neue Studie',
};
