/** Studies that may identify a patient. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { currentReceipt, findStudy, type StudyRow } from '@radscore/pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QUARANTINE_BUCKET, STUDY_BUCKET, startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, type SmallStudy, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
let s3: S3Client;
beforeAll(async () => {
  workflows = await startWorkflows();
  s3 = new S3Client({ forcePathStyle: true });
});
afterAll(async () => {
  s3.destroy();
  await workflows.stop();
});
beforeEach(() => {
  workflows.invoked.length = 0;
  workflows.manifestEvents.length = 0;
});

const institution = 'centre-1';
const prefixOf = (studyId: string) => `institutions/${institution}/studies/${studyId}/`;

async function submit(studyId: string, { files, manifest }: SmallStudy): Promise<StudyRow> {
  for (const [path, bytes] of files) await workflows.put(prefixOf(studyId) + path, bytes);
  await workflows.put(`${prefixOf(studyId)}manifest.json`, JSON.stringify(manifest));
  await workflows.settled();
  return (await findStudy({ institution, studyId })) as StudyRow;
}

/** A study with a name in one of its files. */
function identifiable(studyId: string, seed: number): SmallStudy {
  const study = smallStudy({ studyId, seed });
  const bytes = Uint8Array.from(study.files.get('dwi/image.nii') as Uint8Array);
  bytes.set(new TextEncoder().encode('Erika Mustermann 1961'), 148);
  study.files.set('dwi/image.nii', bytes);
  return { files: study.files, manifest: { ...study.manifest, files: listed(study.files) } };
}

async function keysBelow(bucket: string, prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  return Contents.map(({ Key = '' }) => Key.slice(prefix.length)).sort();
}

