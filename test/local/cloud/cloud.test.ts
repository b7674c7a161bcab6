/** The whole local cloud on the product's own template: API, events, operator, folder and ports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Cloud, type CloudOptions, startCloud } from '../../../local/cloud.ts';
import { TokenRefused } from '../../../local/identity/token-mint.ts';
import { FolderInUse } from '../../../local/lock.ts';
import { listenOnLoopback } from '../../../local/loopback.ts';
import { PortTaken } from '../../../local/ports.ts';
import { TemplateRefused } from '../../../local/template/errors.ts';
import { synthesize } from '../../infra/synthesis.ts';

let assembly: string;
let directory: string;
let cloud: Cloud;
const start = (more: Partial<CloudOptions> = {}) => startCloud({ directory, assembly, ...more });

beforeAll(async () => {
  const { app } = await synthesize();
  assembly = app.synth().directory;
  directory = mkdtempSync(join(tmpdir(), 'radscore-cloud-'));
  cloud = await start();
});
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const operator = (path: string, options: { method?: string; body?: unknown; token?: string } = {}) =>
  fetch(`${cloud.endpoints.operator}${path}`, {
    method: options.method ?? 'GET',
    headers: { authorization: `Bearer ${options.token ?? cloud.operatorToken}` },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
  });

const api = async (path: string, institution?: string) => {
  const token = institution && (await cloud.mintToken({ subject: 'somebody', institution }));
  return fetch(`${cloud.endpoints.api}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
};

const upload = async (key: string, body: string) => {
  const { endpoints, credentials, outputs } = cloud;
  const s3 = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', forcePathStyle: true, credentials });
  onTestFinished(() => s3.destroy());
  await s3.send(new PutObjectCommand({ Bucket: outputs.StudyBucket, Key: key, Body: body }));
};

/** Executions of the state machine of a construct. */
const executions = (construct: string) => {
  const machine = cloud.machines.machines.find(({ arn }) => arn.includes(`-${construct}Workflow`));
  if (!machine)
    throw new Error(`got no machine of ${construct} among ${cloud.machines.machines.map(({ arn }) => arn)}`);
  return cloud.machines.list(machine.arn);
};
const analyses = () => executions('AnalyseStudy');

