/** Builds the command of a clone, so that `radscore` starts without compiling 226 files. usage: node packaging/clone-command.ts */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { BUILT, builtCommand, STAMP, sha256Of } from '../cli/built-command.mjs';
import { bundleCommand } from './command-bundle.ts';

/** A file of the repository that the build depends on: path, size, times of change and SHA-256. */
type Input = readonly [path: string, size: number, mtimeMs: number, ctimeMs: number, sha256: string];

/** What decides the bundle in addition to its own sources. The hidden lock file is npm's note of what is installed. */
const ALWAYS = [
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'tsconfig.json',
  'packaging/addresses.ts',
  'packaging/command-bundle.ts',
  'packaging/clone-command.ts',
  'cli/built-command.mjs',
];
const KEPT_BUILDS = 3;
const KEPT_MS = 24 * 3600 * 1000;

/** Builds the command if it is missing or a source differs. Gives the file to run. */
export async function buildCloneCommand(root: string): Promise<string> {
  const found = builtCommand(root);
  if (found) return found;
  for (let attempt = 0; attempt < 5; attempt++) {
    const started = Date.now();
    const { files, metafile } = await bundleCommand({ root, out: join(root, BUILT, 'build'), home: 'clone' });
    const inputs = inputsOf(root, Object.keys(metafile.inputs));
    // A source that was saved meanwhile may be bundled as it was before.
    if (inputs.some(([, , mtimeMs, ctimeMs]) => Math.max(mtimeMs, ctimeMs) >= started - 10)) continue;
    // Each build has a folder of its own: a command that runs may yet load a chunk of an older one.
    const folder = hashOf(files.map(({ path, contents }) => [path, contents]));
    const target = join(root, BUILT, folder);
    mkdirSync(target, { recursive: true });
    for (const { path, contents } of files) writeFileSync(join(target, basename(path)), contents);
    // Without it Node reads every file to find out that it is an ES module.
    writeFileSync(join(root, BUILT, 'package.json'), '{"type":"module"}\n');
    const stamp = join(root, BUILT, STAMP);
    const fresh = `${stamp}.${process.pid}`;
    writeFileSync(fresh, JSON.stringify({ folder, inputs }));
    renameSync(fresh, stamp);
    removeOld(join(root, BUILT), folder);
    // V8's code of the last build.
    rmSync(join(root, BUILT, 'compiled'), { recursive: true, force: true });
    return join(target, 'main.js');
  }
  throw new Error('the sources change while they are bundled; wanted them to rest for a second. Build again.');
}

function inputsOf(root: string, bundled: readonly string[]): Input[] {
  const sources = bundled.filter((path) => !path.includes('node_modules/') && !path.includes(':'));
  const manifests = new Set(
    sources.map((path) => `${path.split('/', path.startsWith('layers/') ? 2 : 1).join('/')}/package.json`),
  );
  return [...new Set([...sources, ...manifests, ...ALWAYS])].sort().map((path) => {
    const file = join(root, path);
    const { size, mtimeMs, ctimeMs } = statSync(file);
    return [path, size, mtimeMs, ctimeMs, sha256Of(file)];
  });
}

function hashOf(files: readonly (readonly [string, Uint8Array])[]): string {
  const hash = createHash('sha256');
  for (const [path, contents] of files) hash.update(`${basename(path)}\0${contents.length}\0`).update(contents);
  return hash.digest('hex').slice(0, 16);
}

function removeOld(builds: string, current: string): void {
  const folders = readdirSync(builds, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16}$/.test(entry.name) && entry.name !== current)
    .map(({ name }) => ({ path: join(builds, name), madeAt: statSync(join(builds, name)).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt);
  for (const { path, madeAt } of folders.slice(KEPT_BUILDS - 1)) {
    if (Date.now() - madeAt > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const entry = await buildCloneCommand(root);
  process.stderr.write(`radscore runs from ${relative(root, entry)}\n`);
}
