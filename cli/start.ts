/** `npm start`: boots the local cloud and, on an empty store, runs the demonstration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CENTRES } from './demonstration/cohort.ts';
import { type DemonstrationResult, runDemonstration } from './demonstration/demonstration.ts';
import { connect, homeDirectory, PROJECT_ROOT, requireLocalCloud } from './service/connection.ts';
import { consoleLink, consoleOf, signedInLine } from './service/open-console.ts';
import { explain } from './terminal/failure.ts';
import { processTerminal } from './terminal/terminal.ts';

/** How far the demonstration of a store is; a killed one resumes from here. */
interface Progress {
  readonly seed: number;
  readonly result?: DemonstrationResult;
}

/** The local cloud ended before its work was done. */
class CloudEnded extends Error {
  override readonly name = 'CloudEnded';

  constructor(exitCode: number | null, log: string) {
    const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
    super(`the local cloud ended with ${exitCode ?? 'a signal'}; wanted it to stay up. Its last lines:\n${last}`);
  }
}

// The cloud stays up until it is stopped; `--exit` ends it after the demonstration, whose result is the last line of
// standard output.
const { values: flags } = parseArgs({
  options: {
    exit: { type: 'boolean', default: false },
    home: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const home = homeDirectory(flags.home);
const progressFile = join(home, 'demonstration.json');
const cloudLog = join(home, 'cloud.log');

mkdirSync(home, { recursive: true, mode: 0o700 });
// A store that has been up without a demonstration is the user's own.
const isNew = !existsSync(join(home, 'ports.json'));
if (isNew && !existsSync(progressFile)) keep({ seed: Number(flags.seed) });

processTerminal.note(`Starting the local cloud in ${home} (its output goes to cloud.log there) …`);
const cloud = startCloud();
const ended = once(cloud, 'exit').then(([exitCode]) => exitCode as number | null);
const broken = ended.then((exitCode) => Promise.reject(new CloudEnded(exitCode, cloudLog)));
broken.catch(() => {}); // Awaited only while there is work to do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cloud.kill('SIGTERM'));

try {
  await Promise.race([untilReady(), broken]);
  const { seed, result } = kept() ?? {};
  if (seed !== undefined) {
    const line = result ?? (await Promise.race([demonstrate(seed), broken]));
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  if (flags.exit) cloud.kill('SIGTERM');
  else await sayWhatIsUp();
  process.exitCode = (await ended) ?? 0;
} catch (error) {
  processTerminal.note(explain(error));
  cloud.kill('SIGTERM');
  await ended;
  // A demonstration that waits for an answer would keep the process alive.
  process.exit(1);
}

/** The cloud is a process of its own, so that a busy demonstration does not slow its answers. */
function startCloud(): ChildProcess {
  // Functions and demonstration fill the processors: threads that help with garbage take the time of others, and with more
  // room it is collected less often.
  const command = [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), 'up', '--home', home];
  const output = openSync(cloudLog, 'a');
  const flags = ['--single-threaded-gc', '--min-semi-space-size=16', '--heap-growing-percent=200'];
  return spawn(process.execPath, [...flags, ...command], {
    stdio: ['ignore', output, output],
    cwd: PROJECT_ROOT,
  });
}

async function untilReady(): Promise<void> {
  while (cloud.exitCode === null) {
    try {
      if (requireLocalCloud(home).pid === cloud.pid) return void (await connect({ home }).health());
    } catch {
      // Not up yet.
    }
    await delay(100);
  }
}

async function demonstrate(seed: number): Promise<DemonstrationResult> {
  // Ten thousand uploads outlast a busy machine.
  const clients = (institution: string, consortium?: readonly string[]) =>
    connect({ home, institution, consortium, patienceSeconds: 60 });
  const result = await runDemonstration({
    clients,
    seed,
    progress: (line) => processTerminal.note(line),
    console: consoleOf(requireLocalCloud(home)),
  });
  keep({ seed, result });
  return result;
}

/** Addresses, and a link with which the owner sees the demonstration's studies without a further step. */
async function sayWhatIsUp(): Promise<void> {
  const running = requireLocalCloud(home);
  const address = consoleOf(running);
  if (address !== undefined) {
    const institution = kept()?.result && CENTRES[0];
    processTerminal.note(
      // A link in a file that others may read would sign them in.
      processTerminal.interactive
        ? signedInLine((await consoleLink(running, { institution })).url)
        : `The console is at ${address}; \`npx --no-install radscore console${institution ? ` --institution ${institution}` : ''}\` opens it, signed in.`,
    );
  }
  processTerminal.note(`The API answers at ${running.endpoints.api}/v1. Ctrl-C ends it and keeps everything.`);
}

function kept(): Progress | undefined {
  return existsSync(progressFile) ? JSON.parse(readFileSync(progressFile, 'utf8')) : undefined;
}

function keep(progress: Progress): void {
  writeFileSync(`${progressFile}.new`, JSON.stringify(progress));
  renameSync(`${progressFile}.new`, progressFile);
}
