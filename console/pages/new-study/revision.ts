/** Another manifest of the same files: what may change, and how it is sent. */

import { sha256 } from '@noble/hashes/sha2.js';
import { encodeManifest, inHex, type Manifest, manifest as manifestSchema } from '@radscore/pipeline/upload';
import { dataOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { api } from '../../service/service.ts';
import { putBytes } from '../../uploads/put.ts';
import type { RepairName, SequenceName } from './draft.ts';

export interface Revision {
  readonly repairs: Readonly<Partial<Record<SequenceName, RepairName | 'none'>>>;
  readonly leftOut: readonly SequenceName[];
  readonly clinical?: Manifest['clinical'];
}

/** The corrected manifest. Files stay listed: what no sequence uses is admitted and not read. */
export function revised(stored: Manifest, { repairs, leftOut, clinical }: Revision): Manifest {
  const sequences: Manifest['sequences'] = {};
  for (const [key, source] of Object.entries(stored.sequences)) {
    const name = key as SequenceName;
    if (!source || leftOut.includes(name)) continue;
    const said = repairs[name];
    const { repair: _repair, ...others } = source;
    sequences[name] = said === undefined ? source : said === 'none' ? others : { ...others, repair: said };
  }
  const { clinical: _clinical, ...others } = stored;
  const values = clinical ?? stored.clinical ?? {};
  const next = { ...others, sequences, ...(Object.keys(values).length > 0 && { clinical: values }) };
  // In the order of the schema: the same content gives the same bytes.
  const parsed = manifestSchema.safeParse(next);
  return parsed.success ? parsed.data : (next as Manifest);
}

/** The manifest that the service has of a study, with all its files. @throws ApiProblem */
export async function storedManifest(id: string): Promise<Manifest> {
  const files: Manifest['files'] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { id }, query: cursor === undefined ? {} : { cursor } };
    const page = await dataOf(api().GET('/v1/studies/{id}/files', { params }));
    files.push(...page.files.map(({ path, bytes, sha256: hash }) => ({ path, bytes, sha256: hash })));
    cursor = page.cursor;
    if (cursor === undefined) return revised({ ...page.manifest, files } as Manifest, { repairs: {}, leftOut: [] });
  }
}

/** Sends a manifest whose files have arrived. @throws ApiProblem */
export async function sendManifest(next: Manifest): Promise<void> {
  const content = encodeManifest(next);
  const file = { path: 'manifest.json', bytes: content.length, sha256: inHex(sha256(content)) };
  const body = { studyId: next.studyId, files: [file] };
  const { uploads } = await dataOf(api().POST('/v1/studies', { body }));
  const [to] = uploads;
  await putBytes(to, content, () => {}, new AbortController().signal).catch((cause: unknown) => {
    throw new ApiProblem(0, { title: String(cause) });
  });
}
