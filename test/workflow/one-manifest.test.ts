import { createHash } from 'node:crypto';
import {
  api,
  currentReceipt,
  exportFeatureTable,
  findStudy,
  findVector,
  gatherCohort,
  leaseStudy,
  loadFeatures,
  openVector,
  protocolById,
  recordOutcome,
  requireObject,
  type StudyRow,
  storeVector,
  storeVectorSummary,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { describeStudy } from '../../cli/study-report.ts';
import { getItem, putItem, studyPartition } from '../../layers/pipeline/table.ts';
import { callApi, problemOf } from './api-caller.ts';
import { startWorkflows, type Workflows } from './in-process.ts';
import { listed, type SmallStudy, type SmallStudyOptions, smallStudy } from './small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const institution = 'centre-1';
const prefixOf = (studyId: string) => `institutions/${institution}/studies/${studyId}/`;
const rowOf = async (studyId: string) => (await findStudy({ institution, studyId })) as StudyRow;
const hashOf = (manifest: unknown) =>
  createHash('sha256')
    .update(typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
    .digest('hex');

async function upload(
  studyId: string,
  { files, manifest }: SmallStudy | { files: Map<string, Uint8Array>; manifest: unknown },
) {
  for (const [path, bytes] of files) await workflows.put(prefixOf(studyId) + path, bytes);
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
  await workflows.put(`${prefixOf(studyId)}manifest.json`, text);
}

async function submit(studyId: string, study: Parameters<typeof upload>[1]): Promise<StudyRow> {
  await upload(studyId, study);
  await workflows.settled();
  return rowOf(studyId);
}

/** A study with an outcome in its manifest, complete. */
async function analysed(studyId: string, options: Partial<SmallStudyOptions> = {}): Promise<StudyRow> {
  const row = await submit(studyId, smallStudy({ studyId, seed: 61, pcr: true, ki67: 10, ...options }));
  expect(row.status).toBe('complete');
  return row;
}

async function cohort() {
  const { id } = protocolById('her2-pcr@1');
  const terms = { id, settingsHash: protocolSettingsHash(protocolById(id)), engineVersion: ENGINE_VERSION };
  return gatherCohort([institution], terms, { by: 'stratified', testFraction: 0 }, 1);
}

async function leftCode(studyId: string): Promise<string | undefined> {
  const { table } = await cohort();
  expect(table.rows.map((row) => row.studyId)).not.toContain(studyId);
  return table.left.find((left) => left.studyId === studyId)?.reason.code;
}

async function exported(): Promise<string> {
  const key = await exportFeatureTable(institution, 'her2-pcr@1', 'all');
  return new TextDecoder().decode(await requireObject('artefacts', key));
}

/** Holds a function until it is let go; restores it at the end of the test. */
function holding(name: string) {
  const handler = workflows.handlers.get(name) as NonNullable<ReturnType<typeof workflows.handlers.get>>;
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  workflows.handlers.set(name, async (event, context) => {
    reached.resolve();
    await gate.promise;
    return handler(event, context);
  });
  onTestFinished(() => {
    gate.resolve();
    workflows.handlers.set(name, handler);
  });
  return { reached: reached.promise, release: () => gate.resolve() };
}

/** Nothing of an earlier manifest is served, by whatever route. */
async function expectNothingServed(studyId: string, code: string, earlier: StudyRow): Promise<void> {
  const path = `/v1/studies/${studyId}`;
  const shown = (await callApi(institution, 'GET', path)).json(api.studyAnswer);
  for (const name of ['features', 'settingsHash', 'engineVersion', 'prediction', 'abstention'] as const) {
    expect(shown[name], name).toBeUndefined();
  }
  expect(shown.manifestHash).not.toBe(earlier.manifestHash);
  for (const format of ['json', 'csv']) {
    const features = await callApi(institution, 'GET', `${path}/features`, { query: { format } });
    expect(features.status).toBe(409);
    expect(problemOf(features)).toMatchObject({
      type: 'urn:radscore:problem:study-not-analysed',
      reason: { code },
      studyStatus: shown.status,
    });
    expect(problemOf(features).manifestHash).toBe(shown.manifestHash);
  }
  expect(await openVector(await rowOf(studyId))).toMatchObject({ code });
  expect(await exported()).not.toContain(`${studyId},`);
  const left = await cohort();
  expect(left.table.rows.map((row) => row.studyId)).not.toContain(studyId);
}

describe('a study whose newest manifest is refused', () => {
  it.each<[string, string, (study: SmallStudy) => unknown]>([
    [
      'size-mismatch',
      'O-1',
      ({ manifest, files }) => ({
        ...manifest,
        files: listed(files).map((file, i) => ({ ...file, bytes: file.bytes + (i === 0 ? 1 : 0) })),
      }),
    ],
    [
      'checksum-mismatch',
      'O-2',
      ({ manifest, files }) => ({
        ...manifest,
        files: listed(files).map((file, i) => (i === 0 ? { ...file, sha256: '0'.repeat(64) } : file)),
      }),
    ],
    ['manifest-invalid', 'O-3', () => '{"manifestVersion": 1'],
    ['unknown-protocol', 'O-4', ({ manifest }) => ({ ...manifest, protocol: 'her2-pcr@9' })],
    [
      'image-repeated',
      'O-5',
      ({ manifest }) => ({
        ...manifest,
        sequences: { ...(manifest.sequences as object), dwi: (manifest.sequences as { t2fs: object }).t2fs },
      }),
    ],
  ])('serves nothing of the earlier one: %s', async (code, studyId, change) => {
    const earlier = await analysed(studyId);
    const other = smallStudy({ studyId, seed: 62, pcr: false, ki67: 95 });
    const manifest = change(other);
    const row = await submit(studyId, { files: other.files, manifest });
    expect(row).toMatchObject({ status: 'failed', reason: { code }, manifestHash: hashOf(manifest) });
    // A manifest that could be read has its own clinical values and outcome; another has none.
    const isRead = code === 'size-mismatch' || code === 'checksum-mismatch';
    expect(row.clinical?.ki67).toBe(isRead ? 95 : undefined);
    expect(row.outcome?.pcr).toBe(isRead ? false : undefined);
    await expectNothingServed(studyId, 'study-failed', earlier);
  });

  it('serves nothing of the earlier one if the newer is too large to be read, or gone', async () => {
    const earlier = await analysed('O-6');
    const row = await submit('O-6', { files: new Map(), manifest: ' '.repeat(16 * 1024 * 1024 + 1) });
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'manifest-invalid' } });
    expect(row.manifestHash ?? row.clinical ?? row.outcome ?? row.protocol).toBeUndefined();
    await expectNothingServed('O-6', 'study-failed', earlier);
    // Repaired by the next upload.
    expect((await analysed('O-6')).manifestHash).toBe(earlier.manifestHash);
  });

  it('serves nothing of the earlier one in quarantine, and its receipt is that of the newest manifest', async () => {
    const earlier = await analysed('O-7');
    const study = smallStudy({ studyId: 'O-7', seed: 63 });
    const bytes = Uint8Array.from(study.files.get('dwi/image.nii') as Uint8Array);
    bytes.set(new TextEncoder().encode('Synthetic Name 1961'), 148);
    study.files.set('dwi/image.nii', bytes);
    const row = await submit('O-7', {
      files: study.files,
      manifest: { ...study.manifest, files: listed(study.files) },
    });
    expect(row.status).toBe('quarantined');
    await expectNothingServed('O-7', 'study-quarantined', earlier);
    const receipt = await currentReceipt({ institution, studyId: 'O-7' });
    expect(receipt).toMatchObject({ manifestHash: row.manifestHash, verdict: 'quarantine' });
  });
});

