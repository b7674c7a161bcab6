/** Builds the code that is deployed: layers, functions, containers and the console. */
/*
 * It writes `build/layers`, `build/lambdas`, `build/containers` and `build/console`, and `build/code.json`,
 * from which the stack takes the layers of each function. The same sources give the same bytes, and files whose bytes do
 * not change are not written, so that assets keep their hashes and a running build disturbs no reader.
 *
 * Everything is CommonJS: on Lambda, layers are found through NODE_PATH, which ES-module resolution ignores.
 * Nothing is minified: workflows match on the names of errors, and a stack trace must read without a source map, which
 * every cold start would have to parse (1.7 MB for the AWS SDK alone).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  type BuildOptions,
  type BuildResult,
  build as bundle,
  type Metafile,
  type OutputFile,
  transform,
} from 'esbuild';
import { siteFiles } from '../console/build-site.ts';
import {
  containerFunctionNames,
  type DeployableCode,
  type LayerName,
  layerNames,
  loadedByName,
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

/** Entries of layers that code imports: `@radscore/pipeline`, `@radscore/pipeline/modelling` … */
type Specifiers = readonly string[];

export async function build(folders: BuildFolders): Promise<void> {
  refuseMissingSources(folders.root);
  const [lambdas, layers, containers, site] = await Promise.all([
    bundleLambdas(folders),
    Promise.all(layerNames.map((name) => bundleLayer(folders, name))),
    Promise.all(containerFunctionNames.map((name) => bundleContainer(folders, name))),
    siteFiles(),
  ]);
  const importsOfEntry = new Map(layers.flatMap(({ importsOfEntry }) => importsOfEntry));
  const layersOf = zipFunctionNames.map((name) => [name, layersReached(lambdas.importsOf(name), importsOfEntry)]);
  const code: DeployableCode = { layersOf: Object.fromEntries(layersOf) };
  const files: Files = new Map([
    ...lambdas.files,
    ...layers.flatMap((layer) => [...layer.files]),
    ...containers.flatMap((container) => [...container]),
    ...[...site.files].map(([path, contents]) => [`console/${path}`, contents] as const),
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

/** `import.meta.url`, from which layers find packages, where CommonJS has none. */
const OWN_URL = { 'import.meta.url': 'ownUrl' };
const OWN_URL_BANNER = "const ownUrl = require('node:url').pathToFileURL(__filename).href;";

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
    // `import()` would resolve as ES modules do, without NODE_PATH; what is loaded late becomes a late `require`.
    supported: { 'dynamic-import': false },
    legalComments: 'none',
    logLevel: 'silent',
  }) as const satisfies BuildOptions;

/**
 * A warning fails the build: code that opens a file beside itself would not find it there (data belongs into the
 * bundle), and an import that nobody exports would only fail when a study arrives.
 */
function withoutWarnings<Result extends BuildResult>(result: Result): Result {
  const warnings = result.warnings.map(({ location, text }) => `${location?.file}:${location?.line}: ${text}`);
  if (warnings.length > 0) throw new Error(`the build wants no warnings; got\n${warnings.join('\n')}`);
  return result;
}

/** Every function's own code; the layers stay outside. */
async function bundleLambdas(folders: BuildFolders) {
  const { outputFiles, metafile } = withoutWarnings(
    await bundle({
      ...options(folders),
      entryPoints: zipFunctionNames.map((name) => ({ in: `lambdas/${name}/index.ts`, out: `lambdas/${name}/index` })),
      external: ['@radscore/*'],
    }),
  );
  const files = contentsByPath(outputFiles, folders);
  for (const name of zipFunctionNames) files.set(`lambdas/${name}/package.json`, packageJson({}));
  const importsOf = (name: ZipFunctionName) => specifiersIn(metafile, `lambdas/${name}/index.js`, folders);
  return { files, importsOf };
}

/**
 * One file per entry of a layer (`index.js`, and one for each subpath export), so that a function loads only what it
 * imports. Code that entries share is split off, because a class must exist once; esbuild splits ES modules only, so
 * each file becomes CommonJS in a second step.
 */
async function bundleLayer(folders: BuildFolders, name: LayerName) {
  const manifest = JSON.parse(await readFile(join(folders.root, 'layers', name, 'package.json'), 'utf8'));
  const exported: Record<string, string> =
    typeof manifest.exports === 'string' ? { '.': manifest.exports } : manifest.exports;
  const entries = Object.entries(exported).map(([subpath, source]) => ({
    specifier: `@radscore/${name}${subpath.slice(1)}`,
    in: join('layers', name, source),
    out: subpath === '.' ? 'index' : subpath.slice(2),
  }));
  const folder = `layers/${name}/nodejs/node_modules/@radscore/${name}`;
  const others = layerNames.filter((other) => other !== name);
  const { outputFiles, metafile } = withoutWarnings(
    await bundle({
      ...options(folders),
      outdir: join(folders.out, folder),
      entryPoints: entries.map((entry) => ({ in: entry.in, out: entry.out })),
      format: 'esm',
      splitting: true,
      external: others.flatMap((other) => [`@radscore/${other}`, `@radscore/${other}/*`]),
    }),
  );
  const files: Files = new Map();
  for (const [path, module] of contentsByPath(outputFiles, folders)) {
    const { code } = await transform(module, {
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      sourcefile: path,
      define: OWN_URL,
      banner: OWN_URL_BANNER,
    });
    files.set(path, text(code));
  }
  for (const [path, contents] of await modulesLoadedBy(files, folders)) {
    files.set(`layers/${name}/nodejs/node_modules/${path}`, contents);
  }
  files.set(`${folder}/package.json`, packageJson({ name: `@radscore/${name}`, version: manifest.version }));
  const importsOfEntry = entries.map(
    (entry) => [entry.specifier, specifiersIn(metafile, `${folder}/${entry.out}.js`, folders)] as const,
  );
  return { files, importsOfEntry };
}

/** Files below `node_modules/` that bundles load by name, with the package.json that leads to them. */
async function modulesLoadedBy(bundles: Files, { root }: BuildFolders): Promise<Files> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const code = [...bundles.values()].map((contents) => new TextDecoder().decode(contents));
  const files: Files = new Map();
  for (const specifier of loadedByName) {
    if (!code.some((bundle) => bundle.includes(`"${specifier}"`))) continue;
    const [scope, name] = specifier.split('/');
    const holder = join(root, 'node_modules', scope, name);
    for (const file of [resolve(specifier), join(holder, 'package.json')]) {
      files.set(`${scope}/${name}/${pathWithin(holder, file)}`, await readFile(file));
    }
  }
  return files;
}

