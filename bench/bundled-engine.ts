/** Bundles the engine for a benchmark as it is deployed. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Packages that are CommonJS ask for Node's own modules by `require`. */
const banner = {
  js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
};

/**
 * The engine's worker as it is deployed: bundled to JavaScript, so that neither Node's compiler of types nor its memory is
 * measured. Gives the file to run; the thread that it opens
 * lies beside it, under the name by which it is opened.
 */
export function bundleEngine(): string {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-bench-'));
  const root = new URL('..', import.meta.url);
  const files = { 'bench/engine-worker.ts': 'worker.mjs', 'layers/radiomics/threads/worker.node.ts': 'worker.node.ts' };
  for (const [source, target] of Object.entries(files)) {
    buildSync({
      entryPoints: [fileURLToPath(new URL(source, root))],
      outfile: join(folder, target),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
      logLevel: 'error',
    });
  }
  return join(folder, 'worker.mjs');
}
