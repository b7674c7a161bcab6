/** What an invocation is about, as ids, for every line that it logs: a study's lines are found by one query. */

/** Ids only: nothing else of an event ever reaches a log. */
export interface LogSubject {
  readonly studyId?: string;
  readonly institution?: string;
  /** Name of the execution: the last part of its ARN. */
  readonly executionId?: string;
}

/** What ids look like. Anything else, a patient's name with a space or a caret for one, is left out. */
const STUDY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const INSTITUTION = /^[a-z0-9][a-z0-9-]{0,62}$/;
const EXECUTION = /^arn:[^:]+:states:[^:]*:[^:]*:execution:[^:]+:([A-Za-z0-9._-]{1,80})$/;
const STUDY_KEY = /^institutions\/([^/]+)\/studies\/([^/]+)\//;
const DEEPEST = 3;

/**
 * The study, its institution and the execution of a message that passes between states: members of these names, the ones
 * nearest to the top, or the study of an object's key. A training run's id is the name of its execution.
 */
export function subjectOf(event: unknown): LogSubject {
  const key = memberOf(event, 'key', STUDY_KEY);
  const [, institutionOfKey, studyOfKey] = STUDY_KEY.exec(key ?? '') ?? [];
  const arn = memberOf(event, 'executionArn', EXECUTION);
  return withoutGaps({
    studyId: memberOf(event, 'studyId', STUDY) ?? asId(studyOfKey, STUDY),
    institution: memberOf(event, 'institution', INSTITUTION) ?? asId(institutionOfKey, INSTITUTION),
    executionId: arn?.slice(arn.lastIndexOf(':') + 1) ?? memberOf(event, 'runId', STUDY),
  });
}

/** The study that a path of the API names, once its schema has been held against it. */
export function subjectOfStudy(studyId: unknown, institution: string): LogSubject {
  return withoutGaps({
    studyId: asId(studyId, STUDY),
    institution: asId(institution, INSTITUTION),
  });
}

function withoutGaps(subject: { readonly [Name in keyof LogSubject]: string | undefined }): LogSubject {
  return Object.fromEntries(Object.entries(subject).filter(([, id]) => id !== undefined));
}

function asId(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}

/** The first member of that name and form, level by level. */
function memberOf(event: unknown, name: string, form: RegExp): string | undefined {
  let level = [membersOf(event)];
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    for (const members of level) {
      const found = asId(members[name], form);
      if (found !== undefined) return found;
    }
    level = level.flatMap((members) => Object.values(members).map(membersOf));
  }
  return undefined;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
