/** The frame of a study's pages: its name, status and facts, its tabs, and what can be done with it. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { sequenceStates, studyState } from '../../api/state-of-study.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { SequenceChip, StatusPill } from '../../components/status.tsx';
import { OutcomeForm } from '../../components/study/outcome-form.tsx';
import { Withdrawing } from '../../components/study/withdrawing.tsx';
import { Withdrawn } from '../../components/study/withdrawn.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { ELSE, useAnswer, WHILE_RUNNING } from '../../service/asking.ts';
import { navigate } from '../../service/location.ts';
import { showsSynthetic } from '../../service/service.ts';
import { may } from '../../service/session.ts';
import { moment, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { askStudy, putOutcome, SEQUENCES, type Study, type TaggedStudy } from './data/study-data.ts';

interface StudyFrameProps {
  readonly id: string;
  /** The view of the study that is in the frame. */
  readonly children: (
    study: Study,
    frame: { readonly tag: string | undefined; readonly again: () => void },
  ) => ComponentChildren;
}

/** A study as it is now: asked every 4 s while it is analysed. */
export function StudyFrame({ id, children }: StudyFrameProps): JSX.Element {
  const { answer, again } = useAnswer(id, () => askStudy(id), pace);
  const [withdrawal, setWithdrawal] = useState<Schemas['Withdrawal']>();
  const { data, problem } = answer.value;
  const isSynthetic = data?.study.dataOrigin === 'synthetic';
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  const texts = t().study;
  return (
    <>
      <p class="crumb noprint">
        <a href="/studies">{t().shell.studies}</a>
      </p>
      <div class="head">
        <PageHeading name={id} />
        {data && <Facts study={data.study} />}
        {data && !withdrawal && <Actions present={data} again={() => void again()} onWithdrawn={setWithdrawal} />}
      </div>
      <Tabs label={texts.tabs.label} tabs={tabsOf(id)} />
      {withdrawal && <Withdrawn withdrawal={withdrawal} onClose={() => navigate('/studies')} />}
      {problem && (!data || problem.isOffline) && <Failed problem={problem} again={() => void again()} />}
      {!data && !problem && <Loading lines={8} />}
      {data && !withdrawal && children(data.study, { tag: data.tag, again: () => void again() })}
    </>
  );
}

function pace(data: TaggedStudy | undefined): number {
  const status = data?.study.status;
  return status === 'analysing' || status === 'awaiting-upload' ? WHILE_RUNNING : ELSE;
}

function tabsOf(id: string): readonly { readonly href: string; readonly name: string }[] {
  const { tabs } = t().study;
  const base = `/studies/${encodeURIComponent(id)}`;
  return [
    { href: base, name: tabs.images },
    { href: `${base}/features`, name: tabs.features },
    ...(may('predictions:create') ? [{ href: `${base}/prediction`, name: tabs.prediction }] : []),
    { href: `${base}/history`, name: tabs.history },
  ];
}

function Facts({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.facts;
  const states = sequenceStates(study);
  const isRunning = study.status === 'analysing';
  return (
    <>
      <StatusPill state={studyState(study)} />
      {(isRunning || study.status === 'partial') && (
        <span class="seqs">
          {SEQUENCES.map((name) => (
            <SequenceChip key={name} name={t().sequence[name]} state={states[name]} />
          ))}
        </span>
      )}
      <p class="facts">
        {study.protocol !== undefined && <span>{study.protocol}</span>}
        <span>{texts.received(moment(study.receivedAt))}</span>
        {study.features !== undefined && <span>{texts.features(whole(study.features))}</span>}
        {study.outcome && <span>{study.outcome.pcr ? texts.pcr : texts.noPcr}</span>}
      </p>
    </>
  );
}

interface ActionsProps {
  readonly present: TaggedStudy;
  readonly again: () => void;
  readonly onWithdrawn: (withdrawal: Schemas['Withdrawal']) => void;
}

function Actions({ present: { study, tag }, again, onWithdrawn }: ActionsProps): JSX.Element {
  const texts = t().study.actions;
  const [open, setOpen] = useState<'outcome' | 'withdraw'>();
  if (!may('studies:write')) return <div class="act" />;
  return (
    <div class="act">
      <button type="button" class="btn" onClick={() => setOpen('outcome')}>
        {study.outcome ? texts.changeOutcome : texts.recordOutcome}
      </button>
      <button type="button" class="btn" onClick={() => setOpen('withdraw')}>
        {texts.withdraw}
      </button>
      {open === 'withdraw' && (
        <Withdrawing id={study.studyId} onKeep={() => setOpen(undefined)} onWithdrawn={onWithdrawn} />
      )}
      {open === 'outcome' && <OutcomeDialog study={study} tag={tag} again={again} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function OutcomeDialog({
  study,
  tag,
  again,
  onClose,
}: {
  readonly study: Study;
  readonly tag: string | undefined;
  readonly again: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const texts = t().study.actions;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} aria-label={texts.outcomeOf(study.studyId)} onCancel={onClose}>
      <h2>{texts.outcomeOf(study.studyId)}</h2>
      <OutcomeForm
        study={study}
        onRecord={async (outcome) => {
          await putOutcome(study.studyId, outcome, tag);
          again();
        }}
        onStale={async () => again()}
      />
      <div class="act">
        <button type="button" class="btn" onClick={onClose}>
          {t().studies.details.close}
        </button>
      </div>
    </dialog>
  );
}
