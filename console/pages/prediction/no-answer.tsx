/** Why there is no prediction: the study is not analysed, or nothing answers for its protocol; and what to do. */
import type { JSX } from 'preact';
import { studyState } from '../../api/state-of-study.ts';
import { Finding } from '../../components/finding.tsx';
import { ReasonFinding } from '../../components/reason-finding.tsx';
import { SequenceChip } from '../../components/status.tsx';
import { moment } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { NoAnswer, Study } from './asking.ts';

const SEQUENCES = ['t2fs', 'dwi', 'dce'] as const;

/** The state in the place of the answer. */
export function NoAnswerYet({
  study,
  none,
  version,
}: {
  readonly study: Study;
  readonly none: NoAnswer | undefined;
  readonly version: string | undefined;
}): JSX.Element {
  const texts = t().predictionPage.states;
  const path = `/studies/${encodeURIComponent(study.studyId)}`;
  if (none === 'no-version') {
    return (
      <Finding
        tone="warn"
        level={2}
        title={texts.noVersion}
        actions={
          <a class="btn primary" href={`${path}/prediction`}>
            {texts.promotedInstead}
          </a>
        }
      >
        {texts.noVersionMore(version ?? '')}
      </Finding>
    );
  }
  if (none) {
    const isWanted = none === 'no-model';
    return (
      <Finding
        tone="info"
        level={2}
        title={isWanted ? texts.noModel : texts.noLineWanted}
        code={isWanted ? 'no-promoted-model' : none}
        actions={
          <a class="btn primary" href="/models">
            {texts.toModels}
          </a>
        }
      >
        {isWanted ? texts.noModelMore(study.protocol ?? '') : texts.noLineWantedMore}
      </Finding>
    );
  }
  return <NotAnalysed study={study} path={path} />;
}

function NotAnalysed({ study, path }: { readonly study: Study; readonly path: string }): JSX.Element {
  const texts = t().predictionPage.states;
  const state = studyState(study);
  const toStudy = (
    <a class="btn primary" href={path}>
      {texts.toStudy}
    </a>
  );
  if (state === 'waiting' || state === 'analysing') {
    const isRunning = state === 'analysing';
    const since = moment(study.startedAt ?? study.receivedAt);
    return (
      <div role="status">
        <Finding
          tone="info"
          icon={isRunning ? 'running' : 'clock'}
          level={2}
          title={isRunning ? texts.analysing : texts.waiting}
          code={isRunning ? 'study-analysing' : 'study-awaiting-upload'}
        >
          <p>{isRunning ? texts.analysingMore(since) : texts.waitingMore}</p>
          {isRunning && study.sequences && (
            <div class="seqs gap">
              {SEQUENCES.map((name) => (
                <SequenceChip
                  key={name}
                  name={t().sequence[name]}
                  state={study.sequences?.[name]?.state ?? 'waiting'}
                />
              ))}
            </div>
          )}
        </Finding>
      </div>
    );
  }
  const title = { refused: texts.refused, quarantined: texts.quarantined, failed: texts.failed }[
    state as 'refused' | 'quarantined' | 'failed'
  ];
  return (
    <div class="stack">
      <Finding
        tone="bad"
        icon={state === 'quarantined' ? 'lock' : state === 'failed' ? 'triangle' : 'cross'}
        level={2}
        title={title}
        actions={toStudy}
      >
        {state === 'failed' ? texts.failedMore : undefined}
      </Finding>
      {study.reason && <ReasonFinding reason={study.reason} />}
    </div>
  );
}
