/**
 * A process that runs mutations in a thread and watches it: whatever hangs or fills the memory is reported with its
 * number, and the process ends. Its parent starts another one behind that number.
 */
import { Worker } from 'node:worker_threads';
import { type Job, type Message, MOST_CPU_SECONDS, MOST_MEGABYTES } from './messages.ts';

const WATCH_MS = 50;
const NOT_STARTED = -1;

process.once('message', (job: Job) => {
  const place = new SharedArrayBuffer(4);
  const at = new Int32Array(place);
  // Loading the readers is no mutation's time.
  at[0] = NOT_STARTED;
  const worker = new Worker(new URL('./loop.ts', import.meta.url), {
    workerData: { ...job, place },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
  const say = (message: Message, then?: () => void): void => {
    process.send?.(message, undefined, undefined, then);
  };
  /** Nothing of the thread is waited for: it may never come to an end. */
  const die = (what: 'hang' | 'memory' | 'crash', message: string): void => {
    clearInterval(watch);
    say({ kind: 'finding', what, format: job.format, index: Math.max(Atomics.load(at, 0), job.first), message }, () =>
      process.kill(process.pid, 'SIGKILL'),
    );
  };
  let index = NOT_STARTED;
  let since = process.cpuUsage();
  let peak = 0;
  const watch = setInterval(() => {
    const now = Atomics.load(at, 0);
    if (now !== index || now === NOT_STARTED) {
      index = now;
      since = process.cpuUsage();
    }
    const { user, system } = process.cpuUsage(since);
    const seconds = (user + system) / 1e6;
    if (seconds > MOST_CPU_SECONDS) return die('hang', `more than ${MOST_CPU_SECONDS} s of processor time`);
    const megabytes = process.memoryUsage.rss() / 2 ** 20;
    peak = Math.max(peak, megabytes);
    if (megabytes > MOST_MEGABYTES) die('memory', `${Math.round(megabytes)} MB; at most ${MOST_MEGABYTES} are wanted`);
  }, WATCH_MS);
  worker.on('message', (message: Message) => {
    if (message.kind !== 'done') return say(message);
    clearInterval(watch);
    say({ kind: 'peak', format: job.format, megabytes: Math.max(peak, process.memoryUsage.rss() / 2 ** 20) });
    say(message, () => process.exit(0));
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    die(isMemory ? 'memory' : 'crash', `${error.name}: ${error.message}`);
  });
});
