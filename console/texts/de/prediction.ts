/** German: the prediction of a study. */
import type { Texts } from '../en/index.ts';

export const predictionPage: Texts['predictionPage'] = {
  title: 'Vorhersage',
};
