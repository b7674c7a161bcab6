/** A probability in words: "78 %", and never "0 %" or "100 %". */
import { percent } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { ofHundred } from './shares.ts';

/** "78 %", "< 1 %", "> 99 %". */
export function shareText(share: number): string {
  const { count, bound } = ofHundred(share);
  const { fewer, more } = t().predictionPage.answer;
  const text = percent(count / 100);
  return bound === 'fewer' ? fewer(text) : bound === 'more' ? more(text) : text;
}

/** The level of an interval: "95 %", "99.9 %". */
export function levelOf(confidence: number): string {
  const digits = (String(Number((100 * confidence).toPrecision(6))).split('.')[1] ?? '').length;
  return percent(confidence, digits);
}
