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
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type BuildOptions, build as esbuild, type Metafile, type OutputFile, transform } from 'esbuild';
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

/** Contents by path below the output folder. */
type Files = Map<string, Uint8Array>;

const COMMONJS = packageJson({});

/** Modules that code asks for and finds in a layer: `@radscore/pipeline`, `@radscore/pipeline/modelling`, `zod` … */
type Specifiers = readonly string[];

interface Layer {
  readonly name: LayerName;
  readonly version: string;
  /** Source file by specifier, as the workspace's package.json exports them. */
  readonly entries: ReadonlyMap<string, string>;
  /** Third-party packages that the layer holds. */
  readonly packages: readonly string[];
}

export async function build(folders: BuildFolders): Promise<void> {
  refuseMissingSources(folders.root);
  const workspaces = await Promise.all(layerNames.map((name) => readLayer(folders, name)));
  const [lambdas, containers] = await Promise.all([
    bundleLambdas(folders, workspaces),
    Promise.all(containerFunctionNames.map((name) => bundleContainer(folders, name))),
  ]);
  const layers = await Promise.all(workspaces.map((layer) => bundleLayer(folders, layer, lambdas.everyAsk)));
  const found = new Map(layers.flatMap(({ found }) => [...found]));
  const layersOf = zipFunctionNames.map((name) => [name, layersReached(lambdas.asks(name), found)]);
  const code: DeployableCode = { layersOf: Object.fromEntries(layersOf) };
  const files: Files = new Map([
    ...lambdas.files,
    ...layers.flatMap((layer) => [...layer.files]),
    ...containers.flatMap((container) => [...container]),
    ['code.json', text(`${JSON.stringify(code, null, 2)}\n`)],
  ]);
  await writeChanged(folders.out, files);
}

function refuseMissingSources(root: string): void {
  const wanted = [
    ...layerNames.map((name) => `layers/${name}/package.json`),
    ...[...zipFunctionNames, ...containerFunctionNames].map((name) => `lambdas/${name}/index.ts`),
    ...containerFunctionNames.map((name) => `lambdas/${name}/Dockerfile`),
  ];
  const missing = wanted.filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0)
    throw new Error(`the build found no ${missing.join(', no ')} in ${root}; add what is missing`);
}

const options = ({ root, out }: BuildFolders) =>
  ({
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
    logLevel: 'silent',
  }) as const satisfies BuildOptions;

/**
 * A warning fails the build: code that opens a file beside itself would not find it there (data belongs into the
 * bundle), and an import that nobody exports would only fail when a study arrives.
 */
async function bundle<Options extends BuildOptions>(wanted: Options) {
  const result = await esbuild<Options>(wanted as never);
  const warnings = result.warnings.map(({ location, text }) => `${location?.file}:${location?.line}: ${text}`);
  if (warnings.length > 0) throw new Error(`the build wants no warnings; got\n${warnings.join('\n')}`);
  return result;
}

async function readLayer({ root }: BuildFolders, name: LayerName): Promise<Layer> {
  const manifest = JSON.parse(await readFile(join(root, 'layers', name, 'package.json'), 'utf8'));
  const exported: Record<string, string> =
    typeof manifest.exports === 'string' ? { '.': manifest.exports } : manifest.exports;
  return {
    name,
    version: manifest.version,
    entries: new Map(
      Object.entries(exported).map(([subpath, source]) => [
        `@radscore/${name}${subpath.slice(1)}`,
        join('layers', name, source),
      ]),
    ),
    packages: Object.keys(manifest.dependencies ?? {}),
  };
}

/** Every function's own code. Layers and the packages that they hold stay outside. */
async function bundleLambdas(folders: BuildFolders, layers: readonly Layer[]) {
  const { outputFiles, metafile } = await bundle({
    ...options(folders),
    entryPoints: zipFunctionNames.map((name) => ({ in: `lambdas/${name}/index.ts`, out: `lambdas/${name}/index` })),
    external: ['@radscore/*', ...layers.flatMap(({ packages }) => packages.flatMap(withSubpaths))],
  });
  const files = contentsByPath(outputFiles, folders);
  for (const name of zipFunctionNames) files.set(`lambdas/${name}/package.json`, COMMONJS);
  const asks = (name: ZipFunctionName) => specifiersIn(metafile, `lambdas/${name}/index.js`, folders);
  return { files, asks, everyAsk: [...new Set(zipFunctionNames.flatMap(asks))] };
}

