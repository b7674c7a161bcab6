/** Studies whose sequences come as ZIP archives: the same answers as of plain files, and refusals by name. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { currentReceipt, findStudy, type Manifest, parseManifest, type StudyRow } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';
import { openArchive, streamMembers } from '../../layers/pipeline/archives/stored-archive.ts';
import { streamSequence } from '../../layers/pipeline/sequences/stream-sequence.ts';
import { s3 } from '../../layers/pipeline/storage/clients.ts';
import { type ZippedFile, zip } from '../layers/imaging/archives/zips.ts';
import { callApi } from './service/api-caller.ts';
import { STUDY_BUCKET, startWorkflows, type Workflows } from './service/in-process.ts';

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

/** How a study ends whose archives are changed. */
async function endOf(studyId: string, change: Parameters<typeof archived>[1]): Promise<string> {
  const { status, reason } = await submit(studyId, archived(studyId, change));
  return `${status}: ${reason?.code}: ${reason?.message}`;
}

/** Changes one archive only. */
const ofDce =
  (change: (members: ZippedFile[]) => Uint8Array) =>
  (members: ZippedFile[], sequence: string): Uint8Array =>
    sequence === 'dce' ? change(members) : zip(members);

const receiptOf = (studyId: string) => currentReceipt({ institution, studyId });

describe('a study in archives', () => {
  it('gives the features and the receipt of the same study in plain files', async () => {
    const plain = await submit('PLAIN', { files: study.files, manifest: study.manifest });
    expect(plain.status).toBe('complete');
    const shuffled = archived('ARCHIVED', (members) =>
      zip(members.toReversed().map((member, i) => ({ ...member, method: i % 2 ? 8 : 0 }))),
    );
    const row = await submit('ARCHIVED', shuffled);
    expect(row.reason?.message).toBeUndefined();
    expect(row.status).toBe('complete');
    const [one, other] = await Promise.all(['PLAIN', 'ARCHIVED'].map(receiptOf));
    const same = ({ studyId: _s, manifestHash: _h, examinedAt: _e, ...rest }: typeof one) => rest;
    expect(same(other)).toEqual(same(one));
    expect(other.files).toBe(study.files.size);
    const features = await Promise.all(
      ['PLAIN', 'ARCHIVED'].map((studyId) => callApi(institution, 'GET', `/v1/studies/${studyId}/features`)),
    );
    const [values, archivedValues] = features.map(({ body }) => JSON.parse(body).features as Record<string, number>);
    expect(Object.keys(values)).toHaveLength(3375);
    expect(archivedValues).toEqual(values);
    // The same content, so nothing was extracted again.
    const hashes = (studyId: string) =>
      workflows.items().then((items) => {
        const vector = items.find(
          ({ PK, SK }) => isOf(PK, studyId) && String((SK as { S: string }).S).startsWith('VECTOR#'),
        );
        return JSON.stringify(vector).match(/"contentHashes":.*?\}\}/)?.[0];
      });
    const ofPlain = await hashes('PLAIN');
    expect(ofPlain).toMatch(/(dwi|t2fs|dce)/);
    expect(await hashes('ARCHIVED')).toEqual(ofPlain);
  }, 120_000);

  it.each([
    ['in the order of their names', (members: ZippedFile[]) => zip(members)],
    [
      'in any other order, stored',
      (members: ZippedFile[]) => zip(members.toReversed().map((m) => ({ ...m, method: 0 }))),
    ],
  ])('that are too large to keep are read by ranges, members %s', async (_, change) => {
    const { files, manifest } = archived('RANGES', change);
    for (const [path, bytes] of files) await workflows.put(prefixOf('RANGES') + path, bytes);
    for (const sequence of ['t2fs', 'dce'] as const) {
      const work = (of: Manifest, studyId: string) => ({
        study: { institution, studyId },
        sequence,
        source: of.sequences[sequence] as NonNullable<Manifest['sequences']['dce']>,
      });
      const wanted = await streamSequence(work(study.manifest, 'PLAIN'), study.manifest);
      for (const kept of [0, undefined]) {
        const read = await streamSequence(work(manifest, 'RANGES'), manifest, kept);
        expect(Buffer.from(read.volume.voxels.buffer).equals(Buffer.from(wanted.volume.voxels.buffer))).toBe(true);
        expect(Buffer.from(read.mask.voxels).equals(wanted.mask.voxels)).toBe(true);
        expect(read.notes).toEqual(wanted.notes);
      }
    }
  });

  it('that is replaced between its headers and its pixels is refused', async () => {
    const { files, manifest } = archived('SWAPPED', (members) => zip(members.map((m) => ({ ...m, method: 0 }))));
    for (const [path, bytes] of files) await workflows.put(prefixOf('SWAPPED') + path, bytes);
    const source = manifest.sequences.t2fs as NonNullable<Manifest['sequences']['t2fs']>;
    const send = s3.send.bind(s3) as (command: unknown) => Promise<unknown>;
    let ranged = 0;
    vi.spyOn(s3, 'send').mockImplementation((async (command: unknown) => {
      // The directory, and the members once: what follows are pixels.
      const isRange = command instanceof GetObjectCommand && command.input.Range !== undefined;
      if (isRange && ++ranged === 8) await workflows.put(`${prefixOf('SWAPPED')}t2fs.zip`, zip([]));
      return send(command);
    }) as typeof s3.send);
    try {
      const work = { study: { institution, studyId: 'SWAPPED' }, sequence: 't2fs' as const, source };
      await expect(streamSequence(work, manifest, 0)).rejects.toMatchObject({
        name: 'StudyRefused',
        code: 'checksum-mismatch',
        message: expect.stringContaining('t2fs.zip: got other bytes than a moment before'),
      });
    } finally {
      vi.restoreAllMocks();
    }
  });
});

