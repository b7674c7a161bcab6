/** Routes of studies: create, list, show, outcome, receipt. */
import {
  announceStudy,
  api,
  currentReceipt,
  environment,
  listStudies,
  PreconditionFailed,
  presignUpload,
  recordOutcome,
  requireStudy,
  type StudyRow,
  studyPrefix,
} from '@radscore/pipeline';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { etagOf, json, route } from './route.ts';

const createStudy = route('POST /v1/studies', async ({ body, institution }) => {
  const study = { institution, studyId: body.studyId };
  await announceStudy(study, new Date());
  const uploads = await Promise.all(
    body.files.map(async (file) => ({
      path: file.path,
      ...(await presignUpload(environment('STUDY_BUCKET'), studyPrefix(study) + file.path, file)),
    })),
  );
  return json(201, { studyId: body.studyId, expiresInSeconds: api.UPLOAD_SECONDS, uploads });
});

const list = route('GET /v1/studies', async ({ query, institution }) => {
  const { status, limit, cursor } = query;
  const { studies, next } = await listStudies(institution, { status, limit, start: decodeCursor(cursor, institution) });
  return json(200, { studies: studies.map(shown), cursor: encodeCursor(next) });
});

const get = route('GET /v1/studies/{id}', async ({ path, institution }) =>
  tagged(await requireStudy({ institution, studyId: path.id })),
);

const receipt = route('GET /v1/studies/{id}/receipt', async ({ path, institution }) =>
  json(200, { ...(await currentReceipt({ institution, studyId: path.id })) }),
);

const putOutcome = route('PUT /v1/studies/{id}/outcome', async ({ path, body, headers, institution }) => {
  const study = { institution, studyId: path.id };
  const wanted = headers['if-match'];
  let seen: string | undefined;
  if (wanted !== undefined && wanted !== '*') {
    const row = await requireStudy(study);
    if (etagOf(shown(row)) !== wanted) throw new PreconditionFailed(`study ${path.id}`);
    seen = row.updatedAt;
  }
  await recordOutcome(study, body, new Date(), seen);
  return tagged(await requireStudy(study));
});

function tagged(row: StudyRow) {
  const body = shown(row);
  return json(200, body, { etag: etagOf(body) });
}

function shown(row: StudyRow): Record<string, unknown> {
  return api.study.parse(row);
}

export const studyRoutes = [createStudy, list, get, receipt, putOutcome];
