/**
 * From a folder with a study to its features and a prediction, by the HTTP API alone. Node 22.18 or newer, no packages.
 *
 *   export RADSCORE_API=http://127.0.0.1:…   # `radscore up` prints it
 *   export RADSCORE_TOKEN=$(radscore token)
 *   radscore manifest STUDY                  # writes STUDY/manifest.json
 *   node upload-to-prediction.ts STUDY LINE
 *
 * Research use only. Not a medical device.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [folder, line] = process.argv.slice(2);
const { RADSCORE_API: api, RADSCORE_TOKEN: token } = process.env;
if (!folder || !line || !api || !token) {
  throw new Error('wanted: RADSCORE_API and RADSCORE_TOKEN, then the folder of a study and the name of a model line');
}

interface StudyFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Asks the API; what is refused is an error that says why (RFC 9457: title and detail). */
async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T;
}

/** Sends files to the addresses that the service gives for them: at most 100 in one request, up to 5 GB each. */
async function send(studyId: string, files: readonly StudyFile[]): Promise<void> {
  const { uploads } = await ask<{
    uploads: { path: string; url: string; headers: Record<string, string> }[];
  }>('POST', '/v1/studies', { studyId, files });
  for (const { path, url, headers } of uploads) {
    const response = await fetch(url, { method: 'PUT', headers, body: await readFile(join(folder, path)) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

const bytes = await readFile(join(folder, 'manifest.json'));
const { studyId, files } = JSON.parse(bytes.toString('utf8')) as { studyId: string; files: StudyFile[] };

// The manifest goes last: its arrival starts the analysis.
for (let from = 0; from < files.length; from += 100) await send(studyId, files.slice(from, from + 100));
const sha256 = createHash('sha256').update(bytes).digest('hex');
await send(studyId, [{ path: 'manifest.json', bytes: bytes.length, sha256 }]);

type Study = { status: string; manifestHash?: string; reason?: { message: string } };
let study: Study;
do {
  await delay(500);
  study = await ask<Study>('GET', `/v1/studies/${studyId}`);
  // An earlier upload of the same study may have ended: what counts is the answer to this manifest.
} while (study.manifestHash !== sha256 || !['complete', 'partial', 'failed', 'quarantined'].includes(study.status));
if (study.status !== 'complete') throw new Error(`${studyId} is ${study.status}: ${study.reason?.message ?? ''}`);

const table = await ask<string>('GET', `/v1/studies/${studyId}/features.csv`);
const [header, values] = table.split(/\r?\n/).map((row) => row.split(','));
// A model that has no answer for a study abstains, and says why: there is no probability then.
interface Prediction {
  readonly model: { readonly name: string; readonly version: number };
  readonly probability?: number;
  readonly abstained?: { readonly code: string; readonly message: string };
}
const { model, probability, abstained } = await ask<Prediction>('POST', `/v1/models/${line}/predictions`, { studyId });
console.log(
  JSON.stringify({
    studyId,
    columns: header.length,
    t2fs_original_firstorder_Mean: Number(values[header.indexOf('t2fs_original_firstorder_Mean')]),
    model: `${model.name}@${model.version}`,
    ...(abstained ? { abstained } : { probability }),
  }),
);
