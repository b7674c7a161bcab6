/** A row whose study this browser is sending: how far it is, and what goes on with it. */
import type { JSX } from 'preact';
import type { UploadUnderWay } from '../../service/uploads-under-way.ts';
import { bytes, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { pauseUpload, resumeUpload } from '../../uploads/uploads.ts';

/** Bytes sent of all, the time left once it is measured, or why nothing is being sent. */
export function UploadProgress({ upload }: { readonly upload: UploadUnderWay }): JSX.Element {
  const { why, uploadState } = t().studies;
  const { state, sent, total, read, toRead, secondsLeft, studyId } = upload;
  const isPreparing = state === 'preparing';
  return (
    <div class="why">
      <progress
        max={Math.max(1, isPreparing ? toRead : total)}
        value={isPreparing ? read : sent}
        aria-label={why.uploadOf(studyId)}
      />
      <span class="num">
        {isPreparing ? why.sent(bytes(read), bytes(toRead)) : why.sent(bytes(sent), bytes(total))}
        {state === 'sending'
          ? secondsLeft !== undefined && `, ${why.left(whole(Math.ceil(secondsLeft)))}`
          : `. ${uploadState[state]}`}
      </span>
    </div>
  );
}

/** Pause, go on, or the page on which the folder is given again. */
export function UploadButton({ upload: { state, studyId } }: { readonly upload: UploadUnderWay }): JSX.Element | null {
  const { next, nextOf, pause } = t().studies;
  if (state === 'interrupted' || state === 'failed') {
    const step = state === 'failed' ? 'what-to-fix' : 'resume-upload';
    return (
      <a
        class="btn slim"
        href={`/studies/new?upload=${encodeURIComponent(studyId)}`}
        aria-label={nextOf(next[step], studyId)}
      >
        {next[step]}
      </a>
    );
  }
  if (state === 'paused') {
    return (
      <button
        type="button"
        class="btn slim"
        aria-label={nextOf(next['resume-upload'], studyId)}
        onClick={() => void resumeUpload(studyId)}
      >
        {next['resume-upload']}
      </button>
    );
  }
  if (state !== 'sending' && state !== 'preparing') return null;
  return (
    <button
      type="button"
      class="btn slim"
      aria-label={nextOf(pause, studyId)}
      onClick={() => void pauseUpload(studyId)}
    >
      {pause}
    </button>
  );
}
