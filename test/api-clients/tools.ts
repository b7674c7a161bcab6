/** The generators, linters and Schemathesis that the API's document is shown to: found in a folder, run as processes. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Set by `npm run api-conformance`, which installs them. */
const folder = process.env.RADSCORE_API_TOOLS ?? '';
const python = (name: string) => join(folder, 'python', 'bin', name);
const node = (name: string) => join(folder, 'node_modules', '.bin', name);

export const TOOLS = {
  python: python('python'),
  schemathesis: python('schemathesis'),
  openapiPythonClient: python('openapi-python-client'),
  openapiGenerator: python('openapi-generator-cli'),
  openapiTypescript: node('openapi-typescript'),
  spectral: node('spectral'),
  redocly: node('redocly'),
  modules: join(folder, 'node_modules'),
} as const;

export const hasTools = folder !== '' && Object.values(TOOLS).every((path) => existsSync(path));

/** A file next to the tests, such as the settings of a tool. */
export function besideTests(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

export interface Ended {
  readonly code: number | null;
  /** What it printed on both outputs, in order. */
  readonly said: string;
}

/** Runs a program to its end. It has the tools' own folders first in its path, and calls nobody about its use. */
export function run(
  program: string,
  args: readonly string[],
  { cwd, input = '' }: { readonly cwd: string; readonly input?: string },
): Promise<Ended> {
  const PATH = `${join(folder, 'python', 'bin')}:${process.env.PATH}`;
  const env = { ...process.env, PATH, PYTHONDONTWRITEBYTECODE: '1', REDOCLY_TELEMETRY: 'off', NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
    child.stdin.end(input);
  });
}
