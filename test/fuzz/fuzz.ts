/**
 * Seeded mutation fuzzer of everything that users upload: `npm run fuzz -- --help`, docs/fuzzing.md.
 * Ends with exit code 1 where there is a finding.
 */
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { documentRuns, type FormatResult, type RunResult } from './document.ts';
import { FORMATS } from './formats/index.ts';
import { judge } from './judge.ts';
import { type Counts, type FindingKind, type Job, type Message, MOST_CPU_SECONDS, MOST_MEGABYTES } from './messages.ts';
import { mutationOf } from './mutation.ts';
import { differenceFrom, Peers } from './peers.ts';

const HELP = `npm run fuzz -- [options]
  --count N         mutations over all formats (default 200000)
  --seconds N       stop after so much time (default 1500)
  --seed N          another run of mutations (default 1)
  --format A,B      only these: ${FORMATS.map(({ name }) => name).join(', ')}
  --shard I/N       the I-th of N parts of the run, to spread it over machines
  --only INDEX      one mutation of one --format, written to the folder of findings
  --workers N       processes side by side (default: one per processor, at most 4)
  --findings DIR    where inputs of findings go (default build/fuzz)
  --record FILE     write the result there
  --document A,B    no run: sum up recorded results in docs/fuzzing.md
  --differential    compare what is accepted with other programs (RADSCORE_DICOM_PEERS names their python)`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '1500' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string' },
    shard: { type: 'string', default: '1/1' },
    only: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    findings: { type: 'string', default: 'build/fuzz' },
    record: { type: 'string' },
    document: { type: 'string' },
    differential: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

if (values.document !== undefined) {
  documentRuns(values.document.split(','));
  process.exit(0);
}

const chosen = values.format ? FORMATS.filter(({ name }) => values.format?.split(',').includes(name)) : FORMATS;
if (chosen.length === 0)
  throw new Error(`got the format ${values.format}; wanted one of ${FORMATS.map(({ name }) => name)}`);
const seed = Number(values.seed);
const [shard, shards] = values.shard.split('/').map(Number);
const workers = values.only === undefined ? Number(values.workers) : 1;
const end = Date.now() + 1000 * Number(values.seconds);
const each = Math.ceil(Number(values.count) / chosen.length);

interface Finding {
  readonly what: FindingKind;
  readonly format: string;
  readonly index: number;
  readonly message: string;
}
const findings: Finding[] = [];
const counts = new Map<string, Counts & { compared: number; milliseconds: number; peak: number }>(
  chosen.map(({ name }) => [
    name,
    { run: 0, refused: 0, same: 0, other: 0, codes: {}, compared: 0, milliseconds: 0, peak: 0 },
  ]),
);

const interpreter = process.env.RADSCORE_DICOM_PEERS;
if (values.differential && !interpreter) throw new Error('got --differential; wanted RADSCORE_DICOM_PEERS as well');
const peers = values.differential && interpreter ? new Peers(interpreter) : undefined;
const comparing = new Set<Promise<void>>();

/** Mutations follow from their numbers, so that the input of a finding can be made again. */
function keep(finding: Finding): void {
  findings.push(finding);
  const format = FORMATS.find(({ name }) => name === finding.format);
  if (!format) return;
  const folder = join(values.findings, `${finding.format}-${seed}-${finding.index}`);
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of mutationOf(format, { seed, index: finding.index }).mutant) {
    writeFileSync(join(folder, name), bytes);
  }
  writeFileSync(join(folder, 'finding.txt'), `${finding.what}: ${finding.message}\n`);
}

async function compare(message: Extract<Message, { kind: 'accepted' }>): Promise<void> {
  const format = FORMATS.find(({ name }) => name === message.format);
  if (!peers || !format?.peers) return;
  const seen = await peers.see(format.peers, message.files, format.isOnGrid ? message.volume : undefined);
  const tally = counts.get(message.format);
  if (tally) tally.compared++;
  const differences = Object.fromEntries(
    Object.entries(seen).map(([name, one]) => [name, differenceFrom(one, message.volume)]),
  );
  const verdict = judge(format.peers, differences, message.files);
  if (verdict) keep({ what: 'otherwise', format: message.format, index: message.index, message: verdict });
}