/**
 * One file per entry of a layer (`index.js`, and one for each subpath export), so that a function loads only what it
 * imports; besides, an entry for each of the layer's packages that functions ask for themselves. Code that entries share
 * is split off, because a class must exist once; esbuild splits ES modules only, so each file becomes CommonJS in a
 * second step.
 */
async function bundleLayer(folders: BuildFolders, layer: Layer, everyAsk: Specifiers) {
  const { name, version, entries, packages } = layer;
  const lent = everyAsk.filter((specifier) => packages.some((held) => isWithin(specifier, held)));
  const sources = new Map([...entries, ...lent.map((specifier) => [specifier, specifier] as const)]);
  const modules = `layers/${name}/nodejs/node_modules`;
  const { outputFiles, metafile } = await bundle({
    ...options(folders),
    outdir: join(folders.out, modules),
    entryPoints: [...sources].map(([specifier, source]) => ({ in: source, out: fileOf(specifier) })),
    chunkNames: `@radscore/${name}/[name]-[hash]`,
    format: 'esm',
    splitting: true,
    external: layerNames.filter((other) => other !== name).flatMap((other) => withSubpaths(`@radscore/${other}`)),
  });
  const files: Files = new Map();
  for (const [path, contents] of contentsByPath(outputFiles, folders)) {
    const { code } = await transform(contents, {
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      sourcefile: path,
    });
    files.set(path, text(code));
  }
  files.set(`${modules}/@radscore/${name}/package.json`, packageJson({ name: `@radscore/${name}`, version }));
  for (const held of packages.filter((held) => lent.some((specifier) => isWithin(specifier, held)))) {
    files.set(`${modules}/${held}/package.json`, packageJson({ name: held }));
  }
  const found = [...sources.keys()].map(
    (specifier) =>
      [
        specifier,
        { layer: name, asks: specifiersIn(metafile, `${modules}/${fileOf(specifier)}.js`, folders) },
      ] as const,
  );
  return { files, found };
}

/** `zod` and `@radscore/pipeline` are folders with an index, `@radscore/pipeline/modelling` is a file. */
function fileOf(specifier: string): string {
  return specifier.split('/').length > (specifier.startsWith('@') ? 2 : 1) ? specifier : `${specifier}/index`;
}

function packageJson(fields: Readonly<Record<string, string>>): Uint8Array {
  return text(`${JSON.stringify({ ...fields, type: 'commonjs', main: 'index.js' }, null, 2)}\n`);
}

function withSubpaths(name: string): string[] {
  return [name, `${name}/*`];
}

function isWithin(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** The image's build context: the staged folder alone is enough, the layers are inside the bundle. */
async function bundleContainer(folders: BuildFolders, name: string): Promise<Files> {
  const staged = `containers/${name}`;
  const { outputFiles } = await bundle({
    ...options(folders),
    entryPoints: [{ in: `lambdas/${name}/index.ts`, out: `${staged}/index` }],
  });
  return contentsByPath(outputFiles, folders)
    .set(`${staged}/package.json`, COMMONJS)
    .set(`${staged}/Dockerfile`, await readFile(join(folders.root, 'lambdas', name, 'Dockerfile')));
}

function contentsByPath(files: readonly OutputFile[], { out }: BuildFolders): Files {
  return new Map(files.map(({ path, contents }) => [relative(out, path), contents]));
}

/** What an output file and the chunks that it loads leave outside, Node's own modules apart. */
function specifiersIn({ outputs }: Metafile, file: string, { root, out }: BuildFolders): Specifiers {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    for (const imported of outputs[path].imports) {
      if (!imported.external) visit(imported.path);
      else if (!isBuiltin(imported.path)) found.add(imported.path);
    }
  };
  visit(relative(root, join(out, file)));
  return [...found];
}

/** The layers in which specifiers are found, and those that these ask for in turn. */
function layersReached(
  asked: Specifiers,
  found: ReadonlyMap<string, { readonly layer: LayerName; readonly asks: Specifiers }>,
): LayerName[] {
  const visited = new Set<string>();
  const layers = new Set<LayerName>();
  const visit = (specifier: string): void => {
    if (visited.has(specifier)) return;
    visited.add(specifier);
    const home = found.get(specifier);
    if (!home) throw new Error(`${specifier} is imported, but no layer has it; export it in a layer's package.json`);
    layers.add(home.layer);
    home.asks.forEach(visit);
  };
  asked.forEach(visit);
  return layerNames.filter((layer) => layers.has(layer));
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
