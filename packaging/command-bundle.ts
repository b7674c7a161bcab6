/** Bundles `radscore` with the entries of its threads: one chunk per command, so that a command loads only its own code. */
import { createRequire, isBuiltin } from 'node:module';
import { join, relative, sep } from 'node:path';
import { build, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import { addressing, type BundleHome, entryName, filesOpenedByAddress } from './addresses.ts';

/** What a bundle begins with, and the folders whose code it may reach. */
const COMMAND = { entries: ['cli/main.ts'], sources: ['cli', 'layers', 'local', 'console'], define: {} };

/** CommonJS packages ask for Node's own modules by `require`, which ES modules lack. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

export interface CommandBundle {
  readonly root: string;
  /** The folder that the files are for; they are returned, not written. */
  readonly out: string;
  readonly home: BundleHome;
  /** Modules that are replaced, as paths in the repository: source → replacement. */
  readonly replaced?: Readonly<Record<string, string>>;
  /** Other programs than the command: their entries, and the folders in which code that opens threads may lie. */
  readonly programs?: {
    readonly entries: readonly string[];
    readonly sources: readonly string[];
    /** Names that CommonJS packages inside expect, with the code that stands for them. */
    readonly define?: Readonly<Record<string, string>>;
  };
}

/**
 * The bundled files. Entries keep the name of their source (`main.js`, `batch-worker.js` …), chunks carry a hash.
 *
 * @throws Error if the build warns, or if a module to be replaced is not part of the command
 */
export async function bundleCommand(
  bundle: CommandBundle,
): Promise<{ readonly files: readonly OutputFile[]; readonly metafile: Metafile }> {
  const { root, out, home, replaced = {}, programs = COMMAND } = bundle;
  const folders = programs.sources.map((folder) => join(root, folder));
  const entries = [...programs.entries.map((file) => join(root, file)), ...filesOpenedByAddress(folders, home)];
  const seen = new Set<string>();
  const { outputFiles, metafile, warnings } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((file) => ({ in: file, out: entryName(file) })),
    outdir: out,
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    // The bundler of the inspection page; a package holds the finished page instead.
    external: ['esbuild'],
    loader: { '.wasm': 'binary' },
    define: programs.define,
    banner: { js: REQUIRE },
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [replacing(root, replaced, seen), loadedOnUse(root), builtinsByRequire, addressing(out, home, entries)],
  });
  const missed = Object.keys(replaced).filter((source) => !seen.has(source));
  if (missed.length > 0) throw new Error(`got no ${missed.join(', ')} in the command; wanted to replace it`);
  if (warnings.length > 0) {
    const lines = warnings.map(({ location, text }) => `${location?.file}:${location?.line}: ${text}`);
    throw new Error(`the command's bundle wants no warnings; got\n${lines.join('\n')}`);
  }
  return { files: outputFiles, metafile };
}

/**
 * Node's own modules by `require`: as ES modules they evaluate every lazy property of what they export when they are first
 * imported, and so load others that nobody asked for (`fs.promises`, `process.report` …).
 */
const builtinsByRequire: Plugin = {
  name: 'builtins-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === 'import-statement' ? { path, namespace: 'builtin' } : { path, external: true };
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** What few commands use, and a start would pay for: fflate's tables, the network that comes with child processes. */
const LOADED_ON_USE = ['fflate', 'child_process', 'node:child_process', 'node:timers/promises', 'node:worker_threads'];

/** Modules that are loaded when something of them is first used, not when they are imported. */
function loadedOnUse(root: string): Plugin {
  const requireHere = createRequire(join(root, 'package.json'));
  return {
    name: 'loaded-on-use',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(${LOADED_ON_USE.join('|')})$`) }, ({ path, namespace }) =>
        namespace === 'on-use' ? undefined : { path, namespace: 'on-use' },
      );
      onLoad({ filter: /.*/, namespace: 'on-use' }, ({ path }) => {
        const names = Object.keys(requireHere(path)).filter((name) => /^[A-Za-z]\w*$/.test(name));
        const module = `require(${JSON.stringify(path)})`;
        const getters = names.map((name) => `get ${name}() { return ${module}.${name}; }`);
        return { contents: `module.exports = { ${getters.join(', ')} };`, resolveDir: root };
      });
    },
  };
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
