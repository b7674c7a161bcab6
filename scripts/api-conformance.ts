/** Installs the tools that the API's document is shown to, once, and runs the tests that need them. */
// They are not among the packages of the repository: three ecosystems, a Java program, and no part of what is built.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pins = ['package.json', 'requirements.txt'].map((name) => join(root, 'test/api-clients/tools', name));
const hash = createHash('sha256');
for (const pin of pins) hash.update(readFileSync(pin));
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder =
  process.env.RADSCORE_API_TOOLS ?? join(cache, 'radscore', `api-tools-${hash.digest('hex').slice(0, 12)}`);

if (!existsSync(join(folder, 'complete'))) install();
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/api-clients'], root);

/** A folder that was left half made has no stamp and is made again. */
function install(): void {
  console.error(
    `Installing API generators, linters and Schemathesis into ${folder} (once; needs Python 3.11 and Java 11) …`,
  );
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(pins[0], join(folder, 'package.json'));
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  run('python3', ['-m', 'venv', 'python'], folder);
  run(join(folder, 'python/bin/pip'), ['install', '--quiet', '--requirement', pins[1]], folder);
  writeFileSync(join(folder, 'complete'), '');
}

function run(program: string, args: readonly string[], cwd: string): void {
  const env = { ...process.env, RADSCORE_API_TOOLS: folder };
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`${program} ended with ${error?.message ?? `status ${status}`}; wanted 0.`);
  process.exit(1);
}
