/** The answer of a model for what was measured here: the number and its interval first, then why. */
import type { Answer as GivenAnswer, PredictionAnswer } from '@radscore/pipeline/browser';
import { type FittedModel, outcomeWords } from '@radscore/statistics';
import type { JSX } from 'preact';
import { Finding } from '../components/finding.tsx';
import { Icon } from '../components/icon.tsx';
import { Abstained, Answer } from '../components/prediction/answer.tsx';
import { ContributionBars } from '../components/prediction/contribution-bars.tsx';
import { Nomogram, type NomogramPoints } from '../components/prediction/nomogram.tsx';
import { featureMeaning } from '../texts/feature-meaning.ts';
import { decimal, signed } from '../texts/numbers.ts';
import { reasonWords } from '../texts/reasons.ts';
import { t } from '../texts/texts.ts';
import { modelOfAnswer, type ScoringModel } from './scored-model.ts';

/** @param answer undefined before there is one */
export function AnswerCard({
  answer,
  model,
}: {
  readonly answer: GivenAnswer | undefined;
  readonly model: ScoringModel;
}): JSX.Element {
  const texts = t().score;
  if (!answer) {
    return (
      <section class="card">
        <h2>{texts.probability}</h2>
        <p class="dim">{texts.waitingForMeasuring}</p>
      </section>
    );
  }
  const { event } = outcomeWords(model.models[model.version.modelKey].about);
  if ('abstained' in answer) {
    const { code, message } = answer.abstained;
    return (
      <div id="answer-here" aria-live="polite">
        <Abstained code={code} message={message} event={event} />
      </div>
    );
  }
  const [low, high] = answer.interval;
  return (
    <div class="stack" id="answer-here" aria-live="polite">
      <Answer
        probability={answer.probability}
        interval={[low, high]}
        confidence={answer.confidence ?? 0.95}
        threshold={answer.threshold.probability}
        side={answer.class}
        event={event}
      />
      <Warnings answer={answer} />
      <Why answer={answer} model={modelOfAnswer(model, answer)} />
      <div class="act row">
        <button type="button" class="btn" onClick={() => saveJson(answer)}>
          <Icon name="download" />
          {texts.saveJson}
        </button>
        <button type="button" class="btn" onClick={() => print()}>
          <Icon name="print" />
          {texts.print}
        </button>
      </div>
    </div>
  );
}

function Warnings({ answer: { warnings } }: { readonly answer: PredictionAnswer }): JSX.Element {
  return (
    <>
      {warnings.map(({ code, message }) => (
        <Finding key={code + message} tone="warn" title={reasonWords(code)?.meaning ?? message} code={code} level={2}>
          {reasonWords(code) ? message : undefined}
        </Finding>
      ))}
    </>
  );
}

function Why({ answer, model }: { readonly answer: PredictionAnswer; readonly model: FittedModel }): JSX.Element {
  const { nomogram, contributions } = t().predictionPage;
  const [intercept] = model.radScore.coefficients;
  const sum = answer.contributions.reduce((all, { contribution }) => all + contribution, 0);
  return (
    <>
      <section class="card">
        <h2>{nomogram.heading}</h2>
        {answer.points ? (
          <Nomogram
            model={model}
            points={pointsOf(answer)}
            total={answer.points.total}
            probability={answer.probability}
          />
        ) : (
          <p>{nomogram.notUsed}</p>
        )}
      </section>
      <section class="card">
        <h2>{contributions.heading(decimal(answer.radScore))}</h2>
        <p class="lead">{contributions.lead(decimal(intercept), signed(sum))}</p>
        <ContributionBars
          contributions={answer.contributions.map((one) => ({ ...one, meaning: featureMeaning(one.feature) }))}
          intercept={intercept}
          radScore={answer.radScore}
        />
      </section>
    </>
  );
}

function pointsOf({ points }: PredictionAnswer): NomogramPoints[] {
  return (points?.variables ?? []).map(({ variable, value, points: own, label, unit, word }) => {
    const shown = typeof value === 'number' ? decimal(value, Number.isInteger(value) ? 0 : 2) : value;
    return { variable, label: label ?? variable, value: word ?? (unit ? `${shown}\u00a0${unit}` : shown), points: own };
  });
}

function saveJson(answer: GivenAnswer): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(answer, null, 2)}\n`], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'prediction.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
