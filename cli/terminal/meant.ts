/** What was meant by a word of the command line that is none of those that an option or an argument takes. */
import { orDidYouMean } from '@radscore/statistics/nearest-name';

/** Commander's refusal of such a word, with the nearest of those that there are; any other text as it is. */
export function withMeant(refusal: string): string {
  const [whole, word, choices] =
    /'([^']*)' is invalid[^.']*(?:'[^']*')?\. Allowed choices are (.+)\./.exec(refusal) ?? [];
  if (whole === undefined) return refusal;
  return refusal.replace(whole, `${whole}${orDidYouMean(word, choices.split(', '))}`);
}
