/** A study on its way: how far it is, what it waits for, and how it goes on. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Confirmation } from '../../components/dialog.tsx';
import { DropZone } from '../../components/drop-zone.tsx';
import { Finding } from '../../components/finding.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { Progress } from '../../components/progress.tsx';
import { ReasonFinding } from '../../components/reason-finding.tsx';
import { Loading } from '../../components/states.tsx';
import { type ChosenFolder, folderOfDrop, folderOfHandle, folderOfInput } from '../../service/chosen-files.ts';
import { address, navigate } from '../../service/location.ts';
import { showsSynthetic } from '../../service/service.ts';
import { signIn } from '../../service/session.ts';
import type { Difference } from '../../service/uploads/same-files.ts';
import {
  allowUpload,
  giveFiles,
  pauseUpload,
  resumeUpload,
  stopUpload,
  type UploadUnderWay,
  uploadOf,
  uploadsFound,
} from '../../service/uploads-under-way.ts';
import { bytes, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { forgetDraft } from './draft-store.ts';
import { Steps } from './steps.tsx';

/** `/studies/new?upload=ID` */
export function Sending({ studyId }: { readonly studyId: string }): JSX.Element {
  const texts = t().newStudy;
  const upload = uploadOf(studyId);
  const state = upload?.state;
  const study = `/studies/${encodeURIComponent(studyId)}`;
  useEffect(() => {
    if (state !== 'sent') return;
    forgetDraft();
    navigate(study, { replace: true });
    void stopUpload(studyId);
  }, [state]);
  // An upload that is not under way was sent, or stopped, or is of another browser: the study says how it stands.
  const isLost = upload === undefined && uploadsFound.value;
  useEffect(() => {
    if (isLost && state === undefined && address.peek().searchParams.get('upload') === studyId)
      navigate(study, { replace: true });
  }, [isLost]);
  const isSynthetic = upload?.isSynthetic === true;
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  return (
    <>
      <p class="crumb noprint">
        <a href="/studies">{texts.crumb}</a>
      </p>
      <div class="head">
        <PageHeading name={texts.upload.title(studyId)} />
      </div>
      <Steps step={3} />
      {upload ? <OneUpload upload={upload} /> : <Loading lines={2} />}
    </>
  );
}

function OneUpload({ upload }: { readonly upload: UploadUnderWay }): JSX.Element {
  const texts = t().newStudy.upload;
  const [isStopping, setStopping] = useState(false);
  const { studyId, state, sent, total, read, toRead, secondsLeft } = upload;
  const isPreparing = state === 'preparing';
  const [done, all] = isPreparing ? [read, toRead] : [sent, total];
  const canPause = isPreparing || state === 'sending';
  const stop = async (): Promise<void> => {
    await stopUpload(studyId);
    navigate('/studies/new', { replace: true });
  };
  return (
    <div class="stack">
      <section class="card">
        <Progress
          title={isPreparing ? texts.preparing : state === 'sending' ? texts.sending : texts.soFar}
          label={texts.progressOf(studyId)}
          done={done}
          all={all}
          text={texts.of(bytes(done), bytes(all))}
          left={secondsLeft === undefined ? undefined : texts.secondsLeft(secondsLeft)}
          announce={(percent) => (isPreparing ? '' : texts.quarter(percent))}
          actions={
            state !== 'failed' &&
            state !== 'sent' && (
              <>
                {canPause && (
                  <button type="button" class="btn" onClick={() => void pauseUpload(studyId)}>
                    {texts.pause}
                  </button>
                )}
                {state === 'paused' && (
                  <button type="button" class="btn primary" onClick={() => void resumeUpload(studyId)}>
                    {texts.resume}
                  </button>
                )}
                <button type="button" class="btn" onClick={() => setStopping(true)}>
                  {texts.stop}
                </button>
              </>
            )
          }
        />
        {canPause && <p class="small dim gap">{texts.leave}</p>}
      </section>
      <Standing upload={upload} />
      {isStopping && (
        <Confirmation
          title={texts.stopAsk(studyId)}
          keep={texts.stopKeep}
          confirm={texts.stopDo}
          danger
          onKeep={() => setStopping(false)}
          onConfirm={stop}
        >
          <p>{texts.stopMore}</p>
        </Confirmation>
      )}
    </div>
  );
}

