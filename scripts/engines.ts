/** Compares this engine with every engine that installs from PyPI, in one run: docs/engines. */
// usage: RADSCORE_PEERS=/path/to/python node scripts/engines.ts [--only NAME,NAME] [--answers] [--timing] [--page]
// Answers are kept in a cache folder (RADSCORE_ENGINES, else ~/.cache/radscore/engines), so that a run that stopped goes on.
// `--answers` stops before the comparison, `--timing` measures again, `--page` writes the page from the stored run alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Answer, askAll } from './engines/ask.ts';
import { ENGINES } from './engines/engine-list.ts';
import { installed, type Missing } from './engines/install.ts';
import { allJobs, type Subjects } from './engines/jobs.ts';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    answers: { type: 'boolean', default: false },
    timing: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});
const cache = process.env.RADSCORE_ENGINES ?? join(homedir(), '.cache/radscore/engines');
const shared = process.env.RADSCORE_SHARED ?? resolve(root, '../shared');
const peers = process.env.RADSCORE_PEERS;
const say = (line: string): void => console.log(line);
mkdirSync(join(cache, 'parameters'), { recursive: true });
const subjects = subjectsOf();
const jobs = allJobs(shared, subjects, join(cache, 'parameters'));
say(`${jobs.length} jobs`);
for (const entry of ENGINES) {
  if (flags.only && !flags.only.split(',').includes(entry.id)) continue;
  const engine = installed(entry, cache, peers);
  if ('why' in engine) {
    say(`${engine.id}: ${engine.why}`);
    continue;
  }
  const { versions, answers } = await askAll(engine, jobs, join(cache, 'answers'), say);
  say(`${engine.id} ${JSON.stringify(versions)} ${answers.size}`);
}

/** Written once by SimpleITK, in PyRadiomics' environment. */
function subjectsOf(): Subjects {
  const folder = join(cache, 'subjects');
  const path = join(folder, 'subjects.json');
  if (!existsSync(path)) {
    if (!peers) throw new Error('got no RADSCORE_PEERS; wanted a Python interpreter that has PyRadiomics');
    const script = join(import.meta.dirname, 'engines/drivers/subjects.py');
    const { status, stderr } = spawnSync(peers, [script, shared, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`subjects.py: ${stderr.slice(-300)}`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}
