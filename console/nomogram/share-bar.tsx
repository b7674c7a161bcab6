/** A probability on its scale, with the interval and the cut-off if they are known. */
import type { JSX } from 'preact';
import { Drawing } from '../components/figure.tsx';
import { px } from '../components/plot/path.ts';
import { Placed } from '../components/prediction/placed.tsx';
import { probabilityLayout, type TextRole } from '../components/prediction/probability-layout.ts';
import { levelOf, shareText } from '../components/prediction/share-text.ts';
import { percent } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import { nomogramTexts } from './texts.ts';

export interface ShareBarProps {
  readonly probability: number;
  readonly interval: readonly [number, number] | null;
  readonly confidence: number;
  readonly cutOff: number | null;
}

const WIDTH = 320;
const COLOURS: Readonly<Record<TextRole, string | undefined>> = {
  probability: 'me',
  threshold: 't',
  end: 't',
  tick: undefined,
  interval: undefined,
};

/** As the console's bar; what is not known is not drawn. */
export function ShareBar({ probability, interval, confidence, cutOff }: ShareBarProps): JSX.Element {
  const texts = nomogramTexts();
  const bar = t().predictionPage.bar;
  const [low, high] = (interval ?? [probability, probability]).map(shareText);
  const layout = probabilityLayout(
    { probability, interval: interval ?? [probability, probability], threshold: cutOff ?? probability },
    {
      probability: shareText(probability),
      low,
      high,
      threshold: texts.cutOff(shareText(cutOff ?? probability)),
      interval: bar.interval(levelOf(confidence)),
      bothEnds: bar.bothEnds(low, high),
      tick: (share) => percent(share),
    },
    WIDTH,
  );
  const isKnown = (role: TextRole): boolean =>
    role === 'threshold' ? cutOff !== null : interval !== null || (role !== 'end' && role !== 'interval');
  const middle = layout.bar.y + layout.bar.height / 2;
  const said = [
    interval ? texts.interval(levelOf(confidence), low, high) : texts.noInterval,
    cutOff === null ? texts.noCutOff : texts.cutOff(shareText(cutOff)),
  ];
  return (
    <Drawing
      title={texts.scale(shareText(probability))}
      description={said.join('. ')}
      size={interval ? layout : { width: layout.width, height: layout.height - 20 }}
      draw={() => (
        <>
          <rect {...layout.bar} class="fs" rx="7" />
          {interval && (
            <rect
              x={px(layout.band.x)}
              y={layout.bar.y}
              width={px(layout.band.width)}
              height={layout.bar.height}
              class="band"
              rx={px(Math.min(7, layout.band.width / 2))}
            />
          )}
          {interval &&
            layout.ends.map((x, k) => (
              <line
                key={k === 0 ? 'low' : 'high'}
                x1={px(x)}
                y1={layout.bar.y + 16}
                x2={px(x)}
                y2={layout.bar.y + 42}
                class="ax"
              />
            ))}
          {cutOff !== null &&
            layout.threshold.lines.map(([from, to]) => (
              <line
                key={from}
                x1={px(layout.threshold.x)}
                y1={px(from)}
                x2={px(layout.threshold.x)}
                y2={px(to)}
                class="thr"
              />
            ))}
          <circle cx={px(layout.dot)} cy={middle} r="11" class="fl" />
          <circle cx={px(layout.dot)} cy={middle} r="9" class="fa" />
          {layout.texts
            .filter(({ role }) => isKnown(role))
            .map((text) => (
              <Placed key={`${text.role} ${text.text}`} of={text} class={COLOURS[text.role]} />
            ))}
        </>
      )}
    />
  );
}
