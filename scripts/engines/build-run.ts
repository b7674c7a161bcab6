/** Makes the stored run from the answers. */
import { createHash } from 'node:crypto';
import { ENGINE_VERSION } from '@radscore/radiomics';
import { compareDegenerate, compareGrids } from './compare-cases.ts';
import { compareFeatures, compareSettings } from './compare-features.ts';
import { type Answers, compareIbsi } from './compare-ibsi.ts';
import { ENGINES } from './engine-list.ts';
import { NOTES } from './explain.ts';
import type { Job, Subjects } from './jobs.ts';
import type { StoredRun, Timing } from './record.ts';

export interface Asked {
  readonly jobs: readonly Job[];
  readonly subjects: Subjects;
  readonly answers: Answers;
  readonly versions: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By engine: why it did not run. */
  readonly missing: ReadonlyMap<string, string>;
}

export function storedRun(asked: Asked, date: string, timing: Timing | null): StoredRun {
  const { jobs, subjects, answers, versions, missing } = asked;
  const engines = ENGINES.map(({ id, package: name, source, follows, configuration }) => ({
    id,
    package: name,
    source,
    follows,
    configuration,
    versions: versions.get(id) ?? {},
    missing: versions.has(id) ? null : (missing.get(id) ?? 'not asked'),
  }));
  const run = {
    date,
    engineVersion: ENGINE_VERSION,
    sha256: hashOf(answers),
    engines,
    ibsi: compareIbsi(answers),
    features: compareFeatures(ENGINES, jobs, answers),
    settings: compareSettings(ENGINES, jobs, answers),
    geometry: compareGrids(ENGINES, subjects, answers),
    degenerate: compareDegenerate(ENGINES, jobs, answers),
    timing,
  };
  const used = new Set([
    ...run.ibsi.apart.map(({ note }) => note),
    ...run.features.flatMap(({ cells }) =>
      Object.values(cells).flatMap(({ note }) => (note === undefined ? [] : [note])),
    ),
  ]);
  const notes = [...used].sort().map((key) => [key, NOTES[key] ?? `${key}.`] as const);
  return { ...run, notes: Object.fromEntries(notes) };
}

/** Of the values alone: seconds and memory are of the machine. */
function hashOf(answers: Answers): string {
  const hash = createHash('sha256');
  for (const [engine, given] of answers) {
    for (const [job, { values, error, notOffered, crash }] of given) {
      hash.update(JSON.stringify([engine, job, values ?? null, error ?? null, notOffered ?? null, crash ?? null]));
    }
  }
  return hash.digest('hex');
}
