/** German: monitoring. */
import type { Texts } from '../en/index.ts';

export const monitoring: Texts['monitoring'] = {
  title: 'Überwachung',
};
