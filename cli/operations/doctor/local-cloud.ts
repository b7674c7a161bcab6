/** Checks of the local cloud's folder: who holds it, whether its ports are free, and whether its files can be read. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { checkState, type StateFinding } from '@radscore/local-cloud';
import { findLocalCloud } from '../../service/connection.ts';
import { type Finding, failed, ok, skipped, warning } from './finding.ts';

export function checkLock(home: string): Finding {
  const cloud = findLocalCloud(home);
  if (cloud) return ok('local cloud', `runs as process ${cloud.pid} on ${home}`);
  if (!existsSync(join(home, 'lock'))) return skipped('local cloud', `does not run on ${home}`);
  return skipped('local cloud', 'does not run; a lock is left of one that was ended, which the next start removes');
}

/** The ports that a folder keeps, which presigned URLs and tokens name: each is free, or the running cloud's. */
export async function checkPorts(home: string): Promise<Finding> {
  const file = join(home, 'ports.json');
  if (!existsSync(file)) return skipped('ports', 'none kept yet: the first start takes free ones');
  let ports: [service: string, port: number][];
  try {
    ports = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>);
  } catch {
    return failed('ports', `${file} is damaged`, `Delete ${file}: the next start takes other ports.`);
  }
  const found = ports.map(([service, port]) => `${service} ${port}`).join(', ');
  if (findLocalCloud(home)) return ok('ports', `${found}: held by the running cloud`);
  const taken = [];
  for (const [service, port] of ports) if (!(await isFree(port))) taken.push(`${service} ${port}`);
  if (taken.length === 0) return ok('ports', `${found}: free`);
  const advice = 'End the process that holds it, or start with other ports: radscore up --port N.';
  return failed('ports', `taken by another process: ${taken.join(', ')}`, advice);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Files of the folder that are not as the local cloud left them; what stops the next start comes first. */
export function checkFiles(home: string): Finding {
  if (!existsSync(home)) return skipped('state', `no folder ${home} yet`);
  const findings = checkState(home).toSorted((a, b) => Number(isRefused(b)) - Number(isRefused(a)));
  if (findings.length === 0) return ok('state', `the files of ${home} are whole`);
  const named = findings.slice(0, MOST_NAMED).map(({ file, damage }) => `${file} (${damage})`);
  const found = `${named.join(', ')}${findings.length > MOST_NAMED ? ` and ${findings.length - MOST_NAMED} more` : ''}`;
  const [{ consequence }] = findings;
  return findings.some(isRefused) ? failed('state', found, consequence) : warning('state', found, consequence);
}

const MOST_NAMED = 5;

function isRefused({ effect }: StateFinding): boolean {
  return effect === 'refused';
}
