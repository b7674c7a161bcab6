/** `radscore doctor`: checks the machine, the local cloud's folder, the engine, and a service if there is one. */
import { ApiUnreachable, type RadscoreClient } from '../../service/client.ts';
import { type ConnectionOptions, connect, findLocalCloud, homeDirectory } from '../../service/connection.ts';
import { EXIT, type ExitCode } from '../../terminal/failure.ts';
import { alignColumns, jsonText, type Terminal } from '../../terminal/terminal.ts';
import { runbookLine } from '../runbook.ts';
import { type CheckResult, checked, type Finding, failed, skipped } from './finding.ts';
import { checkFiles, checkLock, checkPorts } from './local-cloud.ts';
import { checkAssembly, checkHome, checkNode, diskAt, memoryOfThisMachine, thisHost } from './machine.ts';
import {
  askHealth,
  checkAccess,
  checkClaims,
  checkClock,
  checkEngine,
  checkReach,
  checkRoutes,
  type HealthAnswer,
} from './service.ts';

export interface DoctorOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** Makes every check, also after one that failed; ends with 1 if any did. Prints no token and no secret. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<ExitCode> {
  const findings: Finding[] = [];
  for (const group of [checkMachine, checkFolder, checkEngineHere, checkService]) {
    findings.push(...(await group(options)));
  }
  const isWell = findings.every(({ result }) => result !== 'failed');
  if (options.json) terminal.out(jsonText({ ok: isWell, findings }));
  else terminal.out(describe(findings));
  return isWell ? EXIT.ok : EXIT.unexpected;
}

async function checkMachine({ home }: DoctorOptions): Promise<Finding[]> {
  const folder = homeDirectory(home);
  return [
    await checked('node', () => checkNode(thisHost())),
    await checked('memory', memoryOfThisMachine),
    await checked('disk', () => diskAt(folder)),
    await checked('home', () => checkHome(folder)),
    await checked('bundles', checkAssembly),
  ];
}

async function checkFolder({ home }: DoctorOptions): Promise<Finding[]> {
  const folder = homeDirectory(home);
  return [
    await checked('local cloud', () => checkLock(folder)),
    await checked('ports', () => checkPorts(folder)),
    await checked('state', () => checkFiles(folder)),
  ];
}

async function checkEngineHere(): Promise<Finding[]> {
  const { checkConformance, checkKernels } = await import('./engine.ts');
  return [await checked('engine', checkConformance), await checked('kernels', checkKernels)];
}

/** The service that other commands would talk to. */
async function checkService(options: DoctorOptions): Promise<Finding[]> {
  const named = options.api ?? process.env.RADSCORE_API;
  if (!named && !findLocalCloud(homeDirectory(options.home))) {
    return [skipped('API', 'none named, and no local cloud runs: --api URL checks one')];
  }
  // A check that waits for a service to come back says nothing about how it is now.
  const client = connect({ ...options, patienceSeconds: 0 });
  let health: HealthAnswer;
  try {
    health = await askHealth(client.url);
  } catch (error) {
    return [failed('API', new ApiUnreachable(client.url, error).message, runbookLine({ kind: 'unreachable' }))];
  }
  const reach = checkReach(client.url, health);
  if (reach.result === 'failed') return [reach];
  return [
    reach,
    checkClock(health),
    checkEngine(health),
    await checked('routes', () => checkRoutes(client)),
    ...(await checkToken(client)),
  ];
}

async function checkToken(client: RadscoreClient): Promise<Finding[]> {
  const token = await checked('token', async () => checkClaims(await client.claims(), Date.now()));
  if (token.result === 'failed') return [token];
  return [
    token,
    await checked('access', () => checkAccess(client)),
    await checked('service engine', () => checkServiceEngine(client)),
  ];
}

async function checkServiceEngine(client: RadscoreClient): Promise<Finding> {
  const { standard, passed, failed: wrong } = await client.conformance();
  const found = `${standard}: ${passed} values agree, ${wrong} do not`;
  if (wrong === 0) return { check: 'service engine', result: 'ok', found };
  return failed('service engine', found, 'Do not use its features: deploy again, and look at GET /v1/conformance.');
}

const SIGNS: Readonly<Record<CheckResult, string>> = { ok: 'ok', warning: 'WARNING', failed: 'FAILED', skipped: '-' };

function describe(findings: readonly Finding[]): string {
  const rows = findings.map(({ check, result, found }) => [check, SIGNS[result], found]);
  const lines = alignColumns(rows).split('\n');
  const advised = lines.flatMap((line, i) => {
    const { advice } = findings[i];
    return advice === undefined ? [line] : [line, `    ${advice}`];
  });
  const count = (result: CheckResult): number => findings.filter((finding) => finding.result === result).length;
  return `${advised.join('\n')}\n${count('failed')} failed, ${count('warning')} with a warning, ${count('ok')} ok.\n`;
}