describe('a study that may tell who the patient is', () => {
  it('goes to quarantine whole, is told why, and nothing is computed', async () => {
    const study = identifiable('Q-1', 21);
    const row = await submit('Q-1', study);
    expect(row).toMatchObject({
      status: 'quarantined',
      receipt: { verdict: 'quarantine', files: 6, unlisted: 0 },
      reason: { code: 'identifiable' },
    });
    expect(row.reason?.message).toMatch(/^got .*NIfTI descrip in dwi\/image\.nii; wanted .* deleted after 30 days\.$/);
    expect(row.reason?.message).not.toMatch(/Erika|Mustermann|1961/);
    expect(workflows.invoked).toEqual(['admit-study', 'quarantine-study']);
    expect([...(await workflows.settled()).values()]).toContain('FAILED');

    expect(await keysBelow(STUDY_BUCKET, prefixOf('Q-1'))).toEqual([]);
    const held = await keysBelow(QUARANTINE_BUCKET, `${prefixOf('Q-1')}${row.manifestHash}/`);
    expect(held).toEqual([...study.files.keys(), 'manifest.json'].sort());
    const receipt = await currentReceipt({ institution, studyId: 'Q-1' });
    expect(receipt).toMatchObject({
      manifestHash: row.manifestHash,
      verdict: 'quarantine',
      findings: [{ code: 'identity.file', file: 'dwi/image.nii', where: 'NIfTI descrip', files: 1 }],
    });
    expect(JSON.stringify(receipt)).not.toMatch(/Erika|Mustermann|1961/);
  });

  it('ends a second delivery of its event as a success that changes nothing', async () => {
    const before = await submit('Q-2', identifiable('Q-2', 22));
    const [event] = workflows.manifestEvents;
    const again = workflows.deliver(event);
    expect((await workflows.settled()).get(again)).toBe('SUCCEEDED');
    expect(await findStudy({ institution, studyId: 'Q-2' })).toEqual(before);
  });

  it('goes through when it is mended under the same id, and can be quarantined after it was analysed', async () => {
    await submit('Q-3', identifiable('Q-3', 23));
    const mended = await submit('Q-3', smallStudy({ studyId: 'Q-3', seed: 23 }));
    expect(mended).toMatchObject({ status: 'complete', features: 3375, receipt: { verdict: 'clean' } });
    expect(mended.reason).toBeUndefined();
    expect(await currentReceipt({ institution, studyId: 'Q-3' })).toMatchObject({ verdict: 'clean', findings: [] });

    const again = await submit('Q-3', identifiable('Q-3', 23));
    expect(again).toMatchObject({ status: 'quarantined', reason: { code: 'identifiable' } });
    // What was computed from the earlier manifest is not the study's own any more.
    expect(again.settingsHash ?? again.features ?? again.prediction).toBeUndefined();
    expect(await currentReceipt({ institution, studyId: 'Q-3' })).toMatchObject({ verdict: 'quarantine' });
    expect(await keysBelow(STUDY_BUCKET, prefixOf('Q-3'))).toEqual([]);
  });

  it('is moved as a whole by a second attempt where the first was cut off', async () => {
    const quarantine = workflows.handlers.get('quarantine-study') as NonNullable<
      ReturnType<typeof workflows.handlers.get>
    >;
    let attempts = 0;
    workflows.handlers.set('quarantine-study', async (event, context) => {
      const result = await quarantine(event, context);
      // As if the answer of the first attempt had been lost after all its work.
      if (++attempts === 1) throw Object.assign(new Error('cut off'), { name: 'Sandbox.Timedout' });
      return result;
    });
    const study = identifiable('Q-4', 24);
    for (const [path, bytes] of study.files) await workflows.put(prefixOf('Q-4') + path, bytes);
    await workflows.put(`${prefixOf('Q-4')}manifest.json`, JSON.stringify(study.manifest));
    await expect.poll(() => attempts, { timeout: 60_000 }).toBe(1);
    await workflows.clock.advance(10_000);
    await workflows.settled();
    workflows.handlers.set('quarantine-study', quarantine);
    expect(attempts).toBe(2);
    expect(await findStudy({ institution, studyId: 'Q-4' })).toMatchObject({ status: 'quarantined' });
    expect(await keysBelow(STUDY_BUCKET, prefixOf('Q-4'))).toEqual([]);
  });

  it('leaves to the correction what has come before the quarantine began to move', async () => {
    const quarantine = workflows.handlers.get('quarantine-study') as NonNullable<
      ReturnType<typeof workflows.handlers.get>
    >;
    const mended = smallStudy({ studyId: 'Q-5', seed: 25 });
    let isFirst = true;
    workflows.handlers.set('quarantine-study', async (event, context) => {
      // The institution was quick: the mended study, with its manifest, is there and has the lease.
      if (isFirst) {
        isFirst = false;
        for (const [path, bytes] of mended.files) await workflows.put(prefixOf('Q-5') + path, bytes);
        await workflows.put(`${prefixOf('Q-5')}manifest.json`, JSON.stringify(mended.manifest));
        await expect
          .poll(async () => (await findStudy({ institution, studyId: 'Q-5' }))?.status, { timeout: 60_000 })
          .toBe('complete');
      }
      return quarantine(event, context);
    });
    await submit('Q-5', identifiable('Q-5', 25));
    workflows.handlers.set('quarantine-study', quarantine);
    expect(await findStudy({ institution, studyId: 'Q-5' })).toMatchObject({ status: 'complete' });
    expect(await keysBelow(STUDY_BUCKET, prefixOf('Q-5'))).toHaveLength(7);
  });

  it('is deleted after the retention time', async () => {
    expect(await keysBelow(QUARANTINE_BUCKET, prefixOf('Q-1'))).toHaveLength(7);
    await workflows.clock.advance(32 * 24 * 3600_000);
    await expect.poll(() => keysBelow(QUARANTINE_BUCKET, prefixOf('Q-1'))).toEqual([]);
    await workflows.settled();
  });
});

