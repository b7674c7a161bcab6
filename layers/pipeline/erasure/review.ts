/** State ReviewStudies: what nobody asks for at the moment when it is due. */
import { type StudyKey, studyKey } from '../contracts/identifiers.ts';
import { environment } from '../storage/clients.ts';
import { foldersBelow } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { listInstitutions, listStudies } from '../studies/studies.ts';
import type { StudyStatus } from '../studies/study-row.ts';
import { type WithdrawnRow, withdrawnRows, withdrawStudy } from '../studies/withdrawal.ts';
import { expireAnnouncement } from './expire-announcement.ts';
import { registeredInstitutions, restoreTombstones } from './register.ts';
import { startErasure } from './start-erasure.ts';

const DAY = 24 * 3600 * 1000;
/** An erasure that has not gone through by then has lost its execution. */
const OVERDUE = 15 * 60 * 1000;
/** And one that waits for an execution to end comes at most this long after it. */
const PATIENCE = 3600 * 1000;

export interface Reviewed {
  /** Announced studies that were removed. */
  readonly expired: number;
  /** Withdrawn studies of which something was there, and whose erasure was started again. */
  readonly erasing: number;
}

/**
 * Removes announced studies that never came, and starts the erasure of every withdrawn study of which something is there:
 * its execution was lost, files arrived under its id, or the table was restored from a backup.
 *
 * @param days after which an announcement expires
 */
export async function reviewStudies(now: Date, days: number): Promise<Reviewed> {
  const counts = { expired: 0, erasing: 0 };
  const before = new Date(now.getTime() - days * DAY);
  const institutions = new Set([...(await listInstitutions()), ...(await registeredInstitutions())]);
  for (const institution of institutions) {
    for await (const study of studiesIn(institution, 'awaiting-upload')) {
      if (await expireAnnouncement(study, before)) counts.expired++;
    }
    const withdrawn = await restoreTombstones(institution);
    if (withdrawn.size === 0) continue;
    for await (const study of studiesIn(institution)) {
      if (!withdrawn.has(studyHash(study))) continue;
      await withdrawStudy(study, now);
      await eraseAgain(study, now, counts);
    }
    for await (const study of foldersIn(institution)) {
      if (withdrawn.has(studyHash(study))) await eraseAgain(study, now, counts);
    }
  }
  for (const row of await withdrawnRows()) if (isOverdue(row, now)) await eraseAgain(row, now, counts);
  return counts;
}

/** At most one erasure an hour for each study: those of one hour have the same name. */
async function eraseAgain(study: StudyKey, now: Date, counts: { erasing: number }): Promise<void> {
  await startErasure(study, now.toISOString().slice(0, 13));
  counts.erasing++;
}

function isOverdue({ withdrawnAt, erasedAt, busyUntil }: WithdrawnRow, now: Date): boolean {
  if (erasedAt === undefined) return Date.parse(withdrawnAt) + OVERDUE < now.getTime();
  return Date.parse(busyUntil ?? erasedAt) + PATIENCE < now.getTime();
}

async function* studiesIn(institution: string, status?: StudyStatus): AsyncGenerator<StudyKey> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { status, limit: 500, start });
    yield* page.studies;
    start = page.next;
  } while (start);
}

/** Studies of which files are there, whether or not they have a row. */
async function* foldersIn(institution: string): AsyncGenerator<StudyKey> {
  for await (const studyId of foldersBelow(environment('STUDY_BUCKET'), `institutions/${institution}/studies/`)) {
    const parsed = studyKey.safeParse({ institution, studyId });
    if (parsed.success) yield parsed.data;
  }
}
