/** Addresses of files in the sources (`new URL('./worker.ts', import.meta.url)`) become addresses in a bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * The place of a bundle's files. `clone`: somewhere in the repository, and code that looks for a file next to its source
 * finds it there. `package`: alone, with the packages it depends on around them.
 */
export type BundleHome = 'clone' | 'package';

const BESIDE = /new URL\('(\.\/[\w.-]+\.(?:ts|mjs))', import\.meta\.url\)/g;
const BY_NAME = /createRequire\(import\.meta\.url\)\.resolve\('(@radscore\/[\w/-]+)'\)/g;

/**
 * The files that code below the given folders opens by their address: entries of threads and processes, which a bundle
 * must keep as entries of its own. Plain JavaScript stays at its source in a clone, because a running process may start
 * it long after the bundle was replaced.
 */
export function filesOpenedByAddress(folders: readonly string[], home: BundleHome): string[] {
  const files = new Set<string>();
  for (const source of folders.flatMap(sourcesBelow)) {
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

/** The name, without its ending, that an entry has in a bundle. */
export function entryName(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}

/** Stands for the bundle's own address until the sources' addresses are replaced. */
const OWN = 'import\u0000meta\u0000url';

/**
 * Rewrites the addresses of a bundle for the folder `out`; `entries` are its entries.
 *
 * @throws Error in the build of a package, if code asks for more than `import.meta.url`
 */
export function addressing(out: string, home: BundleHome, entries: readonly string[]): Plugin {
  const bundled = new Set(entries);
  const entry = (file: string): string => `new URL('./${entryName(file)}.js', ${OWN})`;
  const rewrite = (path: string, code: string): string => {
    const source = relative(out, path).split(sep).join('/');
    return code
      .replaceAll(BESIDE, (all, name: string) => {
        const file = resolve(dirname(path), name);
        return bundled.has(file) ? entry(file) : all;
      })
      .replaceAll(BY_NAME, (_all, name: string) => entry(createRequire(path).resolve(name)))
      .replaceAll('import.meta.url', home === 'clone' ? `new URL('${source}', ${OWN}).href` : 'import.meta.url')
      .replaceAll(OWN, 'import.meta.url');
  };
  return {
    name: 'addresses',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const code = readFileSync(path, 'utf8');
        if (!code.includes('import.meta.') || path.includes('node_modules')) return undefined;
        const contents = rewrite(path, code);
        const unknown = /import\.meta\.(?!url\b)\w+/.exec(contents);
        if (unknown) throw new Error(`${path}: got ${unknown[0]}; a bundle knows import.meta.url only`);
        return { contents, loader: 'ts' };
      });
    },
  };
}
