/** Puts a study together: the folder, what was found in it, the form, and what will be sent. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../../api/problem.ts';
import { DropZone } from '../../components/drop-zone.tsx';
import { Finding } from '../../components/finding.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { Failed } from '../../components/states.tsx';
import { type ChosenFolder, folderOfDrop, folderOfHandle, folderOfInput } from '../../service/chosen-files.ts';
import { dropped, takeDropped } from '../../service/dropped-files.ts';
import { navigate } from '../../service/location.ts';
import { showsSynthetic } from '../../service/service.ts';
import { institution } from '../../service/session.ts';
import { startUpload } from '../../service/uploads-under-way.ts';
import { bytes, decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { ClinicalFields } from './clinical-fields.tsx';
import { Conflict, studyExists } from './conflict.tsx';
import { areCorrected, SEQUENCES } from './draft.ts';
import {
  checked,
  choose,
  chosen,
  corrections,
  fields,
  fill,
  inspected,
  inspectedIn,
  sentFiles,
  sequences,
} from './draft-store.ts';
import { Findings, undecidedOf } from './findings.tsx';
import { contentOf, EMPTY_FIELDS, fieldsFor, openPoints } from './form.ts';
import { FoundImages } from './found-images.tsx';
import { IdentityCard } from './identity-card.tsx';
import { InspectingState, Notes, UnderWay } from './inspecting.tsx';
import { Revise } from './revise.tsx';
import { SendCard } from './send-card.tsx';
import { Steps } from './steps.tsx';
import { StudyFields } from './study-fields.tsx';
import { useCheck, useInspection } from './use-inspection.ts';
import { useProtocol } from './use-protocol.ts';

/** @param studyId of a study that is there and gets another manifest */
export function Compose({ studyId }: { readonly studyId?: string }): JSX.Element {
  const texts = t().newStudy;
  const [problem, setProblem] = useState<string>();
  const take = (reading: Promise<ChosenFolder>): void => {
    setProblem(undefined);
    reading.then(choose, (error: unknown) => setProblem(String(error)));
  };
  useEffect(() => {
    if (fields.peek() === EMPTY_FIELDS) fields.value = fieldsFor(institution.peek());
    if (studyId !== undefined) fill({ studyId });
  }, [studyId]);
  // Dropped on the list of studies, or on this page beside the box.
  const waiting = dropped.value;
  useEffect(() => {
    const reading = takeDropped();
    if (reading) take(reading);
  }, [waiting]);
  const isSynthetic = fields.value.origin === 'synthetic' && chosen.value !== undefined;
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  const inspecting = useInspection();
  const folder = chosen.value;
  const study = inspected.value;
  return (
    <>
      <p class="crumb noprint">
        <a href="/studies">{texts.crumb}</a>
      </p>
      <div class="head">
        <PageHeading name={studyId === undefined ? texts.title : texts.titleOf(studyId)} />
      </div>
      <Steps step={folder === undefined ? 0 : study === undefined ? 1 : 2} />
      {study && folder ? (
        <Correct studyId={studyId} drop={<Drop take={take} />} />
      ) : (
        <div class="stack">
          {studyId === undefined && <UnderWay />}
          {studyId !== undefined && !folder && <Revise studyId={studyId} />}
          <Drop take={take} />
          {problem !== undefined && (
            <Finding tone="bad" title={texts.drop.unreadable} level={2}>
              {problem}
            </Finding>
          )}
          <InspectingState inspecting={inspecting} />
        </div>
      )}
    </>
  );
}

function Drop({ take }: { readonly take: (reading: Promise<ChosenFolder>) => void }): JSX.Element {
  const texts = t().newStudy.drop;
  const folder = chosen.value;
  const size = folder?.files.reduce((sum, { file }) => sum + file.size, 0) ?? 0;
  const count = whole(folder?.files.length ?? 0);
  return (
    <DropZone
      onDrop={(items) => take(folderOfDrop(items))}
      onFiles={(files) => take(Promise.resolve(folderOfInput(files)))}
      onFolder={(handle) => take(folderOfHandle(handle))}
      chosen={
        folder && (
          <>
            <b class="break">{folder.folder}</b>{' '}
            <span class="dim">
              ·{' '}
              {inspected.value
                ? texts.filesRead(count, bytes(size), decimal(inspectedIn.value, 1))
                : texts.files(count, bytes(size))}
            </span>
            <p class="small dim">{texts.stays}</p>
          </>
        )
      }
    />
  );
}

