import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeployableCode, layerNames, zipFunctionNames } from '../../infra/deployable-code.ts';
import { builtCode, repository, scratchFolder } from './synthesis.ts';

let built: string;
let code: DeployableCode;
beforeAll(async () => {
  built = await builtCode();
  code = JSON.parse(readFileSync(join(built, 'code.json'), 'utf8'));
});

/** The bundler heads each source in a bundle with its path. */
function sourcesIn(name: string): string[] {
  const bundle = readFileSync(join(built, 'lambdas', name, 'index.js'), 'utf8');
  return Array.from(
    bundle.matchAll(/^\s*\/\/ ((?:layers|lambdas|node_modules|.*\/node_modules)\/\S+)$/gm),
    ([, path]) => path,
  );
}

const packagesOfLayers = layerNames.flatMap((name) =>
  Object.keys(JSON.parse(readFileSync(join(repository, 'layers', name, 'package.json'), 'utf8')).dependencies ?? {}),
);

describe.each(zipFunctionNames)('%s', (name) => {
  it('holds its own code and nothing that its layers hold', () => {
    const sources = sourcesIn(name);
    expect(sources).toContain(`lambdas/${name}/index.ts`);
    expect(sources.filter((path) => path.startsWith('layers/'))).toEqual([]);
    expect(sources.filter((path) => packagesOfLayers.some((held) => path.includes(`node_modules/${held}/`)))).toEqual(
      [],
    );
  });

  it('loads in a clean folder with its bundle and its layers, and with no layer fewer', () => {
    const task = scratchFolder();
    const opt = scratchFolder();
    cpSync(join(built, 'lambdas', name), task, { recursive: true });
    const folders = code.layersOf[name].map((layer) => {
      cpSync(join(built, 'layers', layer), join(opt, layer), { recursive: true });
      return join(opt, layer, 'nodejs', 'node_modules');
    });
    expect(load(task, folders)).toBe('function');
    for (const folder of folders) {
      const fewer = folders.filter((other) => other !== folder);
      expect(() => load(task, fewer)).toThrow(/Cannot find module '@radscore\//);
    }
  });
});

it('gives the functions that never see an image no engine', () => {
  for (const name of ['admit-study', 'record-failure', 'api', 'predict-response', 'fit-model'] as const) {
    expect(code.layersOf[name]).not.toContain('radiomics');
  }
  for (const name of ['prepare-sequence', 'extract-features', 'record-failure'] as const) {
    expect(code.layersOf[name]).not.toContain('statistics');
  }
});

/** The type of the handler, in a process that sees the function's folder and the layers on NODE_PATH, as on Lambda. */
function load(task: string, folders: readonly string[]): string {
  const options = {
    cwd: task,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { NODE_PATH: folders.join(':'), AWS_REGION: 'us-east-1' },
  } as const;
  return execFileSync(process.execPath, ['-p', "typeof require('./index.js').handler"], options).trim();
}
