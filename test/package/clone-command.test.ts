/** A clone's command starts from its bundle only while every source is unchanged. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUILT, builtCommand, STAMP, sha256Of } from '../../cli/built-command.mjs';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { buildCloneCommand } from '../../packaging/clone-command.ts';

describe('the built command of a clone is used only if', () => {
  let root: string;
  const source = (): string => join(root, 'cli/main.ts');
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'radscore-clone-'));
    write('cli/main.ts', 'export const answer = 1;');
    write(join(BUILT, 'build', 'main.js'), '');
    const { size, mtimeMs, ctimeMs } = statSync(source());
    const inputs = [['cli/main.ts', size, mtimeMs, ctimeMs, sha256Of(source())]];
    write(join(BUILT, STAMP), JSON.stringify({ folder: 'build', inputs }));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  it('its sources are as they were', () => {
    expect(builtCommand(root)).toBe(join(root, BUILT, 'build', 'main.js'));
  });

  it('a source that was written again has the same content', () => {
    write('cli/main.ts', 'export const answer = 1;');
    expect(builtCommand(root)).toBeDefined();
  });

  it('no source of the same length and time has another content', () => {
    const { atime, mtime } = statSync(source());
    write('cli/main.ts', 'export const answer = 2;');
    utimesSync(source(), atime, mtime);
    expect(builtCommand(root)).toBeUndefined();
  });

  it.each([
    ['no source is missing', () => rmSync(source())],
    ['its own entry is there', () => rmSync(join(root, BUILT, 'build', 'main.js'))],
    ['its stamp is whole', () => write(join(BUILT, STAMP), '{"folder":')],
    ['it was ever built', () => rmSync(join(root, BUILT), { recursive: true })],
  ])('%s', (_, spoil) => {
    spoil();
    expect(builtCommand(root)).toBeUndefined();
  });
});

describe('the command built from these sources', () => {
  const version = JSON.parse(readFileSync(join(PROJECT_ROOT, 'cli', 'package.json'), 'utf8')).version;
  const radscore = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    spawnSync(process.execPath, [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });

  it('answers as the sources do, and is loaded in their place', async () => {
    const entry = await buildCloneCommand(PROJECT_ROOT);
    expect(builtCommand(PROJECT_ROOT)).toBe(entry);
    const from = (env: NodeJS.ProcessEnv) =>
      ['--version', 'help', 'openapi'].map((command) => radscore(env, command).stdout);
    const built = from({});
    expect(built[0]).toBe(`${version}\n`);
    expect(built).toEqual(from({ RADSCORE_FROM_SOURCES: '1' }));
    const trace = (env: NodeJS.ProcessEnv) => radscore({ ...env, NODE_DEBUG: 'esm' }, '--version').stderr;
    expect(trace({})).not.toContain('cli/main.ts');
    expect(trace({ RADSCORE_FROM_SOURCES: '1' })).toContain('cli/main.ts');
  });
});
