/** What is asked of one version, or of two that are compared. */
import { dataOf } from '../../../api/client.ts';
import { type Asked, useAnswer } from '../../../service/asking.ts';
import { api } from '../../../service/service.ts';
import { ifShown, type LineData } from '../line/line-data.ts';
import type { Card, Comparison, Evaluation } from '../line/line-types.ts';

export interface VersionData {
  readonly version: number;
  readonly evaluation: Evaluation;
  readonly card: Card;
}

/** Evaluation and card of a version. @throws ApiProblem */
export async function versionData(reference: string, version: number): Promise<VersionData> {
  const path = { params: { path: { name: reference, version } } };
  const [evaluation, card] = await Promise.all([
    dataOf(api().GET('/v1/models/{name}/versions/{version}/evaluation', path)),
    dataOf(api().GET('/v1/models/{name}/versions/{version}/card', path)),
  ]);
  return { version, evaluation, card };
}

export interface Pair {
  readonly first: VersionData;
  readonly second: VersionData;
  /** On the same rows; for members of the owner. */
  readonly comparison?: Comparison;
}

/** Two versions and their comparison. */
export function usePair({ reference, line }: LineData, first: number, second: number): Asked<Pair> {
  return useAnswer(`pair ${reference} ${first} ${second}`, async () => {
    const path = { name: reference, version: first, other: second };
    const comparing =
      line.standing === 'member' && first !== second
        ? ifShown(dataOf(api().GET('/v1/models/{name}/versions/{version}/comparison/{other}', { params: { path } })))
        : undefined;
    const [one, other, comparison] = await Promise.all([
      versionData(reference, first),
      versionData(reference, second),
      comparing,
    ]);
    return { first: one, second: other, ...(comparison && { comparison }) };
  });
}

/** One version. */
export function useVersion(reference: string, version: number): Asked<VersionData> {
  return useAnswer(`version ${reference} ${version}`, () => versionData(reference, version));
}
