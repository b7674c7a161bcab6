/** What would be sent, and sending it: numbers and clinical values, never an image. */
import type { Answer } from '@radscore/pipeline/browser';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dataOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { Finding } from '../../components/finding.tsx';
import { Icon } from '../../components/icon.tsx';
import { Failed } from '../../components/states.tsx';
import {
  type ClinicalValues,
  differences,
  type Measured,
  type ScoringModel,
  valuesToSend,
  WITHHELD_FROM_OTHERS,
} from '../../scoring/scored-model.ts';
import { api } from '../../service/service.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { OfferedVersion } from './versions.ts';

export interface SendCardProps {
  readonly model: ScoringModel;
  readonly version: OfferedVersion;
  readonly measured: Measured;
  readonly clinical: ClinicalValues;
  /** The answer of this page; undefined before there is one. */
  readonly answer: Answer | undefined;
}

/** Lists every value of the request before it can be sent, and compares the answer of the service with that of the page. */
export function SendCard({ model, version, measured, clinical, answer }: SendCardProps): JSX.Element {
  const texts = t().score;
  const [there, setThere] = useState<Answer>();
  const [problem, setProblem] = useState<ApiProblem>();
  const body = valuesToSend(model, measured, clinical);
  const names = Object.keys(body.features);
  const isReady = answer !== undefined && names.length > 0;
  const words = Object.entries(clinical).map(([name, value]) => `${name} ${value}`);
  const send = async (): Promise<void> => {
    setThere(undefined);
    setProblem(undefined);
    try {
      const path = { name: version.line, version: version.version };
      const asking = api().POST('/v1/models/{name}/versions/{version}/predictions', { params: { path }, body });
      setThere((await dataOf(asking)) as Answer);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }));
    }
  };
  return (
    <section class="card">
      <h2>{texts.wouldBeSent}</h2>
      <ul class="ticks">
        <li>
          <Icon name="upload" />
          <span>{texts.sentFeatures(whole(isReady ? names.length : model.version.selected.length))}</span>
        </li>
        <li>
          <Icon name="upload" />
          <span>{words.length > 0 ? texts.sentClinical(words.join(', ')) : texts.sentNoClinical}</span>
        </li>
      </ul>
      {names.length > 0 && (
        <details>
          <summary>{texts.seeThem}</summary>
          <dl class="small">
            {Object.entries(body.features).map(([name, value]) => (
              <div key={name}>
                <dt class="mono">{name}</dt>
                <dd class="num">{decimal(value, 6)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <div class="stack gap">
        <button
          type="button"
          class="btn"
          aria-disabled={!isReady}
          aria-describedby="send-more"
          onClick={() => isReady && void send()}
        >
          {texts.send}
        </button>
        <p class="small dim" id="send-more">
          {isReady ? texts.sendMore : texts.notReady}
        </p>
        <div aria-live="polite">
          {problem && <Failed problem={problem} again={() => void send()} />}
          {there && answer && <Compared here={answer} there={there} isForOthers={model.isForOthers === true} />}
        </div>
      </div>
    </section>
  );
}

function Compared({
  here,
  there,
  isForOthers,
}: {
  readonly here: Answer;
  readonly there: Answer;
  readonly isForOthers: boolean;
}): JSX.Element {
  const texts = t().score;
  const fields = differences(here, there);
  if (fields.length === 0) return <Finding tone="ok" title={texts.same} />;
  if (isForOthers && fields.every((field) => WITHHELD_FROM_OTHERS.has(field))) {
    return <Finding tone="ok" title={texts.sameNumbers} children={texts.sameNumbersMore} />;
  }
  return <Finding tone="warn" title={texts.otherAnswer(fields.join(', '))} children={texts.otherAnswerMore} />;
}
