/** The public API, typed from its OpenAPI document; nothing else is asked. */
import createClient, { type Client } from 'openapi-fetch';
import { ApiProblem } from './problem.ts';
import type { components, paths } from './schema.generated.ts';

export type Api = Client<paths>;
export type Schemas = components['schemas'];

/** How the page gets a token: the one it has, and another one after a 401. */
export interface Tokens {
  current(): string | undefined;
  /** Another token; undefined if only a person can get one. */
  renewed(): Promise<string | undefined>;
}

/**
 * A client of the API. A request that is answered 401 is made once more with another token.
 *
 * @param url address of the API, without `/v1`
 */
export function apiClient(url: string, tokens: Tokens, fetching: typeof fetch = fetch): Api {
  return createClient<paths>({
    baseUrl: url,
    fetch: async (request: Request) => {
      const again = request.clone();
      const first = await send(request, tokens.current());
      if (first.status !== 401) return first;
      const token = await tokens.renewed();
      return token === undefined ? first : send(again, token);
    },
  });

  async function send(request: Request, token: string | undefined): Promise<Response> {
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    try {
      return await fetching(request);
    } catch (cause) {
      throw Object.assign(new ApiProblem(0), { cause });
    }
  }
}

/** The data of an answer. @throws ApiProblem for every answer that is none */
export async function dataOf<
  Answer extends { readonly data?: unknown; readonly error?: unknown; readonly response: Response },
>(asking: Promise<Answer>): Promise<NonNullable<Answer['data']>> {
  const { data, error, response } = await asking;
  if (response.ok && data !== undefined && data !== null) return data;
  const body = typeof error === 'object' && error !== null ? (error as Readonly<Record<string, unknown>>) : {};
  throw new ApiProblem(response.status, body);
}