describe('a study whose newest manifest is being analysed', () => {
  it('serves nothing of the earlier one, and is left out of cohorts for that reason', async () => {
    const earlier = await analysed('O-8');
    const admit = holding('prepare-sequence');
    await upload('O-8', smallStudy({ studyId: 'O-8', seed: 64, pcr: false }));
    await admit.reached;
    await expectNothingServed('O-8', 'study-analysing', earlier);
    expect(await leftCode('O-8')).toBe('study-analysing');
    admit.release();
    await workflows.settled();
    const features = (await callApi(institution, 'GET', '/v1/studies/O-8/features')).json(api.studyFeatures);
    expect(features.manifestHash).toBe((await rowOf('O-8')).manifestHash);
    expect(features.manifestHash).not.toBe(earlier.manifestHash);
  });

  it('is left out also before its manifest has been read', async () => {
    const earlier = await analysed('O-9');
    // As admission leaves the row between its lease and the manifest.
    await leaseStudy(earlier, {
      manifestHash: 'e'.repeat(64),
      sequencer: 'ZZZZ',
      executionArn: 'arn:x:newer',
      engineVersion: ENGINE_VERSION,
      now: new Date(),
    });
    expect(await rowOf('O-9')).toMatchObject({ status: 'analysing', manifestHash: 'e'.repeat(64) });
    expect((await rowOf('O-9')).outcome).toBeUndefined();
    expect(await leftCode('O-9')).toBe('study-analysing');
    await expectNothingServed('O-9', 'study-analysing', earlier);
  });
});

