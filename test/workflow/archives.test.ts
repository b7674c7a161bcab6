/** Studies whose sequences come as ZIP archives: the same answers as of plain files, and refusals by name. */
import { createHash } from 'node:crypto';
import { currentReceipt, findStudy, type Manifest, type StudyRow } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';
import { streamSequence } from '../../layers/pipeline/sequences/stream-sequence.ts';
import { type ZippedFile, zip } from '../layers/imaging/archives/zips.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

const institution = 'centre-1';
const prefixOf = (studyId: string) => `institutions/${institution}/studies/${studyId}/`;
const study = makeStudy(drawCohort(5).newPatient, 5);

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const listed = (files: ReadonlyMap<string, Uint8Array>): Manifest['files'] =>
  [...files].map(([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));

/** The study with one archive for each sequence, its members in an order that a tool may choose. */
function archived(studyId: string, change: (members: ZippedFile[], sequence: string) => Uint8Array = (m) => zip(m)) {
  const files = new Map<string, Uint8Array>();
  for (const sequence of ['t2fs', 'dwi', 'dce']) {
    const members = [...study.files]
      .filter(([path]) => path.startsWith(`${sequence}/`))
      .map(([path, content]) => ({ path: path.slice(sequence.length + 1), content }));
    files.set(`${sequence}.zip`, change(members, sequence));
  }
  const sequences = Object.fromEntries(
    Object.entries(study.manifest.sequences).map(([name, source]) => [
      name,
      {
        ...source,
        image: source.image.replace(`${name}/`, `${name}.zip/`),
        roi: { ...source.roi, file: source.roi.file.replace(`${name}/`, `${name}.zip/`) },
      },
    ]),
  );
  return { files, manifest: { ...study.manifest, studyId, sequences, files: listed(files) } as Manifest };
}

async function submit(
  studyId: string,
  { files, manifest }: { files: ReadonlyMap<string, Uint8Array>; manifest: Manifest },
): Promise<StudyRow> {
  for (const [path, bytes] of files) await workflows.put(prefixOf(studyId) + path, bytes);
  await workflows.put(`${prefixOf(studyId)}manifest.json`, JSON.stringify({ ...manifest, studyId }));
  await workflows.settled();
  const row = await findStudy({ institution, studyId });
  if (!row) throw new Error('no row');
  return row;
}

const refused = async (studyId: string, change: Parameters<typeof archived>[1]) => {
  const row = await submit(studyId, archived(studyId, change));
  return `${row.status}: ${row.reason?.code}: ${row.reason?.message}`;
};

describe('a study in archives', () => {
  it('gives the features and the receipt of the same study in plain files', async () => {
    const plain = await submit('PLAIN', { files: study.files, manifest: study.manifest });
    expect(plain.status).toBe('complete');
    const shuffled = archived('ARCHIVED', (members) => zip(members.toReversed().map((m, i) => ({ ...m, method: i % 2 ? 8 : 0 }))));
    const row = await submit('ARCHIVED', shuffled);
    expect(row.reason?.message).toBeUndefined();
    expect(row.status).toBe('complete');
    expect(row.vector).toEqual(plain.vector);
    const [one, other] = await Promise.all(
      ['PLAIN', 'ARCHIVED'].map((studyId) => currentReceipt({ institution, studyId })),
    );
    const same = ({ studyId: _s, manifestHash: _h, examinedAt: _e, ...rest }: typeof one) => rest;
    expect(same(other)).toEqual(same(one));
  }, 120_000);
});
