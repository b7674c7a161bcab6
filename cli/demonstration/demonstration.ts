/** The demonstration from the first upload to the last prediction, all through the API. */
import { setTimeout as delay } from 'node:timers/promises';
import { ApiUnreachable, type ModelVersion, type RadscoreClient } from '../service/client.ts';
import { analyseStudies, type ListedStudy, type StudyCount } from './analyse-studies.ts';
import { CENTRES, type Centre, drawCohort, oracleAuc, type Patient, type SyntheticCohort } from './cohort.ts';
import * as say from './narration.ts';
import { Studio } from './studio.ts';

export interface DemonstrationOptions {
  /** A client with a token of the institution that may pool the studies of its consortium. */
  readonly clients: (institution: string, consortium?: readonly string[]) => RadscoreClient;
  readonly seed: number;
  /** Gets lines for the person who watches. */
  readonly progress: (line: string) => void;
  /** Patients of both centres together; 133 unless a test wants fewer. */
  readonly patients?: number;
  /** Address of the console; that of the API if there is none. */
  readonly console?: string;
}

interface Area {
  readonly auc: number | null;
  readonly ci: readonly [number | null, number | null];
}

/** What the run gave; the last line of `npm start`. */
export interface DemonstrationResult {
  readonly studies: number;
  /** Studies with every feature of every sequence. */
  readonly analysed: number;
  /** Features of a study. */
  readonly features: number;
  /** Feature values of all analysed studies. */
  readonly values: number;
  readonly model: { readonly name: string; readonly version: number; readonly selected: number };
  readonly apparent: Area;
  readonly test: Area | null;
  /** Mean test area under permuted outcomes. */
  readonly permutedTestAuc: number | null;
  /** Test area of the true predictor that the outcomes were drawn from. */
  readonly oracleAuc: number;
  readonly newPatient: { readonly probability: number; readonly radScore: number };
  readonly seconds: number;
  readonly console: string;
}

/** The service did something that the demonstration cannot continue after; its state stays, and it can be started again. */
export class DemonstrationFailed extends Error {
  override readonly name = 'DemonstrationFailed';
}

/** Claims of the demonstration's tokens: the consortium `demo`, which owns its model line. */
const CONSORTIUM = [`demo:${CENTRES[0]}`, ...CENTRES.slice(1)];
const MODEL = 'her2-pcr';
const PROTOCOL = 'her2-pcr@1';
const VERSION = 1;
const POLL_MS = 500;

/**
 * Takes a synthetic cohort through the API as institutions would: two centres upload their studies, a model is trained
 * on the first and tested on the second, and a new patient is scored. What a store has already is not done again.
 *
 * @throws DemonstrationFailed, AnalysisStalled, ApiProblem, ApiUnreachable
 */
export async function runDemonstration(options: DemonstrationOptions): Promise<DemonstrationResult> {
  const { seed, progress, patients: total } = options;
  const started = performance.now();
  const cohort = drawCohort(seed, total);
  const [train, test] = CENTRES;
  const first = options.clients(train, CONSORTIUM);
  const clients: Record<Centre, RadscoreClient> = { [train]: first, [test]: options.clients(test) };
  const clientOf = (centre: Centre): RadscoreClient => clients[centre];
  for (const line of say.introduction(cohort)) progress(line);

  const studio = new Studio();
  try {
    const studies = await analyseStudies({
      patients: cohort.patients,
      clientOf,
      makeFiles: (patient) => studio.make({ patient, seed, withOutcome: true, archived: isArchived(patient) }),
      progress: pacedProgress(progress),
    });
    const complete = studies.filter(({ status }) => status === 'complete');
    const values = complete.reduce((sum, { features = 0 }) => sum + features, 0);
    const features = await countFeatures(studies, cohort, clientOf);
    for (const line of say.analysis(studies, features, values)) progress(line);

    const version = await trainOnce(first, seed, progress);
    const oracle = oracleAuc(cohort.patients.filter(({ institution }) => institution === test));
    for (const line of say.model(version, features, oracle)) progress(line);

    const newPatient = await scoreNewPatient(cohort, first, studio);
    for (const line of say.newPatient(cohort.newPatient, newPatient)) progress(line);
    for (const line of say.whereNext(first.url, cohort, MODEL, VERSION)) progress(line);
    return {
      studies: studies.length,
      analysed: complete.length,
      features,
      values,
      model: { name: version.name, version: version.version, selected: version.selected.length },
      apparent: version.apparent,
      test: version.test ?? null,
      permutedTestAuc: version.permutedTestAuc ?? null,
      oracleAuc: oracle,
      newPatient,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      console: options.console ?? first.url,
    };
  } finally {
    await studio.close();
  }
}

