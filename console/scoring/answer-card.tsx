/** The answer of a model for what was measured here: the number and its interval first, then why. */
import type { Answer, PredictionAnswer } from '@radscore/pipeline/browser';
import type { JSX } from 'preact';
import { Finding } from '../components/finding.tsx';
import { Icon } from '../components/icon.tsx';
import { probabilityLayout } from '../components/prediction/probability-layout.ts';
import { ScrollBox } from '../components/scroll-box.tsx';
import { Pill } from '../components/status.tsx';
import { decimal, percent, signed } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';

/** @param answer undefined before there is one */
export function AnswerCard({ answer }: { readonly answer: Answer | undefined }): JSX.Element {
  const texts = t().score;
  return (
    <section class="card" aria-live="polite" id="answer-here">
      <div class="card-head">
        <h2>{texts.probability}</h2>
        <div class="act">
          <Pill tone="quiet" icon="screen">
            {texts.notStored}
          </Pill>
        </div>
      </div>
      {!answer && <p class="dim">{texts.waitingForMeasuring}</p>}
      {answer && 'abstained' in answer && (
        <Finding
          tone="warn"
          icon="minus"
          title={texts.abstained}
          children={answer.abstained.message}
          code={answer.abstained.code}
        />
      )}
      {answer && !('abstained' in answer) && <Predicted answer={answer} />}
    </section>
  );
}

const SIDE_ICON = { above: 'plus', below: 'minus', near: 'minus' } as const;

function Predicted({ answer }: { readonly answer: PredictionAnswer }): JSX.Element {
  const texts = t().score;
  const { probability, threshold, class: side, source, warnings, points, contributions } = answer;
  return (
    <>
      <div class="here">
        <div>
          <p class="hero mid">
            {decimal(probability * 100, 0)}
            <small>%</small>
          </p>
          <p class="verdict">
            <Icon name={SIDE_ICON[side]} />
            {texts.side[side]}
          </p>
        </div>
        <div>
          <Bar answer={answer} width={640} />
          <Bar answer={answer} width={320} />
        </div>
      </div>
      <p class="small gap">{texts.sideMore[side](percent(threshold.probability))}</p>
      <p class="small">{texts.ofHundred(decimal(probability * 100, 0))}</p>
      {source === 'rad-score' && <p class="small dim">{texts.fromImages}</p>}
      {warnings.length > 0 && (
        <>
          <h3>{texts.warnings}</h3>
          {warnings.map(({ code, message }) => (
            <Finding key={code + message} tone="warn" title={message} code={code} />
          ))}
        </>
      )}
      {points && (
        <details>
          <summary>{texts.points}</summary>
          <table>
            <caption>{texts.pointsMore(decimal(points.total, 1))}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.variable}</th>
                <th scope="col">{texts.value}</th>
                <th scope="col" class="num">
                  {texts.points}
                </th>
              </tr>
            </thead>
            <tbody>
              {points.variables.map(({ variable, label, value, word, unit, points: own }) => (
                <tr key={variable}>
                  <th scope="row">{label ?? variable}</th>
                  <td>{word ?? (typeof value === 'number' ? `${decimal(value, 2)} ${unit ?? ''}` : value)}</td>
                  <td class="num">{decimal(own, 1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
      <details>
        <summary>{texts.contributions}</summary>
        <p class="small dim">{texts.contributionsMore}</p>
        <ScrollBox label={texts.contributions}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.feature}</th>
                <th scope="col" class="num">
                  {texts.value}
                </th>
                <th scope="col" class="num">
                  {texts.standardised}
                </th>
                <th scope="col" class="num">
                  {texts.contribution}
                </th>
              </tr>
            </thead>
            <tbody>
              {contributions.map(({ feature, value, z, contribution }) => (
                <tr key={feature}>
                  <th scope="row" class="mono">
                    {feature}
                  </th>
                  <td class="num">{decimal(value, 4)}</td>
                  <td class="num">{signed(z)}</td>
                  <td class="num">{signed(contribution, 3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      </details>
      <div class="act gap row">
        <button type="button" class="btn" onClick={() => saveJson(answer)}>
          <Icon name="download" />
          {texts.saveJson}
        </button>
        <button type="button" class="btn" onClick={() => print()}>
          <Icon name="print" />
          {texts.print}
        </button>
      </div>
    </>
  );
}

function Bar({ answer, width }: { readonly answer: PredictionAnswer; readonly width: number }): JSX.Element {
  const texts = t().score;
  const { probability, interval, threshold, confidence } = answer;
  const [low, high] = [interval[0], interval[1]];
  const words = {
    probability: percent(probability),
    low: percent(low),
    high: percent(high),
    threshold: texts.threshold(percent(threshold.probability)),
    interval: texts.interval(percent(confidence)),
    bothEnds: texts.bothEnds(percent(low), percent(high)),
    tick: (share: number) => percent(share),
  };
  const layout = probabilityLayout(
    { probability, interval: [low, high], threshold: threshold.probability },
    words,
    width,
  );
  const { bar, band, dot, ends, texts: placed } = layout;
  const id = `here${width}`;
  return (
    <svg
      class={`plot ${width === 640 ? 'wide-only' : 'narrow'}`}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-labelledby={`${id}t ${id}d`}
    >
      <title id={`${id}t`}>{t().prediction.probabilityIs(words.probability)}</title>
      <desc id={`${id}d`}>{`${words.interval}: ${words.bothEnds}; ${words.threshold}.`}</desc>
      <rect x={bar.x} y={bar.y} width={bar.width} height={bar.height} class="fs" rx={bar.height / 2} />
      <rect x={band.x} y={bar.y} width={band.width} height={bar.height} class="band" rx={bar.height / 2} />
      {ends.map((x) => (
        <line key={x} x1={x} x2={x} y1={bar.y + bar.height + 2} y2={layout.height - 22} class="ax" />
      ))}
      <line
        x1={layout.threshold.x}
        x2={layout.threshold.x}
        y1={layout.threshold.top}
        y2={bar.y + bar.height + 6}
        class="thr"
      />
      <circle cx={dot} cy={bar.y + bar.height / 2} r="11" class="fl" />
      <circle cx={dot} cy={bar.y + bar.height / 2} r="9" class="fa" />
      {placed.map(({ text, x, y, anchor, size, role }) => (
        <text
          key={role + text + x}
          x={x}
          y={y}
          text-anchor={anchor}
          font-size={size}
          class={role === 'probability' ? 'me' : role === 'tick' ? '' : 't'}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}

function saveJson(answer: Answer): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(answer, null, 2)}\n`], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'prediction.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
