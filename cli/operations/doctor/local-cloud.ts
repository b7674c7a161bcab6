/** Checks of the local cloud's folder: who holds it, whether its ports are free, and whether its files can be read. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
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

/** JSON files that a start reads whole. */
const FILES = ['ports.json', 'clock.json', 'keys.json', 'cloud.json'];

/** Files of the folder that a start would not be able to read. */
export function checkState(home: string): Finding {
  if (!existsSync(home)) return skipped('state', `no folder ${home} yet`);
  const damaged = FILES.filter((name) => isDamaged(join(home, name)));
  if (damaged.length === 0) return ok('state', `the files of ${home} can be read`);
  return warning(
    'state',
    `damaged: ${damaged.join(', ')}`,
    'Restore them from a backup; docs/local-cloud.md names each.',
  );
}

function isDamaged(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return false;
  } catch {
    return true;
  }
}
