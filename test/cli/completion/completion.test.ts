/** Shell completion: bash itself completes command lines with the script, which follows the declarations. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHELLS } from '../../../cli/completion/shells.ts';
import { radscore } from '../terminal.ts';

const has = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;

let folder: string;
const scripts = new Map<string, string>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-completion-'));
  for (const name of ['image one.nrrd', 'params.yaml']) writeFileSync(join(folder, name), '');
  mkdirSync(join(folder, 'results'));
  for (const shell of SHELLS) {
    const { exitCode, out } = await radscore('completion', shell);
    expect(exitCode).toBe(0);
    scripts.set(shell, join(folder, `.script.${shell}`));
    writeFileSync(join(folder, `.script.${shell}`), out);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash offers for the last word of a command line. */
function offered(...words: string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(' ');
  const script = `source '${scripts.get('bash')}'
COMP_WORDS=(radscore ${line}); COMP_CWORD=${words.length}; _radscore
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
  return text.split('\n').filter((word) => word !== '');
}

describe.skipIf(!has('bash'))('bash completes', () => {
  it('commands, and commands below them', () => {
    expect(offered('ex')).toEqual(['extract', 'explain']);
    expect(offered('models', 'pro')).toEqual(['promote']);
    expect(offered('help', 'comp')).toEqual(['completion']);
  });

  it('options of the very command', () => {
    expect(offered('extract', '--format-')).toEqual(['--format-like', '--format-path']);
    expect(offered('models', 'promote', '--rea')).toEqual(['--reason']);
    expect(offered('status', '--format')).toEqual([]);
  });

  it('words of options and arguments, behind a blank or an equals sign', () => {
    expect(offered('extract', '-f', '')).toEqual(['json', 'csv', 'txt']);
    expect(offered('extract', 'a', 'b', '--format-like', '=', 'p')).toEqual(['pyradiomics']);
    expect(offered('completion', 'z')).toEqual(['zsh']);
    expect(offered('extract', '--setting', 'binW')).toEqual(['binWidth:']);
    expect(offered('train', '--protocol', 'her2-pcr@')).toEqual(['her2-pcr@1', 'her2-pcr@2']);
    expect(offered('token', '--scope', 'studies:r')).toEqual(['studies:read']);
    expect(offered('explain', 'glcm_Idm')).toEqual(['glcm_Idm', 'glcm_Idmn']);
  });

  it('files where a file is wanted, folders where a folder is, and neither where a number is', () => {
    expect(offered('extract', 'im')).toEqual(['image one.nrrd']);
    expect(offered('extract', 'image one.nrrd', 'pa')).toEqual(['params.yaml']);
    expect(offered('extract', '-f', 'csv', '-p', 'pa')).toEqual(['params.yaml']);
    expect(offered('extract', '--out-dir', '')).toEqual(['results']);
    expect(offered('extract', '--label', '')).toEqual([]);
  });
});

describe('a completion script', () => {
  it.each([
    ['bash', '-n'],
    ['zsh', '-n'],
    ['fish', '--no-execute'],
  ])('is read by %s', (shell, check) => {
    if (!has(shell)) return expect(scripts.get(shell)).toBeDefined();
    const { status, stderr } = spawnSync(shell, [check, String(scripts.get(shell))], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.skipIf(!has('fish'))('completes options and words in fish', () => {
    const complete = (line: string): string[] =>
      execFileSync('fish', ['--no-config', '-c', `source ${scripts.get('fish')}; complete -C '${line}'`], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, HOME: folder },
      })
        .trim()
        .split('\n')
        .map((found) => found.split('\t')[0]);
    expect(complete('radscore extract --format-l')).toEqual(['--format-like']);
    expect(complete('radscore extract --format ').sort()).toEqual(['csv', 'json', 'txt']);
  });

  it.each(SHELLS)('of %s names every command and option that is declared', async (shell) => {
    const { out: script } = await radscore('completion', shell);
    const { out: help } = await radscore('--help');
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) expect(script).toContain(command);
    const { out: options } = await radscore('extract', '--help');
    for (const [, long] of options.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)) {
      expect(script).toMatch(new RegExp(`(--|-l )${long}\\b`));
    }
  });
});