describe('an execution that a newer one has overtaken', () => {
  it('writes nothing that is served, though it ends last', async () => {
    const assemble = workflows.handlers.get('assemble-features') as NonNullable<
      ReturnType<typeof workflows.handlers.get>
    >;
    onTestFinished(() => void workflows.handlers.set('assemble-features', assemble));
    const newer = smallStudy({ studyId: 'O-10', seed: 66, pcr: false, ki67: 70 });
    let isFirst = true;
    workflows.handlers.set('assemble-features', async (event, context) => {
      if (isFirst) {
        isFirst = false;
        await upload('O-10', newer);
        await expect.poll(async () => (await rowOf('O-10')).status, { timeout: 60_000 }).toBe('complete');
      }
      return assemble(event, context);
    });
    await upload('O-10', smallStudy({ studyId: 'O-10', seed: 65, pcr: true, ki67: 10 }));
    await workflows.settled();
    const row = await rowOf('O-10');
    expect(row).toMatchObject({
      status: 'complete',
      manifestHash: hashOf(newer.manifest),
      clinical: { ki67: 70 },
      outcome: { pcr: false, source: 'manifest' },
    });
    expect(await findVector(row)).toMatchObject({ manifestHash: row.manifestHash });
    const alone = await submit('O-11', { files: newer.files, manifest: { ...newer.manifest, studyId: 'O-11' } });
    expect(await valuesOf(row)).toEqual(await valuesOf(alone));
  });

  it('cannot put its vector over that of the same manifest, or between row and vector', async () => {
    const row = await analysed('O-12');
    const before = await valuesOf(row);
    const { institution: _, ...own } = row;
    const overtaken = {
      institution,
      studyId: own.studyId,
      protocol: 'her2-pcr@1',
      manifestHash: row.manifestHash as string,
      executionArn: 'arn:x:overtaken',
    };
    const vector = (await findVector(row)) as NonNullable<Awaited<ReturnType<typeof findVector>>>;
    await storeVector(overtaken, {
      ...vector,
      contentHashes: {},
      gaps: { dwi: { code: 'out-of-memory', message: 'x' } },
    });
    const summary = {
      settingsHash: vector.settingsHash,
      engineVersion: '0',
      features: 0,
      gaps: {},
      warnings: [],
      repairs: [],
    };
    await expect(storeVectorSummary(overtaken, summary, new Date())).rejects.toMatchObject({ name: 'Superseded' });
    // The holder of the lease, but of the manifest before.
    const stale = { ...overtaken, executionArn: row.executionArn as string, manifestHash: 'f'.repeat(64) };
    await expect(storeVectorSummary(stale, summary, new Date())).rejects.toMatchObject({ name: 'Superseded' });
    expect(await rowOf('O-12')).toEqual(row);
    expect(await valuesOf(row)).toEqual(before);

    // A study that is leased again after its row was read: row and vector stay those of one manifest.
    await submit('O-12', smallStudy({ studyId: 'O-12', seed: 67 }));
    const opened = await openVector(row);
    expect(opened).toMatchObject({ manifestHash: row.manifestHash });
    expect(await valuesOf(row)).toEqual(before);
    expect(await valuesOf(await rowOf('O-12'))).not.toEqual(before);
  });
});

async function valuesOf(row: StudyRow): Promise<Float64Array> {
  const vector = await findVector(row);
  if (!vector) throw new Error(`got no vector of ${row.studyId}`);
  return (await loadFeatures(vector)).values;
}

