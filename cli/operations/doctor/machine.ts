/** Checks of the machine: Node, memory, disk, and what the command is built from. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../service/installation.ts';
import { assemblyState } from '../../service/synthesis.ts';
import { formatBytes } from '../../terminal/terminal.ts';
import { type Finding, failed, ok, skipped, warning } from './finding.ts';

/** The host as the checks see it; tests hand in others. */
export interface Host {
  readonly node: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Whether the packages bring a Node of their own for this platform. */
  readonly hasPinnedNode: boolean;
}

export function thisHost(): Host {
  const { platform, arch, versions } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  return { node: versions.node, platform, arch, hasPinnedNode: existsSync(join(PROJECT_ROOT, 'node_modules', name)) };
}

/** Node runs the sources as they are written from this version on. */
const LEAST_NODE = [22, 18] as const;

export function checkNode({ node, platform, arch, hasPinnedNode }: Host): Finding {
  const [major, minor] = node.split('.').map(Number);
  const found = `Node ${node} on ${platform}-${arch}${hasPinnedNode ? ', with the one that the packages pin' : ''}`;
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isNew) return ok('node', found);
  const system = platform === 'darwin' ? 'on macOS the packages bring no Node of their own' : 'none is pinned here';
  const advice = `Install Node 24 (22.18 is the least): ${system}, so that npm start, npx cdk deploy and radscore run on yours.`;
  return hasPinnedNode
    ? warning('node', found, 'The pinned Node is used in its place: nothing to do.')
    : failed('node', found, advice);
}

const GIGABYTE = 10 ** 9;

export function checkMemory(available: number, total: number): Finding {
  const found = `${formatBytes(available)} of ${formatBytes(total)} available`;
  if (available >= 2 * GIGABYTE) return ok('memory', found);
  const advice = 'Close other programs: the local cloud wants 2 GB, and a long series up to 1.7 GB in one function.';
  return available >= GIGABYTE / 2 ? warning('memory', found, advice) : failed('memory', found, advice);
}

export function memoryOfThisMachine(): Finding {
  return checkMemory(process.availableMemory(), totalmem());
}

export function checkDisk(available: number, folder: string): Finding {
  const found = `${formatBytes(available)} free at ${folder}`;
  if (available >= 2 * GIGABYTE) return ok('disk', found);
  const advice = 'Make room, or name another folder with --home: every study is kept there with its volumes.';
  return available >= GIGABYTE / 4 ? warning('disk', found, advice) : failed('disk', found, advice);
}

/** The folder, or the nearest above it that exists. */
export function existingAbove(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingAbove(dirname(folder));
}

export function diskAt(home: string): Finding {
  const folder = existingAbove(home);
  const { bavail, bsize } = statfsSync(folder);
  return checkDisk(bavail * bsize, folder);
}

export function checkHome(home: string): Finding {
  const folder = existingAbove(home);
  const found = folder === home ? home : `${home}, which is not there yet`;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok('home', `${found}: can be written`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failed('home', `${found}: ${code}`, `Make ${folder} writable for this user, or name another with --home.`);
  }
}

/** Whether the template and the bundles that the local cloud starts are those of the sources. */
export function checkAssembly(): Finding {
  switch (assemblyState(PROJECT_ROOT)) {
    case 'packaged':
      return ok('bundles', 'came with the package');
    case 'fresh':
      return ok('bundles', 'built from the sources as they are');
    case 'stale':
      return skipped('bundles', 'older than the sources: the next `radscore up` builds them');
    case 'missing':
      return skipped('bundles', 'not built yet: the next `radscore up` builds them');
  }
}
