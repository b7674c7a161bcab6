/** Sends the studies of a cohort a few at a time, and follows each until it has an answer. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RadscoreClient, StudyPage } from '../service/client.ts';
import { uploadStudy } from '../studies/upload.ts';
import type { Centre, Patient } from './cohort.ts';
import type { StudyFiles } from './study-files.ts';

/** A study as the list of the API shows it. */
export type ListedStudy = StudyPage['studies'][number];

export interface StudyWork {
  readonly patients: readonly Patient[];
  readonly clientOf: (centre: Centre) => RadscoreClient;
  readonly makeFiles: (patient: Patient) => Promise<StudyFiles>;
  /** Called whenever a study has been sent or has ended. */
  readonly progress: (count: StudyCount) => void;
}

export interface StudyCount {
  readonly total: number;
  readonly ended: number;
  /** Sent by this run; the others were there. */
  readonly sent: number;
}

const PARALLEL_STUDIES = 4;
/** Studies between upload and answer: enough to keep a machine busy, few enough for an account with ten functions at once. */
const MOST_IN_ANALYSIS = 10;
/** A list of a hundred studies takes the service tens of milliseconds, and while many are open it changes at any time. */
const POLL_MS = 2000;
/** For the last of them: when they end is when the next step begins. */
const LAST_POLL_MS = 400;
/** Longer than the workflow waits for files and retries. */
const STALL_MS = 30 * 60 * 1000;

/** Studies were sent, and for a long time nothing has become of them. */
export class AnalysisStalled extends Error {
  override readonly name = 'AnalysisStalled';

  constructor(open: readonly string[]) {
    super(
      `got no answer for ${open.length} studies (${open.slice(0, 3).join(', ')}…) in ${STALL_MS / 60_000} minutes; wanted each to end as complete, partial or failed. Look at the log of the cloud, then start again: what is done stays.`,
    );
  }
}

/**
 * Sends the studies that the store has not, or whose upload or analysis did not go through, and waits until every one
 * has ended. The list of the institution is asked, not each study.
 *
 * @returns the studies in the order of the patients
 * @throws AnalysisStalled, ApiProblem, ApiUnreachable
 */
export async function analyseStudies(work: StudyWork): Promise<ListedStudy[]> {
  const { patients } = work;
  const atStart = await listStudies(work, new Set(patients.map(({ institution }) => institution)));
  const toSend = patients.filter((patient) => isMissing(atStart.get(keyOf(patient))));
  const queue = [...toSend];
  const ofThisRun = new Set(toSend.map(keyOf));
  const over = new AbortController();
  const { signal } = over;
  let now = atStart;
  let sending = 0;
  let sent = 0;

  // A study that failed before still shows its old end until the new upload has been admitted.
  const hasEnded = (patient: Patient): boolean => {
    const [study, before] = [now.get(keyOf(patient)), atStart.get(keyOf(patient))];
    if (!study || !ENDED.has(study.status)) return false;
    return !ofThisRun.has(keyOf(patient)) || study.updatedAt !== before?.updatedAt;
  };
  const open = (): Patient[] => patients.filter((patient) => !hasEnded(patient));
  const report = (): void => work.progress({ total: patients.length, ended: patients.length - open().length, sent });

  const send = async (): Promise<void> => {
    while (queue.length > 0) {
      if (open().length - queue.length - sending >= MOST_IN_ANALYSIS) {
        await delay(LAST_POLL_MS / 2, undefined, { signal });
        continue;
      }
      const patient = queue.shift() as Patient;
      sending++;
      const { files, manifest } = await work.makeFiles(patient);
      await uploadStudy(work.clientOf(patient.institution), { studyId: patient.studyId, files, manifest });
      sending--;
      sent++;
      signal.throwIfAborted();
      report();
    }
  };
  const watch = async (): Promise<void> => {
    let [left, since] = [open().length, Date.now()];
    report();
    while (left > 0) {
      await delay(left > MOST_IN_ANALYSIS ? POLL_MS : LAST_POLL_MS, undefined, { signal });
      // A centre that has sent nothing yet, or whose studies have all ended, has no news.
      const unsent = new Set(queue);
      const underWay = new Set(open().flatMap((one) => (unsent.has(one) ? [] : one.institution)));
      now = new Map([...now, ...(await listStudies(work, underWay))]);
      report();
      if (open().length < left || sending > 0) since = Date.now();
      left = open().length;
      if (Date.now() - since > STALL_MS) throw new AnalysisStalled(open().map(({ studyId }) => studyId));
    }
  };
  try {
    await Promise.all([watch(), ...Array.from({ length: PARALLEL_STUDIES }, send)]);
  } finally {
    over.abort();
  }
  return patients.map((patient) => now.get(keyOf(patient)) as ListedStudy);
}

const ENDED: ReadonlySet<ListedStudy['status']> = new Set(['complete', 'partial', 'failed', 'quarantined']);

function isMissing(study: ListedStudy | undefined): boolean {
  return !study || study.status === 'awaiting-upload' || study.status === 'failed';
}

function keyOf({ institution, studyId }: Patient): string {
  return `${institution}/${studyId}`;
}

/** Every study of these centres. A study that changes its status between two pages may be absent once. */
async function listStudies({ clientOf }: StudyWork, centres: ReadonlySet<Centre>): Promise<Map<string, ListedStudy>> {
  const listed = new Map<string, ListedStudy>();
  const lists = [...centres].map(async (centre) => {
    for await (const study of clientOf(centre).studies()) listed.set(`${centre}/${study.studyId}`, study);
  });
  await Promise.all(lists);
  return listed;
}
