/** Words that reports, plots and the command line share, apart from everything that computes. */

/** What every report and answer says. */
export const RESEARCH_USE = 'Research use only. Not a medical device.';

/** A confidence level as headings show it: "95 %", "99.9 %". */
export function levelText(confidence: number): string {
  return `${Number((100 * confidence).toPrecision(6))} %`;
}