/** Runs a part of a format's mutations in a guarded process; a fatal finding ends the process, and another goes on. */
function runJob(job: Job, isAlone = false): Promise<Message[]> {
  return new Promise((settle) => {
    const said: Message[] = [];
    const child = fork(new URL('./guard.ts', import.meta.url), {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stop = setInterval(() => {
      if (Date.now() > end) child.kill('SIGKILL');
    }, 250);
    let next = job.first;
    let fatal: Finding | undefined;
    child.on('message', (message: Message) => {
      if (message.kind === 'counts') {
        next = message.next;
        const tally = counts.get(message.format);
        if (!tally) return;
        for (const key of ['run', 'refused', 'same', 'other'] as const) tally[key] += message.counts[key];
        for (const [code, count] of Object.entries(message.counts.codes))
          tally.codes[code] = (tally.codes[code] ?? 0) + count;
      } else if (message.kind === 'finding' && message.files) keep(message);
      else if (message.kind === 'finding') fatal = message;
      else if (message.kind === 'peak') {
        const tally = counts.get(message.format);
        if (tally) tally.peak = Math.max(tally.peak, message.megabytes);
      } else if (message.kind === 'accepted') {
        const work = compare(message).finally(() => comparing.delete(work));
        comparing.add(work);
      }
      said.push(message);
    });
    child.on('exit', async () => {
      clearInterval(stop);
      if (Date.now() > end || said.some(({ kind }) => kind === 'done')) return settle(said);
      const index = fatal?.index ?? next;
      const finding = fatal ?? { what: 'crash' as const, format: job.format, index, message: 'the process died' };
      // Of a run that shows whether the mutation by itself is at fault, the caller decides.
      if (isAlone) return settle(said);
      // On a busy machine, or beside what earlier mutations left in memory, it may have been none of its doing.
      const alone = await runJob({ ...job, first: index, end: index + 1 }, true);
      if (Date.now() <= end && !alone.some(({ kind }) => kind === 'done')) keep(finding);
      const tally = counts.get(job.format);
      // What was run since the last bundle was not counted.
      if (tally) tally.run += Math.max(Math.floor((index - next) / job.step), 0);
      settle(index + job.step < job.end ? await runJob({ ...job, first: index + job.step }) : said);
    });
    child.send(job);
  });
}

const started = Date.now();
if (values.only !== undefined) {
  const index = Number(values.only);
  const format = chosen[0];
  keep({ what: 'crash', format: format.name, index, message: 'asked for' });
  findings.length = 0;
  await runJob({
    format: format.name,
    seed,
    first: index,
    end: index + 1,
    step: 1,
    keepsAccepted: values.differential,
  });
} else {
  const step = workers * shards;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (const { name } of chosen) {
        if (Date.now() > end) return;
        const before = Date.now();
        const first = worker * shards + shard - 1;
        await runJob({ format: name, seed, first, end: each, step, keepsAccepted: values.differential });
        const tally = counts.get(name);
        if (tally) tally.milliseconds += Date.now() - before;
      }
    }),
  );
}
// Other programs are slower than the readers here; what they have not looked at in time is not counted as compared.
const patience = setTimeout(() => comparing.clear(), Math.max(end - Date.now(), 0) + 60_000);
while (comparing.size > 0) await Promise.race([Promise.all(comparing), new Promise((wake) => setTimeout(wake, 1000))]);
clearTimeout(patience);
peers?.close();

const results = [...counts].map(([format, { codes, milliseconds, peak, ...tally }]): FormatResult => {
  const found = (kind: FindingKind) => findings.filter((one) => one.what === kind && one.format === format).length;
  const [crash, hang, memory, otherwise] = (['crash', 'hang', 'memory', 'otherwise'] as const).map(found);
  return { format, ...tally, crash, hang, memory, otherwise, peak: Math.round(peak) };
});
if (values.record !== undefined) {
  const date = new Date(started).toISOString().slice(0, 10);
  const run: RunResult = { date, seed, shard: values.shard, differential: values.differential, results };
  writeFileSync(values.record, JSON.stringify(run));
}

const columns = [
  'format',
  'run',
  'refused',
  'same',
  'other',
  'compared',
  'crash',
  'hang',
  'memory',
  'otherwise',
  'ms each',
];
const rows = [...counts].map(([name, tally]) => [
  name,
  ...[tally.run, tally.refused, tally.same, tally.other, tally.compared],
  ...(['crash', 'hang', 'memory', 'otherwise'] as const).map(
    (kind) => findings.filter(({ what, format }) => what === kind && format === name).length,
  ),
  (tally.milliseconds / Math.max(tally.run, 1)).toFixed(2),
]);
for (const row of [columns, ...rows])
  console.log(row.map((cell, i) => (i === 0 ? String(cell).padEnd(10) : String(cell).padStart(9))).join(''));
const total = [...counts.values()].reduce((sum, { run }) => sum + run, 0);
const bounds = `${MOST_CPU_SECONDS} s of processor time and ${MOST_MEGABYTES} MB each`;
console.log(
  `${total} mutations, seed ${seed}, ${Math.round((Date.now() - started) / 1000)} s; bounds: ${bounds}; findings: ${findings.length}`,
);
for (const { what, format, index, message } of findings.slice(0, 40)) {
  console.log(`${what} --seed ${seed} --format ${format} --only ${index}: ${message.split('\n')[0].slice(0, 300)}`);
}
process.exit(findings.length > 0 ? 1 : 0);
