/** German: one study. */
import type { Texts } from '../en/index.ts';

export const study: Texts['study'] = {
  title: 'Studie',
};
