/** The protocol of the form, as the service declares it. */
import { dataOf } from '../../api/client.ts';
import { type Asked, useAnswer } from '../../service/asking.ts';
import { api } from '../../service/service.ts';
import type { Protocol } from './form.ts';

/** What a protocol declares, asked for when its id changes. */
export function useProtocol(id: string): Asked<Protocol> {
  return useAnswer(`protocol ${id}`, async () => {
    const answer = await dataOf(api().GET('/v1/protocols/{id}', { params: { path: { id } } }));
    // The document of the API has no tuples: a range is a list of numbers there, of two.
    return answer as unknown as Protocol;
  });
}
