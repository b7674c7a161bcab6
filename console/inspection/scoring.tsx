/** The page of one file that scores: engine, worker and model are inside, and it can reach nothing. */
import { ENGINE_VERSION } from '@radscore/radiomics';
import { type JSX, render } from 'preact';
import { Finding } from '../components/finding.tsx';
import { LanguageChoice } from '../components/language-choice.tsx';
import { PageNotice } from '../components/page-notice.tsx';
import { EngineClient } from '../engine/engine-client.ts';
import { RequestCounter } from '../scoring/requests.ts';
import { RequestsBanner } from '../scoring/requests-banner.tsx';
import { Scored, ScoreStudy } from '../scoring/score-study.tsx';
import { StaysHere } from '../scoring/stays-here.tsx';
import { StudyHere } from '../scoring/study-here.ts';
import { chooseLanguage, t } from '../texts/texts.ts';
import { blobWorkers } from './blob-worker.ts';
import { type CarriedModel, carriedModel } from './carried-model.ts';
import { InspectionDetails } from './inspection-details.tsx';

const engine = new EngineClient(blobWorkers(), { keep: 3 });
const study = new StudyHere(engine);
const scored = new Scored();
const counter = new RequestCounter();

function OneFile({ carried }: { readonly carried: CarriedModel }): JSX.Element {
  const texts = t().score;
  const { shell } = t();
  void study.step.value;
  return (
    <>
      <PageNotice isSynthetic={carried.isSynthetic} />
      <main id="main" tabIndex={-1}>
        <div class="head">
          <div>
            <h1>{texts.title}</h1>
            <p class="facts">
              <span>{texts.lead}</span>
            </p>
          </div>
        </div>
        <RequestsBanner seen={counter.seen.value} byWorkers={engine.requests} files={study.files.value.length} />
        <div class="g-main">
          <div class="stack">
            <ScoreStudy study={study} scored={scored} model={carried.model} onChosen={() => counter.restart()} />
            {study.found.value && <InspectionDetails found={study.found.value} />}
          </div>
          <aside class="stack">
            <ModelCard carried={carried} />
            <section class="card">
              <h2>{texts.stays}</h2>
              <StaysHere />
              <p class="small dim">{texts.offline.sends}</p>
            </section>
          </aside>
        </div>
      </main>
      <footer class="foot">
        <span>{shell.footer}</span>
        <LanguageChoice />
      </footer>
    </>
  );
}

/** Which model this is, whose, and of what. */
function ModelCard({
  carried: { model, version, folder, sha256, isSynthetic },
}: {
  readonly carried: CarriedModel;
}): JSX.Element {
  const texts = t().score;
  const { offline } = texts;
  const { protocol, settingsHash, engineVersion } = model.version;
  const facts: (readonly [string, string])[] = [
    [
      offline.model,
      version
        ? texts.versionOf(version.name, String(version.version), protocol)
        : offline.ofFolder(folder ?? '', protocol),
    ],
    ...(version ? [[offline.owner, version.owner] as const] : []),
    [offline.origin, isSynthetic ? offline.synthetic : version ? offline.patients : offline.table],
    [offline.settings, settingsHash.slice(0, 12)],
    [
      offline.engine,
      engineVersion === ENGINE_VERSION ? ENGINE_VERSION : offline.engines(engineVersion, ENGINE_VERSION),
    ],
    [offline.sha256, sha256],
  ];
  return (
    <section class="card">
      <h2>{texts.version}</h2>
      <dl class="small">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt class="dim">{name}</dt>
            <dd class={name === offline.sha256 ? 'mono' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

async function start(): Promise<void> {
  if (/^de\b/i.test(navigator.language)) await chooseLanguage('de');
  const root = document.getElementById('app') as HTMLElement;
  const carried = carriedModel();
  if (!carried) {
    render(
      <Finding tone="bad" title="This page carries no model: write it with `radscore page --model …`." level={2} />,
      root,
    );
    return;
  }
  engine.warm();
  render(<OneFile carried={carried} />, root);
}

void start();
