/** Which study an invocation is about, for its lines of the log. */

/** Ids only: nothing else of a payload ever reaches a log. */
export interface Subject {
  readonly studyId?: string;
  readonly executionArn?: string;
}

/** What ids look like; anything else is left out. */
const STUDY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const STUDY_KEY = /^institutions\/[^/]+\/studies\/([^/]+)\//;
const DEEPEST = 3;
/**
 * The member `studyId` of a message of a state machine, or the study of an uploaded object's key. A request to the API names
 * none: what its path or body holds has not been checked yet, and may be a patient's name.
 */
export function subjectOf(payload: unknown): Subject {
  if (membersOf(payload).routeKey !== undefined) return {};
  const studyId = memberOf(payload, 'studyId') ?? STUDY_KEY.exec(String(membersOf(payload).key))?.[1];
  return typeof studyId === 'string' && STUDY.test(studyId) ? { studyId } : {};
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The member of that name nearest to the top. */
function memberOf(value: unknown, name: string): unknown {
  let level = [membersOf(value)];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    for (const members of level) if (members[name] !== undefined) return members[name];
    level = level.flatMap((members) => Object.values(members).map(membersOf));
  }
  return undefined;
}
