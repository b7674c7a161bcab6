/** The version of items: every one that is written has it, those of before are read, and those of later code are refused. */

import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { api, findStudy, requireStudy } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDb } from '../../../layers/pipeline/storage/clients.ts';
import { ITEM_VERSION } from '../../../layers/pipeline/storage/item-version.ts';
import { storeAnalysedStudy } from '../service/analysed-study.ts';
import { callApi, problemOf } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';
import { listed, smallStudy } from '../service/small-study.ts';

const INSTITUTION = 'centre-1';
let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  const { files, manifest } = smallStudy({ studyId: 'V-1', seed: 5, pcr: true });
  const prefix = `institutions/${INSTITUTION}/studies/V-1/`;
  for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
  await workflows.put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, files: listed(files) }));
  await workflows.settled();
  await callApi(INSTITUTION, 'PUT', '/v1/studies/V-1/outcome', { body: { pcr: false } });
  await callApi(INSTITUTION, 'PUT', '/v1/studies/V-1/clinical', { body: { clinical: { ki67: 50 } } });
  await callApi(INSTITUTION, 'POST', '/v1/feature-exports', { body: {} });
  await workflows.settled();
}, 60_000);
afterAll(() => workflows.stop());

const TableName = 'radscore';
async function itemsOfTable(): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName }));
  return Items;
}

async function writeBack(items: readonly Record<string, unknown>[]): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamoDb.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
  }
}

const readAll = async () => {
  const study = (await callApi(INSTITUTION, 'GET', '/v1/studies/V-1')).json(api.studyAnswer);
  const features = (await callApi(INSTITUTION, 'GET', '/v1/studies/V-1/features')).json(api.studyFeatures);
  const history = (await callApi(INSTITUTION, 'GET', '/v1/studies/V-1/history')).body;
  const { headers } = await callApi(INSTITUTION, 'GET', '/v1/features');
  return { study, features, history, table: await (await fetch(String(headers.location))).text() };
};

describe('items of the table', () => {
  it('carry the version in which they were written, all of them', async () => {
    const items = await itemsOfTable();
    expect(items.length).toBeGreaterThan(20);
    const without = items.filter(({ v }) => v !== ITEM_VERSION);
    expect(without.map(({ PK, SK }) => `${PK} ${SK}`)).toEqual([]);
  });

  it('of before versions were kept are read as they are, and written with a version', async () => {
    const before = await readAll();
    await writeBack((await itemsOfTable()).map(({ v: _version, ...item }) => item));
    expect((await itemsOfTable()).filter(({ v }) => v !== undefined)).toEqual([]);
    expect(await readAll()).toEqual(before);
    await callApi(INSTITUTION, 'PUT', '/v1/studies/V-1/outcome', { body: { pcr: true } });
    const [row] = (await itemsOfTable()).filter(({ SK, studyId }) => SK === 'META' && studyId === 'V-1');
    expect(row).toMatchObject({ v: ITEM_VERSION, recordedOutcome: { pcr: true } });
  });

  it('of later code are refused, and never read as something else', async () => {
    const study = { institution: 'centre-2', studyId: 'V-2' };
    await storeAnalysedStudy(study, { seed: 2 });
    expect((await requireStudy(study)).status).toBe('complete');
    const items = (await itemsOfTable()).filter(({ PK }) => PK === 'STUDY#centre-2#V-2');
    await writeBack(items.map((item) => ({ ...item, v: ITEM_VERSION + 1 })));
    await expect(findStudy(study)).rejects.toThrow(/got an item of version 2; wanted at most 1/);
    const answer = await callApi('centre-2', 'GET', '/v1/studies/V-2');
    expect(problemOf(answer)).toMatchObject({ status: 500, type: 'urn:radscore:problem:internal-error' });
  });
});