describe('a study with an archive that admission does not take ends by name', () => {
  const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length - 1000);

  it.each<[string, string, (members: ZippedFile[]) => Uint8Array, RegExp]>([
    [
      'cut off',
      'CUT',
      (members) => cut(zip(members)),
      /^failed: truncated: dce\.zip: got \d+ bytes of an archive without its end/,
    ],
    [
      'with the same member twice',
      'TWICE',
      (members) => zip([...members, members[0]]),
      /^failed: archive-invalid: dce\.zip\/.*: got the same member twice/,
    ],
    [
      'of 100,000 members',
      'MANY',
      (members) =>
        zip([...members, ...Array.from({ length: 100_000 }, (_, i) => ({ path: `${i}`, content: '', method: 0 }))], {
          count: 65_535,
        }),
      /^failed: too-large: dce\.zip: got an archive of 65535 members; wanted at most 20,000/,
    ],
    [
      'that would fill the memory',
      'BOMB',
      (members) => {
        const content = new Uint8Array(2 ** 20);
        const compressed = deflateRawSync(content);
        return zip([...members, ...Array.from({ length: 1000 }, (_, i) => ({ path: `${i}`, content, compressed }))]);
      },
      /^failed: too-large: dce\.zip: got an archive of \d+ bytes whose members are \d+ bytes/,
    ],
    [
      'with a member that is longer than it says',
      'LONGER',
      (members) => zip([...members, { path: 'x.dcm', content: new Uint8Array(5_000_000), bytes: 10 }]),
      /^failed: too-large: dce\.zip\/x\.dcm: got a member that goes on beyond the 10 bytes/,
    ],
    [
      'with an archive in it',
      'NESTED',
      (members) => zip([...members, { path: 'more.zip', content: zip(members) }]),
      /^failed: archive-unsupported: dce\.zip\/more\.zip: got an archive in the archive/,
    ],
    [
      'with a damaged member',
      'DAMAGED',
      (members) => zip(members.map((member, i) => (i === 3 ? { ...member, crc32: 1 } : member))),
      /^failed: unreadable: dce\.zip\/.*: got a CRC-32 that is not that of its entry/,
    ],
    [
      'with a path that leads out of it',
      'OUT',
      (members) => zip([...members, { path: '../t2fs/0001.dcm', content: 'x' }]),
      /^failed: archive-invalid: member \d+ of dce\.zip: got a path that leads out/,
    ],
    [
      'with a member that cannot be checked',
      'UNKNOWN',
      (members) => zip([...members, { path: 'notes.docx', content: 'who knows' }]),
      /^failed: unsupported-format: dce\.zip\/notes\.docx: got a document that cannot be checked for identities/,
    ],
    [
      'that is none',
      'NONE',
      () => new Uint8Array(5000),
      /^failed: unsupported-format: dce\.zip: got a file that is no ZIP/,
    ],
  ])('%s', async (_, studyId, change, wanted) => {
    expect(await endOf(studyId, ofDce(change))).toMatch(wanted);
  });

  it('with other bytes than the manifest declares, whatever is wrong with them', async () => {
    const { files, manifest } = archived('OTHER');
    const dce = (files.get('dce.zip') as Uint8Array).slice();
    dce[dce.length - 5000] ^= 1;
    const row = await submit('OTHER', { files: new Map([...files, ['dce.zip', dce]]), manifest });
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'checksum-mismatch' } });
    expect(row.reason?.message).toContain('dce.zip: got SHA-256');
  });

  it('replaced between its directory and its members, if it is too large to be read at once', async () => {
    const { files } = archived('REPLACED');
    const [path, bytes] = ['dce.zip', files.get('dce.zip') as Uint8Array];
    await workflows.put(prefixOf('REPLACED') + path, bytes);
    const listed = { path, bytes: bytes.length };
    const key = { institution, studyId: 'REPLACED' };
    const archive = await openArchive(STUDY_BUCKET, key, listed, undefined, 0);
    await workflows.put(prefixOf('REPLACED') + path, zip([{ path: 'a', content: 'x' }]));
    await expect(streamMembers(archive, { open: () => undefined })).rejects.toMatchObject({
      name: 'StudyRefused',
      code: 'checksum-mismatch',
      message: expect.stringContaining('dce.zip: got other bytes than a moment before'),
    });
  });

  it.each<[string, (manifest: Manifest) => Manifest, RegExp]>([
    [
      'the archive without a slash as an image',
      (manifest) => withDce(manifest, { image: 'dce.zip' }),
      /manifest-invalid: .*got the archive dce\.zip as sequences\.dce\.image; wanted its path and a slash/,
    ],
    [
      'the archive as a region',
      (manifest) => withDce(manifest, { roi: { file: 'dce.zip' } }),
      /manifest-invalid: .*got the archive dce\.zip as sequences\.dce\.roi\.file/,
    ],
    [
      'an archive that is not listed',
      (manifest) => ({ ...manifest, files: manifest.files.filter(({ path }) => path !== 'dce.zip') }),
      /file-not-listed: .*image dce\.zip\//,
    ],
    [
      'what lies in an archive that is listed too',
      (manifest) => ({ ...manifest, files: [...manifest.files, { ...manifest.files[0], path: 'dce.zip/x.dcm' }] }),
      /manifest-invalid: .*got the file dce\.zip\/x\.dcm, which lies in an archive/,
    ],
    [
      'one archive as two images',
      (manifest) => withDce(manifest, { ...manifest.sequences.t2fs, phase: undefined }),
      /image-repeated/,
    ],
  ])('of a manifest that names %s', (_, change, wanted) => {
    const manifest = change(archived('MANIFEST').manifest);
    const key = { institution, studyId: 'MANIFEST' };
    const parse = () => parseManifest(new TextEncoder().encode(JSON.stringify(manifest)), key);
    expect(parse).toThrow(wanted);
  });

  it('with a region that the archive does not hold', async () => {
    const { files, manifest } = archived('NO-ROI');
    const row = await submit('NO-ROI', { files, manifest: withDce(manifest, { roi: { file: 'dce.zip/other.dcm' } }) });
    expect(`${row.status}: ${row.gaps?.dce?.code}: ${row.gaps?.dce?.message}`).toMatch(
      /^partial: mask-missing: .*dce\.zip\/other\.dcm/,
    );
  });
});

