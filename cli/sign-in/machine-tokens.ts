/** Tokens of a program with a secret of its own (OAuth 2.0 client credentials): no person has to be there at night. */
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import type { AccessToken } from './access-token.ts';
import {
  authorizationServerOf,
  isNetworkFault,
  library,
  optionsFor,
  reasonOf,
  signInPointOf,
} from './authorization-server.ts';

export interface MachineCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * The client of RADSCORE_CLIENT_ID and RADSCORE_CLIENT_SECRET. A secret is never an option: command lines are seen by all users
 * of a machine.
 *
 * @throws UsageProblem if only one of them is there
 */
export function machineCredentials(): MachineCredentials | undefined {
  const { RADSCORE_CLIENT_ID: clientId, RADSCORE_CLIENT_SECRET: clientSecret } = process.env;
  if (clientId && clientSecret) return { clientId, clientSecret };
  if (!clientId && !clientSecret) return undefined;
  const [got, wanted] = clientId
    ? ['RADSCORE_CLIENT_ID', 'RADSCORE_CLIENT_SECRET']
    : ['RADSCORE_CLIENT_SECRET', 'RADSCORE_CLIENT_ID'];
  throw new UsageProblem(`got ${got} without ${wanted}; wanted both, or neither.`);
}

/**
 * A token for the client. The issuer is that of the API (RADSCORE_ISSUER if it does not say);
 * RADSCORE_SCOPE and RADSCORE_AUDIENCE are for issuers that want them. The institution is the issuer's to state.
 */
export async function machineToken(api: string, { clientId, clientSecret }: MachineCredentials): Promise<AccessToken> {
  const { RADSCORE_ISSUER, RADSCORE_SCOPE: scope, RADSCORE_AUDIENCE: audience } = process.env;
  const oauth = await library();
  const issuer = RADSCORE_ISSUER || (await signInPointOf(api)).issuer;
  const server = await authorizationServerOf(issuer);
  const client = { client_id: clientId };
  // Basic is what every server has to take (RFC 6749, 2.3.1), unless it says that it does not.
  const ways = server.token_endpoint_auth_methods_supported;
  const authentication =
    ways && !ways.includes('client_secret_basic') && ways.includes('client_secret_post')
      ? oauth.ClientSecretPost(clientSecret)
      : oauth.ClientSecretBasic(clientSecret);
  const parameters = new URLSearchParams({ ...(scope && { scope }), ...(audience && { audience }) });
  try {
    const options = optionsFor(oauth, new URL(issuer));
    const response = await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, options);
    const answer = await oauth.processClientCredentialsResponse(server, client, response);
    const { access_token: token, expires_in: seconds } = answer;
    return { token, ...(seconds !== undefined && { expiresAt: Date.now() + seconds * 1000 }) };
  } catch (error) {
    if (isNetworkFault(error)) throw error;
    throw new CommandFailed(
      `the issuer ${issuer} gave the client ${clientId} no token (${refusalOf(error)}). Check RADSCORE_CLIENT_ID and RADSCORE_CLIENT_SECRET.`,
      EXIT.unexpected,
    );
  }
}

/** A wrong secret is answered with a challenge, whose fields say nothing more. */
function refusalOf(error: unknown): string {
  return error instanceof Error && error.name === 'WWWAuthenticateChallengeError' ? 'invalid_client' : reasonOf(error);
}
