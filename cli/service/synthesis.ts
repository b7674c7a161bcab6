/** Keeps the cloud assembly of a clone up to date; a package brings a finished one and replaces this file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderInUse, lockFolder } from '@radscore/local-cloud/lock';
import { CommandFailed, EXIT } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { PROJECT_ROOT } from './connection.ts';
import { COMPILED_FUNCTIONS } from './installation.ts';

/** What the cloud assembly is made of. */
const SOURCES = [
  'console',
  'infra',
  'lambdas',
  'layers',
  'state-machines',
  'scripts/build.ts',
  'cdk.json',
  'package-lock.json',
];

/** Synthesizes the CDK app if its assembly is missing or older than its sources. Gives the assembly's folder. */
export async function synthesizeIfStale(terminal: Terminal): Promise<string> {
  const assembly = join(PROJECT_ROOT, 'cdk.out');
  if (isFresh(assembly)) return assembly;
  const unlock = await lockWhenFree(join(PROJECT_ROOT, 'node_modules', '.cache', 'radscore'));
  try {
    // Another process may have made it meanwhile.
    if (!isFresh(assembly)) await synthesize(terminal, assembly);
    return assembly;
  } finally {
    unlock();
  }
}

/** How the cloud assembly of an installation stands. */
export type AssemblyState = 'packaged' | 'fresh' | 'stale' | 'missing';

/** Whether the next start has to synthesize. */
export function assemblyState(root: string): AssemblyState {
  const assembly = join(root, 'cdk.out');
  if (modified(join(assembly, 'manifest.json')) === 0) return 'missing';
  return isFresh(assembly) ? 'fresh' : 'stale';
}

function isFresh(assembly: string): boolean {
  const made = modified(join(assembly, 'manifest.json'));
  return SOURCES.every((source) => newest(join(PROJECT_ROOT, source)) <= made);
}

/** One process at a time: the CDK refuses to synthesize into a folder that another is writing. */
async function lockWhenFree(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      await delay(200);
    }
  }
}

async function synthesize(terminal: Terminal, assembly: string): Promise<void> {
  terminal.note('Synthesizing the stack …');
  const cdk = join(PROJECT_ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  // cdk.json runs the app with the first `node` of PATH: it must be this one.
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const synth = spawn(process.execPath, [cdk, 'synth', '--quiet'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(synth, 'exit');
  if (code !== 0)
    throw new CommandFailed(`cdk synth ended with ${code}; wanted 0. The lines above say why.`, EXIT.unexpected);
  // What was compiled of an earlier build is never asked for again.
  rmSync(COMPILED_FUNCTIONS, { recursive: true, force: true });
  const { compileAssembly } = await import('@radscore/local-cloud/compile');
  await compileAssembly(assembly, COMPILED_FUNCTIONS);
}

/** When the newest file at or below a path was written, in milliseconds; 0 if there is none. */
function newest(path: string): number {
  const own = modified(path);
  if (own === 0 || !statSync(path).isDirectory()) return own;
  const below = readdirSync(path).filter((name) => name !== 'node_modules');
  return below.reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
