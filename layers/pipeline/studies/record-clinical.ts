/** Records clinical values that come through the API, next to those of the manifest. */
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Reason } from '../contracts/workflow.ts';
import { Conflict, PreconditionFailed, RequestInvalid } from '../errors.ts';
import { PROTOCOL_IDS, protocolById, readClinical } from '../protocols/index.ts';
import { getItem, updateItem } from '../storage/dynamodb-table.ts';
import {
  type ClinicalEntry,
  clinicalEntries,
  type RecordedClinical,
  type RecordedValue,
  recordedClinical,
} from './clinical.ts';
import { noteCorrection } from './corrections.ts';
import { requireLayout, requireStudy, studyMeta } from './studies.ts';
import { convertRow, storedStudy } from './study-row.ts';

/** Values to record; null takes one back. Variables that are not named stay as they are. */
export interface ClinicalChange {
  readonly clinical: Readonly<Record<string, number | string | null>>;
  /** By which they are to be read; needed as long as the study has no manifest, which names it. */
  readonly protocol?: string;
}

/** Values of one variable that are kept; the oldest go first. */
const MOST_KEPT = 50;
/** An analysis writes the row a few times while it runs: the change is made again on what it wrote. */
const ATTEMPTS = 10;

/**
 * Keeps clinical values that came through the API, each with its time and what was there before. The same values again
 * change nothing. A change of a value that a version may have been fitted on is noted, as that of an outcome.
 *
 * @param seen if given, the row's `updatedAt` that the caller decided by
 * @throws RequestInvalid for what the protocol does not declare or take, and for another protocol than the manifest's;
 *   StudyNotFound, StudyWithdrawn, or PreconditionFailed if the row was written since
 */
export async function recordClinical(study: StudyKey, change: ClinicalChange, now: Date, seen?: string): Promise<void> {
  await requireLayout(study);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { updatedAt, protocol, manifestHash, clinical: before = {} } = await requireStudy(study);
    if (seen !== undefined && updatedAt !== seen) throw new PreconditionFailed(`study ${study.studyId}`);
    const values = readChange(change, protocol);
    const item = await getItem(studyMeta(study));
    const earlier = recordedClinical.parse(item?.recordedClinical ?? {});
    const recorded = withValues(earlier, values, {
      recordedAt: now.toISOString(),
      protocol: protocol ?? String(change.protocol),
      manifestHash,
    });
    if (recorded === earlier) return;
    // Before the write, so that no crash loses it; the review looks after this request has ended.
    if (Object.keys(values).some((name) => before[name] !== undefined)) await noteCorrection(study, now, 'clinical');
    const stored = await updateItem(studyMeta(study), {
      UpdateExpression: 'SET recordedClinical = :recorded, updatedAt = :now',
      ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(withdrawnAt) AND updatedAt = :seen',
      ExpressionAttributeValues: { ':recorded': recorded, ':now': now.toISOString(), ':seen': updatedAt },
    });
    if (stored) return;
  }
  throw new Conflict(
    `study ${study.studyId} was written by others all the time; wanted a moment between. Send it again.`,
  );
}

/** The values of a change as the protocol writes them. @throws RequestInvalid */
function readChange(
  { clinical, protocol: named }: ClinicalChange,
  ofStudy: string | undefined,
): Record<string, number | string | null> {
  const id = ofStudy ?? named;
  if (id === undefined) {
    throw new RequestInvalid([
      { path: 'protocol', message: 'wanted the protocol by which the values are read: the study has no manifest yet' },
    ]);
  }
  if (named !== undefined && named !== id) {
    throw new RequestInvalid([{ path: 'protocol', message: `wanted ${id}, the protocol of the study's manifest` }]);
  }
  const protocol = protocolById(id);
  const given = Object.entries(clinical);
  const { clinical: read, issues } = readClinical(
    protocol,
    Object.fromEntries(given.filter(([, value]) => value !== null)),
  );
  const taken = given.filter(([, value]) => value === null).map(([name]) => name);
  const unknown = readClinical(protocol, Object.fromEntries(taken.map((name) => [name, null]))).issues.filter(
    ({ path }) => path === 'clinical',
  );
  if (issues.length + unknown.length > 0) throw new RequestInvalid([...issues, ...unknown]);
  return { ...read, ...Object.fromEntries(taken.map((name) => [name, null])) };
}

/** The same object if nothing changes. */
function withValues(
  earlier: RecordedClinical,
  values: Readonly<Record<string, number | string | null>>,
  how: Omit<RecordedValue, 'value'>,
): RecordedClinical {
  const changed = Object.entries(values).flatMap(([name, value]): [string, RecordedValue[]][] => {
    const entries = earlier[name] ?? [];
    const newest = entries.at(-1);
    const isSame =
      newest?.value === value && newest.manifestHash === how.manifestHash && newest.protocol === how.protocol;
    if (isSame || (newest === undefined && value === null)) return [];
    return [[name, [...entries, { value, ...how }].slice(-MOST_KEPT)]];
  });
  return changed.length === 0 ? earlier : { ...earlier, ...Object.fromEntries(changed) };
}

/** Every variable of a study's protocol with its value and where it came from. @throws StudyNotFound, StudyWithdrawn */
export async function clinicalOfStudy(
  study: StudyKey,
): Promise<{ readonly protocol?: string; readonly variables: ClinicalEntry[]; readonly notes: Reason[] }> {
  const { protocol, clinicalNotes: notes = [] } = await requireStudy(study);
  const { analysis: of = {}, recordedClinical: recorded } = storedStudy.parse(
    convertRow((await getItem(studyMeta(study))) ?? {}),
  );
  const first = Object.values(recorded ?? {})[0]?.[0].protocol;
  const id = protocol ?? first;
  if (id === undefined || !PROTOCOL_IDS.includes(id)) return { protocol: id, variables: [], notes };
  return { protocol: id, variables: clinicalEntries(id, of.clinical, recorded), notes };
}
