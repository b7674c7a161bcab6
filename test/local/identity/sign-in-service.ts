/** An API with its authorization server in the process of a test: the local issuer, the stack's trigger, and two routes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { serviceRoutes } from '../../../lambdas/api/routes/service.ts';
import { handler as stampInstitution } from '../../../lambdas/stamp-institution/index.ts';
import { startHttpApi } from '../../../local/http-api/server.ts';
import { type AuthorizationServer, createAuthorizationServer } from '../../../local/identity/authorization-server.ts';
import { type Issuer, startIssuer } from '../../../local/identity/issuer.ts';
import { createTokenMint } from '../../../local/identity/token-mint.ts';
import { KeyRing } from '../../../local/keys.ts';
import type { TokenDefinition } from '../../../local/template/user-pool.ts';

export const CLIENT = 'people';
export const MACHINE = {
  clientId: 'gateway',
  scopes: ['radscore/studies:read', 'radscore/studies:write', 'radscore/institution:hospital-a'],
  lifetimeSeconds: 3600,
};
/** Where the console would be served; nothing listens there. */
export const CONSOLE = 'http://127.0.0.1:8401';
const SCOPES = [
  'openid',
  ...['studies:read', 'studies:write', 'models:read', 'models:train', 'predictions:create'].map(
    (one) => `radscore/${one}`,
  ),
];

const POOL: TokenDefinition = {
  userPoolId: 'us-east-1_test',
  clientId: CLIENT,
  scopes: SCOPES,
  lifetimeSeconds: 3600,
  redirectUris: ['http://localhost:8400/callback', `${CONSOLE}/sign-in`],
  logoutUris: [`${CONSOLE}/sign-in`],
  refreshTokenSeconds: 30 * 86_400,
  refreshGraceSeconds: 60,
  machineClients: [MACHINE],
  preTokenGeneration: 'stamp-institution',
  triggerVersion: '3',
};

export interface SignInService {
  readonly api: string;
  readonly issuer: Issuer;
  readonly server: AuthorizationServer;
  readonly directory: string;
  readonly machineSecret: string;
  /** Claims of the last request that the API accepted. */
  claims(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts both; the closed route is `GET /v1/studies`. */
export async function startSignInService(changes: Partial<TokenDefinition> = {}): Promise<SignInService> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-sign-in-'));
  const definition = { ...POOL, ...changes };
  const keys = new KeyRing(join(directory, 'secret'));
  const issuer = await startIssuer({ directory, port: 0 });
  let claims: Readonly<Record<string, string>> = {};
  const metadata = serviceRoutes.find(({ path }) => path.endsWith('oauth-protected-resource'));
  process.env.TOKEN_ISSUER = issuer.url;
  process.env.SIGN_IN_CLIENT = CLIENT;
  process.env.SIGN_IN_CALLBACKS = definition.redirectUris.join(' ');
  const invoker = {
    async invoke(name: string, event: unknown) {
      if (name === 'stamp-institution') return stampInstitution(event as never, {} as Context);
      if (name === 'metadata') return metadata?.handler(event as never);
      claims = (event as { requestContext: { authorizer: { jwt: { claims: never } } } }).requestContext.authorizer.jwt
        .claims;
      return { studies: [], notice: 'Research use only. Not a medical device.' };
    },
  };
  const mint = createTokenMint({ definition, issuer, invoker, attributesFile: join(directory, 'attributes.json') });
  const server = createAuthorizationServer({ directory, definition, issuer, mint, keys, console: CONSOLE });
  issuer.serve(server.endpoints);
  const audience = [CLIENT, MACHINE.clientId];
  const authorizer = { issuer: issuer.url, audience, scopes: ['radscore/studies:read'] };
  const http = await startHttpApi({
    port: 0,
    routes: [
      { routeKey: 'GET /.well-known/oauth-protected-resource', functionName: 'metadata' },
      { routeKey: 'GET /v1/studies', functionName: 'api', authorizer },
    ],
    invoker,
    keys: issuer.keys,
    furtherAudience: () => server.machineClients.registeredIds(),
  });
  return {
    api: http.endpoint,
    issuer,
    server,
    directory,
    machineSecret: keys.clientSecret(MACHINE.clientId),
    claims: () => claims,
    async close() {
      await http.close();
      await issuer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What a person does on the page: opens it, fills it in, and is sent on. Gives where to. */
export async function approve(
  authorize: string | URL,
  filled: { code: string; institution?: string; consortium?: string; decision?: string },
): Promise<{ status: number; location: URL | undefined; page: string }> {
  const shown = await fetch(authorize, { redirect: 'manual' });
  const [, request = ''] = /name="request" value="([^"]+)"/.exec(await shown.text()) ?? [];
  const answered = await fetch(new URL('/oauth2/authorize', authorize), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(authorize).origin },
    body: new URLSearchParams({ request, institution: 'hospital-a', consortium: '', decision: 'allow', ...filled }),
  });
  const location = answered.headers.get('location');
  return { status: answered.status, location: location ? new URL(location) : undefined, page: await answered.text() };
}
