/** The answer of a signature: score, probability, class, and what it must be read with. */
import type { SignatureScore } from '@radscore/pipeline/signatures';
import type { JSX } from 'preact';
import type { CarriedSignature } from './carried-signature.ts';

interface AnswerProps {
  readonly carried: CarriedSignature;
  /** Or why there is none. */
  readonly answer: SignatureScore | string;
}

export function AnswerCard({ carried, answer }: AnswerProps): JSX.Element {
  return (
    <section class="card stack" aria-labelledby="answer">
      <h2 id="answer">Answer</h2>
      <div aria-live="polite">
        {typeof answer === 'string' ? <p>{answer}</p> : <Shown carried={carried} answer={answer} />}
      </div>
    </section>
  );
}

function Shown({
  carried: { signature },
  answer,
}: {
  readonly carried: CarriedSignature;
  readonly answer: SignatureScore;
}): JSX.Element {
  const { radScore, probability, source, byRadScore, byNomogram, warnings } = answer;
  const answering = byNomogram ?? byRadScore;
  const { cutoff } = answering;
  const event = signature.outcome?.event ?? 'the event (not named by the file)';
  return (
    <div class="stack">
      {probability === null ? (
        <p class="answer-number">{radScore.toPrecision(4)}</p>
      ) : (
        <p class="answer-number">{(100 * probability).toFixed(1)} %</p>
      )}
      <p>
        {probability === null
          ? 'Rad-score. It is no log odds, and gives no probability.'
          : `Probability of ${event}, by the ${source === 'nomogram' ? 'nomogram' : 'Rad-score'}. No interval: a publication prints no covariance.`}
      </p>
      {answer.class !== null && cutoff && (
        <p>
          <b>{answer.class === 'positive' ? 'Positive' : 'Negative'}</b>: positive means {cutoff.scale}{' '}
          {cutoff.positive} {cutoff.value}.
        </p>
      )}
      <dl class="kv small">
        <dt>Rad-score</dt>
        <dd class="exact" id="rad-score">
          {String(radScore)}
        </dd>
        {byNomogram && (
          <>
            <dt>Linear predictor</dt>
            <dd class="exact" id="linear-predictor">
              {String(byNomogram.score)}
            </dd>
          </>
        )}
        {probability !== null && (
          <>
            <dt>Probability</dt>
            <dd class="exact" id="probability">
              {String(probability)}
            </dd>
          </>
        )}
      </dl>
      {warnings.length > 0 && (
        <ul class="small" id="warnings">
          {warnings.map(({ code, of, message }) => (
            <li key={`${code} ${of}`}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