function packageJson(fields: Readonly<Record<string, string>>): Uint8Array {
  return text(`${JSON.stringify({ ...fields, type: 'commonjs', main: 'index.js' }, null, 2)}\n`);
}

/** The image's build context: the staged folder alone is enough, the layers are inside the bundle. */
async function bundleContainer(folders: BuildFolders, name: string): Promise<Files> {
  const staged = `containers/${name}`;
  const { outputFiles } = withoutWarnings(
    await bundle({
      ...options(folders),
      entryPoints: [{ in: `lambdas/${name}/index.ts`, out: `${staged}/index` }],
      define: OWN_URL,
      banner: { js: OWN_URL_BANNER },
    }),
  );
  const files = contentsByPath(outputFiles, folders);
  for (const [path, contents] of await modulesLoadedBy(files, folders)) {
    files.set(`${staged}/node_modules/${path}`, contents);
  }
  return files
    .set(`${staged}/package.json`, packageJson({}))
    .set(`${staged}/Dockerfile`, await readFile(join(folders.root, 'lambdas', name, 'Dockerfile')));
}

function contentsByPath(files: readonly OutputFile[], { out }: BuildFolders): Files {
  return new Map(files.map(({ path, contents }) => [pathWithin(out, path), contents]));
}

/** With slashes on every platform, as esbuild writes paths. */
function pathWithin(folder: string, path: string): string {
  return relative(folder, path).replaceAll(sep, '/');
}

/** What an output file and the chunks that it loads import from layers. */
function specifiersIn({ outputs }: Metafile, file: string, { root, out }: BuildFolders): Specifiers {
  const found = new Set<string>();
  const visited = new Set<string>();
  const visit = (path: string): void => {
    if (visited.has(path)) return;
    visited.add(path);
    for (const imported of outputs[path].imports) {
      if (!imported.external) visit(imported.path);
      else if (imported.path.startsWith('@radscore/')) found.add(imported.path);
    }
  };
  visit(pathWithin(root, join(out, file)));
  return [...found];
}

/** The layers behind specifiers, and behind what those import in turn. */
function layersReached(imported: Specifiers, importsOfEntry: ReadonlyMap<string, Specifiers>): LayerName[] {
  const reached = new Set<string>();
  const visit = (specifier: string): void => {
    if (reached.has(specifier)) return;
    reached.add(specifier);
    const next = importsOfEntry.get(specifier);
    if (!next) throw new Error(`${specifier} is imported, but no layer has it; export it in a layer's package.json`);
    next.forEach(visit);
  };
  imported.forEach(visit);
  const names = new Set([...reached].map((specifier) => specifier.split('/')[1]));
  return layerNames.filter((layer) => names.has(layer));
}

async function writeChanged(out: string, files: Files): Promise<void> {
  await mkdir(out, { recursive: true });
  const present = await readdir(out, { recursive: true, withFileTypes: true });
  const stale = present
    .filter((entry) => entry.isFile())
    .map((entry) => pathWithin(out, join(entry.parentPath, entry.name)))
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
  process.stderr.write(
    `built layers, functions, containers and console in ${Math.round(performance.now() - start)} ms\n`,
  );
}
