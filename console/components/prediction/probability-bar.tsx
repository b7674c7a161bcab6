/** A probability with its interval and the frozen threshold: the same shape in the list, the answer and the offline page. */
import type { JSX } from 'preact';
import { percent, range } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { Drawing } from '../figure.tsx';
import { px } from '../plot/path.ts';
import { Placed } from './placed.tsx';
import { probabilityLayout, type TextRole } from './probability-layout.ts';
import { levelOf, shareText } from './share-text.ts';

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

export interface ProbabilityBarProps extends ProbabilityProps {
  /** Level of the interval: 0.95. */
  readonly confidence: number;
}

const WIDE = { width: 640, height: 120 };
const NARROW = { width: 320, height: 120 };
const COLOURS: Readonly<Record<TextRole, string | undefined>> = {
  probability: 'me',
  threshold: 't',
  end: 't',
  tick: undefined,
  interval: undefined,
};

/** Full: 0 to 100 %, the interval as a band, the estimate as a dot, the threshold as a mark; all of them labelled. */
export function ProbabilityBar({ probability, interval, threshold, confidence }: ProbabilityBarProps): JSX.Element {
  const texts = t().predictionPage.bar;
  const [low, high] = interval.map(shareText);
  return (
    <>
      {[WIDE, NARROW].map((size) => (
        <Drawing
          key={size.width}
          title={texts.title(shareText(probability), low, high)}
          description={texts.description(shareText(threshold))}
          size={size}
          class={size === WIDE ? 'wide-only' : 'narrow'}
          draw={({ width }) => (
            <Bar
              width={width}
              probability={probability}
              interval={interval}
              threshold={threshold}
              confidence={confidence}
            />
          )}
        />
      ))}
    </>
  );
}

function Bar({ width, confidence, ...shares }: ProbabilityBarProps & { readonly width: number }): JSX.Element {
  const texts = t().predictionPage.bar;
  const [low, high] = shares.interval.map(shareText);
  const words = {
    probability: shareText(shares.probability),
    low,
    high,
    threshold: texts.threshold(shareText(shares.threshold)),
    interval: texts.interval(levelOf(confidence)),
    bothEnds: texts.bothEnds(low, high),
    tick: (share: number) => percent(share),
  };
  const { bar, band, dot, threshold, ends, texts: placed } = probabilityLayout(shares, words, width);
  const middle = bar.y + bar.height / 2;
  return (
    <>
      <rect x={bar.x} y={bar.y} width={bar.width} height={bar.height} class="fs" rx="7" />
      <rect
        x={px(band.x)}
        y={bar.y}
        width={px(band.width)}
        height={bar.height}
        class="band"
        rx={px(Math.min(7, band.width / 2))}
      />
      {ends.map((x, k) => (
        <line key={k === 0 ? 'low' : 'high'} x1={px(x)} y1={bar.y + 16} x2={px(x)} y2={bar.y + 42} class="ax" />
      ))}
      {threshold.lines.map(([from, to]) => (
        <line key={from} x1={px(threshold.x)} y1={px(from)} x2={px(threshold.x)} y2={px(to)} class="thr" />
      ))}
      <circle cx={px(dot)} cy={middle} r="11" class="fl" />
      <circle cx={px(dot)} cy={middle} r="9" class="fa" />
      {placed.map((text) => (
        <Placed key={`${text.role} ${text.text}`} of={text} class={COLOURS[text.role]} />
      ))}
    </>
  );
}
