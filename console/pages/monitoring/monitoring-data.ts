/** What monitoring asks for: the lines, the version that answers in the own institution, and its studies. */
import { useEffect } from 'preact/hooks';
import { dataOf, type Schemas } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { type Asked, ELSE, useAnswer, WHILE_RUNNING } from '../../service/asking.ts';
import { api, showsSynthetic } from '../../service/service.ts';
import { institution, may } from '../../service/session.ts';
import type { Monitoring } from './drift.ts';
import type { Study } from './queue.ts';
import type { OwnValidation } from './scorecard.ts';

export interface MonitoringData {
  /** Lines with a version that answers, as addresses name them; the own ones first. */
  readonly lines: readonly string[];
  readonly chosen?: string;
  /** Undefined if no version answers. */
  readonly monitoring?: Monitoring;
  readonly validation?: OwnValidation;
  /** Why there is no monitoring of the line. */
  readonly problem?: ApiProblem;
  /** Undefined without the scope studies:read. */
  readonly studies?: readonly Study[];
  /** Whether there are more studies than were read. */
  readonly hasMoreStudies: boolean;
  /** Training runs that go on now, of all lines. */
  readonly runs: readonly { readonly line: string; readonly run: Schemas['ModelSummary']['runs'][number] }[];
}

const PAGES = 4;

/** Polled every 4 s while something runs. */
export function useMonitoring(line: string | undefined): Asked<MonitoringData> {
  const asked = useAnswer(
    `monitoring ${line ?? ''}`,
    () => monitoringData(line),
    (data) => (isBusy(data) ? WHILE_RUNNING * 4 : ELSE),
  );
  const isSynthetic = asked.answer.value.data?.studies?.some(({ dataOrigin }) => dataOrigin === 'synthetic') ?? false;
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
  return asked;
}

function isBusy(data: MonitoringData | undefined): boolean {
  if (!data) return false;
  return data.runs.length > 0 || data.studies?.some(({ status }) => status === 'analysing') === true;
}

/** @throws ApiProblem */
async function monitoringData(line: string | undefined): Promise<MonitoringData> {
  const { models } = await dataOf(api().GET('/v1/models'));
  const referenceOf = ({ owner, name }: { readonly owner: string; readonly name: string }): string =>
    owner === institution.value ? name : `${owner}~${name}`;
  const lines = models.filter(({ promoted }) => promoted !== null).map(referenceOf);
  const chosen = line !== undefined && lines.includes(line) ? line : lines[0];
  const [monitoring, { studies, hasMore }] = await Promise.all([
    chosen === undefined ? undefined : ofLine(chosen),
    ownStudies(),
  ]);
  return {
    lines,
    chosen,
    ...monitoring,
    studies,
    hasMoreStudies: hasMore,
    runs: models.flatMap((model) =>
      model.runs.filter(({ status }) => status === 'running').map((run) => ({ line: referenceOf(model), run })),
    ),
  };
}

type OfLine = Pick<MonitoringData, 'monitoring' | 'validation' | 'problem'>;

/** What cannot be answered of a line is said in its place; the rest of the page stays. @throws ApiProblem if the service is gone */
async function ofLine(name: string): Promise<OfLine> {
  try {
    const monitoring = await dataOf(api().GET('/v1/models/{name}/monitoring', { params: { path: { name } } }));
    const path = { name, version: monitoring.version };
    const validation = await refusedAs(
      undefined,
      dataOf(api().GET('/v1/models/{name}/versions/{version}/validation', { params: { path } })),
    );
    return { monitoring, ...(validation && { validation }) };
  } catch (error) {
    if (error instanceof ApiProblem && !error.isOffline && !error.isExpired) return { problem: error };
    throw error;
  }
}

/** An answer, or something else if the service refuses one. */
async function refusedAs<Data, Other>(other: Other, asking: Promise<Data>): Promise<Data | Other> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ApiProblem && error.status >= 400 && !error.isExpired) return other;
    throw error;
  }
}

async function ownStudies(): Promise<{ readonly studies?: Study[]; readonly hasMore: boolean }> {
  if (!may('studies:read')) return { hasMore: false };
  const studies: Study[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await dataOf(api().GET('/v1/studies', { params: { query: { limit: 500, cursor } } }));
    studies.push(...answer.studies);
    cursor = answer.cursor;
    if (cursor === undefined) break;
  }
  return { studies, hasMore: cursor !== undefined };
}
