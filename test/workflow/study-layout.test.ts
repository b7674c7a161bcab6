/** Study rows of the earlier layout. */
import { api, findVector, recordOutcome } from '@radscore/pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getItem, putItem, studyPartition } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';

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

describe('a row of the earlier layout', () => {
  /** Writes a study as layout 1 had it, from one that is analysed now. */
  async function asLayout1(studyId: string, change: Record<string, unknown> = {}) {
    const row = await centre.analysed(studyId);
    const { outcome: _outcome, executionArn, ...flat } = row;
    const key = { PK: studyPartition(row), SK: 'META' };
    const item = await getItem(key);
    const vector = (await findVector(row)) as unknown as Record<string, unknown>;
    const { manifestHash: _hash, ...old } = vector;
    await putItem({ PK: key.PK, SK: `VECTOR#${row.settingsHash}`, ...old });
    const leasedAt = '2026-01-10T08:00:00.000Z';
    const [GSI1PK, GSI1SK] = [centre.name, `${change.status ?? 'complete'}#${studyId}`];
    const { sequencer } = item ?? {};
    const times = { leaseUntil: '2026-01-10T12:00:00.000Z', outcome: { pcr: true, recordedAt: leasedAt } };
    const index = { GSI1PK, GSI1SK, GSI2PK: centre.name, GSI2SK: `${leasedAt}#${studyId}` };
    await putItem({ ...key, ...flat, executionArn, sequencer, ...times, ...index, ...change });
    return { row, key };
  }

  it('is read as it was, features and all', async () => {
    const { row } = await asLayout1('L-1');
    const { outcome: _, unverified, ...read } = await centre.rowOf('L-1');
    const { outcome: _own, ...before } = row;
    expect(read).toEqual(before);
    expect(unverified).toBe(true);
    const features = (await callApi(centre.name, 'GET', '/v1/studies/L-1/features')).json(api.studyFeatures);
    expect(features.manifestHash).toBe(row.manifestHash);
    expect(Object.keys(features.features)).toHaveLength(3375);
    expect((await centre.cohort()).table.rows.map(({ studyId }) => studyId)).toContain('L-1');
    expect(
      (await callApi(centre.name, 'GET', '/v1/studies/L-1')).json(
        api.study.strict().extend({ notice: api.studyAnswer.shape.notice }),
      ).status,
    ).toBe('complete');
  });

  it('that may be of two manifests serves no features, says so, and is repaired by the same manifest', async () => {
    const { key } = await asLayout1('L-2');
    await putItem({ PK: key.PK, SK: `RECEIPT#${'d'.repeat(64)}` });
    const answer = await callApi(centre.name, 'GET', '/v1/studies/L-2/features');
    expect(answer.status).toBe(409);
    expect(problemOf(answer)).toMatchObject({
      reason: { code: 'study-mixed', message: expect.stringMatching(/Upload the manifest again\.$/) },
    });
    expect(await centre.leftCode('L-2')).toBe('study-mixed');
    await centre.analysed('L-2');
    expect((await callApi(centre.name, 'GET', '/v1/studies/L-2/features')).status).toBe(200);
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
    const row = await centre.rowOf(`L-${status}`);
    expect(row).toMatchObject({ status, reason: { code: 'size-mismatch' } });
    expect(row.features ?? row.settingsHash ?? row.clinical ?? row.protocol).toBeUndefined();
    expect((await callApi(centre.name, 'GET', `/v1/studies/L-${status}/features`)).status).toBe(409);
  });

  it.each([
    ['the manifest', 'L-5', '2026-01-10T08:00:00.000Z', 'manifest', undefined],
    ['the API', 'L-6', '2026-02-01T00:00:00.000Z', 'api', undefined],
    ['one or the other', 'L-7', '2025-12-01T00:00:00.000Z', 'unknown', 'outcome-unattributed'],
  ])('knows an outcome that came with %s', async (_, studyId, recordedAt, source, left) => {
    await asLayout1(studyId, { outcome: { pcr: false, recordedAt } });
    expect((await centre.rowOf(studyId)).outcome).toMatchObject({ pcr: false, recordedAt, source });
    const { table } = await centre.cohort();
    expect(table.left.find((one) => one.studyId === studyId)?.reason.code).toBe(left);
    // The next outcome through the API, and the next manifest, end the doubt; neither loses what the other has said.
    await recordOutcome({ institution: centre.name, studyId }, { pcr: true }, new Date());
    expect((await centre.rowOf(studyId)).outcome).toMatchObject({ pcr: true, source: 'api' });
  });

  it('gives a newer manifest its outcome, and keeps one that the API recorded', async () => {
    await asLayout1('L-8', { outcome: { pcr: false, recordedAt: '2026-02-01T00:00:00.000Z' } });
    expect((await centre.analysed('L-8', { ki67: 12 })).outcome).toMatchObject({
      pcr: false,
      source: 'api',
      contradicts: { pcr: true },
    });
    await asLayout1('L-9', { outcome: { pcr: false, recordedAt: '2025-12-01T00:00:00.000Z' } });
    expect((await centre.analysed('L-9', { ki67: 12 })).outcome).toMatchObject({ pcr: true, source: 'manifest' });
  });
});
