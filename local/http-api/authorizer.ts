/** The JWT authorizer of a route: who may call, judged by bearer token and scopes. */
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** A route's JWT authorizer, as the template defines it. */
export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The token needs one of them; none are needed if the list is empty. */
  readonly scopes: readonly string[];
}

/** What the function gets to see in `requestContext.authorizer`. */
export interface JwtContext {
  readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] | null };
}

/** A request that the authorizer turns away: 401 or 403, with the challenge for `www-authenticate`. */
export class NotAuthorized extends Error {
  override readonly name = 'NotAuthorized';
  readonly status: 401 | 403;
  readonly challenge: string;

  constructor(status: 401 | 403, challenge: string) {
    super(status === 401 ? 'Unauthorized' : 'Forbidden');
    this.status = status;
    this.challenge = challenge;
  }
}

/**
 * Verifies the bearer token of an `Authorization` header as API Gateway does (Developer Guide, "Controlling access to
 * HTTP APIs with JWT authorizers"): signature, `iss`, `aud` or, if that is missing, `client_id`, `exp`, `nbf`,
 * `iat`, and one of the route's scopes. Throws `NotAuthorized`.
 */
export async function authorize(
  authorizer: JwtAuthorizer,
  authorization: string | undefined,
  keys: JWTVerifyGetKey,
): Promise<JwtContext> {
  if (!authorization) throw new NotAuthorized(401, 'Bearer');
  const { payload } = await jwtVerify(authorization.replace(/^Bearer +/i, ''), keys, {
    issuer: authorizer.issuer,
    algorithms: ['RS256', 'RS384', 'RS512'],
    requiredClaims: ['exp'],
  }).catch((error: unknown) => {
    throw invalidToken(reasonOf(error));
  });
  const clients = [payload.aud ?? payload['client_id']].flat();
  if (!clients.some((client) => typeof client === 'string' && authorizer.audience.includes(client))) {
    throw invalidToken('the audience is not valid');
  }
  if (payload.iat !== undefined && payload.iat > Date.now() / 1000 + 1) {
    throw invalidToken('the token was issued in the future');
  }
  const scopes = scopesOf(payload);
  if (authorizer.scopes.length > 0 && !authorizer.scopes.some((scope) => scopes.includes(scope))) {
    throw new NotAuthorized(
      403,
      `Bearer scope="${authorizer.scopes.join(' ')}" error="insufficient_scope" error_description="the token has none of these scopes"`,
    );
  }
  return { jwt: { claims: claimsAsText(payload), scopes: authorizer.scopes.length > 0 ? scopes : null } };
}

function invalidToken(reason: string): NotAuthorized {
  return new NotAuthorized(401, `Bearer scope="" error="invalid_token" error_description="${reason}"`);
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim ${error.claim} is not valid`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is not valid';
  if (error instanceof errors.JWKSNoMatchingKey) return 'no key of the issuer matches the token';
  return 'the token could not be verified';
}

function scopesOf(payload: JWTPayload): string[] {
  const stated = payload['scope'] ?? payload['scp'];
  if (Array.isArray(stated)) return stated.map(String);
  return typeof stated === 'string' ? stated.split(' ').filter((scope) => scope !== '') : [];
}

function claimsAsText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, asText(value)]));
}

/** API Gateway writes a list as `[a b]` and an object as `map[a:1]`. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${members.map(([name, member]) => `${name}:${asText(member)}`).join(' ')}]`;
  }
  return String(value);
}
