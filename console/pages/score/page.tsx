/** The page of scoring on this computer: images are read and measured here, and stay here. */
import { signal } from '@preact/signals';
import { ENGINE_VERSION } from '@radscore/radiomics';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { PageHeading } from '../../components/page-heading.tsx';
import { Empty, Failed, Loading } from '../../components/states.tsx';
import { engine } from '../../engine/site-engine.ts';
import { RequestCounter } from '../../scoring/requests.ts';
import { RequestsBanner } from '../../scoring/requests-banner.tsx';
import { Scored, ScoreStudy } from '../../scoring/score-study.tsx';
import { StaysHere } from '../../scoring/stays-here.tsx';
import { StudyHere } from '../../scoring/study-here.ts';
import { useAnswer } from '../../service/asking.ts';
import { query, setQuery } from '../../service/location.ts';
import { showsSynthetic } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';
import { SendCard } from './send-card.tsx';
import { modelOfVersion, type OfferedVersion, offeredVersions } from './versions.ts';

// Beyond the view: who looks at another page and comes back finds the study as it is by then.
const study = new StudyHere(engine);
const scored = new Scored();
/** Requests of workers before the folder was dropped. */
const workersBefore = signal(0);

/** `/score` */
export default function ScoreHere(): JSX.Element {
  const texts = t().score;
  const { answer: offered, again } = useAnswer('versions', offeredVersions);
  const counter = useMemo(() => new RequestCounter(), []);
  useEffect(() => {
    engine.warm();
    return () => {
      counter.end();
      if (!engine.isBusy) engine.rest();
    };
  }, [counter]);
  const { data: versions, problem } = offered.value;
  const asked = query('model');
  const chosen = versions?.find((one) => keyOf(one) === asked) ?? versions?.[0];
  const onChosen = (): void => {
    counter.restart();
    workersBefore.value = engine.requests;
  };
  // The counter's signal changes with page requests, the step with those of workers.
  void study.step.value;
  return (
    <>
      <div class="head">
        <div>
          <PageHeading name={texts.title} />
          <p class="facts">
            <span>{texts.lead}</span>
          </p>
        </div>
        {versions && versions.length > 0 && (
          <div class="act">
            <label for="score-version">{texts.version}</label>
            <select
              class="input fit"
              id="score-version"
              value={chosen && keyOf(chosen)}
              onChange={({ currentTarget }) => setQuery({ model: currentTarget.value })}
            >
              {versions.map((one) => (
                <option key={keyOf(one)} value={keyOf(one)}>
                  {texts.versionOf(one.line, String(one.version), one.protocol)}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      <RequestsBanner
        seen={counter.seen.value}
        byWorkers={engine.requests - workersBefore.value}
        files={study.files.value.length}
      />
      {problem && !versions && <Failed problem={problem} again={() => void again()} />}
      {!problem && !versions && <Loading />}
      {versions?.length === 0 && <Empty icon="info" title={texts.noVersion} children={texts.noVersionMore} />}
      {chosen && <WithModel version={chosen} onChosen={onChosen} />}
    </>
  );
}

function keyOf({ line, version }: OfferedVersion): string {
  return `${line}@${version}`;
}

function WithModel({
  version,
  onChosen,
}: {
  readonly version: OfferedVersion;
  readonly onChosen: () => void;
}): JSX.Element {
  const texts = t().score;
  const { answer, again } = useAnswer(keyOf(version), () => modelOfVersion(version));
  const { data: model, problem } = answer.value;
  useEffect(() => {
    showsSynthetic.value = model?.version.dataOrigin === 'synthetic';
    return () => {
      showsSynthetic.value = false;
    };
  }, [model]);
  const measured = study.measured.value;
  return (
    <div class="g-main">
      <div class="stack">
        {problem && !model && <Failed problem={problem} again={() => void again()} />}
        <ScoreStudy study={study} scored={scored} model={model} onChosen={onChosen} />
      </div>
      <aside class="stack">
        <section class="card">
          <h2>{texts.stays}</h2>
          <StaysHere />
        </section>
        {model && (
          <SendCard
            key={keyOf(version)}
            model={model}
            version={version}
            measured={measured}
            clinical={scored.clinical.value}
            answer={scored.answerFor({ model, measured, clinical: scored.clinical.value })}
          />
        )}
        <section class="card">
          <h2>{texts.sameAsUpload}</h2>
          <p class="small dim">
            {texts.sameMore(ENGINE_VERSION, texts.versionOf(version.line, String(version.version), version.protocol))}
          </p>
          {Object.keys(measured).length > 0 && (
            <details>
              <summary>{texts.fingerprints}</summary>
              <dl class="small">
                {Object.entries(measured).map(([name, { contentHash }]) => (
                  <div key={name}>
                    <dt>{t().sequence[name as 't2fs']}</dt>
                    <dd class="mono">{contentHash}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
        </section>
        <section class="card">
          <h2>{texts.oneFile}</h2>
          <p class="small dim">{texts.oneFileMore}</p>
          <p class="small mono">{`radscore page --model ${keyOf(version)} -o score.html`}</p>
        </section>
      </aside>
    </div>
  );
}
