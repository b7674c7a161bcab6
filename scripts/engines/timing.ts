/** Speed and memory of all engines side by side: in turn, in one run, one process for each engine and image. */
import { cpus, loadavg } from 'node:os';
import { Driver, type InstalledEngine } from './ask.ts';
import type { Job } from './jobs.ts';
import type { Timing, TimingRow } from './record.ts';

/** Later answers of a process; the median is of these. */
export const ROUNDS = 5;
/** No further round begins after this number of seconds: slow engines have fewer. */
const BUDGET = 30;

/** PyRadiomics' default (bins of 25, no resampling): the one task that all offer. */
export async function measure(
  engines: readonly InstalledEngine[],
  jobs: readonly Job[],
  say: (line: string) => void,
): Promise<Timing> {
  const rows: TimingRow[] = [];
  const before = loadavg()[0];
  for (const image of ['brain1', 'lung1']) {
    for (const engine of engines) {
      const id = engine.follows === 'PyRadiomics' ? `pyradiomics/b_original-native/${image}` : `native/${image}`;
      const job = jobs.find((one) => one.id === id);
      if (!job) throw new Error(`got no job ${id}`);
      const row = await measureOne(engine, job, image);
      say(
        row
          ? `${engine.id} ${image}: cold ${row.cold} s, warm ${row.warm} s, ${row.peak} MB`
          : `${engine.id} ${image}: no values`,
      );
      if (row) rows.push(row);
    }
  }
  const after = loadavg()[0];
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), engines on one thread where they take a setting for it`;
  return { machine, load: `${before.toFixed(1)} before, ${after.toFixed(1)} after`, rounds: ROUNDS, rows };
}

async function measureOne(engine: InstalledEngine, job: Job, image: string): Promise<TimingRow | undefined> {
  const driver = new Driver(engine);
  const first = await driver.ask(job.request);
  const cold = (performance.now() - driver.started) / 1000;
  const later = [];
  for (
    let round = 0;
    first.values && round < ROUNDS && (performance.now() - driver.started) / 1000 - cold < BUDGET;
    round++
  )
    later.push(await driver.ask(job.request));
  driver.end();
  const done = later.filter(({ values }) => values);
  if (!first.values || done.length === 0) return undefined;
  const seconds = done.map((answer) => answer.seconds ?? Number.NaN).sort((a, b) => a - b);
  const processor = Math.min(...done.map((answer) => answer.processor ?? Number.NaN));
  const three = (value: number): number => Number(value.toPrecision(3));
  return {
    engine: engine.id,
    image,
    values: Object.keys(first.values).length,
    cold: three(cold),
    warm: three(seconds[0]),
    median: three(seconds[Math.floor(seconds.length / 2)]),
    processor: three(processor),
    peak: Math.round(Math.max(...done.map(({ peak }) => peak ?? 0)) / 1024),
  };
}
