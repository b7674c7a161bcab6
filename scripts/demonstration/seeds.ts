/** Runs the demonstration over several seeds without the cloud, and writes docs/demonstration.md. */
// usage: node scripts/demonstration/seeds.ts [seeds = 10] [threads = 2]
// The files, engine and protocol are those of `npm start`, so that a row here is what it prints for that seed.
import { writeFile } from 'node:fs/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { CENTRES, oracleAuc } from '../../cli/demonstration/cohort.ts';
import { fitSeed } from './fit.ts';
import { describeSeeds, type SeedResult } from './table.ts';

/** What one seed gives; NaN where a model could not be judged. */
async function runSeed(seed: number): Promise<SeedResult> {
  const { patients, model, evaluation } = await fitSeed(seed);
  const final = model.nomogram ? 'nomogram' : 'radScore';
  return {
    seed,
    apparent: evaluation.train.models[final]?.auc.auc ?? Number.NaN,
    test: evaluation.test?.models[final]?.auc.auc ?? Number.NaN,
    permuted: evaluation.permutation?.meanTestAuc ?? Number.NaN,
    oracle: oracleAuc(patients.filter(({ institution }) => institution === CENTRES[1])),
    selected: model.features.map(({ name }) => name),
    clinical: model.clinical?.variables.map(({ name }) => name) ?? [],
  };
}

async function runSeeds(seeds: readonly number[], threads: number): Promise<SeedResult[]> {
  const queue = [...seeds];
  const results: SeedResult[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url));
      const next = (): void => {
        const seed = queue.shift();
        if (seed === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(seed);
      };
      worker.on('message', (result: SeedResult) => {
        results.push(result);
        const { seed, apparent, test, permuted, oracle } = result;
        const shown = Object.entries({ apparent, test, permuted, oracle }).map(([k, v]) => `${k} ${v.toFixed(3)}`);
        console.error(`seed ${seed}: ${shown.join(', ')}, ${result.selected.length} features`);
        next();
      });
      worker.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: threads }, work));
  return results.sort((a, b) => a.seed - b.seed);
}

if (isMainThread) {
  const [count = 10, threads = 2] = process.argv.slice(2).map(Number);
  const results = await runSeeds(
    Array.from({ length: count }, (_, i) => i + 1),
    threads,
  );
  await writeFile(new URL('../../docs/demonstration.md', import.meta.url), describeSeeds(results));
} else {
  parentPort?.on('message', async (seed: number) => parentPort?.postMessage(await runSeed(seed)));
}
