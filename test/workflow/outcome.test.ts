/** Outcomes of a study through manifest and API. */
import { api, recordOutcome } from '@radscore/pipeline';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeStudy } from '../../cli/studies/study-report.ts';
import { getItem, studyPartition } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { callApi } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { smallStudy } from './service/small-study.ts';

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

describe('the outcome', () => {
  const DAY = 24 * 3600_000;

  it('is that of the newest manifest, and is gone if that has none', async () => {
    await centre.analysed('O-20', { pcr: true });
    expect(await centre.analysed('O-20', { pcr: false })).toMatchObject({
      outcome: { pcr: false, source: 'manifest' },
    });
    const { table } = await centre.cohort();
    expect(table.rows.find(({ studyId }) => studyId === 'O-20')).toMatchObject({ pcr: false });
    expect((await centre.analysed('O-20', { pcr: undefined })).outcome).toBeUndefined();
    const item = await getItem({ PK: studyPartition({ institution: centre.name, studyId: 'O-20' }), SK: 'META' });
    expect(item?.GSI2PK ?? item?.GSI2SK).toBeUndefined();
    expect((await centre.cohort()).table.rows.map(({ studyId }) => studyId)).not.toContain('O-20');
    expect((await centre.cohort()).table.left.map(({ studyId }) => studyId)).not.toContain('O-20');
  });

  it('of a manifest that cannot be read leaves the index; one that the API recorded stays', async () => {
    await centre.analysed('O-21');
    await centre.submit('O-21', { files: new Map(), manifest: '{' });
    const key = { PK: studyPartition({ institution: centre.name, studyId: 'O-21' }), SK: 'META' };
    expect((await getItem(key))?.GSI2PK).toBeUndefined();
    await recordOutcome({ institution: centre.name, studyId: 'O-21' }, { pcr: false }, new Date());
    await centre.submit('O-21', { files: new Map(), manifest: '{"again": 1' });
    expect((await getItem(key))?.GSI2PK).toBe(centre.name);
    expect(await centre.rowOf('O-21')).toMatchObject({ status: 'failed', outcome: { pcr: false, source: 'api' } });
    expect(await centre.leftCode('O-21')).toBe('study-failed');
  });

  it.each([
    ['an older', 'O-22', -DAY],
    ['a newer', 'O-23', DAY],
  ])('sent through the API counts before %s manifest’s, and a contradiction is reported with both dates', async (_, studyId, later) => {
    await centre.analysed(studyId, { pcr: true });
    const recordedAt = new Date(Date.now() + later);
    await recordOutcome({ institution: centre.name, studyId }, { pcr: false }, recordedAt);
    if (later < 0) await centre.analysed(studyId, { pcr: true, ki67: 11 });
    const shown = (await callApi(centre.name, 'GET', `/v1/studies/${studyId}`)).json(api.studyAnswer);
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
    const { table } = await centre.cohort();
    expect(table.rows.find((row) => row.studyId === studyId)).toMatchObject({ pcr: false });
    expect(table.noted).toContainEqual({ institution: centre.name, studyId, reason: outcome?.notes?.[0] });
    expect(describeStudy(shown)).toMatch(
      /outcome: no pCR, sent through the API, .*\n.*warning, outcome: outcome-contradicted: /,
    );
  });

  it('sent for an earlier manifest is named as such until it is sent again', async () => {
    await centre.analysed('O-26', { pcr: undefined });
    const put = () => callApi(centre.name, 'PUT', '/v1/studies/O-26/outcome', { body: { pcr: true } });
    expect((await put()).json(api.studyAnswer).outcome?.notes).toBeUndefined();
    await centre.analysed('O-26', { pcr: undefined, ki67: 77 });
    const { outcome } = await centre.rowOf('O-26');
    expect(outcome).toMatchObject({ pcr: true, source: 'api', notes: [{ code: 'outcome-of-earlier-manifest' }] });
    expect((await centre.cohort()).table.noted).toContainEqual({
      institution: centre.name,
      studyId: 'O-26',
      reason: outcome?.notes?.[0],
    });
    expect((await put()).json(api.studyAnswer).outcome?.notes).toBeUndefined();
    expect((await centre.rowOf('O-26')).outcome?.notes).toBeUndefined();
  });

  it('is not contradicted by the same value', async () => {
    await centre.analysed('O-24', { pcr: true });
    await recordOutcome(
      { institution: centre.name, studyId: 'O-24' },
      { pcr: true, definition: 'YPT0/is  ypN0 ' },
      new Date(),
    );
    const { outcome } = await centre.rowOf('O-24');
    expect(outcome).toMatchObject({ pcr: true, source: 'api' });
    expect(outcome?.notes ?? outcome?.contradicts).toBeUndefined();
  });

  it.each([
    ['  YPT0/is\u00a0ypN0', true],
    ['ypT0 only, our own', false],
  ])('defined as "%s" counts: %s', async (definition, counts) => {
    await centre.analysed('O-25', { pcr: undefined });
    const put = await callApi(centre.name, 'PUT', '/v1/studies/O-25/outcome', { body: { pcr: true, definition } });
    const { outcome } = put.json(api.studyAnswer);
    expect(outcome).toMatchObject({ pcr: true, definition });
    const { table } = await centre.cohort();
    const line = (await centre.exported()).split('\n').find((text) => text.startsWith('O-25,'));
    if (counts) {
      expect(outcome?.notes).toBeUndefined();
      expect(table.rows.map(({ studyId }) => studyId)).toContain('O-25');
      expect(line?.split(',')[3]).toBe('1');
    } else {
      expect(outcome?.notes).toMatchObject([
        { code: 'outcome-definition', message: expect.stringMatching(/ypT0.*; wanted "ypT0\/is ypN0"/) },
      ]);
      expect(await centre.leftCode('O-25')).toBe('outcome-definition');
      expect(line?.split(',')[3]).toBe('');
    }
  });

  it('of a manifest with another definition is left out too', async () => {
    const { files, manifest } = smallStudy({ studyId: 'O-26', seed: 68 });
    await centre.submit('O-26', { files, manifest: { ...manifest, outcome: { pcr: true, definition: 'RCB-0' } } });
    expect(await centre.leftCode('O-26')).toBe('outcome-definition');
  });

  it('is recorded with If-Match only if the study is as it was read', async () => {
    await centre.analysed('O-27', { pcr: undefined });
    const path = '/v1/studies/O-27';
    const read = await callApi(centre.name, 'GET', path);
    const put = (etag: string, pcr: boolean) =>
      callApi(centre.name, 'PUT', `${path}/outcome`, { body: { pcr }, headers: { 'if-match': etag } });
    const first = await put(String(read.headers.etag), true);
    expect(first.status).toBe(200);
    expect(first.headers.etag).not.toBe(read.headers.etag);
    expect((await callApi(centre.name, 'GET', path)).headers.etag).toBe(first.headers.etag);
    const late = await put(String(read.headers.etag), false);
    expect(late.status).toBe(412);
    expect(late.json(api.problem)).toMatchObject({ type: 'urn:radscore:problem:precondition-failed' });
    expect((await centre.rowOf('O-27')).outcome).toMatchObject({ pcr: true });
    expect((await put('*', false)).status).toBe(200);
  });
});
