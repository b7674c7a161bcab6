/** The study of this page: where it is dropped, what was found in it, how far its measuring is. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Finding } from '../components/finding.tsx';
import { Icon } from '../components/icon.tsx';
import { Pill } from '../components/status.tsx';
import { type ChosenFile, filesOfDrop, filesOfInput } from '../engine/chosen-files.ts';
import { bytes, decimal, percent, whole } from '../texts/numbers.ts';
import { t } from '../texts/texts.ts';
import type { StudyHere } from './study-here.ts';

export interface StudyCardProps {
  readonly study: StudyHere;
  /** Id of the protocol whose settings are used; undefined before a model is chosen. */
  readonly protocol: string | undefined;
  /** Called with what was chosen, before anything is read. */
  readonly onChosen?: () => void;
}

/** Takes a study, and shows each step with its time. */
export function StudyCard({ study, protocol, onChosen }: StudyCardProps): JSX.Element {
  const texts = t().score;
  const take = (choosing: Promise<ChosenFile[]>, name: string): void => {
    onChosen?.();
    void choosing.then((files) => (files.length > 0 ? study.choose(files, name) : undefined));
  };
  const step = study.step.value;
  if (step === 'empty') {
    return (
      <>
        {study.problem.value && (
          <Finding tone="bad" title={texts.failed} children={`${study.problem.value} ${texts.failedMore}`} />
        )}
        <DropHere take={take} />
      </>
    );
  }
  const files = study.files.value;
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const isDone = step === 'measured';
  return (
    <section class="card" aria-live="polite">
      <div class="card-head">
        <h2>{study.name.value}</h2>
        <Pill
          tone={isDone ? 'ok' : step === 'inspected' ? 'quiet' : 'run'}
          icon={isDone || step === 'inspected' ? 'tick' : 'running'}
        >
          {texts.state[step]}
        </Pill>
        <span class="dim small num">{texts.size(whole(files.length), bytes(size))}</span>
        <div class="act">
          <button type="button" class="btn slim" onClick={() => study.forget()}>
            {texts.another}
          </button>
        </div>
      </div>
      <div class="stack">
        <Steps study={study} protocol={protocol} />
      </div>
    </section>
  );
}

function Steps({ study, protocol }: Pick<StudyCardProps, 'study' | 'protocol'>): JSX.Element {
  const texts = t().score;
  const [step, found, seconds] = [study.step.value, study.found.value, study.seconds.value];
  const whatIs = study.progress.value.study;
  if (!found) {
    const label = whatIs?.step === 'inspecting' ? texts.inspecting : texts.reading;
    return (
      <Running
        label={label}
        share={whatIs?.step === 'reading' ? whatIs.done / Math.max(1, whatIs.all) : undefined}
        stop={() => study.stop()}
      />
    );
  }
  const count = Object.values(study.measured.value).reduce(
    (sum, one) => sum + one.blocks.reduce((n, { names }) => n + names.length, 0),
    0,
  );
  return (
    <>
      <Done
        label={texts.inspected[found.inspection.verdict]}
        seconds={seconds.inspecting}
        isFine={found.inspection.verdict === 'accepted'}
      />
      {found.inspection.verdict === 'quarantined' && (
        <Finding tone="warn" icon="lock" title={texts.quarantined} children={texts.quarantinedMore} />
      )}
      <Findings lines={found.words.findings} />
      {step === 'measuring' && <Measuring study={study} />}
      {step === 'measured' && protocol !== undefined && (
        <Done label={texts.measuredAs(whole(count), protocol)} seconds={seconds.measuring} isFine={count > 0} />
      )}
      {Object.entries(study.results.value).map(([name, result]) =>
        'refusal' in result ? (
          <Finding
            key={name}
            tone="bad"
            title={t().sequence[name as 't2fs']}
            children={result.refusal.message}
            code={result.refusal.code}
          />
        ) : result.features.gap ? (
          <Finding
            key={name}
            tone="warn"
            title={t().sequence[name as 't2fs']}
            children={result.features.gap.message}
            code={result.features.gap.code}
          />
        ) : null,
      )}
      {study.problem.value && <Finding tone="bad" title={texts.failed} children={study.problem.value} />}
    </>
  );
}

function Findings({ lines }: { readonly lines: readonly string[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <ul class="small">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Measuring({ study }: { readonly study: StudyHere }): JSX.Element {
  const texts = t().score;
  const running = Object.entries(study.progress.value).filter(
    ([name]) => name !== 'study' && !(name in study.results.value),
  );
  const words = running.map(([name, progress]) => {
    const sequence = t().sequence[name as 't2fs'];
    return progress?.step === 'measuring'
      ? texts.measuring(sequence, progress.imageType ?? '')
      : texts.preparing(sequence);
  });
  return <Running label={words.join(', ') || texts.measuringAll} share={study.share.value} stop={() => study.stop()} />;
}

function Running({
  label,
  share,
  stop,
}: {
  readonly label: string;
  readonly share: number | undefined;
  readonly stop: () => void;
}): JSX.Element {
  const start = useRef(performance.now());
  const spent = (performance.now() - start.current) / 1000;
  // A time that is left can be said once some of it has been measured.
  const left = share !== undefined && share > 0.05 && spent > 3 ? (spent / share) * (1 - share) : undefined;
  return (
    <div class="job">
      <div>
        <span>{label}</span>
        <span class="dim num">
          {share === undefined ? '' : percent(share)}
          {left === undefined ? '' : `, ${t().score.seconds(decimal(left, 0))}`}
        </span>
      </div>
      <progress max={1} value={share} aria-label={label} />
      <div>
        <span />
        <button type="button" class="btn slim" onClick={stop}>
          {t().score.stop}
        </button>
      </div>
    </div>
  );
}

function Done({
  label,
  seconds,
  isFine,
}: {
  readonly label: string;
  readonly seconds: number | undefined;
  readonly isFine: boolean;
}): JSX.Element {
  return (
    <div class="job">
      <div>
        <span>
          <span class={`inl ${isFine ? 'okc' : 'dim'}`}>
            <Icon name={isFine ? 'tick' : 'info'} />
          </span>{' '}
          {label}
        </span>
        {seconds !== undefined && <span class="dim num">{t().score.seconds(decimal(seconds, 1))}</span>}
      </div>
    </div>
  );
}

/** The whole page takes a drop; the box also has a button for those who choose. */
function DropHere({ take }: { readonly take: (choosing: Promise<ChosenFile[]>, name: string) => void }): JSX.Element {
  const texts = t().score;
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (): void => setOver(false);
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      const items = event.dataTransfer?.items;
      if (!items) return;
      const [only] = items;
      const entry = items.length === 1 ? only.webkitGetAsEntry() : null;
      take(filesOfDrop(items), entry?.name ?? texts.title);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  });
  return (
    <div class={`drop ${isOver ? 'over' : ''}`}>
      <Icon name="folder" />
      <div>
        <h2>{texts.drop}</h2>
        <p class="small dim">{texts.dropMore}</p>
      </div>
      <button type="button" class="btn primary" onClick={() => input.current?.click()}>
        {texts.choose}
      </button>
      <input
        ref={input}
        id="study-folder"
        type="file"
        multiple
        hidden
        aria-label={texts.choose}
        {...{ webkitdirectory: true }}
        onChange={({ currentTarget }) => {
          const files = currentTarget.files;
          if (!files || files.length === 0) return;
          const name = files[0].webkitRelativePath.split('/')[0] || files[0].name;
          take(Promise.resolve(filesOfInput(files)), name);
        }}
      />
    </div>
  );
}
