/** One hundred dots: a probability as people, next to a sentence with the same number. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { ofHundred } from './shares.ts';

const SIDE = 10;
const STEP = 18;
const SIZE = SIDE * STEP + 4;

/** @param event what is expected of the filled ones; pCR by default */
export function HundredDots({
  probability,
  event = 'pCR',
}: {
  /** Without one no dot is filled. */
  readonly probability?: number;
  readonly event?: string;
}): JSX.Element {
  const texts = t().predictionPage.dots;
  const id = useId();
  const { count, bound } = probability === undefined ? { count: 0, bound: 'none' as const } : ofHundred(probability);
  const sentence = {
    none: texts.noneMore,
    exact: event === 'pCR' ? texts.exact(count) : texts.exactOther(count, event),
    fewer: event === 'pCR' ? texts.fewer : texts.fewerOther(event),
    more: event === 'pCR' ? texts.more : texts.moreOther(event),
  }[bound];
  return (
    <figure>
      <svg class="plot" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-labelledby={`${id}t ${id}d`}>
        <title id={`${id}t`}>{bound === 'none' ? texts.none : texts.title(count)}</title>
        <desc id={`${id}d`}>{sentence}</desc>
        {Array.from({ length: SIDE * SIDE }, (_, k) => (
          <circle
            key={k}
            cx={11 + STEP * (k % SIDE)}
            cy={11 + STEP * Math.floor(k / SIDE)}
            r="6"
            class={k < count ? 'fa' : bound === 'none' ? 'ring dash' : 'ring'}
          />
        ))}
      </svg>
      {bound !== 'none' && <figcaption>{sentence}</figcaption>}
    </figure>
  );
}
