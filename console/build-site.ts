/** Builds the console: one page, scripts in pieces that are loaded when needed, two styles. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { withoutNodeBranches } from './page-bundle.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** What was built, for budgets: bytes by file name. */
export interface BuiltSite {
  readonly entry: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Builds the site into a folder, which then holds nothing else. */
export async function buildSite(out: string): Promise<BuiltSite> {
  const built = await siteFiles();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(join(out, 'assets'), { recursive: true });
  for (const [name, contents] of built.files) writeFileSync(join(out, name), contents);
  return built;
}

/**
 * The files of the site: index.html, and assets whose names hold their content's hash. Nothing is read from other
 * servers, and no element has a style or a script of its own: the policy needs no `unsafe-inline`.
 */
export async function siteFiles(): Promise<BuiltSite> {
  // A worker's address is in the scripts of the pages: it is built first.
  const workers = await bundled({
    entryPoints: { engine: here('engine/worker.ts'), upload: here('upload-worker/worker.ts') },
  });
  const addressOf = (name: string): string =>
    JSON.stringify(`/${[...workers.keys()].find((file) => file.startsWith(`assets/${name}-`))}`);
  const pages = await bundled({
    entryPoints: { app: here('app/main.tsx') },
    splitting: true,
    define: { ENGINE_WORKER_URL: addressOf('engine'), UPLOAD_WORKER_URL: addressOf('upload') },
  });
  const files = new Map<string, Uint8Array>([...workers, ...pages]);
  const entry = [...files.keys()].find((name) => /^assets\/app-\w+\.js$/.test(name)) as string;
  const style = ['style/tokens.css', 'style/components.css'].map((name) => readFileSync(here(name), 'utf8')).join('\n');
  const styleName = `assets/style-${createHash('sha256').update(style).digest('hex').slice(0, 8)}.css`;
  files.set(styleName, new TextEncoder().encode(style));
  files.set('index.html', new TextEncoder().encode(indexHtml(entry, styleName)));
  return { entry, files };
}

/** Scripts by their names in the site. @throws Error if code for Node only would be part of them */
async function bundled(
  options: Pick<BuildOptions, 'entryPoints' | 'splitting' | 'define'>,
): Promise<Map<string, Uint8Array>> {
  const { outputFiles, metafile } = await build({
    ...options,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    legalComments: 'none',
    minify: true,
    write: false,
    metafile: true,
    outdir: 'assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    loader: { '.wasm': 'binary' },
    plugins: [withoutNodeBranches],
    logLevel: 'silent',
  });
  const ofNode = Object.keys(metafile.inputs).filter((name) => name.includes('.node.') || name.startsWith('node:'));
  if (ofNode.length > 0) throw new Error(`got ${ofNode.join(', ')} in a page; wanted nothing of Node`);
  return new Map(outputFiles.map(({ path, contents }) => [`assets/${basename(path)}`, contents]));
}

function indexHtml(entry: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Radscore</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${style}">
<script type="module" src="/${entry}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p>Research use only. Not a medical device. This console needs JavaScript; the API and the command do not.</p></noscript>
</body>
</html>
`;
}