describe('a path that may tell who the patient is', () => {
  const NAME = 'Mustermann^Erika';
  /** What the row and the receipt say, beside the receipt. */
  async function quarantined(studyId: string, study: SmallStudy) {
    const row = await submit(studyId, study);
    expect(row.status).toBe('quarantined');
    const receipt = await currentReceipt({ institution, studyId });
    expect(JSON.stringify({ row, receipt })).not.toMatch(/Mustermann|Erika/);
    return { row, receipt };
  }

  it('is named by its place in the manifest', async () => {
    const study = smallStudy({ studyId: 'Q-9', seed: 29 });
    study.files.set(`dwi/${NAME}.nii`, study.files.get('dwi/image.nii') as Uint8Array);
    study.files.delete('dwi/image.nii');
    const sequences = structuredClone(study.manifest.sequences) as Record<string, { image: string }>;
    sequences.dwi.image = `dwi/${NAME}.nii`;
    const files = listed(study.files);
    const place = `files[${files.findIndex(({ path }) => path.includes(NAME))}].path`;
    const { row, receipt } = await quarantined('Q-9', {
      files: study.files,
      manifest: { ...study.manifest, sequences, files },
    });
    expect(receipt.findings).toMatchObject([{ code: 'identity.file', file: place, files: 1 }]);
    expect(row.reason?.message).toContain(`the path, which holds a name in ${place}; wanted`);
  });

  it('is named by its place among those that the manifest does not list', async () => {
    const study = smallStudy({ studyId: 'Q-10', seed: 30 });
    study.files.set(`${NAME}/letter.docx`, new TextEncoder().encode('PK'));
    study.files.set('a/acquisition.json', new TextEncoder().encode('{"EchoTime": 0.08}'));
    const place = 'file 1 of those that manifest.json does not list';
    const { receipt } = await quarantined('Q-10', study);
    expect(receipt.unlisted).toEqual({ files: 2, names: [place, 'a/acquisition.json'] });
    expect(receipt.findings.map(({ file, where }) => `${file}: ${where}`)).toEqual([
      `${place}: a file that manifest.json does not list and that cannot be checked`,
      `${place}: the path, which holds a name`,
    ]);
  });

  it('is not repeated where files are missing, too short, or not listed', async () => {
    for (const [studyId, change] of [
      ['Q-11', (m: SmallStudy['manifest']) => m.files.push({ path: NAME, bytes: 1, sha256: 'a'.repeat(64) })],
      ['Q-12', (m: SmallStudy['manifest']) => Object.assign(m.files[0], { bytes: 1 })],
      [
        'Q-13',
        (m: SmallStudy['manifest']) =>
          Object.assign(m.sequences as object, { dwi: { image: NAME, roi: { file: NAME } } }),
      ],
    ] as const) {
      const study = smallStudy({ studyId, seed: 32 });
      const first = `${NAME}.nii`;
      study.files.set(first, study.files.get('t2fs/image.nii') as Uint8Array);
      study.files.delete('t2fs/image.nii');
      const sequences = structuredClone(study.manifest.sequences) as Record<string, { image: string }>;
      sequences.t2fs.image = first;
      const files = listed(study.files).sort((a) => (a.path === first ? -1 : 1));
      const manifest = { ...study.manifest, sequences, files };
      change(manifest);
      for (const [path, bytes] of study.files) await workflows.put(prefixOf(studyId) + path, bytes);
      await workflows.put(`${prefixOf(studyId)}manifest.json`, JSON.stringify(manifest));
      await expect.poll(() => workflows.invoked.length).toBeGreaterThan(0);
      await workflows.clock.advance(3600_000);
      await workflows.settled();
      const row = await findStudy({ institution, studyId });
      expect(row?.status).toBe('failed');
      expect(row?.reason?.message).toMatch(/files\[\d+\]\.path|sequences\.dwi\.image/);
      expect(JSON.stringify(row)).not.toMatch(/Mustermann|Erika/);
    }
  });
});

describe('files that the manifest does not list', () => {
  it('are examined, counted and named', async () => {
    const study = smallStudy({ studyId: 'Q-6', seed: 26 });
    study.files.set('t2fs/acquisition.json', new TextEncoder().encode('{"EchoTime": 0.08}'));
    const row = await submit('Q-6', study);
    expect(row).toMatchObject({ status: 'complete', receipt: { verdict: 'clean', files: 7, unlisted: 1 } });
    const { unlisted } = await currentReceipt({ institution, studyId: 'Q-6' });
    expect(unlisted).toEqual({ files: 1, names: ['t2fs/acquisition.json'] });
  });

  it.each([
    ['Q-7', 'patients.csv', 'name,born\nErika Mustermann,12.08.1961\n', 'column 1, headed as name'],
    ['Q-8', 'letter.docx', 'PK', 'a file that manifest.json does not list and that cannot be checked'],
  ])('%s: %s takes the study to quarantine', async (studyId, name, content, where) => {
    const study = smallStudy({ studyId, seed: 27 });
    study.files.set(name, new TextEncoder().encode(content));
    expect(await submit(studyId, study)).toMatchObject({ status: 'quarantined' });
    const { findings } = await currentReceipt({ institution, studyId });
    expect(findings.map((finding) => `${finding.file}: ${finding.where}`)).toContain(`${name}: ${where}`);
    expect(await keysBelow(STUDY_BUCKET, prefixOf(studyId))).toEqual([]);
  });
});
