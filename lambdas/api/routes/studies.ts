/** Routes of studies: create, list, show, outcome, receipt, withdraw. */
import {
  announceStudy,
  api,
  arrivedFiles,
  clinicalOfStudy,
  currentReceipt,
  environment,
  filesOfStudy,
  findWithdrawal,
  historyOf,
  listStudies,
  PreconditionFailed,
  presignUpload,
  recordClinical,
  recordOutcome,
  requireStudy,
  type StudyKey,
  type StudyRow,
  startErasure,
  studyPrefix,
  uploadInParts,
  withdrawStudy,
} from '@radscore/pipeline';
import type { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { etagOf, json, route } from './route.ts';

const createStudy = route('POST /v1/studies', async ({ body, institution }) => {
  const study = { institution, studyId: body.studyId };
  const [bucket, prefix] = [environment('STUDY_BUCKET'), studyPrefix(study)];
  await announceStudy(study, new Date());
  const paths = body.files.map(({ path }) => path);
  const arrived = await arrivedFiles(bucket, prefix, paths);
  const uploads = await Promise.all(
    body.files.map(async (file) => {
      const there = arrived.get(file.path);
      return {
        path: file.path,
        ...(await presignUpload(bucket, prefix + file.path, file)),
        ...(there?.bytes === file.bytes && { arrived: { etag: there.etag } }),
      };
    }),
  );
  return json(201, { studyId: body.studyId, expiresInSeconds: api.UPLOAD_SECONDS, uploads });
});

const inParts = route('POST /v1/studies/{id}/uploads', async ({ path: { id }, body, institution }) => {
  const study = { institution, studyId: id };
  await announceStudy(study, new Date());
  const state = await uploadInParts(environment('STUDY_BUCKET'), studyPrefix(study), body.path, body);
  return json(200, {
    studyId: id,
    path: body.path,
    complete: state.complete,
    partBytes: api.PART_BYTES,
    expiresInSeconds: api.UPLOAD_SECONDS,
    parts: state.complete ? [] : state.missing,
  });
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

const files = route('GET /v1/studies/{id}/files', async ({ path, query, institution }) => {
  const seconds = api.DOWNLOAD_SECONDS;
  const page = await filesOfStudy(
    environment('STUDY_BUCKET'),
    { institution, studyId: path.id },
    { ...query, seconds },
  );
  return json(200, { studyId: path.id, expiresInSeconds: seconds, ...page });
});

const history = route('GET /v1/studies/{id}/history', async ({ path, institution }) =>
  json(200, { studyId: path.id, ...(await historyOf({ institution, studyId: path.id })) }),
);

const putOutcome = route('PUT /v1/studies/{id}/outcome', async ({ path, body, headers, institution }) => {
  const study = { institution, studyId: path.id };
  await recordOutcome(study, body, new Date(), await seenBy(headers['if-match'], study));
  return tagged(await requireStudy(study));
});

const getClinical = route('GET /v1/studies/{id}/clinical', ({ path, institution }) =>
  clinicalAnswer({ institution, studyId: path.id }),
);

const putClinical = route('PUT /v1/studies/{id}/clinical', async ({ path, body, headers, institution }) => {
  const study = { institution, studyId: path.id };
  await recordClinical(study, body, new Date(), await seenBy(headers['if-match'], study));
  return clinicalAnswer(study);
});

async function clinicalAnswer(study: StudyKey) {
  const body = { studyId: study.studyId, ...(await clinicalOfStudy(study)) };
  return json(200, body, { etag: etagOf(shown(await requireStudy(study))) });
}

/** What no request can remove at once. The days are those of the services that keep them. */
const REMAINS: readonly z.output<typeof api.remainder>[] = [
  {
    code: 'running-analysis',
    message:
      'An analysis that was running writes nothing that is served any more; what it still leaves, and the row that stops it, go within five hours.',
  },
  {
    code: 'table-recovery',
    message:
      'The table can be restored to any point of the last 35 days; after a restore the study is withdrawn again.',
  },
  {
    code: 'execution-history',
    message: 'Histories of executions name the id and its files for 90 days, and no outcome and no feature.',
  },
  {
    code: 'logs',
    message:
      'Logs may name the id and its files for as long as the operator keeps them, and no outcome and no feature.',
  },
  {
    code: 'prediction-jobs',
    message:
      'Tables that were sent to be scored, and their answers, are deleted after 7 days; they may have the id if the sender wrote it.',
  },
  {
    code: 'models',
    message:
      'What coefficients learnt of the study cannot be taken out: versions that were fitted on it are marked withdrawn-row, and fitted again without it.',
  },
  { code: 'downloads', message: 'Tables that were downloaded before are with those who have them.' },
];

const withdraw = route('DELETE /v1/studies/{id}', async ({ path, headers, institution }) => {
  const study = { institution, studyId: path.id };
  // A client that lost the answer asks once more, with the same tag.
  const isGone = (await findWithdrawal(study)) !== undefined;
  const seen = isGone ? undefined : await seenBy(headers['if-match'], study);
  const { withdrawnAt } = await withdrawStudy(study, new Date(), seen);
  await startErasure(study, withdrawnAt);
  return json(202, { studyId: path.id, withdrawnAt, remains: REMAINS });
});

/** The time of the row that the caller decided by; `undefined` if it is free to be any. @throws PreconditionFailed */
async function seenBy(wanted: string | undefined, study: StudyKey): Promise<string | undefined> {
  if (wanted === undefined || wanted === '*') return undefined;
  const row = await requireStudy(study);
  if (etagOf(shown(row)) !== wanted) throw new PreconditionFailed(`study ${study.studyId}`);
  return row.updatedAt;
}

function tagged(row: StudyRow) {
  const body = shown(row);
  return json(200, body, { etag: etagOf(body) });
}

function shown(row: StudyRow): Record<string, unknown> {
  return api.study.parse(row);
}

export const studyRoutes = [
  createStudy,
  inParts,
  list,
  get,
  receipt,
  files,
  history,
  putOutcome,
  getClinical,
  putClinical,
  withdraw,
];
