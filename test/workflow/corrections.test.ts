/** Corrected outcomes, and announced studies that never came: what the review does about them. */
import { listRuns, type StudyKey } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expireAnnouncement } from '../../layers/pipeline/erasure/expire-announcement.ts';
import { createLine } from '../../layers/pipeline/lines/lines.ts';
import { storeCohort } from '../../layers/pipeline/models/cohorts.ts';
import { registerVersion } from '../../layers/pipeline/models/models.ts';
import { statusOf } from '../../layers/pipeline/models/version-status.ts';
import { deleteItem } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { studyHash } from '../../layers/pipeline/storage/study-hash.ts';
import { storeAnalysedStudy } from './service/analysed-study.ts';
import { callApi } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { smallStudy } from './service/small-study.ts';
import { findTraces } from './service/traces.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

/** The next tick of the schedule. */
async function nextReview(): Promise<void> {
  await workflows.clock.advance(2 * MINUTE);
  expect(await workflows.review()).toBe('SUCCEEDED');
  await workflows.settled();
}

/** A line with a version that was fitted on these outcomes; of the fit itself there is nothing. */
async function versionOn(line: { owner: string; name: string }, outcomes: Record<string, boolean>): Promise<void> {
  const now = new Date();
  const recipe = { split: { by: 'stratified' as const, testFraction: 0 }, seed: 1 };
  const settings = { shared: false, promotion: 'automatic' as const, gates: {} };
  await createLine({ ...line, protocol: 'her2-pcr@1', recipe, settings }, line.owner, now);
  const rows = Object.entries(outcomes).map(([studyId, pcr]) => ({
    institution: line.owner,
    studyId,
    pcr,
    clinical: {},
    split: 'train' as const,
  }));
  const common = { settingsHash: 's', engineVersion: 'e', dataOrigin: 'synthetic' as const };
  const table = { protocol: 'her2-pcr@1', ...common, columns: [], rows, left: [], noted: [] };
  const cohortKey = await storeCohort({ table, values: new Float64Array() });
  const runId = `RUN-${line.name}`;
  const folder = `models/${line.owner}/${line.name}/${runId}`;
  await registerVersion({
    ...line,
    ...common,
    runId,
    trigger: 'request',
    createdAt: now.toISOString(),
    protocol: 'her2-pcr@1',
    institutions: [line.owner],
    ...recipe,
    cohortKey,
    modelKey: `${folder}/model.json`,
    modelSha256: '0',
    evaluationKey: `${folder}/evaluation.json`,
    selected: [],
    rows: { train: rows.length, test: 0 },
    apparent: { auc: 0.5, ci: [0, 1] },
  });
}

const put = (institution: string, studyId: string, pcr: boolean) =>
  callApi(institution, 'PUT', `/v1/studies/${studyId}/outcome`, { body: { pcr } });
const runsOf = async (line: { owner: string; name: string }) => (await listRuns(line)).map(({ trigger }) => trigger);

describe('an outcome that is corrected', () => {
  const line = { owner: 'correct-1', name: 'her2-pcr' };
  const other = { owner: 'correct-1', name: 'not-on-it' };

  it('marks the versions that were fitted on the old one, by number, and many corrections are one run', async () => {
    for (const [i, studyId] of ['C-1', 'C-2', 'C-3', 'C-4'].entries()) {
      await storeAnalysedStudy({ institution: line.owner, studyId }, { pcr: true, seed: 40 + i });
    }
    await versionOn(line, { 'C-1': true, 'C-2': true, 'C-3': true, 'C-4': true });
    await versionOn(other, { 'C-4': true });
    await put(line.owner, 'C-1', false);
    await put(line.owner, 'C-2', false);
    await put(line.owner, 'C-3', false);
    await put(line.owner, 'C-3', true); // And back again.
    await put(line.owner, 'C-4', true); // The same as before.
    await nextReview();
    expect((await statusOf(line, 1)).marks).toMatchObject({ 'corrected-outcome': { count: 2 } });
    expect((await statusOf(other, 1)).marks).toBeUndefined();
    expect(await runsOf(line)).toEqual(['correction']);
    expect(await runsOf(other)).toEqual([]);
    await nextReview();
    expect(await runsOf(line)).toEqual(['correction']);
    expect(await findTraces(workflows, { texts: ['CORRECTIONS'] })).toEqual([]);
  });

  it('counts each row once, however often it is corrected', async () => {
    await put(line.owner, 'C-1', true);
    await put(line.owner, 'C-1', false);
    await put(line.owner, 'C-3', false);
    await nextReview();
    expect((await statusOf(line, 1)).marks).toMatchObject({ 'corrected-outcome': { count: 3 } });
  });

  it('comes with a newer manifest, too, also one without an outcome', async () => {
    const centre = new Institution(workflows, 'correct-2');
    const own = { owner: 'correct-2', name: 'her2-pcr' };
    const image = { seed: 906, ki67: 10 };
    for (const studyId of ['M-1', 'M-2', 'M-3']) await centre.analysed(studyId, { ...image, pcr: true });
    await versionOn(own, { 'M-1': true, 'M-2': true, 'M-3': true });
    await centre.submit('M-1', smallStudy({ studyId: 'M-1', ...image, pcr: false }));
    await centre.submit('M-2', smallStudy({ studyId: 'M-2', ...image, pcr: undefined }));
    await centre.submit('M-3', smallStudy({ studyId: 'M-3', ...image, ki67: 11, pcr: true }));
    await nextReview();
    expect((await statusOf(own, 1)).marks).toMatchObject({ 'corrected-outcome': { count: 2 } });
    expect(await runsOf(own)).toEqual(['correction']);
  });

  it('is not taken for withdrawn while its newest manifest is refused', async () => {
    const centre = new Institution(workflows, 'correct-3');
    const own = { owner: 'correct-3', name: 'her2-pcr' };
    await centre.analysed('F-1', { seed: 906, pcr: true });
    await versionOn(own, { 'F-1': true });
    const { files, manifest } = smallStudy({ studyId: 'F-1', seed: 906, pcr: true });
    await centre.submit('F-1', { files, manifest: { ...manifest, clinical: 'none', outcome: undefined } });
    expect((await centre.rowOf('F-1')).status).toBe('failed');
    await nextReview();
    expect((await statusOf(own, 1)).marks).toBeUndefined();
  });

  it('of a study that is withdrawn then marks nothing more', async () => {
    await put(line.owner, 'C-4', false);
    await callApi(line.owner, 'DELETE', '/v1/studies/C-4');
    await workflows.erased();
    await nextReview();
    expect((await statusOf(other, 1)).marks?.['corrected-outcome']).toBeUndefined();
    expect(await findTraces(workflows, { texts: ['C-4'] })).toEqual([]);
  });
});

