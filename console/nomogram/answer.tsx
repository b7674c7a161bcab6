/** What the nomogram says: the number, its interval, the cut-off; or what is missing, in the same place. */
import type { DrawableNomogram, NomogramReading, PossibleReading } from '@radscore/statistics';
import type { JSX } from 'preact';
import { Icon } from '../components/icon.tsx';
import { HundredDots } from '../components/prediction/hundred-dots.tsx';
import { levelOf, shareText } from '../components/prediction/share-text.ts';
import { decimal, percent } from '../texts/numbers.ts';
import { labelOf } from './numbers-of-terms.ts';
import { ShareBar } from './share-bar.tsx';
import { nomogramTexts } from './texts.ts';

export interface AnswerProps {
  readonly nomogram: DrawableNomogram;
  /** Undefined as long as a value is missing. */
  readonly reading: NomogramReading | undefined;
  readonly possible: PossibleReading;
}

/** The answer's card. It is announced when it changes. */
export function Answer({ nomogram, reading, possible }: AnswerProps): JSX.Element {
  const texts = nomogramTexts();
  const { event } = nomogram.outcome;
  return (
    <section class="card said" aria-labelledby="answer-heading">
      <h2 id="answer-heading" class="dim small">
        {texts.answer(event)}
      </h2>
      <div id="answer" role="status">
        {reading ? (
          <Given nomogram={nomogram} reading={reading} />
        ) : (
          <>
            <p class="hero none">{texts.waiting}</p>
            <p class="small">{texts.missing(possible.missing.map(labelOf).join(', '))}</p>
            <p class="small dim">{texts.possible(...bothEnds(possible.probability))}</p>
          </>
        )}
      </div>
    </section>
  );
}

function Given({
  nomogram,
  reading,
}: {
  readonly nomogram: DrawableNomogram;
  readonly reading: NomogramReading;
}): JSX.Element {
  const texts = nomogramTexts();
  const { cutOff, outcome } = nomogram;
  const { probability, interval, confidence, rounded, total } = reading;
  const [number, sign] = shareText(probability).split('\u00a0');
  return (
    <>
      <div>
        <p class="hero">
          <data value={probability} id="probability">
            {number}
            <small>{sign}</small>
          </data>
        </p>
        <p class="interval">
          {interval ? texts.interval(levelOf(confidence), ...bothEnds(interval)) : <b>{texts.noInterval}</b>}
        </p>
        {!interval && <p class="small dim">{texts.noIntervalWhy}</p>}
        {cutOff && <CutOff at={cutOff} reading={reading} />}
        <p class="small">
          <data value={total} id="total">
            {texts.total(decimal(total, 1))}
          </data>
        </p>
      </div>
      <div>
        <ShareBar
          probability={probability}
          interval={interval}
          confidence={confidence}
          cutOff={cutOff?.probability ?? null}
        />
        {rounded && (
          <p class="small dim">{texts.rounded(...(rounded.map((end) => percent(end, 2)) as [string, string]))}</p>
        )}
        {interval && <p class="small dim">{texts.caveat}</p>}
      </div>
      <div class="wide-only">
        <HundredDots probability={probability} event={outcome.event} />
      </div>
    </>
  );
}

function CutOff({
  at,
  reading: { interval, isPositive },
}: {
  readonly at: NonNullable<DrawableNomogram['cutOff']>;
  readonly reading: NomogramReading;
}): JSX.Element {
  const texts = nomogramTexts();
  const share = shareText(at.probability);
  const isNear = interval !== null && interval[0] < at.probability && at.probability <= interval[1];
  const [icon, words] = isNear
    ? (['half', texts.near(share)] as const)
    : isPositive
      ? (['tick', texts.above(share)] as const)
      : (['minus', texts.below(share)] as const);
  return (
    <p class="verdict small">
      <Icon name={icon} />
      {words}
    </p>
  );
}

function bothEnds([low, high]: readonly [number, number]): [string, string] {
  return [shareText(low), shareText(high)];
}

/** On a phone the answer stays in sight while the values change. The card says the same to a screen reader. */
export function AnswerBar({ reading, possible }: Omit<AnswerProps, 'nomogram'>): JSX.Element {
  const texts = nomogramTexts();
  return (
    <div class="foot-bar" aria-hidden="true">
      {reading ? (
        <>
          <b>{shareText(reading.probability)}</b>
          <span>{reading.interval ? texts.range(...bothEnds(reading.interval)) : texts.noInterval}</span>
          <span class="dim">{texts.points(decimal(reading.total, 1))}</span>
        </>
      ) : (
        <span>{texts.missing(possible.missing.map(labelOf).join(', '))}</span>
      )}
    </div>
  );
}