describe('the local cloud', () => {
  it('answers the API with and without a token', async () => {
    expect((await api('/v1/health')).status).toBe(200);
    expect((await api('/v1/studies')).status).toBe(401);
    const listed = await api('/v1/studies', 'north');
    expect([listed.status, (await listed.json()).studies]).toEqual([200, []]);
  });

  it('takes a manifest through event, rule, queue and state machine, once, over a restart', async () => {
    const existing = analyses().length;
    await upload('institutions/north/studies/BB-1/manifest.json', 'this is not JSON');
    await upload('institutions/north/studies/BB-1/readme.txt', 'no manifest');
    const before = cloud.endpoints;
    await cloud.stop();
    cloud = await start();
    expect(cloud.endpoints).toEqual(before);

    await expect.poll(() => analyses().length, { timeout: 20_000 }).toBe(existing + 1);
    const { status, ended } = await cloud.machines.ended(analyses()[0].executionArn);
    expect([status, ended?.error]).toEqual(['FAILED', 'manifest-invalid']);
    const { studies } = await (await api('/v1/studies', 'north')).json();
    expect(studies).toMatchObject([{ studyId: 'BB-1', status: 'failed', reason: { code: 'manifest-invalid' } }]);
    expect((await (await api('/v1/studies', 'south')).json()).studies).toEqual([]);
  });

  it('lets SDK clients of the operator in', async () => {
    const sfn = new SFNClient({
      endpoint: cloud.endpoints.states,
      region: 'us-east-1',
      credentials: cloud.credentials,
    });
    onTestFinished(() => sfn.destroy());
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(8);
  });

  it('fires the schedule when its clock is advanced', async () => {
    const before = executions('RetrainLines').length;
    expect(before).toBeGreaterThanOrEqual(1);
    const response = await operator('/_local/clock', { method: 'POST', body: { advance: 2 * 86_400 } });
    const { now } = await response.json();
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(2 * 86_400_000 - 60_000);
    expect(executions('RetrainLines')).toHaveLength(before + 2);
  });

  it('shows executions and dead letters to its operator, and to nobody else', async () => {
    const { stateMachines } = await (await operator('/_local/executions')).json();
    expect(stateMachines).toHaveLength(8);
    const { queues } = await (await operator('/_local/dead-letters')).json();
    expect(Object.values(queues)).toEqual([[], [], [], []]);
    expect((await operator('/_local/executions', { token: 'guessed' })).status).toBe(401);
    expect((await operator('/_local/health', { token: 'guessed' })).status).toBe(200);
    expect((await operator('/_local/nothing')).status).toBe(404);
    expect((await operator('/_local/clock', { method: 'POST', body: { advance: '1 day' } })).status).toBe(400);
  });

  it('makes tokens for its operator, with the institution that the function of the template stamps', async () => {
    const response = await operator('/_local/tokens', {
      method: 'POST',
      body: { subject: 'a', institution: 'north', scopes: ['radscore/studies:read'] },
    });
    const { token } = await response.json();
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ institution: 'north', scope: 'radscore/studies:read', iss: cloud.endpoints.issuer });
    expect((await operator('/_local/tokens', { method: 'POST', body: { subject: 'a' } })).status).toBe(400);
    const greedy = { subject: 'a', institution: 'b', scopes: ['everything'] };
    expect((await operator('/_local/tokens', { method: 'POST', body: greedy })).status).toBe(400);
    await expect(cloud.mintToken(greedy)).rejects.toThrow(TokenRefused);
  });

  it('says where to sign in, and signs a program in with the client that its operator registers', async () => {
    const resource = await (await api('/.well-known/oauth-protected-resource')).json();
    expect(resource).toMatchObject({
      resource: cloud.endpoints.api,
      authorization_servers: [cloud.endpoints.issuer],
      radscore_client_id: cloud.outputs.SignInClient,
    });
    const { token_endpoint } = await (await fetch(`${cloud.endpoints.issuer}/.well-known/openid-configuration`)).json();
    const scopes = ['radscore/studies:read', 'radscore/institution:north'];
    const registered = await operator('/_local/clients', { method: 'POST', body: { scopes } });
    const { clientId, clientSecret } = await registered.json();
    const granted = await fetch(token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    const { access_token } = await granted.json();
    const listed = await fetch(`${cloud.endpoints.api}/v1/studies`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(listed.status).toBe(200);
    const claims = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString());
    expect(claims.institution).toBe('north');
  });

  it('gives codes and clients to its operator only', async () => {
    for (const [path, body] of [
      ['/_local/sign-in-codes', { codeChallenge: 'x' }],
      ['/_local/clients', { scopes: ['a'] }],
    ] as const) {
      expect((await operator(path, { method: 'POST', body, token: 'guessed' })).status).toBe(401);
      expect((await operator(path, { method: 'POST', body: {} })).status).toBe(400);
    }
  });

  it('keeps its keys to its owner', () => {
    for (const file of ['cloud.json', 'secret', 'identity/signing-key.json', 'identity/machine-clients.json']) {
      expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
    }
    expect(JSON.parse(readFileSync(join(directory, 'cloud.json'), 'utf8')).endpoints).toEqual(cloud.endpoints);
  });

  it('is alone on its folder', async () => {
    await expect(start()).rejects.toThrow(FolderInUse);
    await expect(start()).rejects.toThrow(`process ${process.pid}`);
    expect((await api('/v1/health')).status).toBe(200);
  });
});

describe('a folder', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'radscore-cloud-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  };

  it('of a process that is dead is taken over', async () => {
    const dead = spawn(process.execPath, ['--eval', '']);
    await once(dead, 'exit');
    const left = folder();
    writeFileSync(join(left, 'lock'), JSON.stringify({ processId: dead.pid, startedAt: '1' }));
    const taken = await start({ directory: left });
    await taken.stop();
    expect(existsSync(join(left, 'lock'))).toBe(false);
  });

  it('whose process id another process has by now is taken over', async () => {
    const left = folder();
    writeFileSync(join(left, 'lock'), JSON.stringify({ processId: process.pid, startedAt: '1' }));
    await (await start({ directory: left })).stop();
    expect(existsSync(join(left, 'lock'))).toBe(false);
  });

  it('whose ports are taken meanwhile says so, and is given back', async () => {
    const left = folder();
    await (await start({ directory: left })).stop();
    const { api } = JSON.parse(readFileSync(join(left, 'ports.json'), 'utf8'));
    const other = await listenOnLoopback(() => {}, { port: api });
    onTestFinished(() => other.close());
    await expect(start({ directory: left })).rejects.toThrow(PortTaken);
    expect(existsSync(join(left, 'lock'))).toBe(false);
  });

  it('is given back when the cloud cannot start', async () => {
    const left = folder();
    await expect(start({ directory: left, assembly: left })).rejects.toThrow(TemplateRefused);
    expect(existsSync(join(left, 'lock'))).toBe(false);
    await (await start({ directory: left })).stop();
  });
});
