/** Checks of the service: whether it answers, what the token is good for, and whether it fits this command. */
import { OPERATIONS, SERVICE_ENGINE } from '@radscore/pipeline';
import { routeScopes } from '../../service/api-description.ts';
import { ApiProblem, type RadscoreClient } from '../../service/client.ts';
import { type Finding, failed, ok, skipped, warning } from './finding.ts';

/** What an answer of the service says of it, without a token. */
export interface HealthAnswer {
  readonly status: number;
  readonly milliseconds: number;
  /** The header Date, and when the answer came by this machine's clock: milliseconds since 1970. */
  readonly date: number | undefined;
  readonly now: number;
  readonly engineVersion?: string;
}

/** Asks for the health of a service. @throws TypeError if nothing answers */
export async function askHealth(url: string): Promise<HealthAnswer> {
  const started = performance.now();
  const response = await fetch(new URL('/v1/health', url), { signal: AbortSignal.timeout(30_000) });
  const milliseconds = performance.now() - started;
  const now = Date.now();
  const date = Date.parse(response.headers.get('date') ?? '');
  const body = (await response.json().catch(() => ({}))) as { engineVersion?: string };
  const { status } = response;
  return { status, milliseconds, now, date: Number.isNaN(date) ? undefined : date, engineVersion: body.engineVersion };
}

export function checkReach(url: string, { status, milliseconds }: HealthAnswer): Finding {
  const found = `${url} answers ${status} in ${Math.round(milliseconds)} ms`;
  if (status === 200) return ok('API', found);
  return failed('API', found, 'Check the address: it is the stack output ApiUrl, without /v1.');
}

/** Signatures of presigned URLs are refused when clocks differ by 15 minutes, tokens long before. */
export function checkClock({ date, now }: Pick<HealthAnswer, 'date' | 'now'>): Finding {
  if (date === undefined) return skipped('clock', 'the API states no time');
  // The header has whole seconds, and the answer was on its way.
  const skew = Math.round((now - date) / 1000);
  const found = `this clock is ${Math.abs(skew)} s ${skew < 0 ? 'behind' : 'ahead of'} that of the API`;
  if (Math.abs(skew) <= 5) return ok('clock', found);
  const advice = 'Set the clock of this machine (NTP): tokens and presigned URLs are refused when clocks differ.';
  return Math.abs(skew) <= 60 ? warning('clock', found, advice) : failed('clock', found, advice);
}

export function checkEngine({ engineVersion }: Pick<HealthAnswer, 'engineVersion'>): Finding {
  const found = `engine ${engineVersion ?? 'unknown'} in the service, ${SERVICE_ENGINE} in this command`;
  if (engineVersion === SERVICE_ENGINE) return ok('version', found);
  const advice =
    'Deploy the version of this command, or install that of the service: features of two engines are not pooled.';
  return warning('version', found, advice);
}

/** Routes that this command calls and the service does not have. */
export async function checkRoutes(client: RadscoreClient): Promise<Finding> {
  const { paths = {} } = (await client.openapi()) as { paths?: Record<string, Record<string, unknown>> };
  const missing = Object.keys(OPERATIONS).filter((route) => {
    const [method, path] = route.split(' ');
    return paths[path]?.[method.toLowerCase()] === undefined;
  });
  if (missing.length === 0) return ok('routes', `all ${Object.keys(OPERATIONS).length} that this command knows`);
  const advice = 'The service is older than this command: deploy this version, or use the command of that one.';
  return warning(
    'routes',
    `the service lacks ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' …' : ''}`,
    advice,
  );
}

/** What the token says of itself: its end, its institution, its scopes. Never the token. */
export function checkClaims(claims: Readonly<Record<string, unknown>>, now: number): Finding {
  const { institution, exp, scope } = claims;
  if (Object.keys(claims).length === 0) {
    return skipped(
      'token',
      'none that says what it is for; sign in with radscore login, or hand one over with --token',
    );
  }
  const scopes = new Set(String(scope ?? '').split(' '));
  const missing = [...routeScopes()].filter((name) => !scopes.has(`radscore/${name}`));
  const ends = typeof exp === 'number' ? exp * 1000 : undefined;
  const left = ends === undefined ? 'no end stated' : `${Math.round((ends - now) / 60_000)} min left`;
  const found = `institution ${typeof institution === 'string' ? institution : 'none'}, ${left}`;
  if (ends !== undefined && ends <= now) return failed('token', `expired: ${found}`, 'Sign in again: radscore login.');
  if (typeof institution !== 'string') {
    return failed('token', found, 'Ask for a token with the claim institution: without it the API answers 403.');
  }
  if (missing.length === 0) return ok('token', `${found}, every scope`);
  const advice = 'Sign in again without --scope, or ask for the scopes, if the commands that need them are to work.';
  return warning('token', `${found}, without ${missing.join(', ')}`, advice);
}

/** Whether the API takes the token: it alone decides. */
export async function checkAccess(client: RadscoreClient): Promise<Finding> {
  try {
    await client.studyPage({ limit: 1 });
    return ok('access', 'the API takes the token, and lists studies');
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const found = `${error.status}: ${error.detail}`;
    if (error.status === 401)
      return failed('access', found, 'Sign in again (radscore login), or hand over a valid token.');
    if (error.status === 403)
      return failed('access', found, 'Ask for the scope studies:read and an institution claim.');
    return failed('access', found, 'Look into the log of the function of the API.');
  }
}
