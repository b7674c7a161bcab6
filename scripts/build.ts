/**
 * Builds the code that is deployed: `build/layers`, `build/lambdas` and `build/containers`, and `build/code.json`,
 * which tells the stack the layers of each function. The same sources give the same bytes, and files whose bytes do
 * not change are not written, so that assets keep their hashes and a running build disturbs no reader.
 *
 * Everything is CommonJS: on Lambda, layers are found through NODE_PATH, which ES-module resolution ignores.
 * Nothing is minified: workflows match on the names of errors, and a stack trace must read without a source map, which
 * every cold start would have to parse (1.7 MB for the AWS SDK alone).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type BuildOptions, type BuildResult, build as bundle } from 'esbuild';
import {
  containerFunctionNames,
  type DeployableCode,
  type LayerName,
  layerNames,
  type ZipFunctionName,
  zipFunctionNames,
} from '../infra/deployable-code.ts';

export interface BuildFolders {
  /** The repository. */
  readonly root: string;
  /** Where the result goes; what does not belong there is removed. */
  readonly out: string;
}

/** Files by their path below the output folder. */
type Files = Map<string, Uint8Array>;

const COMMONJS = `${JSON.stringify({ type: 'commonjs' })}\n`;

export async function build({ root, out }: BuildFolders): Promise<void> {
  refuseMissingSources(root);
  const [layers, lambdas, ...containers] = await Promise.all([
    Promise.all(layerNames.map((name) => bundleLayer(root, out, name))),
    bundleLambdas(root, out),
    ...containerFunctionNames.map((name) => bundleContainer(root, out, name)),
  ]);
  const importsOfLayer = new Map(layers.map(({ name, imports }) => [name, imports]));
  const code: DeployableCode = {
    layersOf: Object.fromEntries(
      zipFunctionNames.map((name) => [name, closure(lambdas.importsOf(name), importsOfLayer)]),
    ) as Record<ZipFunctionName, LayerName[]>,
  };
  const files: Files = new Map([...layers.flatMap(({ files }) => [...files]), ...lambdas.files]);
  for (const container of containers) for (const [path, contents] of container) files.set(path, contents);
  files.set('code.json', text(`${JSON.stringify(code, null, 2)}\n`));
  await writeChanged(out, files);
}

function refuseMissingSources(root: string): void {
  const wanted = [
    ...layerNames.map((name) => `layers/${name}/package.json`),
    ...[...zipFunctionNames, ...containerFunctionNames].map((name) => `lambdas/${name}/index.ts`),
    ...containerFunctionNames.map((name) => `lambdas/${name}/Dockerfile`),
  ];
  const missing = wanted.filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`the build wants ${missing.join(', ')}; found none of them in ${root}`);
}

const shared = (root: string, out: string): BuildOptions & { write: false; metafile: true } => ({
  absWorkingDir: root,
  outdir: out,
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  // A file that the code opens beside itself would be left behind: data belongs into the bundle.
  logOverride: { 'empty-import-meta': 'error' },
});

interface LayerBundle {
  readonly name: LayerName;
  readonly files: Files;
  readonly imports: readonly LayerName[];
}

/**
 * One bundle holds all entries of a layer, so that a class exists once whichever entry it is imported from; each
 * entry (`index.js` and one file per subpath export) hands out its part of the bundle.
 */