/** One patient's images go up as folders of slices, so that both ways are shown; the others as an archive for each sequence. */
function isArchived({ index }: Patient): boolean {
  return index > 0;
}

/** Number of features: those that the API gives for one of the complete studies. */
async function countFeatures(
  studies: readonly ListedStudy[],
  { patients }: SyntheticCohort,
  clientOf: (centre: Centre) => RadscoreClient,
): Promise<number> {
  const index = studies.findIndex(({ status }) => status === 'complete');
  if (index < 0) {
    const [{ studyId, reason }] = studies;
    throw new DemonstrationFailed(`got no complete study (${studyId}: ${reason?.message}); wanted some to train on.`);
  }
  const { features } = await clientOf(patients[index].institution).features(studies[index].studyId);
  return Object.keys(features).length;
}

/** Version 1 of the model; trained unless it is there or a run is under way. */
async function trainOnce(
  client: RadscoreClient,
  seed: number,
  progress: (line: string) => void,
): Promise<ModelVersion> {
  const lineOf = async () =>
    (await client.models()).models.find(({ name, standing }) => name === MODEL && standing !== 'guest');
  const runsOf = async () => (await lineOf())?.runs ?? [];
  if (((await lineOf())?.versions ?? 0) > 0) return client.version(MODEL, VERSION);

  progress(say.TRAINING);
  for (let runId: string | undefined; ; await delay(POLL_MS)) {
    runId ??= (await runsOf()).find(({ status }) => status === 'running')?.runId ?? (await startRun(client, seed));
    const run = (await runsOf()).find((one) => one.runId === runId);
    if (run?.status === 'registered') return client.version(MODEL, VERSION);
    if (run && run.status !== 'running') {
      throw new DemonstrationFailed(`got a training run that is ${run.status}: ${run.reason?.message ?? 'no reason'}`);
    }
  }
}

/** The id of the run; `undefined` if the answer got lost: the run, if there is one, will appear in the list. */
async function startRun(client: RadscoreClient, seed: number): Promise<string | undefined> {
  const [train, test] = CENTRES;
  const split = { by: 'institution' as const, train: [train], test: [test] };
  try {
    return (await client.train({ name: MODEL, protocol: PROTOCOL, split, institutions: [...CENTRES], seed })).runId;
  } catch (error) {
    if (error instanceof ApiUnreachable) return undefined;
    throw error;
  }
}

async function scoreNewPatient(
  { newPatient, seed }: SyntheticCohort,
  client: RadscoreClient,
  studio: Studio,
): Promise<DemonstrationResult['newPatient']> {
  const [study] = await analyseStudies({
    patients: [newPatient],
    clientOf: () => client,
    makeFiles: (patient) => studio.make({ patient, seed, withOutcome: false, archived: isArchived(patient) }),
    progress: () => {},
  });
  if (study.status === 'failed' || study.status === 'quarantined') {
    throw new DemonstrationFailed(
      `got ${study.studyId} ${study.status}: ${study.reason?.message}; wanted it analysed.`,
    );
  }
  const answer = await client.predict(MODEL, { studyId: newPatient.studyId }, VERSION);
  if ('abstained' in answer) {
    throw new DemonstrationFailed(`got no prediction of ${newPatient.studyId}: ${answer.abstained.message}`);
  }
  return { probability: answer.probability, radScore: answer.radScore };
}

const QUIET_MS = 5000;

/** A line every few seconds, and one at the end. */
function pacedProgress(progress: (line: string) => void): (count: StudyCount) => void {
  let last = 0;
  return (count) => {
    if (Date.now() - last < QUIET_MS && count.ended < count.total) return;
    last = Date.now();
    progress(say.studies(count));
  };
}
