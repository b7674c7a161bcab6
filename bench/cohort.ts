/** The demonstration's processor seconds by part, of this checkout and of an earlier one; both must give the same numbers. */
// usage: node bench/cohort.ts [--patients 40] [--rounds 2] [--before DIR] [--doc]
// DIR is a checkout of an earlier commit with its packages installed. --doc → docs/performance-cohort.md
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
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
const whole = new Intl.NumberFormat('en');

/** Those of scripts/launch.mjs and cli/start.ts. */
const HEAP_FLAGS = ['--single-threaded-gc', '--min-semi-space-size=16', '--heap-growing-percent=200'];

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
    // As scripts/launch.mjs and cli/start.ts start them; the earlier checkout as its own do.
    const nodeFlags = root === HERE ? HEAP_FLAGS : ['--single-threaded-gc'];
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
    const parts = named(tree.end());
    const result = JSON.parse((await said).trim().split('\n').at(-1) ?? '') as DemonstrationResult;
    return { result, parts, load };
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

/** Functions by their construct's id, which the template's names carry, as the document calls them. */
const FUNCTIONS: readonly (readonly [id: string, name: string])[] = [
  ['AdmitStudy', 'admit-study'],
  ['PrepareSequence', 'prepare-sequence'],
  ['ExtractFilteredFeatures', 'extract-filtered-features'],
  ['ExtractFeatures', 'extract-features'],
  ['AssembleFeatures', 'assemble-features, predict-response'],
  ['PredictResponse', 'assemble-features, predict-response'],
  ['TrainModel', 'training (gather, fit, submodels, register, challenge)'],
  ['Api', 'api'],
];

function named(parts: ReadonlyMap<string, number>): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [part, seconds] of parts) {
    const own = part === 'cloud' || part === 'client';
    const name = own ? part : (FUNCTIONS.find(([id]) => part.includes(id))?.[1] ?? 'other functions');
    sums.set(name, (sums.get(name) ?? 0) + seconds);
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
if (flags.doc) writeFileSync(join(HERE, 'docs', 'performance-cohort.md'), documentOf());

function documentOf(): string {
  const of = (root: string | undefined): readonly Run[] => (root && runs.get(root)) || [];
  const [earlier, now] = [of(flags.before && resolve(flags.before)), of(HERE)];
  const mean = (some: readonly Run[], value: (one: Run) => number): number =>
    some.reduce((sum, one) => sum + value(one), 0) / some.length;
  const shown = (some: readonly Run[], value: (one: Run) => number): string =>
    some.length === 0 ? '–' : mean(some, value).toFixed(1);
  const names = new Set([...earlier, ...now].flatMap(({ parts }) => [...parts.keys()]));
  const row = (name: string, value: (one: Run) => number): string =>
    `| ${name} | ${shown(earlier, value)} | ${shown(now, value)} |`;
  const total = ({ parts }: Run): number => [...parts.values()].reduce((sum, seconds) => sum + seconds, 0);
  const seconds = (some: readonly Run[]): string => some.map(({ result }) => result.seconds).join(', ') || '–';
  const loads = [...earlier, ...now].map(({ load }) => load);
  const [{ result }] = now;
  return `# The demonstration's cohort: where its processor time goes

Written by \`node bench/cohort.ts --patients ${flags.patients} --rounds ${flags.rounds}${flags.before ? ' --before DIR' : ''} --doc\`: ${result.studies} synthetic studies × ${whole.format(result.features)} features and one new
patient, from the first upload to the last prediction, on the local cloud. Seconds of processor (user and system, over all threads) of
every process that takes part, read from /proc${flags.before ? '; *before* is the checkout in DIR, at commit b8df2d53 for the figures here' : ''}. Bundles, template and the functions'
compiled code are made before anything is counted, as the first \`npm start\` makes them. Mean of ${flags.rounds} run${flags.rounds === '1' ? '' : 's'} of each, by turns.
${flags.before ? 'Both give the same numbers to the last digit' : 'All runs give the same numbers to the last digit'}; the program ends with an error if they do not.

| processor seconds | before | now |
| --- | ---: | ---: |
${[...names]
  .sort((a, b) => mean(now, ({ parts }) => parts.get(b) ?? 0) - mean(now, ({ parts }) => parts.get(a) ?? 0))
  .map((name) => row(name, ({ parts }) => parts.get(name) ?? 0))
  .join('\n')}
${row('**all**', total)}
| \`seconds\` of the result, by run | ${seconds(earlier)} | ${seconds(now)} |

Measured on ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, at a load average of ${Math.min(...loads).toFixed(0)} to ${Math.max(...loads).toFixed(0)} at the end of the runs. Above the
number of cores other programs ran at the same time: the elapsed seconds then say nothing about this program, and its processor
seconds are larger than on a quiet machine, by half or more; the columns can be compared with each other. What a
process uses after its last reading (100 ms apart) is missed.

What each part is: *cloud* the local cloud itself (S3, DynamoDB, Step Functions, the HTTP API; no function), *client* the
demonstration (draws the phantoms, writes DICOM, uploads, asks how far it is), the others functions in their sandboxes.

Nothing that protects a study is left out of these figures: each file is checked against its SHA-256 and examined for an
identity when it arrives, is checked again when its sequence is read, and what one function leaves for the next is checked when it is read.

Research use only. Not a medical device.
`;
}
