/** Bundles code for a browser page, and refuses whatever needs Node. */
import { build, type Plugin } from 'esbuild';

/** What a page runs: an entry file, or a script whose imports are found from a folder. */
export type PageEntry = { readonly file: string } | { readonly script: string; readonly from: string };

/**
 * Bundles code for a page: one classic script that needs nothing else. WebAssembly becomes part of it as bytes.
 *
 * @throws Error if code for Node only would be part of it
 */
export async function bundleForPage(entry: PageEntry, { minify = false } = {}): Promise<string> {
  const { outputFiles, metafile } = await build({
    ...('file' in entry
      ? { entryPoints: [entry.file] }
      : { stdin: { contents: entry.script, resolveDir: entry.from, loader: 'ts' } }),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    minify,
    loader: { '.wasm': 'binary' },
    plugins: [withoutNodeBranches],
    logLevel: 'silent',
  });
  const ofNode = Object.keys(metafile.inputs).filter((name) => name.includes('.node.') || name.startsWith('node:'));
  if (ofNode.length > 0) throw new Error(`got ${ofNode.join(', ')} in a page; wanted nothing of Node`);
  return outputFiles[0].text;
}

/** Emscripten's scripts ask for files if they run in Node; in a page that branch is never taken. */
export const withoutNodeBranches: Plugin = {
  name: 'without-node-branches',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(fs|path)$/ }, ({ path, importer }) =>
      /@cornerstonejs[\\/]codec-/.test(importer) ? { path, namespace: 'absent' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {}' }));
  },
};