describe('every answer', () => {
  it('names the manifest that it is about', async () => {
    const row = await analysed('O-13');
    const of = { studyId: 'O-13', manifestHash: row.manifestHash };
    const path = '/v1/studies/O-13';
    expect((await callApi(institution, 'GET', path)).json(api.studyAnswer)).toMatchObject(of);
    expect((await callApi(institution, 'GET', `${path}/features`)).json(api.studyFeatures)).toMatchObject(of);
    expect((await callApi(institution, 'GET', `${path}/receipt`)).json(api.receipt)).toMatchObject(of);
    const put = await callApi(institution, 'PUT', `${path}/outcome`, { body: { pcr: true } });
    expect(put.json(api.studyAnswer)).toMatchObject(of);
    const [header, line] = (await callApi(institution, 'GET', `${path}/features`, { query: { format: 'csv' } })).body
      .split('\n')
      .map((text) => text.split(','));
    expect(header.slice(0, 3)).toEqual(['studyId', 'manifestHash', 'engineVersion']);
    expect(line.slice(0, 3)).toEqual(['O-13', row.manifestHash, ENGINE_VERSION]);
    const [columns, ...rows] = (await exported())
      .trimEnd()
      .split('\n')
      .map((text) => text.split(','));
    expect(columns.slice(0, 6)).toEqual(['studyId', 'manifestHash', 'engineVersion', 'pCR', 'ki67', 'morphology']);
    expect(rows.find(([id]) => id === 'O-13')?.[1]).toBe(row.manifestHash);
    const { table } = await cohort();
    expect(table.rows.find(({ studyId }) => studyId === 'O-13')).toMatchObject({ manifestHash: row.manifestHash });
    expect(describeStudy(row)).toContain(`manifest ${row.manifestHash?.slice(0, 12)}`);
  });
});

