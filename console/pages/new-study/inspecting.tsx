/** How the inspection goes, what it noted, and what is on its way already. */
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { Progress } from '../../components/progress.tsx';
import { uploadsUnderWay } from '../../service/uploads-under-way.ts';
import { bytes, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { chosen } from './draft-store.ts';
import type { Inspecting } from './use-inspection.ts';

/** Bytes read, then a bar that stands at its end while images and regions are checked. */
export function InspectingState({ inspecting }: { readonly inspecting: Inspecting }): JSX.Element | null {
  const texts = t().newStudy;
  const { progress, failure, stop } = inspecting;
  if (chosen.value?.files.length === 0) {
    return (
      <Finding tone="warn" title={texts.drop.empty} level={2}>
        {texts.drop.emptyMore}
      </Finding>
    );
  }
  if (failure !== undefined) {
    return (
      <Finding tone="bad" title={texts.inspecting.failed} level={2}>
        <p>{failure}</p>
        <p>{texts.inspecting.failedMore}</p>
      </Finding>
    );
  }
  if (!progress) return null;
  const isReading = progress.step === 'reading';
  return (
    <section class="card">
      <Progress
        title={isReading ? texts.inspecting.reading : texts.inspecting.inspecting}
        label={texts.inspecting.reading}
        done={isReading ? progress.done : progress.all}
        all={progress.all}
        text={isReading ? texts.upload.of(bytes(progress.done), bytes(progress.all)) : ''}
        announce={(percent) => `${texts.inspecting.reading}: ${percent}\u00a0%`}
        actions={
          stop && (
            <button type="button" class="btn" onClick={stop}>
              {texts.inspecting.stop}
            </button>
          )
        }
      />
    </section>
  );
}

/** Uploads that an earlier view or page began: each has an address of its own. */
export function UnderWay(): JSX.Element | null {
  const texts = t().newStudy.underWay;
  const uploads = uploadsUnderWay.value;
  if (uploads.length === 0) return null;
  return (
    <Finding
      tone="info"
      icon="upload"
      title={texts.title(uploads.length)}
      level={2}
      actions={uploads.map(({ studyId, sent, total }) => (
        <a class="btn" key={studyId} href={`/studies/new?upload=${encodeURIComponent(studyId)}`}>
          {texts.show(studyId, bytes(sent), bytes(total))}
        </a>
      ))}
    />
  );
}

/** What is worth knowing and keeps the study from nothing. */
export interface NotesProps {
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  readonly isOpen: boolean;
}

export function Notes({ notes, isOpen }: NotesProps): JSX.Element | null {
  if (notes.length === 0) return null;
  return (
    <details open={isOpen}>
      <summary>{t().newStudy.verdict.notes(whole(notes.length))}</summary>
      <ul class="plain-list small gap">
        {notes.map(({ code, message }) => (
          <li key={`${code} ${message}`} class="break" lang="en">
            {message} <span class="code">{code}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
