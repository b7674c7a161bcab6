/**
 * The demonstration over several seeds, without the cloud: the same files, engine and protocol, so that a row here is
 * what `npm start` prints for that seed. Writes docs/demonstration.md.
 *
 *     node scripts/demonstration-seeds.ts [seeds = 10] [threads = 2]
 */
import { writeFile } from 'node:fs/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type CohortTable, imageFiles, protocolById, SEQUENCES } from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash, settingsOf } from '@radscore/pipeline/extraction';
import { readSequence } from '@radscore/pipeline/inspection';
import { fitCohort } from '@radscore/pipeline/modelling';
import { extract } from '@radscore/radiomics';
import { CENTRES, drawCohort, oracleAuc, type Patient } from '../cli/demonstration/cohort.ts';
import { makeStudy } from '../cli/demonstration/study-files.ts';
import { describeSeeds, type SeedResult } from './demonstration-table.ts';

const PROTOCOL = 'her2-pcr@1';

/** What one seed gives; NaN where a model could not be judged. */
async function runSeed(seed: number): Promise<SeedResult> {
  const { patients } = drawCohort(seed);
  const first = extractStudy(patients[0], seed);
  const values = new Float64Array(patients.length * first.names.length);
  patients.forEach((patient, i) => {
    values.set(i === 0 ? first.values : extractStudy(patient, seed).values, i * first.names.length);
  });
  const table: CohortTable = {
    protocol: PROTOCOL,
    settingsHash: protocolSettingsHash(protocolById(PROTOCOL)),
    engineVersion: ENGINE_VERSION,
    columns: first.names,
    rows: patients.map(({ institution, studyId, pcr, clinical }) => ({
      institution,
      studyId,
      pcr,
      clinical,
      split: institution === CENTRES[0] ? 'train' : 'test',
    })),
    left: [],
    noted: [],
  };
  const { model, evaluation } = await fitCohort({ table, values }, seed);
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

/** The features of a study from its files, as the workflow computes them. */
function extractStudy(patient: Patient, seed: number): { names: string[]; values: number[] } {
  const { files, manifest } = makeStudy(patient, seed);
  const protocol = protocolById(PROTOCOL);
  const names: string[] = [];
  const values: number[] = [];
  for (const sequence of SEQUENCES) {
    const source = manifest.sequences[sequence];
    if (!source) throw new Error(`got no ${sequence} in ${patient.studyId}; wanted every sequence`);
    const read = (path: string) =>
      imageFiles(manifest, path).map(({ path: name }) => ({ name, bytes: files.get(name) ?? new Uint8Array() }));
    const found = readSequence(sequence, source, { image: read(source.image), roi: read(source.roi.file) });
    for (const block of extract(found.volume, found.mask, settingsOf(protocol.sequences[sequence])).blocks) {
      for (const name of block.names) names.push(`${sequence}_${name}`);
      for (const value of block.values) values.push(value);
    }
  }
  return { names, values };
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
  await writeFile(new URL('../docs/demonstration.md', import.meta.url), describeSeeds(results));
} else {
  parentPort?.on('message', async (seed: number) => parentPort?.postMessage(await runSeed(seed)));
}