describe('the outcome', () => {
  const DAY = 24 * 3600_000;

  it('is that of the newest manifest, and is gone if that has none', async () => {
    await analysed('O-20', { pcr: true });
    expect(await analysed('O-20', { pcr: false })).toMatchObject({ outcome: { pcr: false, source: 'manifest' } });
    const { table } = await cohort();
    expect(table.rows.find(({ studyId }) => studyId === 'O-20')).toMatchObject({ pcr: false });
    expect((await analysed('O-20', { pcr: undefined })).outcome).toBeUndefined();
    const item = await getItem({ PK: studyPartition({ institution, studyId: 'O-20' }), SK: 'META' });
    expect(item?.GSI2PK ?? item?.GSI2SK).toBeUndefined();
    expect((await cohort()).table.rows.map(({ studyId }) => studyId)).not.toContain('O-20');
    expect((await cohort()).table.left.map(({ studyId }) => studyId)).not.toContain('O-20');
  });

  it('of a manifest that cannot be read leaves the index; one that the API recorded stays', async () => {
    await analysed('O-21');
    await submit('O-21', { files: new Map(), manifest: '{' });
    const key = { PK: studyPartition({ institution, studyId: 'O-21' }), SK: 'META' };
    expect((await getItem(key))?.GSI2PK).toBeUndefined();
    await recordOutcome({ institution, studyId: 'O-21' }, { pcr: false }, new Date());
    await submit('O-21', { files: new Map(), manifest: '{"again": 1' });
    expect((await getItem(key))?.GSI2PK).toBe(institution);
    expect(await rowOf('O-21')).toMatchObject({ status: 'failed', outcome: { pcr: false, source: 'api' } });
    expect(await leftCode('O-21')).toBe('study-failed');
  });

  it.each([
    ['an older', 'O-22', -DAY],
    ['a newer', 'O-23', DAY],
  ])('sent through the API counts before %s manifest’s, and a contradiction is reported with both dates', async (_, studyId, later) => {
    await analysed(studyId, { pcr: true });
    const recordedAt = new Date(Date.now() + later);
    await recordOutcome({ institution, studyId }, { pcr: false }, recordedAt);
    if (later < 0) await analysed(studyId, { pcr: true, ki67: 11 });
    const shown = (await callApi(institution, 'GET', `/v1/studies/${studyId}`)).json(api.studyAnswer);
    const { outcome } = shown;
    expect(outcome).toMatchObject({
      pcr: false,
      source: 'api',
      recordedAt: recordedAt.toISOString(),
      contradicts: { pcr: true, source: 'manifest' },
      notes: [{ code: 'outcome-contradicted' }],
    });
    for (const date of [outcome?.recordedAt, outcome?.contradicts?.recordedAt]) {
      expect(outcome?.notes?.[0].message).toContain(date);
    }
    const { table } = await cohort();
    expect(table.rows.find((row) => row.studyId === studyId)).toMatchObject({ pcr: false });
    expect(table.noted).toContainEqual({ institution, studyId, reason: outcome?.notes?.[0] });
    expect(describeStudy(shown)).toMatch(
      /outcome: no pCR, sent through the API, .*\n.*warning, outcome: outcome-contradicted: /,
    );
  });

  it('is not contradicted by the same value', async () => {
    await analysed('O-24', { pcr: true });
    await recordOutcome({ institution, studyId: 'O-24' }, { pcr: true, definition: 'YPT0/is  ypN0 ' }, new Date());
    const { outcome } = await rowOf('O-24');
    expect(outcome).toMatchObject({ pcr: true, source: 'api' });
    expect(outcome?.notes ?? outcome?.contradicts).toBeUndefined();
  });

  it.each([
    ['ypT0/is ypN0', true],
    ['  YPT0/IS\u00a0ypn0', true],
    ['ypT0/isypN0', true],
    ['', true],
    ['ypT0 only, our own', false],
    ['ypT0 ypN0', false],
    ['ypT0/is', false],
  ])('defined as "%s" counts: %s', async (definition, counts) => {
    (await rowOf('O-25').catch(() => undefined)) ?? (await analysed('O-25', { pcr: undefined }));
    const put = await callApi(institution, 'PUT', '/v1/studies/O-25/outcome', { body: { pcr: true, definition } });
    const { outcome } = put.json(api.studyAnswer);
    expect(outcome).toMatchObject({ pcr: true, definition });
    const { table } = await cohort();
    const line = (await exported()).split('\n').find((text) => text.startsWith('O-25,'));
    if (counts) {
      expect(outcome?.notes).toBeUndefined();
      expect(table.rows.map(({ studyId }) => studyId)).toContain('O-25');
      expect(line?.split(',')[3]).toBe('1');
    } else {
      expect(outcome?.notes).toMatchObject([
        { code: 'outcome-definition', message: expect.stringMatching(/ypT0.*; wanted "ypT0\/is ypN0"/) },
      ]);
      expect(await leftCode('O-25')).toBe('outcome-definition');
      expect(line?.split(',')[3]).toBe('');
    }
  });

  it('of a manifest with another definition is left out too', async () => {
    const { files, manifest } = smallStudy({ studyId: 'O-26', seed: 68 });
    await submit('O-26', { files, manifest: { ...manifest, outcome: { pcr: true, definition: 'RCB-0' } } });
    expect(await leftCode('O-26')).toBe('outcome-definition');
  });
});

describe('one image declared as two sequences', () => {
  type Sequences = Record<string, { image: string; roi: { file: string; label?: number }; phase?: number }>;
  const change = (studyId: string, by: (sequences: Sequences, files: Map<string, Uint8Array>) => void) => {
    const { files, manifest } = smallStudy({ studyId, seed: 69 });
    const sequences = structuredClone(manifest.sequences) as Sequences;
    by(sequences, files);
    return { files, manifest: { ...manifest, sequences, files: listed(files) } };
  };

  it.each<[string, string, Parameters<typeof change>[1]]>([
    ['I-1', 'by the same path', (sequences) => Object.assign(sequences.dwi, { image: 't2fs/image.nii' })],
    [
      'I-2',
      'as a file and as the folder that holds it',
      (sequences) => Object.assign(sequences.dce, { image: 't2fs/' }),
    ],
    [
      'I-3',
      'by two paths of the same content',
      (_, files) => files.set('dce/image.nii', files.get('dwi/image.nii') as Uint8Array),
    ],
  ])('%s is refused before anything is read: %s', async (studyId, _, by) => {
    workflows.invoked.length = 0;
    const row = await submit(studyId, change(studyId, by));
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'image-repeated' } });
    expect(row.reason?.message).toMatch(/as (t2fs|dwi) and as (dwi|dce); wanted/);
    expect(workflows.invoked).toEqual(['admit-study', 'record-failure']);
  });

  it('is refused after reading if only the voxels show it', async () => {
    const study = change('I-4', (_, files) => {
      const copy = Uint8Array.from(files.get('dwi/image.nii') as Uint8Array);
      // Another description and another position: other bytes, the same image.
      copy.set(new TextEncoder().encode('map'), 148);
      files.set('dce/image.nii', copy);
    });
    const row = await submit('I-4', study);
    expect(row).toMatchObject({
      status: 'failed',
      reason: { code: 'image-repeated', message: expect.stringMatching(/the same voxels as dwi and as dce; wanted/) },
    });
    expect(row.features).toBeUndefined();
  });

  it('is not what a shared region of interest is', async () => {
    const study = change('I-5', (sequences) => {
      for (const { roi } of Object.values(sequences)) roi.file = 't2fs/roi.nrrd';
    });
    expect((await submit('I-5', study)).status).toBe('complete');
  });
});

