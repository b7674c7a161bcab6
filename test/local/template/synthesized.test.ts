/** The product's own synthesized template, read by the local cloud. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMachine } from '../../../local/states/load.ts';
import { type CloudDefinition, loadTemplate } from '../../../local/template/load.ts';
import { synthesize } from '../../infra/synthesis.ts';

const ISSUER = 'http://127.0.0.1:1';
const ADDRESSES = {
  api: 'http://127.0.0.1:2',
  s3: 'http://127.0.0.1:3',
  issuer: ISSUER,
  console: 'http://127.0.0.1:4',
};

let defined: CloudDefinition;
beforeAll(async () => {
  const { app } = await synthesize();
  const keys = (role: string) => ({ accessKeyId: role, secretAccessKey: 'secret' });
  defined = loadTemplate({
    assembly: app.synth().directory,
    addresses: ADDRESSES,
    keys,
  });
});

const functionNamed = (stem: string) => {
  const found = defined.functions.find(({ name }) => name.includes(stem));
  if (!found) throw new Error(`there is no function ${stem}`);
  return found;
};

describe("the project's own template", () => {
  it('is honoured as a whole', () => {
    expect(defined.functions).toHaveLength(27);
    expect(defined.stateMachines).toHaveLength(8);
    expect(
      defined.tables.map(({ GlobalSecondaryIndexes }) => GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)),
    ).toEqual([['GSI1', 'GSI2']]);
  });

  it('gives every function its code, its layers and the names of its stores', () => {
    const named = (stem: string) => defined.buckets.map(({ name }) => name).find((name) => name.includes(stem));
    const [studies, artefacts] = [named('storestudies'), named('storeartefacts')];
    for (const { codeDirectory, layers, environment } of defined.functions) {
      expect([codeDirectory, ...layers].filter((folder) => !existsSync(folder))).toEqual([]);
      expect(environment).toMatchObject({
        STUDY_BUCKET: studies,
        ARTEFACT_BUCKET: artefacts,
        TABLE_NAME: defined.tables[0].TableName,
      });
    }
    expect(functionNamed('PrepareSequence')).toMatchObject({
      memoryMb: 3008,
      timeoutSeconds: 900,
      handler: 'index.handler',
    });
  });

  it('runs the container function from the folder that its image is built from', () => {
    const { codeDirectory, handler, layers } = functionNamed('ExtractFilteredFeatures');
    expect(existsSync(`${codeDirectory}/Dockerfile`)).toBe(true);
    expect([handler, layers]).toEqual(['index.handler', []]);
  });

  it('gives each function the rights of its own role', () => {
    const { caller } = functionNamed('AdmitStudy');
    const actions = caller.policies?.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:GetObject');
    expect(actions).not.toContain('states:StartExecution');
    expect(new Set(defined.functions.map(({ caller: { accessKeyId } }) => accessKeyId)).size).toBe(27);
  });

  it('has state machines that can be run, with the ARNs of their functions', () => {
    for (const { name, definition } of defined.stateMachines) {
      expect(() => loadMachine(name, definition)).not.toThrow();
      expect(JSON.stringify(definition)).toContain('arn:aws:lambda:us-east-1:000000000000:function:Radscore-');
      expect(JSON.stringify(definition)).not.toMatch(/\$\{/);
    }
  });

  it('wires uploads to the queue before analyse-study, and schedules to their state machines', () => {
    const arnOf = (construct: string) => {
      const machine = defined.stateMachines.find(({ name }) => name.includes(`-${construct}Workflow`));
      return `arn:aws:states:us-east-1:000000000000:stateMachine:${machine?.name}`;
    };
    const uploaded = defined.rules.flatMap(({ targets }) => targets.map(({ arn }) => arn));
    const [{ arn: queue, redrive }] = defined.sourceQueues;
    // Of uploads and of ends.
    expect(uploaded.sort()).toEqual([queue, queue, arnOf('PredictTable')]);
    expect(defined.eventSources).toMatchObject([
      { queueArn: queue, maximumConcurrency: 2, batchSize: 10, reportsFailures: true },
    ]);
    expect(defined.queues.map(({ arn }) => arn)).toContain(redrive?.deadLetterQueue);
    const scheduled = defined.schedules.map(({ target, enabled }) => [target, enabled]);
    expect(scheduled.sort()).toEqual([
      [arnOf('RetrainLines'), true],
      [arnOf('ReviewStudies'), true],
    ]);
    expect(defined.queues).toHaveLength(4);
  });

  it('asks for a token of the local issuer on all routes but three', () => {
    const open = defined.api.routes.filter(({ authorizer }) => !authorizer).map(({ routeKey }) => routeKey);
    expect(open.sort()).toEqual([
      'GET /.well-known/oauth-protected-resource',
      'GET /v1/health',
      'GET /v1/openapi.json',
    ]);
    const { authorizer } = defined.api.routes.find(({ routeKey }) => routeKey === 'POST /v1/studies') ?? {};
    expect(authorizer).toEqual({
      issuer: ISSUER,
      audience: [defined.tokens.clientId],
      scopes: ['radscore/studies:write'],
    });
    expect(defined.outputs.TokenIssuer).toBe(ISSUER);
    expect(defined.tokens.preTokenGeneration).toBe(functionNamed('StampInstitution').name);
    expect(defined.tokens).toMatchObject({
      redirectUris: ['http://localhost:8400/callback', `${ADDRESSES.console}/sign-in`],
      logoutUris: [`${ADDRESSES.console}/sign-in`],
      lifetimeSeconds: 3600,
      refreshTokenSeconds: 30 * 86_400,
      refreshGraceSeconds: 60,
      machineClients: [],
      triggerVersion: '3',
    });
    expect(functionNamed('Radscore-Api').environment).toMatchObject({
      TOKEN_ISSUER: ISSUER,
      SIGN_IN_CLIENT: defined.tokens.clientId,
      SIGN_IN_CALLBACKS: 'http://localhost:8400/callback',
    });
  });

  it('accepts tokens of the machine clients that the context names', async () => {
    const { app } = await synthesize({ machineClients: 'hospital-a,hospital-b' });
    const keys = (role: string) => ({ accessKeyId: role, secretAccessKey: 'secret' });
    const { api, tokens, outputs } = loadTemplate({
      assembly: app.synth().directory,
      addresses: ADDRESSES,
      keys,
    });
    expect(tokens.machineClients.map(({ scopes, lifetimeSeconds }) => [...scopes, lifetimeSeconds])).toEqual(
      ['hospital-a', 'hospital-b'].map((one) => [
        'radscore/studies:read',
        'radscore/studies:write',
        `radscore/institution:${one}`,
        3600,
      ]),
    );
    const ids = tokens.machineClients.map(({ clientId }) => clientId);
    expect(new Set([...ids, tokens.clientId]).size).toBe(3);
    const closed = api.routes.find(({ authorizer }) => authorizer)?.authorizer;
    expect(closed?.audience).toEqual([tokens.clientId, ...ids]);
    expect(outputs.MachineClients).toBe(`hospital-a=${ids[0]},hospital-b=${ids[1]}`);
    // People cannot ask for what a machine client may.
    expect(tokens.scopes.filter((scope) => scope.includes('institution:'))).toEqual([]);
  });
});
