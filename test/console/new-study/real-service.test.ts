/** A synthetic DICOM study goes by the page to the real handlers and the store of the local cloud, and is analysed. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';
import { api } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCohort } from '../../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../../cli/demonstration/study-files.ts';
import { hasChromium } from '../../browser/page.ts';
import { callApi } from '../../workflow/service/api-caller.ts';
import { STUDY_BUCKET, startWorkflows, type Workflows } from '../../workflow/service/in-process.ts';
import { type ServedConsole, serveConsole } from '../harness.ts';
import { type FolderOnDisk, folderOf } from './study-on-disk.ts';

const institution = 'demo-new-study';
const ID = 'PAGE-1';

/** The API's handler behind an address, as API Gateway puts it there. */
async function serveApi(): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    };
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api.invalid');
    const answer = await callApi(institution, request.method ?? 'GET', decodeURIComponent(pathname), {
      query: Object.fromEntries(searchParams),
      ...(text !== '' && { text, headers: { 'content-type': 'application/json' } }),
    });
    response.writeHead(answer.status, { ...headers, 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.skipIf(!hasChromium)('a study that goes from its folder to the service by the page', () => {
  let workflows: Workflows;
  let apiServer: Server;
  let served: ServedConsole;
  let folder: FolderOnDisk;
  const [patient] = drawCohort(7, 20).patients;
  const study = makeStudy(patient, 7);
  beforeAll(async () => {
    workflows = await startWorkflows();
    const s3 = new S3Client({ forcePathStyle: true });
    const rule = { AllowedMethods: ['PUT'], AllowedOrigins: ['*'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'] };
    await s3.send(new PutBucketCorsCommand({ Bucket: STUDY_BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
    s3.destroy();
    const { server, url } = await serveApi();
    apiServer = server;
    served = await serveConsole({ api: url, institution });
    folder = folderOf('case-0220', study.files);
  }, 90_000);
  afterAll(async () => {
    folder?.remove();
    await served?.close();
    apiServer?.close();
    await workflows?.stop();
  });

  it('arrives in archives that admission takes, with the values of the form, and is analysed', async () => {
    const page = await served.open('/studies/new');
    await page.locator('input[type=file]').setInputFiles(folder.path);
    await page.locator('table.found').waitFor();
    await page.getByLabel('Study id').fill(ID);
    await page.getByLabel('I looked at the pictures').check();
    await page.getByLabel('Ki-67').fill('35');
    await page.getByText('irregular', { exact: true }).click();
    await page.getByRole('button', { name: 'Send study' }).click();
    await page.waitForURL(`**/studies/${ID}`);
    await page.close();
    await workflows.settled();
    const { status, features, dataOrigin, reason } = (await callApi(institution, 'GET', `/v1/studies/${ID}`)).json(
      api.studyAnswer,
    );
    expect({ status, features, dataOrigin, reason }).toEqual({
      status: 'complete',
      features: 3375,
      dataOrigin: 'synthetic',
      reason: undefined,
    });
    const objects = await workflows.objects(STUDY_BUCKET);
    const prefix = `institutions/${institution}/studies/${ID}/`;
    expect([...objects.keys()].map((key) => key.slice(prefix.length)).sort()).toEqual([
      'dce.zip',
      'dwi.zip',
      'manifest.json',
      't2fs.zip',
    ]);
    const manifest = JSON.parse(new TextDecoder().decode(objects.get(`${prefix}manifest.json`)));
    expect(manifest.clinical).toEqual({ ki67: 35, morphology: 'irregular' });
  }, 120_000);
});