describe('a row of the earlier layout', () => {
  /** Writes a study as layout 1 had it, from one that is analysed now. */
  async function asLayout1(studyId: string, change: Record<string, unknown> = {}) {
    const row = await analysed(studyId);
    const { outcome: _outcome, executionArn, ...flat } = row;
    const key = { PK: studyPartition(row), SK: 'META' };
    const item = await getItem(key);
    const vector = (await findVector(row)) as unknown as Record<string, unknown>;
    const { manifestHash: _hash, ...old } = vector;
    await putItem({ PK: key.PK, SK: `VECTOR#${row.settingsHash}`, ...old });
    const leasedAt = '2026-01-10T08:00:00.000Z';
    const [GSI1PK, GSI1SK] = [institution, `${change.status ?? 'complete'}#${studyId}`];
    const { sequencer } = item ?? {};
    const times = { leaseUntil: '2026-01-10T12:00:00.000Z', outcome: { pcr: true, recordedAt: leasedAt } };
    const index = { GSI1PK, GSI1SK, GSI2PK: institution, GSI2SK: `${leasedAt}#${studyId}` };
    await putItem({ ...key, ...flat, executionArn, sequencer, ...times, ...index, ...change });
    return { row, key };
  }

  it('is read as it was, features and all', async () => {
    const { row } = await asLayout1('L-1');
    const { outcome: _, unverified, ...read } = await rowOf('L-1');
    const { outcome: _own, ...before } = row;
    expect(read).toEqual(before);
    expect(unverified).toBe(true);
    const features = (await callApi(institution, 'GET', '/v1/studies/L-1/features')).json(api.studyFeatures);
    expect(features.manifestHash).toBe(row.manifestHash);
    expect(Object.keys(features.features)).toHaveLength(3375);
    expect((await cohort()).table.rows.map(({ studyId }) => studyId)).toContain('L-1');
    expect(
      (await callApi(institution, 'GET', '/v1/studies/L-1')).json(
        api.study.strict().extend({ notice: api.studyAnswer.shape.notice }),
      ).status,
    ).toBe('complete');
  });

  it('that may be of two manifests serves no features, says so, and is repaired by the same manifest', async () => {
    const { key } = await asLayout1('L-2');
    await putItem({ PK: key.PK, SK: `RECEIPT#${'d'.repeat(64)}` });
    const answer = await callApi(institution, 'GET', '/v1/studies/L-2/features');
    expect(answer.status).toBe(409);
    expect(problemOf(answer)).toMatchObject({
      reason: { code: 'study-mixed', message: expect.stringMatching(/Upload the manifest again\.$/) },
    });
    expect(await leftCode('L-2')).toBe('study-mixed');
    await analysed('L-2');
    expect((await callApi(institution, 'GET', '/v1/studies/L-2/features')).status).toBe(200);
    const item = await getItem(key);
    expect(item).toMatchObject({ layout: 2 });
    expect(item?.clinical ?? item?.features ?? item?.settingsHash ?? item?.outcome).toBeUndefined();
  });

  it.each([
    'failed',
    'analysing',
    'quarantined',
  ])('that is %s shows nothing that may be of an earlier manifest', async (status) => {
    await asLayout1(`L-${status}`, { status, reason: { code: 'size-mismatch', message: 'x' } });
    const row = await rowOf(`L-${status}`);
    expect(row).toMatchObject({ status, reason: { code: 'size-mismatch' } });
    expect(row.features ?? row.settingsHash ?? row.clinical ?? row.protocol).toBeUndefined();
    expect((await callApi(institution, 'GET', `/v1/studies/L-${status}/features`)).status).toBe(409);
  });

  it.each([
    ['the manifest', 'L-5', '2026-01-10T08:00:00.000Z', 'manifest', undefined],
    ['the API', 'L-6', '2026-02-01T00:00:00.000Z', 'api', undefined],
    ['one or the other', 'L-7', '2025-12-01T00:00:00.000Z', 'unknown', 'outcome-unattributed'],
  ])('knows an outcome that came with %s', async (_, studyId, recordedAt, source, left) => {
    await asLayout1(studyId, { outcome: { pcr: false, recordedAt } });
    expect((await rowOf(studyId)).outcome).toMatchObject({ pcr: false, recordedAt, source });
    const { table } = await cohort();
    expect(table.left.find((one) => one.studyId === studyId)?.reason.code).toBe(left);
    // The next outcome through the API, and the next manifest, end the doubt; neither loses what the other has said.
    await recordOutcome({ institution, studyId }, { pcr: true }, new Date());
    expect((await rowOf(studyId)).outcome).toMatchObject({ pcr: true, source: 'api' });
  });

  it('gives a newer manifest its outcome, and keeps one that the API recorded', async () => {
    await asLayout1('L-8', { outcome: { pcr: false, recordedAt: '2026-02-01T00:00:00.000Z' } });
    expect((await analysed('L-8', { ki67: 12 })).outcome).toMatchObject({
      pcr: false,
      source: 'api',
      contradicts: { pcr: true },
    });
    await asLayout1('L-9', { outcome: { pcr: false, recordedAt: '2025-12-01T00:00:00.000Z' } });
    expect((await analysed('L-9', { ki67: 12 })).outcome).toMatchObject({ pcr: true, source: 'manifest' });
  });
});

