/** The bundles of the functions and the layers that they rest on. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type DeployableCode,
  layerNames,
  loadedByName,
  type ZipFunctionName,
  zipFunctionNames,
} from '../../infra/deployable-code.ts';
import { differences, invokeFolder, valuesStoredBy, wantedValues } from './deployed-extractor.ts';
import { builtCode, repository, scratchFolder } from './synthesis.ts';

let built: string;
let code: DeployableCode;
beforeAll(async () => {
  built = await builtCode();
  code = JSON.parse(readFileSync(join(built, 'code.json'), 'utf8'));
});

const dependenciesOf = (layer: string): string[] =>
  Object.keys(JSON.parse(readFileSync(join(repository, 'layers', layer, 'package.json'), 'utf8')).dependencies ?? {});

/** The bundler heads each source in a bundle with its path. */
function sourcesIn(name: string): string[] {
  const bundle = readFileSync(join(built, 'lambdas', name, 'index.js'), 'utf8');
  return Array.from(bundle.matchAll(/^\s*\/\/ ((?:layers|lambdas|node_modules)\/\S+)$/gm), ([, path]) => path);
}

/** A function in a clean folder, and its layers unpacked in another, as on Lambda in /var/task and /opt. */
function deploy(name: ZipFunctionName): { task: string; layers: string[] } {
  const task = scratchFolder();
  cpSync(join(built, 'lambdas', name), task, { recursive: true });
  const opt = scratchFolder();
  const layers = code.layersOf[name].map((layer) => {
    cpSync(join(built, 'layers', layer), join(opt, layer), { recursive: true });
    return join(opt, layer, 'nodejs', 'node_modules');
  });
  return { task, layers };
}

/** The type of the handler, in a process that sees the function's folder and layers on NODE_PATH. */
function load(task: string, layers: readonly string[]): string {
  const options = {
    cwd: task,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { NODE_PATH: layers.join(':'), AWS_REGION: 'us-east-1' },
  } as const;
  return execFileSync(process.execPath, ['-p', "typeof require('./index.js').handler"], options).trim();
}

describe.each(zipFunctionNames)('%s', (name) => {
  it('holds its own code and nothing that its layers hold', () => {
    const held = layerNames.flatMap(dependenciesOf).map((dependency) => `node_modules/${dependency}/`);
    const sources = sourcesIn(name);
    expect(sources).toContain(`lambdas/${name}/index.ts`);
    expect(sources.filter((path) => path.startsWith('layers/'))).toEqual([]);
    expect(sources.filter((path) => held.some((folder) => path.includes(folder)))).toEqual([]);
  });

  it('loads with its bundle and its layers alone, and not with one layer fewer', () => {
    const { task, layers } = deploy(name);
    expect(load(task, layers)).toBe('function');
    for (const layer of layers.filter((path) => !isLoadedLate(name, path))) {
      const fewer = layers.filter((other) => other !== layer);
      expect(() => load(task, fewer)).toThrow(/Cannot find module '@radscore\//);
    }
  });
});

/** Only its conformance route loads the engine into the API. */
function isLoadedLate(name: string, layer: string): boolean {
  return name === 'api' && /\/(imaging|radiomics)\/nodejs\//.test(layer);
}

it('runs in a clean folder with only bundle and layers: every value is that of PyRadiomics', async () => {
  const { task, layers } = deploy('extract-features');
  const wanted = wantedValues();
  const got = await valuesStoredBy((cloud) => invokeFolder(task, layers, cloud));
  expect([...got.keys()].sort()).toEqual(Object.keys(wanted).sort());
  expect(differences(got, wanted)).toEqual([]);
});

it('gives the functions that never see an image no engine', () => {
  for (const name of ['admit-study', 'record-failure', 'predict-response', 'fit-model'] as const) {
    expect(code.layersOf[name]).not.toContain('radiomics');
  }
});

it('loads of the statistics only data where nothing is scored', () => {
  const folder = join(built, 'layers', 'pipeline', 'nodejs', 'node_modules', '@radscore', 'pipeline');
  const loaded = (file: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(file)) return seen;
    seen.add(file);
    const bundle = readFileSync(join(folder, file), 'utf8');
    for (const [, chunk] of bundle.matchAll(/require\("\.\/([\w-]+\.js)"\)/g)) loaded(chunk, seen);
    for (const [, name] of bundle.matchAll(/require\("(@radscore\/statistics[\w/-]*)"\)/g)) seen.add(name);
    return seen;
  };
  for (const entry of ['index.js', 'extraction.js', 'examination.js']) {
    const names = [...loaded(entry)].filter((name) => name.startsWith('@radscore/'));
    // None of them loads anything further: a schema, the distance of two words, lines of CSV.
    const small = ['modelling-protocol', 'nearest-name', 'csv'].map((entry) => `@radscore/statistics/${entry}`);
    expect(names.filter((name) => !small.includes(name))).toEqual([]);
  }
  expect(loaded('modelling.js')).toContain('@radscore/statistics');
});

it('carries, in the layer that names them, the modules that are loaded by name', () => {
  const named = layerNames.flatMap((layer) => {
    const folder = join(built, 'layers', layer, 'nodejs', 'node_modules', '@radscore', layer);
    const bundles = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    const strings = bundles.flatMap((bundle) =>
      Array.from(bundle.matchAll(/"(@[\w-]+\/[\w-]+\/\w+)"/g), ([, name]) => name),
    );
    const modules = strings.filter((name) => dependenciesOf(layer).some((held) => name.startsWith(`${held}/`)));
    const { resolve } = createRequire(join(folder, 'index.js'));
    for (const name of modules) expect(resolve(name)).toContain(join('layers', layer, 'nodejs'));
    return modules;
  });
  expect(named.sort()).toEqual([...loadedByName].sort());
});
