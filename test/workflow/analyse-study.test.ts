/** analyse-study in process, from a manifest to the answer. */
import { findExtraction, findStudy, findVector, loadFeatures, type StudyRow } from '@radscore/pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteItem, getItem, putItem } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { type Handler, startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, type SmallStudy, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());
beforeEach(() => {
  workflows.invoked.length = 0;
  workflows.announced.length = 0;
  workflows.manifestEvents.length = 0;
});

const institution = 'centre-1';
const prefixOf = (studyId: string) => `institutions/${institution}/studies/${studyId}/`;

/** Uploads a study, its manifest last, and returns its row when nothing runs any more. */
async function submit(studyId: string, study: SmallStudy, manifest: unknown = study.manifest): Promise<StudyRow> {
  for (const [path, bytes] of study.files) await workflows.put(prefixOf(studyId) + path, bytes);
  return submitManifest(studyId, manifest);
}

async function submitManifest(studyId: string, manifest: unknown): Promise<StudyRow> {
  await workflows.put(
    `${prefixOf(studyId)}manifest.json`,
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
  );
  await workflows.settled();
  return rowOf(studyId);
}

async function rowOf(studyId: string): Promise<StudyRow> {
  const row = await findStudy({ institution, studyId });
  if (!row) throw new Error(`got no row of ${studyId}`);
  return row;
}

/** How often each state of a study's execution was entered. */
function statesEntered({ executionArn = '' }: StudyRow): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const record of workflows.machines.history(executionArn).records) {
    if (record.type === 'entered') counts[record.state] = (counts[record.state] ?? 0) + 1;
  }
  return counts;
}

