/** The packages, packed from these sources and installed by npm into an empty folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDENTITY_DIRECTION, writeNrrd } from '@radscore/imaging';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { synthesizeIfStale } from '../../cli/service/synthesis.ts';
import { processTerminal } from '../../cli/terminal/terminal.ts';
import { type Packed, packAll } from '../../packaging/package.ts';
import { random } from '../layers/radiomics/volumes.ts';

export interface Installation {
  readonly packed: readonly Packed[];
  /** The folder with `node_modules`, an image and a mask. */
  readonly folder: string;
  /** Why npm could not install, or nothing: without a registry within reach the tests skip. */
  readonly missing?: string;
  remove(): void;
}

/** Packs, and installs without the Node that the command brings: its 60 MB are linked to where they lie already. */
export async function installPackages(): Promise<Installation> {
  const scratch = mkdtempSync(join(tmpdir(), 'radscore-package-'));
  const remove = (): void => rmSync(scratch, { recursive: true, force: true });
  const assembly = await synthesizeIfStale(processTerminal);
  const packed = await packAll({ root: PROJECT_ROOT, dist: join(scratch, 'dist'), assembly });
  const folder = join(scratch, 'empty folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeCase(folder);
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional'];
  const { status, stderr } = spawnSync('npm', [...args, ...packed.map(({ file }) => file)], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ECONNRESET|ENOTCACHED|network/i.test(stderr)) {
      return { packed, folder, missing: 'no package registry within reach', remove };
    }
    remove();
    throw new Error(`npm install ended with ${status}; wanted 0:\n${stderr}`);
  }
  return { packed, folder, remove };
}

/** What npm would have installed as an optional dependency. */
export function linkPinnedNode(folder: string): void {
  const name = `node-${process.platform}-${process.arch}`;
  if (existsSync(join(folder, 'node_modules', name))) return;
  symlinkSync(join(PROJECT_ROOT, 'node_modules', name), join(folder, 'node_modules', name));
}

/** A sphere with seeded noise, as `image.nrrd` and `mask.nrrd`. */
function writeCase(folder: string): void {
  const size = [24, 20, 16] as const;
  const draw = random(7);
  const grid = { size, spacing: [0.8, 0.9, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
  const voxels = Int16Array.from({ length: 24 * 20 * 16 }, () => 100 + 400 * draw());
  const inside = (k: number): boolean =>
    Math.hypot((k % 24) - 12, (Math.floor(k / 24) % 20) - 10, Math.floor(k / 480) - 8) < 6;
  writeFileSync(join(folder, 'image.nrrd'), writeNrrd({ ...grid, voxels }));
  writeFileSync(join(folder, 'mask.nrrd'), writeNrrd({ ...grid, voxels: voxels.map((_, k) => (inside(k) ? 1 : 0)) }));
}

/** A Node of another major version on this machine, if there is one. */
export function otherNode(fits: (major: number) => boolean): string | undefined {
  const candidates = [process.env.RADSCORE_OTHER_NODE, '/usr/bin/node', '/usr/local/bin/node'];
  return candidates.find((file) => {
    if (file === undefined) return false;
    const { stdout, status } = spawnSync(file, ['--version'], { encoding: 'utf8' });
    return status === 0 && fits(Number(/^v(\d+)/.exec(stdout)?.[1]));
  });
}

/** Runs a program and gives its standard output. */
export function run(program: string, args: readonly string[], folder: string): string {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    // A compiler writes what it finds to standard output, which the message does not have.
    const failed = error as Error & { stdout: string };
    failed.message += `\n${failed.stdout}`;
    throw failed;
  }
}
