/** The command of a clone, and the CDK, on a machine whose own Node is too old. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A Node before 22.18 on this machine: the first one of PATH that is not the project's own. */
const older = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find((file) => existsSync(file) && majorOf(file) < 22);

function majorOf(file: string): number {
  return Number(execFileSync(file, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }));
}

/** An import of a name that the older Node lacks once stopped the command before it could hand over. */
it.skipIf(!older)('the command of a clone hands over to the pinned Node where the machine has an older one', () => {
  const options = { cwd: root, encoding: 'utf8' } as const;
  expect(execFileSync(older ?? '', ['cli/radscore.mjs', '--version'], options)).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('npx cdk names the Node that is wanted on a system for which the packages bring none, and installs nothing', () => {
  const { app } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  expect(app).toBe('node scripts/launch.mjs cdk-app');
  const elsewhere = mkdtempSync(join(tmpdir(), 'radscore-launch-'));
  mkdirSync(join(elsewhere, 'scripts'));
  copyFileSync(join(root, 'scripts', 'launch.mjs'), join(elsewhere, 'scripts', 'launch.mjs'));
  const older = `
    Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    Object.defineProperty(process, 'arch', { value: 'arm64' });`;
  const preload = `data:text/javascript,${encodeURIComponent(older)}`;
  const [program, script, task] = [process.execPath, join(elsewhere, 'scripts', 'launch.mjs'), 'cdk-app'];
  const { status, stderr } = spawnSync(program, ['--import', preload, script, task], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'got Node 20.20.2 on darwin-arm64; wanted 22.18 or newer: the packages bring none for this system. Install Node 24.\n',
  );
  rmSync(elsewhere, { recursive: true });
});
