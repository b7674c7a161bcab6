/** The page of a new study: put together, sent, and found again while it is being sent. */
import type { JSX } from 'preact';
import { query } from '../../service/location.ts';
import { uploadOf } from '../../service/uploads-under-way.ts';
import { Compose } from './compose.tsx';
import { Sending } from './sending.tsx';

/** `/studies/new`; `?study=ID` sends another manifest of a study that is there; `?upload=ID` is an upload under way. */
export default function NewStudy(): JSX.Element {
  const upload = query('upload');
  if (upload !== undefined) return <Sending studyId={upload} key={upload} />;
  const study = query('study');
  // Of a study that is on its way the upload is shown, not another one begun.
  if (study !== undefined && uploadOf(study)) return <Sending studyId={study} key={study} />;
  return <Compose studyId={study} key={study} />;
}
