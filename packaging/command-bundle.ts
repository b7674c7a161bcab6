/** Bundles `radscore` with the entries of its threads: one chunk per command, so that a command loads only its own code. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/** The folders whose code the command may reach. */
const SOURCES = ['cli', 'layers', 'local', 'console'];

/** CommonJS packages ask for Node's own modules by `require`, which ES modules lack. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

export interface CommandBundle {
  readonly root: string;
  /** The folder that the files are for; they are returned, not written. */
  readonly out: string;
  /**
   * `clone`: the files lie somewhere in the repository, and code that looks for a file beside its source finds it there.
   * `package`: they lie alone, with the packages in `dependencies` around them.
   */
  readonly home: 'clone' | 'package';
  /** Modules that are replaced, as paths in the repository: source → replacement. */
  readonly replaced?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
}

/**
 * The bundled files. Entries keep the name of their source (`main.js`, `batch-worker.js` …), chunks carry a hash.
 *
 * @throws Error where the build warns, a replaced module is not part of it, or code addresses a file that would be missing
 */
export async function bundleCommand(
  bundle: CommandBundle,
): Promise<{ readonly files: readonly OutputFile[]; readonly metafile: Metafile }> {
  const { root, out, home, replaced = {}, minify = false } = bundle;
  const entries = [join(root, 'cli', 'main.ts'), ...filesOpenedByAddress(root, home)];
  const seen = new Set<string>();
  const options = {
    absWorkingDir: root,
    entryPoints: entries.map((file) => ({ in: file, out: basename(file).replace(/\.\w+$/, '') })),
    outdir: out,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // The bundler of the inspection page: a package holds the finished page.
    external: ['esbuild'],
    banner: { js: REQUIRE },
    keepNames: true,
    minify,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [replacing(root, replaced, seen), addressing(bundle, entries)],
  } as const satisfies BuildOptions;
  const { outputFiles, metafile, warnings } = await build(options);
  const missed = Object.keys(replaced).filter((source) => !seen.has(source));
  if (missed.length > 0) throw new Error(`got no ${missed.join(', ')} in the command; wanted to replace it`);
  if (warnings.length > 0) {
    const lines = warnings.map(({ location, text }) => `${location?.file}:${location?.line}: ${text}`);
    throw new Error(`the command's bundle wants no warnings; got\n${lines.join('\n')}`);
  }
  return { files: outputFiles, metafile };
}

const BESIDE = /new URL\('(\.\/[\w.-]+\.(?:ts|mjs))', import\.meta\.url\)/g;
const BY_NAME = /createRequire\(import\.meta\.url\)\.resolve\('(@radscore\/[\w/-]+)'\)/g;

/**
 * Files that code opens by their address: entries of threads and processes. Plain JavaScript stays where it lies in a
 * clone, because a running process may start it long after the bundle was replaced.
 */
function filesOpenedByAddress(root: string, home: CommandBundle['home']): string[] {
  const files = new Set<string>();
  for (const source of SOURCES.flatMap((folder) => sourcesBelow(join(root, folder)))) {
    const code = readFileSync(source, 'utf8');
    for (const [, name] of code.matchAll(BESIDE)) {
      if (home === 'package' || name.endsWith('.ts')) files.add(resolve(dirname(source), name));
    }
    for (const [, specifier] of code.matchAll(BY_NAME)) files.add(createRequire(source).resolve(specifier));
  }
  return [...files].sort();
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Addresses in the sources become addresses in the bundle. */
function addressing({ out, home }: CommandBundle, entries: readonly string[]): Plugin {
  const bundled = new Set(entries);
  return {
    name: 'addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const code = readFileSync(path, 'utf8');
        if (!code.includes('import.meta.') || path.includes('node_modules')) return undefined;
        const own = relative(out, path).split(sep).join('/');
        const entry = (file: string): string => `new URL('./${basename(file).replace(/\.\w+$/, '.js')}', ${OWN})`;
        const contents = code
          .replaceAll(BESIDE, (all, name: string) => {
            const file = resolve(dirname(path), name);
            return bundled.has(file) ? entry(file) : all;
          })
          .replaceAll(BY_NAME, (_all, name: string) => entry(createRequire(path).resolve(name)))
          .replaceAll('import.meta.url', home === 'clone' ? `new URL('${own}', ${OWN}).href` : 'import.meta.url')
          .replaceAll(OWN, 'import.meta.url');
        const unknown = home === 'package' && withoutRequire(contents).match(/import\.meta\.(?!url\b)\w+/);
        if (unknown) throw new Error(`${path}: got ${unknown[0]}; a package knows import.meta.url only`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

/** Stands for the bundle's own address until the sources' addresses are replaced. */
const OWN = 'import\u0000meta\u0000url';

function withoutRequire(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

function replacing(root: string, replaced: Readonly<Record<string, string>>, seen: Set<string>): Plugin {
  return {
    name: 'replaced-modules',
    setup({ onResolve, resolve: resolved }) {
      onResolve({ filter: /\.ts$|^@radscore\// }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === 'replacing') return undefined;
        const found = await resolved(path, { kind, importer, resolveDir, pluginData: 'replacing' });
        const source = relative(root, found.path).split(sep).join('/');
        if (!Object.hasOwn(replaced, source)) return undefined;
        seen.add(source);
        return { path: join(root, replaced[source]) };
      });
    },
  };
}
