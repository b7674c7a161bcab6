/** Makes a virtual environment for each engine, by its name on PyPI, and keeps it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { InstalledEngine } from './ask.ts';
import type { EngineEntry } from './engine-list.ts';

export interface Missing {
  readonly id: string;
  readonly why: string;
}

const DRIVERS = join(import.meta.dirname, 'drivers');

/** The command of an engine, or why it cannot run here. */
export function installed(engine: EngineEntry, cache: string, peers: string | undefined): InstalledEngine | Missing {
  const driver = join(DRIVERS, engine.driver);
  if (engine.package === null) return { ...engine, command: [process.execPath, driver] };
  if (engine.python === null) {
    if (!peers) return { id: engine.id, why: 'RADSCORE_PEERS names no Python that has PyRadiomics' };
    return { ...engine, command: [peers, driver] };
  }
  const folder = join(cache, 'venvs', engine.id);
  const python = join(folder, 'bin/python');
  const why = existsSync(join(folder, 'installed')) ? '' : install(engine, folder, python);
  return why ? { id: engine.id, why } : { ...engine, command: [python, driver] };
}

function install(
  { package: name, further, isAlone, python: version }: EngineEntry,
  folder: string,
  python: string,
): string {
  const base = findPython(version ?? '');
  if (!base) return `Python ${version} is absent`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = spawnSync(base, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) return `no environment: ${made.stderr.trim().slice(-200)}`;
  const options = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--prefer-binary'];
  const runs = isAlone ? [['--no-deps', name ?? ''], further] : [[name ?? '', ...further]];
  for (const run of runs) {
    const got = spawnSync(python, [...options, ...run], { encoding: 'utf8' });
    if (got.status !== 0) return `pip: ${got.stderr.trim().slice(-300)}`;
  }
  writeFileSync(join(folder, 'installed'), '');
  return '';
}

/** `python3.11` of the path, or that of pyenv. */
function findPython(version: string): string | undefined {
  const named = `python${version}`;
  if (spawnSync(named, ['-c', ''], { stdio: 'ignore' }).status === 0) return named;
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return undefined;
  const found = readdirSync(versions).find((name) => name.startsWith(`${version}.`));
  return found && join(versions, found, 'bin/python');
}
