/** A probability with its interval and the frozen threshold: the same shape in the list, the answer and the offline page. */
import type { JSX } from 'preact';
import { percent, range } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';

export interface ProbabilityProps {
  readonly probability: number;
  readonly interval: readonly [number, number];
  readonly threshold: number;
}

let drawn = 0;

/** Small: 120 × 26, for a row of a list. */
export function ProbabilityMini({ probability, interval, threshold }: ProbabilityProps): JSX.Element {
  const [low, high] = interval;
  const id = `p${++drawn}`;
  const x = (share: number): string => (share * 120).toFixed(1);
  return (
    <div class="mini">
      <svg class="plot mini-p" viewBox="0 0 120 26" role="img" aria-labelledby={`${id}t ${id}d`}>
        <title id={`${id}t`}>{t().prediction.probabilityIs(percent(probability))}</title>
        <desc id={`${id}d`}>{t().prediction.intervalAndThreshold(range(low, high), percent(threshold))}</desc>
        <rect x="0" y="17" width="120" height="5" class="fs" rx="2.5" />
        <rect x={x(low)} y="17" width={x(high - low)} height="5" class="band" rx="2.5" />
        <line x1={x(threshold)} y1="14" x2={x(threshold)} y2="25" class="thr" />
        <circle cx={x(probability)} cy="19.5" r="4.5" class="fa" />
        <text x="0" y="10" class="b">
          {percent(probability)}
        </text>
        <text x="120" y="10" text-anchor="end" class="d">
          {range(low, high)}
        </text>
      </svg>
    </div>
  );
}