function Correct({ studyId, drop }: { readonly studyId?: string; readonly drop: JSX.Element }): JSX.Element | null {
  const texts = t().newStudy;
  const { answer, again } = useProtocol(fields.value.protocol);
  const { data: protocol, problem } = answer.value;
  const { isChecking, failure } = useCheck();
  const [isBusy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<string>();
  const [refused, setRefused] = useState<ApiProblem>();
  const first = inspected.value;
  if (!first) return null;
  const isCorrected = areCorrected(corrections.value);
  const now = isCorrected ? (checked.value ?? first) : first;
  const standing = {
    isChecking: isChecking || (isCorrected && !checked.value && failure === undefined && count(sequences.value) > 0),
    verdict: failure === undefined ? now.inspection.verdict : ('refused' as const),
    undecided: undecidedOf(first).length,
    sequences: count(sequences.value),
  };
  const open = openPoints(fields.value, standing, protocol);
  const send = async (isReplacing: boolean): Promise<void> => {
    const { studyId: id } = fields.value;
    if (!protocol) return;
    setBusy(true);
    setRefused(undefined);
    try {
      if (!isReplacing && (await studyExists(id))) return setConflict(id);
      const { folder, handle } = chosen.value as ChosenFolder;
      const content = contentOf(fields.value, protocol, sequences.value);
      await startUpload({ content, files: sentFiles.value, folder, ...(handle && { handle }) });
      navigate(`/studies/new?upload=${encodeURIComponent(id)}`);
    } catch (error) {
      setRefused(error instanceof ApiProblem ? error : new ApiProblem(-1, { title: String(error) }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="g-main">
      <div class="stack">
        {drop}
        {conflict !== undefined && conflict === fields.value.studyId && (
          <Conflict studyId={conflict} onReplace={() => void send(true)} />
        )}
        {refused && <Failed problem={refused} again={() => void send(false)} />}
        {failure !== undefined && (
          <Finding tone="bad" title={texts.inspecting.failed} level={2}>
            {failure}
          </Finding>
        )}
        {standing.isChecking && <p role="status">{texts.inspecting.checking} …</p>}
        {!standing.isChecking && <Findings study={now} first={first} />}
        {open.length === 0 && (
          <Finding tone="ok" title={texts.verdict.accepted} level={2}>
            {texts.verdict.acceptedMore}
          </Finding>
        )}
        <FoundImages pictures={[...(checked.value?.pictures ?? []), ...first.pictures]} />
        <section class="card">
          <h2>{texts.clinical.title}</h2>
          <p class="lead">{texts.clinical.lead}</p>
          {protocol ? (
            <ClinicalFields
              protocol={protocol}
              typed={fields.value.clinical}
              onChange={(clinical) => fill({ clinical })}
            />
          ) : problem ? (
            <Failed problem={problem} again={() => void again()} />
          ) : (
            <p class="dim">{texts.clinical.loading}</p>
          )}
        </section>
        <StudyFields protocol={protocol} isFixed={studyId !== undefined} />
        <Notes notes={now.inspection.notes} isOpen={standing.sequences < SEQUENCES.length} />
      </div>
      <aside class="stack" aria-label={texts.sending.title}>
        <IdentityCard receipt={first.inspection.receipt} />
        <SendCard
          protocol={protocol}
          leftOut={first.proposal.leftOut}
          open={open}
          isBusy={isBusy}
          onSend={() => void send(studyId !== undefined)}
        />
      </aside>
    </div>
  );
}

function count(of: object): number {
  return Object.keys(of).length;
}
