/** An id that a study has already: another id, or its new manifest. */
import type { JSX } from 'preact';
import { dataOf } from '../../api/client.ts';
import { Finding } from '../../components/finding.tsx';
import { api } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';

/** Whether the institution has a study of this id. One that only waits for its files has none yet. @throws ApiProblem */
export async function studyExists(id: string): Promise<boolean> {
  const { data, error, response } = await api().GET('/v1/studies/{id}', { params: { path: { id } } });
  if (response.status === 404) return false;
  const study = await dataOf(Promise.resolve({ data, error, response }));
  return study.status !== 'awaiting-upload';
}

/** Nothing is replaced before a person says so. */
export function Conflict({
  studyId,
  onReplace,
}: {
  readonly studyId: string;
  readonly onReplace: () => void;
}): JSX.Element {
  const texts = t().newStudy.conflict;
  return (
    <Finding
      tone="warn"
      title={texts.title(studyId)}
      level={2}
      actions={
        <>
          <button type="button" class="btn primary" onClick={onReplace}>
            {texts.replace(studyId)}
          </button>
          <a class="btn" href={`/studies/${encodeURIComponent(studyId)}`}>
            {texts.open(studyId)}
          </a>
        </>
      }
    >
      {texts.more}
    </Finding>
  );
}
