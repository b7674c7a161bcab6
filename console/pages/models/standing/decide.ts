/** The changes that a person makes to which version answers, and what the service said. */
import { dataOf } from '../../../api/client.ts';
import { ApiProblem } from '../../../api/problem.ts';
import { api } from '../../../service/service.ts';
import type { GateResult } from '../line/line-types.ts';

export interface Decision {
  readonly kind: 'promote' | 'roll-back' | 'retire';
  /** Which version it is about; of a rollback the one that answers again. */
  readonly version: number;
}

/** What came of a decision. */
export type Outcome =
  | { readonly decision: Decision; readonly done: true }
  | { readonly decision: Decision; readonly done: false; readonly refused: readonly GateResult[] }
  | { readonly decision: Decision; readonly done: false; readonly problem: ApiProblem };

/**
 * Asks the service for a change. What it refuses is an outcome; a service that cannot be reached throws, so that the dialog
 * keeps the reason that was written.
 *
 * @throws ApiProblem if nothing is known of what became of it
 */
export async function decide(reference: string, decision: Decision, reason: string): Promise<Outcome> {
  const { kind, version } = decision;
  const body = { reason };
  const path = { name: reference, version };
  const asking =
    kind === 'promote'
      ? api().POST('/v1/models/{name}/versions/{version}/promotion', { params: { path }, body })
      : kind === 'retire'
        ? api().POST('/v1/models/{name}/versions/{version}/retirement', { params: { path }, body })
        : api().POST('/v1/models/{name}/rollback', { params: { path: { name: reference } }, body });
  try {
    await dataOf(asking);
    return { decision, done: true };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.isOffline || error.isExpired || error.status >= 500) throw error;
    const refused = refusingGates((await asking).error);
    return refused.length > 0 ? { decision, done: false, refused } : { decision, done: false, problem: error };
  }
}

/** The gates that refuse, of the body of a problem. */
export function refusingGates(body: unknown): GateResult[] {
  const gates = typeof body === 'object' && body !== null ? (body as { readonly gates?: unknown }).gates : undefined;
  return Array.isArray(gates) ? (gates as GateResult[]).filter(({ refuses }) => refuses) : [];
}