describe('a study in archives that may identify a patient goes to quarantine', () => {
  it.each<[string, string, (members: ZippedFile[]) => Uint8Array, string]>([
    [
      'by the name of a member',
      'ID-NAME',
      (members) => zip([...members, { path: 'Doe^Jane/x.json', content: '{}' }]),
      'the path, which holds a name',
    ],
    ['by a comment', 'ID-COMMENT', (members) => zip(members, { comment: 'Jane Doe' }), 'ZIP comment'],
    [
      'by the name of a member that cannot be read',
      'ID-LOCKED',
      (members) => zip([...members, { path: 'Doe^Jane.dcm', content: 'x', flags: 1 }]),
      'the path, which holds a name',
    ],
  ])('%s', async (_, studyId, change, where) => {
    const { status } = await submit(studyId, archived(studyId, ofDce(change)));
    expect(status).toBe('quarantined');
    const receipt = await receiptOf(studyId);
    expect(receipt.findings.map((finding) => finding.where)).toEqual([where]);
    expect(JSON.stringify(receipt)).not.toMatch(/Doe|Jane/);
    const left = [...(await workflows.objects(STUDY_BUCKET)).keys()].filter((key) => key.startsWith(prefixOf(studyId)));
    expect(left).toEqual([]);
  });

  it('by an attribute, which is found where it is in a plain file', async () => {
    const identified = (content: Uint8Array): Uint8Array => {
      const bytes = Buffer.from(content);
      // Patient's Name, which the phantom leaves out, in place of the method of its de-identification.
      const at = bytes.indexOf(Buffer.from([0x12, 0x00, 0x63, 0x00]));
      bytes.set([0x10, 0x00, 0x10, 0x10, 0x53, 0x48], at);
      return new Uint8Array(bytes);
    };
    const { status } = await submit(
      'ID-ATTRIBUTE',
      archived(
        'ID-ATTRIBUTE',
        ofDce((members) =>
          zip(members.map((m, i) => (i === 5 ? { ...m, content: identified(m.content as Uint8Array) } : m))),
        ),
      ),
    );
    expect(status).toBe('quarantined');
    const { findings } = await receiptOf('ID-ATTRIBUTE');
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0].file).toMatch(/^dce\.zip\//);
  });
});

function withDce(manifest: Manifest, change: object): Manifest {
  return {
    ...manifest,
    sequences: { ...manifest.sequences, dce: { ...manifest.sequences.dce, ...change } },
  } as Manifest;
}

function isOf(partition: unknown, studyId: string): boolean {
  return String((partition as { S: string }).S).endsWith(`#${studyId}`);
}
