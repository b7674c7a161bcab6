/** The demonstration's processor seconds by part, of this checkout and of an earlier one; both must give the same numbers. */
// usage: node bench/cohort.ts [--patients 40] [--rounds 2] [--before DIR] [--doc]
// DIR is a checkout of an earlier commit with its packages installed. --doc → docs/performance-cohort.md
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { DemonstrationResult } from '../cli/demonstration/demonstration.ts';
import { ProcessTree } from './process-tree.ts';

const { values: flags } = parseArgs({
  options: {
    patients: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '1' },
    before: { type: 'string' },
    doc: { type: 'boolean', default: false },
  },
});
const HERE = resolve(import.meta.dirname, '..');

interface Run {
  readonly result: DemonstrationResult;
  readonly parts: ReadonlyMap<string, number>;
  readonly load: number;
}

const SYNTHESIZE =
  "import('./cli/service/synthesis.ts').then(({ synthesizeIfStale }) => synthesizeIfStale({ note: console.error }))";

/** Everything but the demonstration: bundles and templates are there before anything is counted. */
function prepare(root: string): void {
  for (const command of [['packaging/clone-command.ts'], ['-e', SYNTHESIZE]]) {
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error(`${command[0]} ended with ${status} in ${root}; wanted 0`);
  }
}

async function run(root: string): Promise<Run> {
  const home = mkdtempSync(join(tmpdir(), 'radscore-bench-'));
  const tree = new ProcessTree();
  const radscore = (name: string, ...args: string[]): ChildProcess => {
    // As scripts/launch.mjs and cli/start.ts start them.
    const nodeFlags = root === HERE ? ['--single-threaded-gc'] : [];
    const started = spawn(process.execPath, [...nodeFlags, 'cli/radscore.mjs', ...args, '--home', home], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    tree.add(started.pid ?? 0, name);
    return started;
  };
  const cloud = radscore('cloud', 'up');
  cloud.stdout?.resume();
  cloud.stderr?.resume();
  const cloudEnded = once(cloud, 'exit');
  try {
    while (!existsSync(join(home, 'cloud.json'))) await delay(20);
    const client = radscore('client', 'demo', '--patients', flags.patients);
    const [said, noted] = [textOf(client.stdout), textOf(client.stderr)];
    const [code] = await once(client, 'exit');
    if (code !== 0) throw new Error(`the demonstration ended with ${code}: ${await noted}`);
    const load = loadavg()[0];
    const parts = tree.end();
    if (process.env.RAW) console.log([...parts]);
    const result = JSON.parse((await said).trim().split('\n').at(-1) ?? '') as DemonstrationResult;
    return { result, parts: named(parts), load };
  } finally {
    cloud.kill('SIGTERM');
    await cloudEnded;
    rmSync(home, { recursive: true, force: true });
  }
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  let text = '';
  for await (const piece of stream ?? []) text += piece;
  return text;
}

/** Functions by the names of their folders; the template's names carry a construct's id. */
function named(parts: ReadonlyMap<string, number>): Map<string, number> {
  const folders = ['admit-study', 'prepare-sequence', 'extract-filtered-features', 'extract-features', 'api'];
  const sums = new Map<string, number>();
  for (const [name, seconds] of parts) {
    const plain = name.toLowerCase();
    const folder =
      plain === 'cloud' || plain === 'client'
        ? plain
        : (folders.find((one) => plain.includes(one.replaceAll('-', ''))) ?? 'other functions');
    sums.set(folder, (sums.get(folder) ?? 0) + seconds);
  }
  return sums;
}

function numbersOf({ seconds: _seconds, console: _console, ...numbers }: DemonstrationResult): string {
  return JSON.stringify(numbers);
}

const checkouts = [...(flags.before ? [resolve(flags.before)] : []), HERE];
for (const root of checkouts) prepare(root);
const runs = new Map<string, Run[]>(checkouts.map((root) => [root, []]));
for (let round = 0; round < Number(flags.rounds); round++) {
  for (const root of checkouts) {
    const one = await run(root);
    runs.get(root)?.push(one);
    const total = [...one.parts.values()].reduce((sum, seconds) => sum + seconds, 0);
    const parts = [...one.parts].map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`).join(', ');
    console.log(
      `${root === HERE ? 'now   ' : 'before'} ${total.toFixed(1)} s of processor, ${one.result.seconds} s, load ${one.load.toFixed(1)}: ${parts}`,
    );
  }
}
const results = new Set([...runs.values()].flat().map(({ result }) => numbersOf(result)));
console.log([...results].join('\n'));
if (results.size > 1) throw new Error('the runs gave different numbers; wanted the same to the last digit');
