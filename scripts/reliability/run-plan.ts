/** Sends studies to a local cloud that carries out a fault plan, and finds out what became of each. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Cloud, type FaultPlanInput, faultPlan, startCloud } from '@radscore/local-cloud';
import { RadscoreClient, type StudyPage } from '../../cli/service/client.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import type { SmallStudy } from './studies.ts';

/** What became of a study. */
export interface Fate {
  readonly studyId: string;
  /** Undefined: it has not ended. */
  readonly status: string | undefined;
  /** Reason codes of the study and of its sequences. */
  readonly reasons: readonly string[];
  /** SHA-256 of its features, by name. */
  readonly features: string | undefined;
  /** Executions that announced it as analysed: exactly one. */
  readonly announced: number;
}

export interface PlanResult {
  readonly fates: readonly Fate[];
  /** Attempts beyond the first: of states, of executions, and of uploads by the client's user. */
  readonly retries: number;
  readonly redrives: number;
  readonly uploadsAgain: number;
  /** Faults that were produced: by rules, and at the quotas of account and stage. */
  readonly struck: number;
  readonly seconds: number;
  /** By the clock of schedules and waits, which is advanced while nothing runs. */
  readonly virtualSeconds: number;
}

export interface PlanRun {
  readonly assembly: string;
  readonly studies: readonly SmallStudy[];
  readonly plan?: FaultPlanInput;
  /** Folder of the functions' compiled code, which all plans share: sandboxes start sooner. */
  readonly compileCache?: string;
  /** Studies that are uploaded at the same time. */
  readonly uploads?: number;
  /** Seconds of real time after which what has not ended is lost. */
  readonly patienceSeconds?: number;
  /** An hour of the clock in which late events and thawed sandboxes may still do harm; false for a quick look. */
  readonly aftermath?: boolean;
  readonly onMessage?: (message: string) => void;
}

type ListedStudy = StudyPage['studies'][number];

const ENDED: ReadonlySet<string> = new Set(['complete', 'partial', 'failed', 'quarantined']);
const MOST_UPLOADS = 20;
/** Longer than any plan takes. */
const TOKEN_SECONDS = 12 * 3600;
const ASKED_AT_ONCE = 8;
const LOOK_MS = 2000;
/** While nothing runs, waits are passed over in steps of so much. */
const STEP_MS = 60_000;
/** The clock is not advanced any further than this: what has not ended by then never will. */
const LONGEST_VIRTUAL_MS = 3 * 24 * 3_600_000;

