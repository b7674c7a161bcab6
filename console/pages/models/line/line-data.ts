/** The data of a line, asked for together and kept up to date while a run goes on. */
import { useEffect } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { type Asked, ELSE, useAnswer, WHILE_RUNNING } from '../../../service/asking.ts';
import { api, showsSynthetic } from '../../../service/service.ts';
import { institution, may } from '../../../service/session.ts';
import { type Change, type Line, type Run, referenceOf, type Version } from './line-types.ts';
import { earlierChampions } from './standing.ts';

export interface LineData {
  /** As the address names it. */
  readonly reference: string;
  readonly line: Line;
  /** Newest first. */
  readonly versions: readonly Version[];
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Newest first; none for guests. */
  readonly changes: readonly Change[];
  readonly earlier: readonly number[];
  /** Whether the caller is a member of the owner and may train, promote and configure. */
  readonly mayChange: boolean;
}

/** Asks for a line, its versions, its runs and its log. @throws ApiProblem */
export async function lineData(reference: string): Promise<LineData> {
  const path = { params: { path: { name: reference } } };
  const [line, { versions }, { models }] = await Promise.all([
    dataOf(api().GET('/v1/models/{name}', path)),
    dataOf(api().GET('/v1/models/{name}/versions', path)),
    dataOf(api().GET('/v1/models')),
  ]);
  const isMember = line.standing === 'member';
  const audit = isMember ? await ifShown(dataOf(api().GET('/v1/models/{name}/audit', path))) : undefined;
  const changes = audit?.changes ?? [];
  const summary = models.find(({ owner, name }) => owner === line.owner && name === line.name);
  return {
    reference: referenceOf(line, institution.value),
    line,
    versions: [...versions].sort((a, b) => b.version - a.version),
    runs: summary?.runs ?? [],
    changes,
    earlier: earlierChampions(changes),
    mayChange: isMember && may('models:train'),
  };
}

/** Whether versions of a line are fitted here; those of others are imported signatures, without rows or figures. */
export function isTrained({ line }: Pick<LineData, 'line'>): boolean {
  return line.recipe.split.by !== 'imported';
}

/** A line in a view: polled every 4 s while a run goes on. */
export function useLine(reference: string): Asked<LineData> {
  return useAnswer(
    `line ${reference}`,
    () => lineData(reference),
    (data) => (data?.runs.some(({ status }) => status === 'running') ? WHILE_RUNNING : ELSE),
  );
}

/** Marks the view as one of synthetic data for as long as it is there. */
export function useSyntheticMark(isSynthetic: boolean): void {
  useEffect(() => {
    showsSynthetic.value = isSynthetic;
    return () => {
      showsSynthetic.value = false;
    };
  }, [isSynthetic]);
}

/** An answer, or undefined if the caller may not see it or there is none. @throws ApiProblem for everything else */
export async function ifShown<Data>(asking: Promise<Data>): Promise<Data | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
}
