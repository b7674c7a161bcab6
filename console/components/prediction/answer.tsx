/** The answer: number, word, interval, threshold, in this order; or the abstention in the same place and size. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { SameAsTable } from '../figure.tsx';
import { Finding } from '../finding.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { HundredDots } from './hundred-dots.tsx';
import { ProbabilityBar, type ProbabilityBarProps } from './probability-bar.tsx';
import { levelOf, shareText } from './share-text.ts';

/** Side of the frozen threshold; `near` if the interval contains it. */
export type Side = 'above' | 'below' | 'near';

export interface AnswerProps extends ProbabilityBarProps {
  readonly side: Side;
  /** What is predicted, as the model calls it; pCR by default. */
  readonly event?: string;
}

const ICONS: Readonly<Record<Side, IconName>> = { above: 'tick', below: 'minus', near: 'half' };

/** The answer of a model. */
export function Answer({ side, event = 'pCR', ...bar }: AnswerProps): JSX.Element {
  const texts = t().predictionPage.answer;
  const id = useId();
  const isResponse = event === 'pCR';
  const verdict = {
    above: isResponse ? texts.likely : texts.aboveOther,
    below: isResponse ? texts.unlikely : texts.belowOther,
    near: texts.near,
  }[side];
  const threshold = shareText(bar.threshold);
  const says = { above: texts.saysAbove, below: texts.saysBelow, near: texts.saysNear }[side](threshold);
  const [number, sign] = shareText(bar.probability).split('\u00a0');
  return (
    <section class="card answer" aria-labelledby={`${id} ${id}v`}>
      <div>
        <h2 id={id} class="dim small">
          {texts.heading(event)}
        </h2>
        <p class="hero">
          {number}
          <small>{sign}</small>
        </p>
        <p class="verdict" id={`${id}v`}>
          <Icon name={ICONS[side]} />
          {verdict}
        </p>
        <p class="say dim">{says}</p>
      </div>
      <div>
        <ProbabilityBar {...bar} />
        <p class="small dim">{texts.caveat}</p>
        <NumbersOfBar {...bar} />
      </div>
      <HundredDots probability={bar.probability} event={event} />
    </section>
  );
}

function NumbersOfBar({ probability, interval, threshold, confidence }: ProbabilityBarProps): JSX.Element {
  const texts = t().predictionPage.bar;
  const [low, high] = interval.map(shareText);
  return (
    <SameAsTable
      caption={texts.tableCaption}
      columns={[texts.row, texts.value]}
      rows={[
        [texts.probability, shareText(probability)],
        [texts.interval(levelOf(confidence)), texts.bothEnds(low, high)],
        [texts.thresholdRow, shareText(threshold)],
      ]}
    />
  );
}

export interface AbstainedProps {
  /** The stable name of the reason. */
  readonly code: string;
  /** The sentence of the service: got, wanted. */
  readonly message: string;
  /** How far out, if that is the reason. */
  readonly detail?: string;
  /** What the study lacks, if that is the reason. */
  readonly children?: ComponentChildren;
  /** Buttons: what resolves it, first. */
  readonly actions?: ComponentChildren;
  readonly event?: string;
}

/** No answer, in its place and size: why, and what would resolve it. */
export function Abstained({ code, message, detail, children, actions, event = 'pCR' }: AbstainedProps): JSX.Element {
  const texts = t().predictionPage.answer;
  const id = useId();
  const known = Object.hasOwn(texts.abstentions, code) ? texts.abstentions[code] : texts.abstainedFallback;
  return (
    <section class="card answer" aria-labelledby={`${id} ${id}v`}>
      <div>
        <h2 id={id} class="dim small">
          {texts.heading(event)}
        </h2>
        <p class="hero none">{texts.none}</p>
        <p class="verdict" id={`${id}v`}>
          <Icon name="minus" />
          {texts.abstains}
        </p>
      </div>
      <div class="stack">
        <p>{known.title}</p>
        {detail && <p class="dim">{detail}</p>}
        {children}
        <Finding tone="info" title={texts.resolves} actions={actions} code={code}>
          <p>{known.remedy}</p>
          <p class="xs">{message}</p>
        </Finding>
      </div>
      <HundredDots />
    </section>
  );
}
