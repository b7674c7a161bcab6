/** Everything that is said of a study is of its newest manifest. */
import { createHash } from 'node:crypto';
import {
  api,
  currentReceipt,
  findVector,
  leaseStudy,
  loadFeatures,
  openVector,
  type StudyRow,
  storeVector,
  storeVectorSummary,
} from '@radscore/pipeline';
import { ENGINE_VERSION } from '@radscore/pipeline/extraction';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { describeStudy } from '../../cli/studies/study-report.ts';
import { getItem, putItem, studyPartition } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { listed, type SmallStudy, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

let centre: Institution;
let count = 0;
beforeEach(() => {
  centre = new Institution(workflows, `centre-${++count}`);
});

const hashOf = (manifest: unknown) =>
  createHash('sha256')
    .update(typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
    .digest('hex');

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
  const shown = (await callApi(centre.name, 'GET', path)).json(api.studyAnswer);
  for (const name of ['features', 'settingsHash', 'engineVersion', 'prediction', 'abstention'] as const) {
    expect(shown[name], name).toBeUndefined();
  }
  expect(shown.manifestHash).not.toBe(earlier.manifestHash);
  for (const resource of ['features', 'features.csv']) {
    const features = await callApi(centre.name, 'GET', `${path}/${resource}`);
    expect(features.status).toBe(409);
    expect(problemOf(features)).toMatchObject({
      type: 'urn:radscore:problem:study-not-analysed',
      reason: { code },
      studyStatus: shown.status,
    });
    expect(problemOf(features).manifestHash).toBe(shown.manifestHash);
  }
  expect(await openVector(await centre.rowOf(studyId))).toMatchObject({ code });
  expect(await centre.exported()).not.toContain(`${studyId},`);
  const left = await centre.cohort();
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
    const earlier = await centre.analysed(studyId);
    const other = smallStudy({ studyId, seed: 62, pcr: false, ki67: 95 });
    const manifest = change(other);
    const row = await centre.submit(studyId, { files: other.files, manifest });
    expect(row).toMatchObject({ status: 'failed', reason: { code }, manifestHash: hashOf(manifest) });
    // A manifest that could be read has its own clinical values and outcome; another has none.
    const isRead = code === 'size-mismatch' || code === 'checksum-mismatch';
    expect(row.clinical?.ki67).toBe(isRead ? 95 : undefined);
    expect(row.outcome?.pcr).toBe(isRead ? false : undefined);
    await expectNothingServed(studyId, 'study-failed', earlier);
  });

  it('serves nothing of the earlier one if the newer is too large to be read, or gone', async () => {
    const earlier = await centre.analysed('O-6');
    const row = await centre.submit('O-6', { files: new Map(), manifest: ' '.repeat(16 * 1024 * 1024 + 1) });
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'manifest-invalid' } });
    expect(row.manifestHash ?? row.clinical ?? row.outcome ?? row.protocol).toBeUndefined();
    await expectNothingServed('O-6', 'study-failed', earlier);
    // Repaired by the next upload.
    expect((await centre.analysed('O-6')).manifestHash).toBe(earlier.manifestHash);
  });

  it('serves nothing of the earlier one in quarantine, and its receipt is that of the newest manifest', async () => {
    const earlier = await centre.analysed('O-7');
    const study = smallStudy({ studyId: 'O-7', seed: 63 });
    const bytes = Uint8Array.from(study.files.get('dwi/image.nii') as Uint8Array);
    bytes.set(new TextEncoder().encode('Synthetic Name 1961'), 148);
    study.files.set('dwi/image.nii', bytes);
    const row = await centre.submit('O-7', {
      files: study.files,
      manifest: { ...study.manifest, files: listed(study.files) },
    });
    expect(row.status).toBe('quarantined');
    await expectNothingServed('O-7', 'study-quarantined', earlier);
    const receipt = await currentReceipt({ institution: centre.name, studyId: 'O-7' });
    expect(receipt).toMatchObject({ manifestHash: row.manifestHash, verdict: 'quarantine' });
  });
});

