/** The commands of an operator against a running service: smoke, doctor, feature export. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../cli/terminal.ts';
import { type LocalService, startLocalService } from './local-service.ts';

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
});
afterAll(() => service?.stop());

describe('radscore smoke', () => {
  it('takes a synthetic study from upload to withdrawal, with the time of each state', async () => {
    const { exitCode, out } = await radscore('smoke', '--home', service.home, '--seed', '7', '--json');
    const result = JSON.parse(out);
    expect(result.failure).toBeUndefined();
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      ...{ institution: 'demo-smoke', dataOrigin: 'synthetic', seed: 7, status: 'complete', features: 3375 },
      withdrawn: true,
    });
    const states = result.states.map(({ state }: { state: string }) => state);
    expect(states).toEqual([
      'upload',
      'wait for the analysis',
      ...['t2fs', 'dwi', 'dce'].map((name) => `${name} done after`),
      'analysis',
    ]);
    for (const { seconds } of result.states) expect(seconds).toBeGreaterThanOrEqual(0);
    const { studies } = await service.client('demo-smoke').studyPage();
    expect(studies).toEqual([]);
  });

  it('is refused in an institution of patients, unless it is allowed there', async () => {
    const refused = await radscore('smoke', '--home', service.home, '--institution', 'centre-1');
    expect(refused.exitCode).toBe(2);
    expect(refused.notes.join()).toContain('got a token of centre-1, which has studies of patients; wanted');
    expect((await service.client('centre-1').studyPage()).studies).toEqual([]);
    const args = ['--institution', 'centre-1', '--here', '--keep', '--json'];
    const { exitCode, out } = await radscore('smoke', '--home', service.home, ...args);
    expect(exitCode).toBe(0);
    const { studyId } = JSON.parse(out);
    expect(await service.client('centre-1').study(studyId)).toMatchObject({ dataOrigin: 'synthetic' });
  });

  it('ends with 1, the reason and the next step if the study does not end in time', async () => {
    const { exitCode, out } = await radscore('smoke', '--home', service.home, '--timeout', '1s', '--json');
    const { failure, withdrawn } = JSON.parse(out);
    // A very quick machine may be done within the second.
    if (failure === undefined) return expect(exitCode).toBe(0);
    expect(exitCode).toBe(1);
    expect(failure).toMatchObject({ code: expect.stringMatching(/^study-not-(started|ended)$/) });
    expect(failure.next).toContain('docs/deploy.md');
    expect(withdrawn).toBe(true);
  });
});

describe('radscore doctor', () => {
  it('finds nothing wrong with a service that runs, and prints no token', async () => {
    const { exitCode, out } = await radscore('doctor', '--home', service.home, '--json');
    const { findings } = JSON.parse(out);
    expect(findings.filter(({ result }: { result: string }) => result === 'failed')).toEqual([]);
    expect(exitCode).toBe(0);
    const checks = findings.map(({ check }: { check: string }) => check);
    expect(checks).toEqual([
      ...['node', 'memory', 'disk', 'home', 'bundles', 'local cloud', 'ports', 'state', 'engine', 'kernels'],
      ...['API', 'clock', 'version', 'routes', 'token', 'access', 'service engine'],
    ]);
    expect(out).not.toMatch(/eyJ[\w-]{10}/);
    const { operatorToken, credentials } = service.cloud();
    for (const secret of [operatorToken, credentials.secretAccessKey]) expect(out).not.toContain(secret);
  });

  it('says what to do about a token that the API refuses', async () => {
    const { api } = service.cloud().endpoints;
    const { exitCode, out } = await radscore('doctor', '--api', api, '--token', 'nonsense', '--home', service.home);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/access +FAILED +401/);
    expect(out).toContain('Sign in again (radscore login)');
    expect(out).not.toContain('nonsense');
  });
});

describe('radscore features export', () => {
  it('writes the table of the institution, made by a job', async () => {
    const { exitCode, out, notes } = await radscore(
      ...['features', 'export', '--home', service.home, '--institution', 'centre-1', '--origin', 'synthetic'],
    );
    expect(exitCode).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^studyId,manifestHash,engineVersion,pCR,ki67,morphology,t2fs_/);
    expect(lines).toHaveLength(2);
    expect(notes.join('\n')).toContain('1 row');
    const table = await service.client('centre-1').featureTable({ origin: 'synthetic' });
    expect(out).toBe(table);
  });
});
