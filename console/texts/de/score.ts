/** German: scoring on this computer. */
import type { Texts } from '../en/index.ts';

export const score: Texts['score'] = {
  title: 'Hier bewerten',
};
