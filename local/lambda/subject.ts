/** Which study and which execution an invocation is about, for its lines of the log. */

/** Ids only: nothing else of a payload ever reaches a log. */
export interface Subject {
  readonly studyId?: string;
  readonly executionArn?: string;
}

/** What ids look like; anything else is left out. */
const STUDY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const EXECUTION = /^arn:aws:states:[\w-]+:\d+:execution:[\w.-]+:[\w.-]+$/;
const STUDY_KEY = /^institutions\/[^/]+\/studies\/([^/]+)\//;
const DEEPEST = 3;
/** Of the body of a request: what announces a study names it at its beginning. */
const BODY_START = 1024;

/**
 * Members `studyId` and `executionArn` of a message of a state machine, the study of an object's key, and the study of a
 * route or body of the API.
 */
export function subjectOf(payload: unknown): Subject {
  const { routeKey, pathParameters, body } = membersOf(payload);
  if (typeof routeKey === 'string') {
    const inPath = routeKey.includes('/v1/studies/{id}') ? membersOf(pathParameters).id : undefined;
    const inBody =
      typeof body === 'string' ? /"studyId"\s*:\s*"([^"]+)"/.exec(body.slice(0, BODY_START))?.[1] : undefined;
    return studyOf(inPath ?? inBody);
  }
  return {
    ...studyOf(memberOf(payload, 'studyId') ?? STUDY_KEY.exec(String(membersOf(payload).key))?.[1]),
    ...executionOf(memberOf(payload, 'executionArn')),
  };
}

function studyOf(value: unknown): Subject {
  return typeof value === 'string' && STUDY.test(value) ? { studyId: value } : {};
}

function executionOf(value: unknown): Subject {
  return typeof value === 'string' && EXECUTION.test(value) ? { executionArn: value } : {};
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