/** Runs one plan in a folder of its own, which is deleted afterwards. */
export async function runPlan(run: PlanRun): Promise<PlanResult> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-reliability-'));
  const faults = run.plan && faultPlan.parse(run.plan);
  const cloud = await startCloud({
    directory,
    assembly: run.assembly,
    compileCache: run.compileCache,
    faults,
    log: () => {},
    onMessage: run.onMessage,
  });
  try {
    return await follow(cloud, run);
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function follow(cloud: Cloud, run: PlanRun): Promise<PlanResult> {
  const { studies, uploads = 8, patienceSeconds = 900 } = run;
  const [startedAt, virtualStart] = [performance.now(), cloud.clock.now().getTime()];
  const institutions = [...new Set(studies.map(({ institution }) => institution))];
  const clients = new Map(
    await Promise.all(
      institutions.map(async (institution) => {
        const token = () => cloud.mintToken({ subject: 'reliability', institution, expiresInSeconds: TOKEN_SECONDS });
        return [institution, new RadscoreClient({ url: cloud.endpoints.api, token: await retried(token) })] as const;
      }),
    ),
  );
  const clientOf = (institution: string) => clients.get(institution) as RadscoreClient;

  let uploadsAgain = 0;
  let uploading = studies.length;
  const queue = [...studies];
  const send = async () => {
    for (let study = queue.shift(); study; study = queue.shift()) {
      for (let attempt = 1; ; attempt++) {
        try {
          await uploadStudy(clientOf(study.institution), study);
          break;
        } catch (error) {
          // As a person or a gateway does it: the same files again.
          if (attempt === MOST_UPLOADS) throw error;
          uploadsAgain++;
          await delay(200);
        }
      }
      uploading--;
    }
  };
  const sent = Promise.all(Array.from({ length: uploads }, send));
  sent.catch(() => {});

  let listed = new Map<string, ListedStudy>();
  let advancing: Promise<void> | undefined;
  const isOver = () => studies.every(({ studyId }) => ENDED.has(listed.get(studyId)?.status ?? ''));
  while (performance.now() - startedAt < patienceSeconds * 1000) {
    // Time is advanced only when all is sent, and the clock itself waits until no task runs.
    if (uploading === 0 && cloud.clock.now().getTime() - virtualStart < LONGEST_VIRTUAL_MS) {
      advancing ??= cloud.clock.advance(STEP_MS).finally(() => {
        advancing = undefined;
      });
    }
    await Promise.race([delay(LOOK_MS), ...(advancing ? [advancing] : [])]);
    listed = await listAll(clients).catch(() => listed);
    if (uploading === 0 && isOver()) break;
  }
  await Promise.race([sent, delay(0)]);
  const seconds = (performance.now() - startedAt) / 1000;
  const virtualSeconds = (cloud.clock.now().getTime() - virtualStart) / 1000;
  // What comes late (a second event, a sandbox that thaws) must not change what was said.
  if (run.aftermath ?? true) await Promise.race([cloud.clock.advance(3_600_000), delay(20_000)]);
  listed = await retried(() => listAll(clients));

  const { announced, retries, redrives } = executionsOf(cloud);
  const fates: Fate[] = [];
  for (let first = 0; first < studies.length; first += ASKED_AT_ONCE) {
    const some = studies.slice(first, first + ASKED_AT_ONCE);
    fates.push(...(await Promise.all(some.map((study) => fateOf(study, listed, announced, clientOf)))));
  }
  const { account = 0, stage = 0 } = cloud.faults?.throttles ?? {};
  const strikes = cloud.faults?.strikes() ?? [];
  return {
    fates,
    retries,
    redrives,
    uploadsAgain,
    struck: strikes.reduce((sum, { struck }) => sum + struck, account + stage),
    seconds,
    virtualSeconds,
  };
}

async function fateOf(
  { studyId, institution }: SmallStudy,
  listed: ReadonlyMap<string, ListedStudy>,
  announced: ReadonlyMap<string, number>,
  clientOf: (institution: string) => RadscoreClient,
): Promise<Fate> {
  const status = listed.get(studyId)?.status ?? '';
  const client = clientOf(institution);
  return {
    studyId,
    status: ENDED.has(status) ? status : undefined,
    reasons: ENDED.has(status) && status !== 'complete' ? reasonsOf(await retried(() => client.study(studyId))) : [],
    features: status === 'complete' || status === 'partial' ? await featuresOf(client, studyId) : undefined,
    announced: announced.get(studyId) ?? 0,
  };
}

async function listAll(clients: ReadonlyMap<string, RadscoreClient>): Promise<Map<string, ListedStudy>> {
  const listed = new Map<string, ListedStudy>();
  for (const client of clients.values()) for await (const study of client.studies()) listed.set(study.studyId, study);
  return listed;
}

/** Every code that a study's answer gives as a reason; what it says of predictions is another matter. */
function reasonsOf(study: object): string[] {
  const codes = new Set<string>();
  JSON.stringify({ ...study, prediction: undefined, predictions: undefined }, (key, value: unknown) => {
    if (key === 'code' && typeof value === 'string') codes.add(value);
    return value;
  });
  codes.delete('no-promoted-model');
  return [...codes].sort();
}

async function featuresOf(client: RadscoreClient, studyId: string): Promise<string> {
  const { features } = await retried(() => client.features(studyId));
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(features).sort()))
    .digest('hex');
}

function executionsOf(cloud: Cloud) {
  const announced = new Map<string, number>();
  let [retries, redrives] = [0, 0];
  for (const { arn } of cloud.machines.machines) {
    for (const { executionArn, redriveCount = 0 } of cloud.machines.list(arn)) {
      const { records } = cloud.machines.history(executionArn);
      redrives += redriveCount;
      retries += records.filter((record) => record.type === 'failed' && record.retry).length;
      const announcing = records.filter((record) => record.type === 'entered' && record.state === 'AnnounceStudy');
      const left = announcing.some(
        (entered) =>
          'path' in entered && records.some((record) => record.type === 'exited' && record.path === entered.path),
      );
      const studyId = /studies\/([^/"]+)\/manifest\.json/.exec(JSON.stringify(records[0]))?.[1];
      if (left && studyId) announced.set(studyId, (announced.get(studyId) ?? 0) + 1);
    }
  }
  return { announced, retries, redrives };
}

async function retried<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 20) throw error;
      await delay(300);
    }
  }
}