describe('a complete study', () => {
  it('is analysed again by the same manifest only if the engine is another', async () => {
    const row = await analysed('E-1');
    workflows.invoked.length = 0;
    const again = await submit('E-1', smallStudy({ studyId: 'E-1', seed: 61, pcr: true, ki67: 10 }));
    expect(again).toEqual(row);
    expect(workflows.invoked).toEqual(['admit-study']);

    const key = { PK: studyPartition(row), SK: 'META' };
    const item = (await getItem(key)) as Record<string, unknown> & { analysis: object };
    await putItem({ ...key, ...item, analysis: { ...item.analysis, engineVersion: '1.0.0' } });
    expect(await leftCode('E-1')).toBe('engine-mismatch');
    const renewed = await submit('E-1', smallStudy({ studyId: 'E-1', seed: 61, pcr: true, ki67: 10 }));
    expect(renewed).toMatchObject({ status: 'complete', engineVersion: ENGINE_VERSION });
    expect((await cohort()).table.rows.map(({ studyId }) => studyId)).toContain('E-1');
  });
});

it('says why a study has nothing to serve before anything was uploaded', async () => {
  const announce = { studyId: 'N-1', files: [{ path: 'a.nii', bytes: 1, sha256: '0'.repeat(64) }] };
  expect((await callApi(institution, 'POST', '/v1/studies', { body: announce })).status).toBe(201);
  const answer = await callApi(institution, 'GET', '/v1/studies/N-1/features');
  expect(problemOf(answer)).toMatchObject({ status: 409, reason: { code: 'study-awaiting-upload' } });
});

it('refuses a path that is no Unicode text, and a cursor that no answer gave', async () => {
  const files = [{ path: 'a\ud800.nii', bytes: 1, sha256: '0'.repeat(64) }];
  const path = await callApi(institution, 'POST', '/v1/studies', { body: { studyId: 'N-2', files } });
  expect(path.status).toBe(400);
  const keys = { PK: `STUDY#${institution}#O-1`, SK: '', GSI1PK: institution, GSI1SK: 'complete#O-1' };
  const cursor = Buffer.from(JSON.stringify(keys)).toString('base64url');
  expect((await callApi(institution, 'GET', '/v1/studies', { query: { cursor } })).status).toBe(400);
});
