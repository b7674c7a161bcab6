/** German: a new study. */
import type { Texts } from '../en/index.ts';

export const newStudy: Texts['newStudy'] = {
  title: 'Neue Studie',
};