describe('a study whose newest manifest is being analysed', () => {
  it('serves nothing of the earlier one, and is left out of cohorts for that reason', async () => {
    const earlier = await centre.analysed('O-8');
    const admit = holding('prepare-sequence');
    await centre.upload('O-8', smallStudy({ studyId: 'O-8', seed: 64, pcr: false }));
    await admit.reached;
    await expectNothingServed('O-8', 'study-analysing', earlier);
    expect(await centre.leftCode('O-8')).toBe('study-analysing');
    admit.release();
    await workflows.settled();
    const features = (await callApi(centre.name, 'GET', '/v1/studies/O-8/features')).json(api.studyFeatures);
    expect(features.manifestHash).toBe((await centre.rowOf('O-8')).manifestHash);
    expect(features.manifestHash).not.toBe(earlier.manifestHash);
  });

  it('is left out also before its manifest has been read', async () => {
    const earlier = await centre.analysed('O-9');
    // As admission leaves the row between its lease and the manifest.
    await leaseStudy(earlier, {
      manifestHash: 'e'.repeat(64),
      sequencer: 'ZZZZ',
      executionArn: 'arn:x:newer',
      engineVersion: ENGINE_VERSION,
      now: new Date(),
    });
    expect(await centre.rowOf('O-9')).toMatchObject({ status: 'analysing', manifestHash: 'e'.repeat(64) });
    expect((await centre.rowOf('O-9')).outcome).toBeUndefined();
    expect(await centre.leftCode('O-9')).toBe('study-analysing');
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
        await centre.upload('O-10', newer);
        await expect.poll(async () => (await centre.rowOf('O-10')).status, { timeout: 60_000 }).toBe('complete');
      }
      return assemble(event, context);
    });
    await centre.upload('O-10', smallStudy({ studyId: 'O-10', seed: 65, pcr: true, ki67: 10 }));
    await workflows.settled();
    const row = await centre.rowOf('O-10');
    expect(row).toMatchObject({
      status: 'complete',
      manifestHash: hashOf(newer.manifest),
      clinical: { ki67: 70 },
      outcome: { pcr: false, source: 'manifest' },
    });
    expect(await findVector(row)).toMatchObject({ manifestHash: row.manifestHash });
    const alone = await centre.submit('O-11', { files: newer.files, manifest: { ...newer.manifest, studyId: 'O-11' } });
    expect(await valuesOf(row)).toEqual(await valuesOf(alone));
  });

  it('cannot put its vector over that of the same manifest, or between row and vector', async () => {
    const row = await centre.analysed('O-12');
    const before = await valuesOf(row);
    const overtaken = {
      institution: centre.name,
      studyId: row.studyId,
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
    expect(await centre.rowOf('O-12')).toEqual(row);
    expect(await valuesOf(row)).toEqual(before);

    // A study that is leased again after its row was read: row and vector stay those of one manifest.
    await centre.submit('O-12', smallStudy({ studyId: 'O-12', seed: 67 }));
    const opened = await openVector(row);
    expect(opened).toMatchObject({ manifestHash: row.manifestHash });
    expect(await valuesOf(row)).toEqual(before);
    expect(await valuesOf(await centre.rowOf('O-12'))).not.toEqual(before);
  });
});

async function valuesOf(row: StudyRow): Promise<Float64Array> {
  const vector = await findVector(row);
  if (!vector) throw new Error(`got no vector of ${row.studyId}`);
  return (await loadFeatures(vector)).values;
}

describe('every answer', () => {
  it('names the manifest that it is about', async () => {
    const row = await centre.analysed('O-13');
    const of = { studyId: 'O-13', manifestHash: row.manifestHash };
    const path = '/v1/studies/O-13';
    expect((await callApi(centre.name, 'GET', path)).json(api.studyAnswer)).toMatchObject(of);
    expect((await callApi(centre.name, 'GET', `${path}/features`)).json(api.studyFeatures)).toMatchObject(of);
    expect((await callApi(centre.name, 'GET', `${path}/receipt`)).json(api.receipt)).toMatchObject(of);
    const put = await callApi(centre.name, 'PUT', `${path}/outcome`, { body: { pcr: true } });
    expect(put.json(api.studyAnswer)).toMatchObject(of);
    const [header, line] = (await callApi(centre.name, 'GET', `${path}/features.csv`)).body
      .split('\n')
      .map((text) => text.split(','));
    expect(header.slice(0, 3)).toEqual(['studyId', 'manifestHash', 'engineVersion']);
    expect(line.slice(0, 3)).toEqual(['O-13', row.manifestHash, ENGINE_VERSION]);
    const [columns, ...rows] = (await centre.exported())
      .trimEnd()
      .split('\n')
      .map((text) => text.split(','));
    expect(columns.slice(0, 6)).toEqual(['studyId', 'manifestHash', 'engineVersion', 'pCR', 'ki67', 'morphology']);
    expect(rows.find(([id]) => id === 'O-13')?.[1]).toBe(row.manifestHash);
    const { table } = await centre.cohort();
    expect(table.rows.find(({ studyId }) => studyId === 'O-13')).toMatchObject({ manifestHash: row.manifestHash });
    expect(describeStudy(row)).toContain(`manifest ${row.manifestHash?.slice(0, 12)}`);
  });
});

