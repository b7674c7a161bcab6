/** Stored studies after the engine or the settings have changed: they are analysed again, and no others. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';
import { main } from '../../cli/main.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import type { Terminal } from '../../cli/terminal/terminal.ts';
import { type LocalService, startLocalService } from './local-service.ts';

const INSTITUTION = 'demo-centre-1';
const STUDIES = 3;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
});
afterAll(() => service?.stop());

it('analyses again what is of another engine or other settings, to the same values, and goes on after a kill', async () => {
  const patients = drawCohort(1, 40).patients.filter(({ institution }) => institution === INSTITUTION);
  const client = service.client(INSTITUTION);
  const ids = patients.slice(0, STUDIES).map(({ studyId }) => studyId);
  for (const patient of patients.slice(0, STUDIES)) {
    const { files, manifest } = makeStudy(patient, 1);
    await uploadStudy(client, { studyId: patient.studyId, files, manifest });
  }
  for (const id of ids) await expect.poll(() => statusOf(id), { timeout: 90_000, interval: 500 }).toBe('complete');
  const before = await Promise.all(ids.map((id) => client.features(id)));
  expect(await run()).toEqual({ code: 0, result: expect.objectContaining({ outdated: 0, left: 0 }) });

  const analysed = await startedAt();
  await setAnalysis(ids[0], 'engineVersion', '1.0.0');
  await setAnalysis(ids[1], 'settingsHash', '0'.repeat(64));
  const running = run();
  await expect.poll(async () => (await startedAt())[ids[0]], { timeout: 60_000 }).not.toBe(analysed[ids[0]]);
  await service.kill();
  await service.restart();
  // The command waited for a cloud that was killed; the execution goes on in the next.
  expect((await running).code).not.toBe(2);
  await expect.poll(async () => (await run()).result?.left, { timeout: 90_000 }).toBe(0);
  const again = await startedAt();
  expect(ids.map((id) => again[id] !== analysed[id])).toEqual([true, true, false]);
  expect(await Promise.all(ids.map(async (id) => (await client.features(id)).features))).toEqual(
    before.map(({ features }) => features),
  );
}, 300_000);

async function statusOf(studyId: string): Promise<string> {
  return (await service.client(INSTITUTION).study(studyId)).status;
}

async function startedAt(): Promise<Record<string, string | undefined>> {
  const found: Record<string, string | undefined> = {};
  for await (const { studyId, startedAt: at } of service.client(INSTITUTION).studies()) found[studyId] = at;
  return found;
}

/** As if an earlier program had analysed the study. */
async function setAnalysis(studyId: string, field: string, value: string): Promise<void> {
  const { endpoints, credentials } = service.cloud();
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint: endpoints.dynamodb, region: 'us-east-1', credentials }),
  );
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand({}));
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'studyId = :id AND SK = :meta',
      ExpressionAttributeValues: { ':id': studyId, ':meta': 'META' },
    }),
  );
  for (const { PK, SK } of Items) {
    await client.send(
      new UpdateCommand({
        TableName,
        Key: { PK, SK },
        UpdateExpression: 'SET #analysis.#field = :value',
        ExpressionAttributeNames: { '#analysis': 'analysis', '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  }
  client.destroy();
}

async function run(): Promise<{ code: number; result?: { outdated: number; left: number } }> {
  const printed: string[] = [];
  const terminal: Terminal = {
    out: (text) => void printed.push(text),
    note: () => {},
    status: () => {},
    interactive: false,
  };
  const code = await main(['re-extract', '--home', service.home, '--json'], terminal);
  return { code, result: printed.length > 0 ? JSON.parse(printed.join('')) : undefined };
}
