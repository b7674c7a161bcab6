/** Compares this engine with every engine that installs from PyPI, in one run: docs/engines. */
// usage: RADSCORE_PEERS=/path/to/python node scripts/engines/run.ts [--only NAME,NAME] [--timing] [--page]
// RADSCORE_PEERS: a Python that has PyRadiomics. Answers are kept in a cache folder (RADSCORE_ENGINES, else
// ~/.cache/radscore/engines), so that a run that stopped goes on. `--only` asks these engines and writes no document,
// `--timing` measures speed and memory again, `--page` writes page and summary from the stored run alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Answer, askAll, type InstalledEngine } from './ask.ts';
import { storedRun } from './build-run.ts';
import { documentsOf, storedText } from './documents.ts';
import { ENGINES } from './engine-list.ts';
import { installed } from './install.ts';
import { allJobs, type Subjects } from './jobs.ts';
import type { StoredRun, Timing } from './record.ts';
import { measure } from './timing.ts';

const root = resolve(import.meta.dirname, '../..');
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    timing: { type: 'boolean', default: false },
    page: { type: 'boolean', default: false },
  },
});
const cache = process.env.RADSCORE_ENGINES ?? join(homedir(), '.cache/radscore/engines');
const shared = process.env.RADSCORE_SHARED ?? resolve(root, '../shared');
const peers = process.env.RADSCORE_PEERS;
const folder = join(root, 'docs/engines');
const say = (line: string): void => console.log(line);

if (flags.page) writeDocuments(JSON.parse(readFileSync(join(folder, 'engines.json'), 'utf8')));
else await compareAll();

async function compareAll(): Promise<void> {
  mkdirSync(join(cache, 'parameters'), { recursive: true });
  const subjects = subjectsOf();
  const jobs = allJobs(shared, subjects, join(cache, 'parameters'));
  const answers = new Map<string, ReadonlyMap<string, Answer>>();
  const versions = new Map<string, Readonly<Record<string, string>>>();
  const missing = new Map<string, string>();
  const engines: InstalledEngine[] = [];
  for (const entry of ENGINES) {
    if (flags.only && !flags.only.split(',').includes(entry.id)) continue;
    const engine = installed(entry, cache, peers);
    if ('why' in engine) {
      missing.set(engine.id, engine.why);
      say(`${engine.id} does not run: ${engine.why}`);
      continue;
    }
    const asked = await askAll(engine, jobs, join(cache, 'answers'), say);
    answers.set(engine.id, asked.answers);
    versions.set(engine.id, asked.versions);
    engines.push(engine);
    say(`${engine.id}: ${asked.answers.size} answers`);
  }
  if (flags.only) return;
  const timing = await timingOf(engines, jobs);
  const run = storedRun({ jobs, subjects, answers, versions, missing }, new Date().toISOString().slice(0, 10), timing);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'engines.json'), storedText(run));
  writeDocuments(run);
}

function writeDocuments(run: StoredRun): void {
  for (const [name, text] of Object.entries(documentsOf(run))) writeFileSync(join(folder, name), text);
}

/** Speed is of one run: kept until it is measured again. */
async function timingOf(
  engines: readonly InstalledEngine[],
  jobs: Parameters<typeof measure>[1],
): Promise<Timing | null> {
  const path = join(cache, 'timing.json');
  if (flags.timing) writeFileSync(path, JSON.stringify(await measure(engines, jobs, say)));
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Written once by SimpleITK, in PyRadiomics' environment. */
function subjectsOf(): Subjects {
  const subjects = join(cache, 'subjects');
  const path = join(subjects, 'subjects.json');
  if (!existsSync(path)) {
    if (!peers) throw new Error('got no RADSCORE_PEERS; wanted a Python interpreter that has PyRadiomics');
    const script = join(import.meta.dirname, 'drivers/subjects.py');
    const { status, stderr } = spawnSync(peers, [script, shared, subjects], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`subjects.py: ${stderr.slice(-300)}`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}