describe('analyse-study', () => {
  it('takes a study from its manifest to 3,375 features and, without a model, an abstention', async () => {
    const row = await submit('S-1', smallStudy({ studyId: 'S-1', pcr: true }));

    expect(row).toMatchObject({
      status: 'complete',
      features: 3375,
      gaps: {},
      abstention: { code: 'no-promoted-model' },
    });
    expect(row.outcome?.pcr).toBe(true);
    const vector = await findVector(row);
    const { names, values } = await loadFeatures(vector as NonNullable<typeof vector>);
    expect(names).toHaveLength(3375);
    expect(new Set(names).size).toBe(3375);
    expect(names[0]).toBe('t2fs_original_shape2D_Elongation');
    expect(row.usage).toMatchObject({
      functions: [
        { function: 'admit-study', invocations: 1 },
        { function: 'prepare-sequence', invocations: 3 },
        { function: 'extract-filtered-features', invocations: 3 },
        { function: 'assemble-features', invocations: 1 },
        { function: 'predict-response', invocations: 1 },
      ],
      stateTransitions: 13,
      // Six files, the manifest and six canonical volumes arrive as objects; the announcement is an event as well.
      events: 14,
    });
    // Each of those that arrived is one PUT; the study is listed once.
    expect(row.usage?.s3.put).toBe(14);
    expect(row.usage?.dynamodb.writeUnits).toBeGreaterThan(165);
    expect(row.cost).toMatchObject({
      priceTable: { region: 'us-east-1' },
      parts: { stateTransitions: 0.000325, api: 0 },
    });
    expect(row.cost?.usd).toBeLessThan(0.002);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(workflows.announced.map(({ detail }) => detail)).toMatchObject([
      { study: { studyId: 'S-1' }, status: 'complete' },
    ]);
    // Each state that is entered is a transition that AWS charges; 19 is the most that a study of three sequences may take.
    expect(statesEntered(row)).toEqual({
      ...{ AdmitStudy: 1, AnalyseSequences: 1, PrepareSequence: 3, ExtractFeatures: 3, AssembleFeatures: 1 },
      ...{ CheckVector: 1, PredictResponse: 1, AnnounceStudy: 1, StudyAnalysed: 1 },
    });
    // Its settings have wavelets and LoG: every sequence goes to the container.
    expect(workflows.invoked.filter((name) => name.startsWith('extract'))).toEqual(
      Array.from({ length: 3 }, () => 'extract-filtered-features'),
    );
  });

  it('sends a sequence whose settings look nowhere around to the zip function', async () => {
    const prepare = workflows.handlers.get('prepare-sequence') as Handler;
    workflows.handlers.set('prepare-sequence', async (event, context) => ({
      ...((await prepare(event, context)) as object),
      filters: (event as { sequence: string }).sequence === 'dce' ? 'heavy' : 'light',
    }));
    const row = await submit('S-17', smallStudy({ studyId: 'S-17', seed: 17 }));
    workflows.handlers.set('prepare-sequence', prepare);
    expect(row).toMatchObject({ status: 'complete', features: 3375 });
    expect(workflows.invoked.filter((name) => name.startsWith('extract')).sort()).toEqual([
      'extract-features',
      'extract-features',
      'extract-filtered-features',
    ]);
  });

  it('finds what an earlier version stored in two parts, and computes nothing', async () => {
    const row = await submit('S-18', smallStudy({ studyId: 'S-18', seed: 18 }));
    const { contentHashes = {} } = (await findVector(row)) ?? {};
    for (const contentHash of Object.values(contentHashes)) {
      const whole = { PK: `FEATURES#${contentHash}`, SK: 'GROUP#all' };
      const item = await getItem(whole);
      for (const part of ['light', 'heavy']) {
        expect(await findExtraction(contentHash)).toEqual(
          part === 'light' ? { imageTypes: item?.imageTypes, warnings: item?.warnings } : undefined,
        );
        await deleteItem(whole);
        const imageTypes = (item?.imageTypes as string[]).filter((_, i) => i < 2 === (part === 'light'));
        await putItem({ ...item, ...whole, SK: `GROUP#${part}`, imageTypes, warnings: [] });
      }
      expect(await findExtraction(contentHash)).toEqual({ imageTypes: item?.imageTypes, warnings: [] });
    }
  });

  it('makes one study of the same event twice, and computes nothing twice', async () => {
    await submit('S-2', smallStudy({ studyId: 'S-2', seed: 2 }));
    const before = await rowOf('S-2');
    const [event] = workflows.manifestEvents;
    workflows.invoked.length = 0;
    workflows.deliver(event);
    workflows.deliver(event);
    const statuses = await workflows.settled();
    expect(workflows.invoked).toEqual(['admit-study', 'admit-study']);
    expect([...statuses.values()].every((status) => status === 'SUCCEEDED')).toBe(true);
    expect(await rowOf('S-2')).toEqual(before);
  });

  it('computes nothing for images that another study already brought', async () => {
    const first = await submit('S-3', smallStudy({ studyId: 'S-3', seed: 3 }));
    const extract = workflows.handlers.get('extract-filtered-features');
    const computed: unknown[] = [];
    workflows.handlers.set('extract-filtered-features', async (event, context) => {
      const result = await extract?.(event, context);
      computed.push((result as { computed: boolean }).computed);
      return result;
    });
    const again = await submit('S-4', smallStudy({ studyId: 'S-4', seed: 3 }));
    workflows.handlers.set('extract-filtered-features', extract as NonNullable<typeof extract>);
    expect(computed).toEqual([false, false, false]);
    expect(again.features).toBe(first.features);
  });

  it('waits for the files of a manifest that is ahead of them', async () => {
    const study = smallStudy({ studyId: 'S-5', seed: 5 });
    await workflows.put(`${prefixOf('S-5')}manifest.json`, JSON.stringify(study.manifest));
    await expect.poll(async () => (await findStudy({ institution, studyId: 'S-5' }))?.status).toBe('analysing');
    for (const [path, bytes] of study.files) await workflows.put(prefixOf('S-5') + path, bytes);
    await workflows.clock.advance(30_000);
    await workflows.settled();
    expect((await rowOf('S-5')).status).toBe('complete');
    expect(workflows.invoked.filter((name) => name === 'admit-study').length).toBeGreaterThan(1);
  });

  it('fails plainly when they never come, and starts again when they have', async () => {
    const study = smallStudy({ studyId: 'S-6', seed: 6 });
    await workflows.put(`${prefixOf('S-6')}manifest.json`, JSON.stringify(study.manifest));
    await expect.poll(() => workflows.invoked.length).toBeGreaterThan(0);
    await workflows.clock.advance(3600_000);
    await workflows.settled();
    expect((await rowOf('S-6')).reason).toMatchObject({
      code: 'files-missing',
      message: expect.stringMatching(/^6 of the 6 files/),
    });

    expect((await submit('S-6', study)).status).toBe('complete');
  });

  it('takes a corrected manifest', async () => {
    const study = smallStudy({ studyId: 'S-7', seed: 7 });
    const wrong = await submit('S-7', study, { ...study.manifest, protocol: 'her2-pcr@9' });
    expect(wrong.reason).toEqual({
      code: 'unknown-protocol',
      message:
        'got protocol "her2-pcr@9"; wanted one of her2-pcr@1, her2-pcr@2, her2-pcr-3d@1, her2-pcr-clinical@1. Did you mean "her2-pcr@1"? Name one of them.',
    });
    const right = await submitManifest('S-7', study.manifest);
    expect(right).toMatchObject({ status: 'complete', features: 3375 });
    expect(right.reason).toBeUndefined();
  });

  it('is partial, with the reason, where one sequence cannot be read', async () => {
    const study = smallStudy({ studyId: 'S-8', seed: 8 });
    const labels = study.files.get('dwi/roi.nrrd') as Uint8Array;
    study.files.set('dwi/image.nii', (study.files.get('dwi/image.nii') as Uint8Array).subarray(0, 2000));
    const row = await submit('S-8', study, { ...study.manifest, files: listed(study.files) });
    expect(labels.length).toBeGreaterThan(0);
    expect(row).toMatchObject({ status: 'partial', features: 2250, gaps: { dwi: { code: 'truncated' } } });
    expect(row.gaps?.dwi?.message).toMatch(/^dwi\/image\.nii: got .*; wanted .*\. /);
  });

  it('names the labels that are there where the wanted one is not', async () => {
    const study = smallStudy({ studyId: 'S-9', seed: 9 });
    const sequences = structuredClone(study.manifest.sequences) as Record<string, { roi: { label: number } }>;
    for (const { roi } of Object.values(sequences)) roi.label = 3;
    const row = await submit('S-9', study, { ...study.manifest, sequences });
    expect(row.status).toBe('failed');
    expect(row.reason).toMatchObject({
      code: 'label-missing',
      message: expect.stringMatching(/got the labels 1 \(\d+ voxels\); wanted label 3/),
    });
  });

  it('says in millimetres how far a mask lies off', async () => {
    const study = smallStudy({ studyId: 'S-10', seed: 10 });
    const other = smallStudy({ studyId: 'S-10', seed: 10 });
    const nifti = (other.files.get('dce/image.nii') as Uint8Array).slice();
    new DataView(nifti.buffer).setFloat32(268, 10 + 5, true); // qoffset_x and the srow that goes with it
    new DataView(nifti.buffer).setFloat32(280 + 12, 10 + 5, true);
    study.files.set('dce/image.nii', nifti);
    const row = await submit('S-10', study, { ...study.manifest, files: listed(study.files) });
    expect(row.gaps?.dce).toMatchObject({ code: 'geometry-mismatch', message: expect.stringMatching(/5(\.0+)? mm/) });
  });

  it.each<[string, string, (study: SmallStudy) => unknown]>([
    [
      'S-11',
      'checksum-mismatch',
      (study) => {
        study.files.set('t2fs/roi.nrrd', Uint8Array.from(study.files.get('t2fs/roi.nrrd') as Uint8Array).fill(0, -4));
        return study.manifest;
      },
    ],
    [
      'S-12',
      'size-mismatch',
      (study) => {
        study.files.set('t2fs/roi.nrrd', new Uint8Array(12));
        return study.manifest;
      },
    ],
    ['S-13', 'manifest-invalid', () => '{"manifestVersion": 1'],
    [
      'S-14',
      'mask-missing',
      (study) => ({ ...study.manifest, files: study.manifest.files.filter(({ path }) => path !== 'dce/roi.nrrd') }),
    ],
  ])('%s is refused as %s, and nothing is computed', async (studyId, code, change) => {
    const study = smallStudy({ studyId, seed: 11 });
    const row = await submit(studyId, study, change(study));
    expect(row.status).toBe('failed');
    expect(row.reason?.code).toBe(code);
    expect(row.reason?.message).toMatch(/got .*; wanted .*\. [A-Z]/);
    expect(workflows.invoked).toEqual(['admit-study', 'record-failure']);
  });

  it('goes on after throttling, and records a fault of its own as one', async () => {
    const admit = workflows.handlers.get('admit-study') as NonNullable<ReturnType<typeof workflows.handlers.get>>;
    let throttled = 2;
    workflows.handlers.set('admit-study', (event, context) => {
      if (throttled-- > 0) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      return admit(event, context);
    });
    const assemble = workflows.handlers.get('assemble-features') as typeof admit;
    const study = smallStudy({ studyId: 'S-15', seed: 15 });
    for (const [path, bytes] of study.files) await workflows.put(prefixOf('S-15') + path, bytes);
    await workflows.put(`${prefixOf('S-15')}manifest.json`, JSON.stringify(study.manifest));
    await expect.poll(() => throttled).toBeLessThan(2);
    await workflows.clock.advance(60_000);
    await workflows.settled();
    expect(await rowOf('S-15')).toMatchObject({ status: 'complete', usage: { stateTransitions: 13 + 2 } });

    workflows.handlers.set('admit-study', admit);
    workflows.handlers.set('assemble-features', () => Promise.reject(new TypeError('a bug')));
    const failed = await submit('S-16', smallStudy({ studyId: 'S-16', seed: 16 }));
    workflows.handlers.set('assemble-features', assemble);
    expect(failed).toMatchObject({ status: 'failed', reason: { code: 'internal-error' } });
  });
});
