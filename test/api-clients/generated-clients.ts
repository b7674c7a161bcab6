/** Three generated clients: each is made from the document as it is served, and makes the planned calls without a patch. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { type Call, callsOf } from './calls.ts';
import type { Planted } from './planted-service.ts';
import { besideTests, run, TOOLS } from './tools.ts';
import { type Place, typescriptProgram } from './typescript-program.ts';

/** What a client made of an answer. */
export interface Reported {
  readonly operation: string;
  readonly status?: number;
  /** Name of the type that the answer was parsed into. */
  readonly type?: string;
  /** Whether what was parsed holds all of what was sent. */
  readonly same?: boolean;
  /** Of a call that did not end in an answer. */
  readonly failure?: string;
}

export interface Surroundings {
  readonly api: string;
  readonly tokens: Readonly<Record<'full' | 'few', string>>;
  /** A file with the document as it is served. */
  readonly document: string;
  readonly planted: Planted;
  readonly places: ReadonlyMap<string, Place>;
  /** A folder for what is generated. */
  readonly folder: string;
}

export const CLIENTS: Readonly<Record<string, (calls: readonly Call[], at: Surroundings) => Promise<string>>> = {
  async 'openapi-python-client'(calls, { document, folder, ...at }) {
    const settings = besideTests('tools/openapi-python-client.yaml');
    const output = join(folder, 'generated');
    const args = ['generate', '--path', document, '--output-path', output, '--meta', 'none', '--config', settings];
    const generated = await succeed(TOOLS.openapiPythonClient, [...args, '--fail-on-warning'], folder);
    if (/warning/i.test(generated)) throw new Error(generated);
    return callFromPython('call-openapi-python-client.py', calls, folder, at);
  },

  async 'openapi-generator'(calls, { document, folder, ...at }) {
    const only = 'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false';
    const args = ['generate', '-g', 'python', '-i', document, '-o', folder, '--package-name', 'generated'];
    await succeed(TOOLS.openapiGenerator, [...args, '--global-property', only], folder);
    return callFromPython('call-openapi-generator.py', calls, folder, at);
  },

  async 'openapi-typescript'(calls, { document, folder, tokens, places, api }) {
    await succeed(TOOLS.openapiTypescript, [document, '-o', join(folder, 'schema.d.ts')], folder);
    symlinkSync(TOOLS.modules, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'program.ts'), typescriptProgram(calls, places, tokens, api));
    const options = '--noEmit --strict --target esnext --module nodenext --allowImportingTsExtensions --types'.split(
      ' ',
    );
    const compiler = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = join(PROJECT_ROOT, 'node_modules', '@types');
    await succeed(
      process.execPath,
      [compiler, ...options, 'node', '--typeRoots', types, '--ignoreConfig', 'program.ts'],
      folder,
    );
    return succeed(process.execPath, ['program.ts'], folder);
  },
};

/** Generates a client and has it make its calls. */
export async function callsBy(
  client: string,
  at: Surroundings,
): Promise<{ planned: readonly Call[]; reported: Reported[] }> {
  const folder = join(at.folder, client);
  mkdirSync(folder, { recursive: true });
  const planned = callsOf(client, at.planted);
  const lines = (await CLIENTS[client](planned, { ...at, folder })).split('\n').filter((line) => line.startsWith('{'));
  return { planned, reported: lines.map((line) => JSON.parse(line) as Reported) };
}

function callFromPython(
  driver: string,
  calls: readonly Call[],
  folder: string,
  { api, tokens }: Pick<Surroundings, 'api' | 'tokens'>,
): Promise<string> {
  return succeed(TOOLS.python, [besideTests(driver), folder], folder, JSON.stringify({ api, tokens, calls }));
}

async function succeed(program: string, args: readonly string[], cwd: string, input?: string): Promise<string> {
  const { code, said } = await run(program, args, { cwd, input });
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.slice(-4000)}`);
  return said;
}
