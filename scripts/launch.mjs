#!/usr/bin/env node
/** The one door for `npm start`, `npm test` and their like: installs what is missing, then runs the pinned Node. */
// It runs on any Node from 20 on, with nothing installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);

/** The command, bundled; at once done where it is up to date. */
const COMMAND = ['packaging/clone-command.ts'];
const TASKS = {
  // On two cores the threads that help a process with its garbage take the time of the others.
  start: [
    COMMAND,
    ['--single-threaded-gc', '--min-semi-space-size=16', '--heap-growing-percent=200', 'cli/start.ts', ...args],
  ],
  test: [COMMAND, ['test/run.ts', ...args]],
  build: [COMMAND, ['scripts/build.ts', ...args]],
  // What the CDK runs (cdk.json), in packages that are installed: an install now would remove the CDK that waits for it.
  'cdk-app': [['scripts/build.ts'], ['infra/app.ts']],
  synth: [['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', ...args]],
  'api-conformance': [COMMAND, ['scripts/api-conformance.ts', ...args]],
  fuzz: [['test/fuzz/fuzz.ts', ...args]],
  bench: [COMMAND, ['bench/run.ts', ...args]],
  package: [['packaging/package.ts', ...args]],
  kernels: [['scripts/kernels.mjs', ...args]],
  docs: [
    ['scripts/features-doc.ts'],
    ['scripts/reasons-doc.ts'],
    ['scripts/dicom/support-doc.ts'],
    ['scripts/dicom/regions-doc.ts'],
    ['scripts/clinical/doc.ts'],
    ['scripts/local-cloud-doc.ts'],
    ['scripts/decisions-index.ts'],
    ['scripts/console-types.ts'],
    ['packaging/api-reference/node_modules/typedoc/bin/typedoc', '--options', 'packaging/api-reference/typedoc.json'],
  ],
  fixtures: [['scripts/fixtures.ts', ...args]],
  goldens: [['scripts/goldens.ts', ...args]],
  agreement: [['scripts/agreement.ts', ...args]],
  'mask-grids': [['scripts/mask-grids.ts', ...args]],
  engines: [['scripts/engines/run.ts', ...args]],
  wheel: [['packaging/python-wheel.ts', ...args]],
  gallery: [['scripts/gallery/pictures.ts', ...args]],
  noise: [['scripts/noise-validation.ts', ...args]],
  intervals: [['scripts/interval-coverage.ts', ...args]],
  'readme-picture': [['scripts/readme-picture.ts', ...args]],
  figures: [['scripts/house-figures.ts', ...args]],
  template: [['scripts/infra/template-diff.ts', ...args]],
  permissions: [['scripts/infra/grants.ts', ...args]],
  reliability: [['scripts/reliability.ts', ...args]],
  'power-cuts': [['test/local/disk/many-power-cuts.ts', ...args]],
  damage: [['test/local/disk/write-damage-matrix.ts', ...args]],
  'measure-costs': [['scripts/costs/measure.ts', ...args]],
  scale: [['scripts/costs/scale.ts', ...args]],
  'memory-sweep': [['scripts/costs/memory-sweep.ts', ...args]],
  'bench:cohort': [COMMAND, ['bench/cohort.ts', ...args]],
  'peers:dynamodb': [['test/peers/dynamodb-local.ts', ...args]],
  'peers:states': [['test/peers/state-machines/run.ts', ...args]],
  'release:version': [['scripts/release-version.ts', ...args]],
};

if (!(task in TASKS)) {
  console.error(`got ${task ?? 'no task'}; wanted one of ${Object.keys(TASKS).join(', ')}.`);
  process.exit(2);
}

if (task !== 'cdk-app') install();
const node = pinnedNode();
for (const command of TASKS[task]) {
  const code = await run(node, command);
  if (code !== 0) process.exit(code);
}

/** `npm ci`, unless this very lock file was installed here before. Scripts of packages are not run: none is needed. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.radscore-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages (once) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      `npm ci ended with ${error?.message ?? `status ${status}`}; wanted 0. Is a package registry within reach?`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** The pinned Node of this platform; where none is packaged, the machine's own from 22.18 on (it strips types). */
function pinnedNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const pinned = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(
    `got Node ${process.versions.node} on ${process.platform}-${process.arch}; wanted 22.18 or newer: the packages bring none for this system. Install Node 24.`,
  );
  process.exit(1);
}

/** Runs a command under the given Node and passes signals on, so that Ctrl-C reaches it once and it can end in peace. */
function run(node, command) {
  return new Promise((resolve) => {
    const child = spawn(node, ['--enable-source-maps', ...command], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` },
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
