/** A local service with what every route of the API can answer about: studies, features, outcomes, and two versions of a model. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Manifest } from '@radscore/pipeline';
import { DEFAULT_GATES } from '@radscore/statistics';
import { mintToken, requireLocalCloud, type TokenRequest } from '../../cli/service/connection.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import { type LocalService, startLocalService } from '../end-to-end/local-service.ts';
import { smallStudy } from '../workflow/service/small-study.ts';

/** Names that are the examples of the document: what a generator makes of them is found. */
export const INSTITUTION = 'centre-1';
export const STUDY = 'BB-0042';
export const LINE = 'her2-pcr';

export interface PlantedService {
  readonly local: LocalService;
  /** Address of the API, without `/v1`. */
  readonly api: string;
  token(request?: Partial<TokenRequest>): Promise<string>;
  readonly planted: Planted;
}

/** What calls have to name and only the service knows. */
export interface Planted {
  /** A table of one row, with a column for each feature that version 1 selected. */
  readonly table: string;
  /** A prediction job of `JOB`. */
  readonly jobId: string;
}

/** Asking the same again gives the same job. */
export const JOB = { bytes: 100, sha256: 'f'.repeat(64), version: 1 };

/** Both classes in training and test rows, as few as a model can be fitted on. */
const STUDIES = 24;
/** All clinical variables enter, so that there is a nomogram to draw. */
const WITH_NOMOGRAM = { id: 'planted@1', clinical: { force: true } };
const PATIENCE_MS = 300_000;

/** Starts it, and waits until two versions answer. What is in it is synthetic and the same each time. */
export async function startPlantedService(): Promise<PlantedService> {
  const local = await startLocalService();
  try {
    await plant(local);
  } catch (error) {
    await local.stop();
    throw error;
  }
  const token = (request: Partial<TokenRequest> = {}) =>
    mintToken(requireLocalCloud(local.home), { institution: INSTITUTION, ...request });
  return {
    planted: await plantedIn(local, await token()),
    local,
    api: local.cloud().endpoints.api,
    token,
  };
}

async function plant(local: LocalService): Promise<void> {
  const client = local.client(INSTITUTION);
  for (let i = 0; i < STUDIES; i++) {
    const pcr = i % 2 === 0;
    const { files, manifest } = smallStudy({
      studyId: i === 0 ? STUDY : `P-${String(i).padStart(3, '0')}`,
      seed: 7 * i + 1000,
      contrast: (pcr ? 170 : 120) + 3 * (i % 7),
      pcr,
      ki67: pcr ? 44 + ((11 * i) % 40) : 20 + ((7 * i) % 30),
    });
    manifest.clinical = { ...(manifest.clinical as object), morphology: i % 3 === 0 ? 'regular' : 'irregular' };
    await uploadStudy(client, { studyId: String(manifest.studyId), files, manifest: manifest as unknown as Manifest });
  }
  await until(
    'every study is analysed',
    async () => (await client.studyPage({ status: 'complete', limit: 500 })).studies.length === STUDIES,
  );
  await train(client, 1);
  await client.configureLine(LINE, {
    gates: Object.fromEntries(Object.keys(DEFAULT_GATES).map((gate) => [gate, null])),
  });
  await train(client, 2);
  await train(client, 3);
}

export async function plantedIn(local: Pick<LocalService, 'client' | 'cloud'>, token: string): Promise<Planted> {
  const { selected } = await local.client(INSTITUTION).version(LINE, 1);
  const table = `id,${selected.join(',')},ki67,morphology\nrow-1,${selected.map(() => 1).join(',')},35,irregular\n`;
  const answer = await fetch(`${local.cloud().endpoints.api}/v1/models/${LINE}/prediction-jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(JOB),
  });
  const { jobId } = (await answer.json()) as { jobId?: string };
  if (jobId === undefined) throw new Error(`got ${answer.status} for a prediction job; wanted 202`);
  return { table, jobId };
}

async function train(client: ReturnType<LocalService['client']>, version: number): Promise<void> {
  await client.train({ split: { by: 'stratified', testFraction: 0.4 }, modelling: WITH_NOMOGRAM });
  await until(`version ${version} is registered`, async () => {
    const [line] = (await client.models()).models;
    if (line?.runs[0]?.status === 'failed')
      throw new Error(`the planted model was not fitted: ${line.runs[0].reason?.message}`);
    return line?.versions === version && line.runs[0].status === 'registered';
  });
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`got no sign within ${PATIENCE_MS / 1000} s that ${what}; wanted it`);
    await delay(300);
  }
}
