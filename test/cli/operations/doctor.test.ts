/** `radscore doctor`: what each check says of a machine, a folder and a service that are not as they should be. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATIONS, SERVICE_ENGINE } from '@radscore/pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkConformance, checkKernels } from '../../../cli/operations/doctor/engine.ts';
import { checkFiles, checkLock, checkPorts } from '../../../cli/operations/doctor/local-cloud.ts';
import { checkDisk, checkHome, checkMemory, checkNode } from '../../../cli/operations/doctor/machine.ts';
import { checkClaims, checkClock, checkEngine, checkReach } from '../../../cli/operations/doctor/service.ts';
import { radscore } from '../terminal.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'radscore-doctor-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the machine', () => {
  const mac = { platform: 'darwin', arch: 'arm64', hasPinnedNode: false } as const;

  it.each([
    [{ ...mac, node: '22.18.0' }, 'ok'],
    [{ ...mac, node: '24.0.0' }, 'ok'],
    [{ ...mac, node: '22.17.9' }, 'failed'],
    [{ ...mac, node: '20.20.2' }, 'failed'],
    [{ node: '20.20.2', platform: 'linux', arch: 'x64', hasPinnedNode: true }, 'warning'],
  ] as const)('runs the sources by %o: %s', (host, result) => {
    expect(checkNode(host).result).toBe(result);
  });

  it('of Apple needs a Node that npx cdk deploy can run', () => {
    const { found, advice } = checkNode({ ...mac, node: '20.20.2' });
    expect(found).toBe('Node 20.20.2 on darwin-arm64');
    expect(advice).toContain('Install Node 24 (22.18 is the least): on macOS the packages bring no Node of their own');
    expect(advice).toContain('npx cdk deploy');
  });

  it.each([
    [8e9, 'ok'],
    [1e9, 'warning'],
    [1e8, 'failed'],
  ] as const)('with %d bytes of memory, or of disk, is %s', (available, result) => {
    expect(checkMemory(available, 16e9).result).toBe(result);
    expect(checkDisk(available, '/')).toMatchObject({
      result,
      found: expect.stringMatching(/^[\d.]+ [MG]B free at \/$/),
    });
  });

  it('has a folder that can be made or written', () => {
    expect(checkHome(home).result).toBe('ok');
    expect(checkHome(join(home, 'a', 'b'))).toMatchObject({
      result: 'ok',
      found: expect.stringContaining('not there yet'),
    });
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(checkHome(join(file, 'below')).result).toBe('failed');
  });
});

describe('the folder of the local cloud', () => {
  it('names a port that another process holds', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    writeFileSync(join(home, 'ports.json'), JSON.stringify({ api: port }));
    expect(await checkPorts(home)).toMatchObject({ result: 'failed', found: `taken by another process: api ${port}` });
    await new Promise((resolve) => other.close(resolve));
    expect(await checkPorts(home)).toMatchObject({ result: 'ok', found: `api ${port}: free` });
    writeFileSync(join(home, 'ports.json'), '{"api"');
    expect((await checkPorts(home)).advice).toContain('Delete ');
  });

  it('names each file that is damaged, and whether the next start is stopped by it', () => {
    expect(checkFiles(home)).toMatchObject({ result: 'ok' });
    for (const [name, text] of Object.entries({ 'ports.json': '{"api":1}', secret: 'short', 'clock.json': '{"off' })) {
      writeFileSync(join(home, name), text);
    }
    const { result, found, advice } = checkFiles(home);
    expect(['warning', 'failed']).toContain(result);
    expect(found).toContain('secret (');
    expect(advice).toMatch(/\S/);
    expect(checkFiles(join(home, 'nowhere')).result).toBe('skipped');
  });

  it('is not said to be in use by a lock whose process has ended', () => {
    expect(checkLock(home)).toMatchObject({ result: 'skipped', found: `does not run on ${home}` });
    writeFileSync(join(home, 'lock'), JSON.stringify({ processId: 2 ** 22 + 1, startedAt: '1' }));
    expect(checkLock(home).found).toContain('a lock is left');
  });
});

describe('the service', () => {
  const now = Date.parse('2026-11-27T12:00:00Z');

  it.each([
    [0, 'ok'],
    [-5_000, 'ok'],
    [30_000, 'warning'],
    [-20 * 60_000, 'failed'],
  ] as const)('whose clock differs by %d ms is %s', (skew, result) => {
    expect(checkClock({ date: now - skew, now }).result).toBe(result);
  });

  it('is judged by its engine, and by its answer', () => {
    expect(checkEngine({ engineVersion: SERVICE_ENGINE }).result).toBe('ok');
    expect(checkEngine({ engineVersion: '1.0.0' })).toMatchObject({
      result: 'warning',
      found: `engine 1.0.0 in the service, ${SERVICE_ENGINE} in this command`,
    });
    expect(checkReach('http://x', { status: 404, milliseconds: 3 } as never).result).toBe('failed');
  });

  it('gets a token that is too old, without an institution, or without scopes', () => {
    const scopes = [...new Set(Object.values(OPERATIONS).flatMap((one) => ('scope' in one ? one.scope : [])))];
    const whole = {
      institution: 'centre-1',
      exp: now / 1000 + 600,
      scope: scopes.map((s) => `radscore/${s}`).join(' '),
    };
    expect(checkClaims(whole, now)).toEqual({
      check: 'token',
      result: 'ok',
      found: 'institution centre-1, 10 min left, every scope',
    });
    expect(checkClaims({ ...whole, exp: now / 1000 - 1 }, now).result).toBe('failed');
    expect(checkClaims({ ...whole, institution: undefined }, now).result).toBe('failed');
    const few = checkClaims({ ...whole, scope: 'radscore/studies:read' }, now);
    expect(few).toMatchObject({ result: 'warning', found: expect.stringContaining('without studies:write') });
    expect(checkClaims({}, now).result).toBe('skipped');
  });

  it('that cannot be reached is one finding with the next step, and the other checks are made', async () => {
    const { exitCode, out } = await radscore('doctor', '--home', home, '--api', 'http://127.0.0.1:9', '--json');
    expect(exitCode).toBe(1);
    const { ok, findings } = JSON.parse(out);
    expect(ok).toBe(false);
    const failed = findings.filter(({ result }: { result: string }) => result === 'failed');
    expect(failed).toEqual([expect.objectContaining({ check: 'API', advice: expect.stringContaining('ApiUrl') })]);
  });
});

describe('the engine', () => {
  it('agrees with the consensus values, and its kernels with their twins', () => {
    expect(checkConformance()).toMatchObject({
      result: 'ok',
      found: expect.stringMatching(/: \d+ values agree, 0 do not$/),
    });
    expect(checkKernels()).toMatchObject({
      result: 'ok',
      found: expect.stringMatching(/^simd: \d{3,} values, the same bits/),
    });
  });
});

it('says what is found in lines: check, result, finding, advice', async () => {
  mkdirSync(join(home, 'sub'));
  const { out } = await radscore('doctor', '--home', home);
  expect(out).toMatch(/^node +ok +Node 24/);
  expect(out).toMatch(/\nAPI +- +none named/);
  expect(out).toMatch(/\n\d+ failed, \d+ with a warning, \d+ ok\.\n$/);
});