describe('an announced study', () => {
  const announce = (institution: string, studyId: string) =>
    callApi(institution, 'POST', '/v1/studies', {
      body: { studyId, files: [{ path: 'manifest.json', bytes: 1, sha256: '0'.repeat(64) }] },
    });

  it('that never comes expires with what was uploaded of it, and its id can be announced again', async () => {
    await announce('expire-1', 'NEVER-1');
    await workflows.put('institutions/expire-1/studies/NEVER-1/t2/0001.dcm', 'x');
    await workflows.startUpload('institutions/expire-1/studies/NEVER-1/t2/0002.dcm');
    await put('expire-1', 'NEVER-1', true);
    await storeAnalysedStudy({ institution: 'expire-1', studyId: 'CAME-1' }, { pcr: true, seed: 50 });
    await workflows.clock.advance(29 * DAY);
    await nextReview();
    expect((await callApi('expire-1', 'GET', '/v1/studies/NEVER-1')).status).toBe(200);
    await workflows.clock.advance(DAY);
    await nextReview();
    expect((await callApi('expire-1', 'GET', '/v1/studies/NEVER-1')).status).toBe(404);
    expect(await findTraces(workflows, { texts: ['NEVER-1'] })).toEqual([]);
    expect((await callApi('expire-1', 'GET', '/v1/studies/CAME-1')).status).toBe(200);
    expect((await announce('expire-1', 'NEVER-1')).status).toBe(201);
  });

  it('stays while its files still arrive', async () => {
    const study = { institution: 'expire-2', studyId: 'SLOW-2' };
    await announce('expire-2', 'SLOW-2');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const between = new Date();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await workflows.put('institutions/expire-2/studies/SLOW-2/t2/0001.dcm', 'x');
    expect(await expireAnnouncement(study, between)).toBe(false);
    expect((await workflows.objects('studies')).has('institutions/expire-2/studies/SLOW-2/t2/0001.dcm')).toBe(true);
    // Nor one that was announced again since.
    await announce('expire-2', 'SLOW-3');
    expect(await expireAnnouncement({ ...study, studyId: 'SLOW-3' }, between)).toBe(false);
  });
});

describe('a table that is restored from a backup', () => {
  it('brings no withdrawn study back: the register outside the table is held against it', async () => {
    const gone: StudyKey = { institution: 'restore-1', studyId: 'BACK-1' };
    await storeAnalysedStudy(gone, { pcr: true, seed: 60 });
    await callApi('restore-1', 'DELETE', '/v1/studies/BACK-1');
    await workflows.erased();
    // As a restore leaves it: the rows are there again, the tombstone is not.
    await deleteItem({ PK: 'WITHDRAWN#restore-1', SK: studyHash(gone) });
    await storeAnalysedStudy(gone, { pcr: true, seed: 60 });
    expect((await callApi('restore-1', 'GET', '/v1/studies/BACK-1')).status).toBe(200);
    await nextReview();
    expect((await callApi('restore-1', 'GET', '/v1/studies/BACK-1')).status).toBe(410);
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['BACK-1'] })).toEqual([]);
  });
});