/** What the upload waits for, and what a person can do. */
function Standing({ upload }: { readonly upload: UploadUnderWay }): JSX.Element | null {
  const texts = t().newStudy.upload;
  const { studyId, state, sent, total } = upload;
  const [done, all] = [bytes(sent), bytes(total)];
  switch (state) {
    case 'paused':
      return (
        <Finding tone="info" title={texts.paused(done, all)} level={2}>
          {texts.pausedMore}
        </Finding>
      );
    case 'offline':
      return (
        <Finding tone="info" icon="offline" title={texts.offline(done, all)} level={2}>
          {texts.offlineMore}
        </Finding>
      );
    case 'expired':
      return (
        <Finding
          tone="warn"
          icon="lock"
          title={texts.expired(done, all)}
          level={2}
          actions={
            <button type="button" class="btn primary" onClick={() => void signIn()}>
              {texts.signIn}
            </button>
          }
        >
          {texts.expiredMore}
        </Finding>
      );
    case 'interrupted':
      return <Interrupted upload={upload} />;
    case 'failed':
      return <FailedUpload upload={upload} />;
    case 'sent':
      return (
        <Finding
          tone="ok"
          title={texts.sent(studyId)}
          level={2}
          actions={
            <a class="btn primary" href={`/studies/${encodeURIComponent(studyId)}`}>
              {texts.open(studyId)}
            </a>
          }
        />
      );
    default:
      return null;
  }
}

/** After a reload or a closed tab: the folder is needed again, or the permission to read it. */
function Interrupted({ upload }: { readonly upload: UploadUnderWay }): JSX.Element {
  const texts = t().newStudy.upload;
  const { studyId, sent, total, needs, folder } = upload;
  const [difference, setDifference] = useState<Difference>();
  const give = (reading: Promise<ChosenFolder>): void => {
    reading.then(async ({ files }) => setDifference(await giveFiles(studyId, files))).catch(() => {});
  };
  return (
    <>
      <Finding
        tone="warn"
        title={texts.interrupted(bytes(sent), bytes(total))}
        level={2}
        actions={
          needs === 'permission' && (
            <button
              type="button"
              class="btn primary"
              onClick={() => void allowUpload(studyId).then((found) => setDifference(found))}
            >
              {texts.permit}
            </button>
          )
        }
      >
        {needs === 'permission' ? texts.permission : texts.interruptedMore}
      </Finding>
      {difference && <OtherFiles difference={difference} />}
      <DropZone
        chosen={<b class="break">{texts.folder(folder)}</b>}
        button={t().newStudy.drop.choose}
        onDrop={(items) => give(folderOfDrop(items))}
        onFiles={(files) => give(Promise.resolve(folderOfInput(files)))}
        onFolder={(handle) => give(folderOfHandle(handle))}
      />
    </>
  );
}

function OtherFiles({ difference: { missing, changed } }: { readonly difference: Difference }): JSX.Element {
  const texts = t().newStudy.upload;
  return (
    <Finding tone="bad" title={texts.otherFiles} level={2} code="files-differ">
      {missing.length > 0 && <p class="break">{texts.missing(whole(missing.length), missing[0])}</p>}
      {changed.length > 0 && <p class="break">{texts.changed(whole(changed.length), changed[0])}</p>}
      <p>{texts.otherFilesMore}</p>
    </Finding>
  );
}

function FailedUpload({ upload }: { readonly upload: UploadUnderWay }): JSX.Element {
  const texts = t().newStudy.upload;
  const { studyId, problem } = upload;
  const again = (
    <button
      type="button"
      class="btn primary"
      onClick={() => void stopUpload(studyId).then(() => navigate('/studies/new', { replace: true }))}
    >
      {texts.again}
    </button>
  );
  const { code = 'internal', message = '', files = [] } = problem ?? {};
  if (code === 'file-changed') {
    return (
      <Finding tone="bad" title={texts.fileChanged} level={2} code={code} actions={again}>
        {files.map((file) => (
          <p key={file} class="break">
            {file}
          </p>
        ))}
        <p>{texts.fileChangedMore}</p>
      </Finding>
    );
  }
  return (
    <ReasonFinding reason={{ code, message }} level={2} actions={again}>
      <p>
        {texts.failed} {texts.failedMore}
      </p>
    </ReasonFinding>
  );
}