async function bundleLayer(root: string, out: string, name: LayerName): Promise<LayerBundle> {
  const manifest = JSON.parse(await readFile(join(root, 'layers', name, 'package.json'), 'utf8'));
  const subpaths = typeof manifest.exports === 'string' ? ['.'] : Object.keys(manifest.exports);
  const folder = `layers/${name}/nodejs/node_modules/@radscore/${name}`;
  const others = layerNames.filter((other) => other !== name);
  const result = await bundle({
    ...shared(root, out),
    stdin: {
      contents: subpaths
        .map((subpath, i) => `export * as entry${i} from '@radscore/${name}${subpath.slice(1)}';`)
        .join('\n'),
      resolveDir: root,
      sourcefile: `${name}-entries.ts`,
    },
    outdir: join(out, folder),
    entryNames: 'bundle',
    external: others.flatMap((other) => [`@radscore/${other}`, `@radscore/${other}/*`]),
  });
  const files = outputFiles(result, out);
  subpaths.forEach((subpath, i) => {
    const file = subpath === '.' ? 'index.js' : `${subpath.slice(2)}.js`;
    const toBundle = relative(dirname(file), 'bundle.js');
    files.set(`${folder}/${file}`, text(`module.exports = require('./${toBundle}').entry${i};\n`));
  });
  const { version } = manifest;
  const packed = { name: `@radscore/${name}`, version, type: 'commonjs', main: 'index.js' };
  files.set(`${folder}/package.json`, text(`${JSON.stringify(packed, null, 2)}\n`));
  return { name, files, imports: layersImported(result, `${folder}/bundle.js`, root, out) };
}

async function bundleLambdas(root: string, out: string) {
  const result = await bundle({
    ...shared(root, out),
    entryPoints: zipFunctionNames.map((name) => ({ in: `lambdas/${name}/index.ts`, out: `lambdas/${name}/index` })),
    external: ['@radscore/*'],
  });
  const files = outputFiles(result, out);
  for (const name of zipFunctionNames) files.set(`lambdas/${name}/package.json`, text(COMMONJS));
  return {
    files,
    importsOf: (name: ZipFunctionName) => layersImported(result, `lambdas/${name}/index.js`, root, out),
  };
}

/** The image's build context: the staged folder alone is enough, layers are inside the bundle. */
async function bundleContainer(root: string, out: string, name: string): Promise<Files> {
  const folder = `containers/${name}`;
  const result = await bundle({
    ...shared(root, out),
    entryPoints: [{ in: `lambdas/${name}/index.ts`, out: `${folder}/index` }],
  });
  const files = outputFiles(result, out);
  files.set(`${folder}/package.json`, text(COMMONJS));
  files.set(`${folder}/Dockerfile`, await readFile(join(root, 'lambdas', name, 'Dockerfile')));
  return files;
}

function outputFiles(result: BuildResult<{ write: false }>, out: string): Files {
  return new Map(result.outputFiles.map(({ path, contents }) => [relative(out, path), contents]));
}

function layersImported(
  result: BuildResult<{ metafile: true }>,
  file: string,
  root: string,
  out: string,
): readonly LayerName[] {
  const output = result.metafile.outputs[relative(root, join(out, file))];
  const external = output.imports.filter((imported) => imported.external).map((imported) => imported.path);
  return layerNames.filter((layer) =>
    external.some((path) => path === `@radscore/${layer}` || path.startsWith(`@radscore/${layer}/`)),
  );
}

function closure(
  layers: readonly LayerName[],
  importsOfLayer: ReadonlyMap<LayerName, readonly LayerName[]>,
): LayerName[] {
  const reached = new Set<LayerName>();
  const visit = (layer: LayerName): void => {
    if (reached.has(layer)) return;
    reached.add(layer);
    importsOfLayer.get(layer)?.forEach(visit);
  };
  layers.forEach(visit);
  return layerNames.filter((layer) => reached.has(layer));
}

async function writeChanged(out: string, files: Files): Promise<void> {
  await mkdir(out, { recursive: true });
  const present = await readdir(out, { recursive: true, withFileTypes: true });
  const stale = present
    .filter((entry) => entry.isFile())
    .map((entry) => relative(out, join(entry.parentPath, entry.name)))
    .filter((path) => !files.has(path));
  await Promise.all(stale.map((path) => rm(join(out, path), { force: true })));
  await Promise.all(
    [...files].map(async ([path, contents]) => {
      const target = join(out, path);
      if (existsSync(target) && (await readFile(target)).equals(contents)) return;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, contents);
    }),
  );
}

function text(contents: string): Uint8Array {
  return new TextEncoder().encode(contents);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const start = performance.now();
  await build({ root, out: join(root, 'build') });
  process.stderr.write(`built layers, functions and containers in ${Math.round(performance.now() - start)} ms\n`);
}