it('counts the studies that are not in the table, by reason', async () => {
  const table = async (query: Record<string, string>) => {
    const { status, headers } = await callApi(centre.name, 'GET', '/v1/features', { query });
    expect(status).toBe(303);
    return [headers['x-rows'], headers['x-left-out']];
  };
  expect(await table({})).toEqual(['0', '']);
  expect(await centre.exported()).toBe('studyId,manifestHash,engineVersion,pCR,ki67,morphology\n');
  await centre.analysed('T-1');
  await centre.analysed('T-2', { pcr: undefined });
  await centre.submit('T-3', { files: new Map(), manifest: '{' });
  const { files, manifest } = smallStudy({ studyId: 'T-4', seed: 61, pcr: true });
  const { t2fs } = manifest.sequences as Record<string, object>;
  await centre.submit('T-4', { files, manifest: { ...manifest, sequences: { t2fs } } });
  const body = { pcr: true, definition: 'RCB-0' };
  await centre.analysed('T-5', { pcr: undefined });
  expect((await callApi(centre.name, 'PUT', '/v1/studies/T-5/outcome', { body })).status).toBe(200);
  // As an earlier version of this service left a study of two manifests.
  const row = await centre.analysed('T-6');
  const key = { PK: studyPartition(row), SK: 'META' };
  const item = (await getItem(key)) as Record<string, unknown> & { analysis: object };
  await putItem({ ...key, ...item, analysis: { ...item.analysis, unverified: true } });
  await putItem({ PK: key.PK, SK: `RECEIPT#${'e'.repeat(64)}` });
  expect(await table({})).toEqual(['3', 'study-failed=1, study-mixed=1, study-partial=1']);
  expect(await table({ cohort: 'labelled' })).toEqual(['1', 'outcome-definition=1, study-mixed=1, study-partial=1']);
  expect(await table({ protocol: 'her2-pcr@2' })).toEqual([
    '0',
    'protocol-mismatch=4, study-failed=1, study-partial=1',
  ]);
});

describe('a complete study', () => {
  it('is analysed again by the same manifest only if the engine is another', async () => {
    const row = await centre.analysed('E-1');
    workflows.invoked.length = 0;
    const again = await centre.submit('E-1', smallStudy({ studyId: 'E-1', seed: 61, pcr: true, ki67: 10 }));
    expect(again).toEqual(row);
    expect(workflows.invoked).toEqual(['admit-study']);

    const key = { PK: studyPartition(row), SK: 'META' };
    const item = (await getItem(key)) as Record<string, unknown> & { analysis: object };
    await putItem({ ...key, ...item, analysis: { ...item.analysis, engineVersion: '1.0.0' } });
    expect(await centre.leftCode('E-1')).toBe('engine-mismatch');
    const renewed = await centre.submit('E-1', smallStudy({ studyId: 'E-1', seed: 61, pcr: true, ki67: 10 }));
    expect(renewed).toMatchObject({ status: 'complete', engineVersion: ENGINE_VERSION });
    expect((await centre.cohort()).table.rows.map(({ studyId }) => studyId)).toContain('E-1');
  });
});

it('says why a study has nothing to serve before anything was uploaded', async () => {
  const announce = { studyId: 'N-1', files: [{ path: 'a.nii', bytes: 1, sha256: '0'.repeat(64) }] };
  expect((await callApi(centre.name, 'POST', '/v1/studies', { body: announce })).status).toBe(201);
  const answer = await callApi(centre.name, 'GET', '/v1/studies/N-1/features');
  expect(problemOf(answer)).toMatchObject({ status: 409, reason: { code: 'study-awaiting-upload' } });
});

it('refuses a path that is no Unicode text, and a cursor that no answer gave', async () => {
  const files = [{ path: 'a\ud800.nii', bytes: 1, sha256: '0'.repeat(64) }];
  const path = await callApi(centre.name, 'POST', '/v1/studies', { body: { studyId: 'N-2', files } });
  expect(path.status).toBe(400);
  const keys = { PK: `STUDY#${centre.name}#O-1`, SK: '', GSI1PK: centre.name, GSI1SK: 'complete#O-1' };
  const cursor = Buffer.from(JSON.stringify(keys)).toString('base64url');
  expect((await callApi(centre.name, 'GET', '/v1/studies', { query: { cursor } })).status).toBe(400);
});
