import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { PROJECT_ROOT } from './connection.ts';
import type { Terminal } from './terminal.ts';

/** What the cloud assembly is made of. */
const SOURCES = ['infra', 'lambdas', 'layers', 'state-machines', 'scripts/build.ts', 'cdk.json', 'package-lock.json'];

/** Synthesizes the CDK app where its assembly is missing or older than its sources. Gives the assembly's folder. */
export async function synthesizeIfStale(terminal: Terminal): Promise<string> {
  const assembly = join(PROJECT_ROOT, 'cdk.out');
  const made = modified(join(assembly, 'manifest.json'));
  if (SOURCES.every((source) => newest(join(PROJECT_ROOT, source)) <= made)) return assembly;
  terminal.note('Synthesizing the stack …');
  const cdk = join(PROJECT_ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  // cdk.json runs the app with whatever `node` it finds: it must find this one.
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`;
  const synth = spawn(process.execPath, [cdk, 'synth', '--quiet'], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(synth, 'exit');
  if (code !== 0) throw new Error(`cdk synth ended with ${code}; wanted 0. Its lines above say why`);
  return assembly;
}

/** When the newest file at or below a path was written, in milliseconds; 0 where there is none. */
function newest(path: string): number {
  const own = modified(path);
  if (own === 0 || !statSync(path).isDirectory()) return own;
  const below = readdirSync(path).filter((name) => name !== 'node_modules');
  return below.reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
