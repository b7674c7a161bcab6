/** The user pool of a template: which clients may ask for which tokens, and the function that stamps them. */
import { TemplateRefused } from './errors.ts';
import type { Stack } from './stack.ts';

/** The local issuer in place of the template's user pool. */
export interface TokenDefinition {
  readonly userPoolId: string;
  /** The public client, with which people sign in. */
  readonly clientId: string;
  /** Every scope that it may ask for. */
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** Where a sign-in may return to. */
  readonly redirectUris: readonly string[];
  /** Where a sign-out may return to. */
  readonly logoutUris: readonly string[];
  readonly refreshTokenSeconds: number;
  /** How long a used refresh token still counts, if its answer was lost; without it refresh tokens are not rotated. */
  readonly refreshGraceSeconds: number | undefined;
  /** Clients with a secret, which sign in without a person. */
  readonly machineClients: readonly MachineClientDefinition[];
  /** The function that writes claims into a token before it is signed. */
  readonly preTokenGeneration: string | undefined;
  /** Of the events that this function receives: `3` has those of machine clients as well. */
  readonly triggerVersion: '2' | '3';
}

export interface MachineClientDefinition {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

interface ClientProperties {
  readonly UserPoolId: unknown;
  readonly AccessTokenValidity?: number;
  readonly RefreshTokenValidity?: number;
  readonly TokenValidityUnits?: { readonly AccessToken?: string; readonly RefreshToken?: string };
  readonly AllowedOAuthScopes?: readonly string[];
  readonly CallbackURLs?: readonly string[];
  readonly LogoutURLs?: readonly string[];
  readonly GenerateSecret?: boolean;
  readonly RefreshTokenRotation?: { readonly RetryGracePeriodSeconds?: number };
}

interface LambdaConfig {
  readonly PreTokenGenerationConfig?: { readonly LambdaArn: string; readonly LambdaVersion: 'V2_0' | 'V3_0' };
}

/** The clients of the template's user pool: one for people, any number for programs. Throws `TemplateRefused`. */
export function tokensOf(stack: Stack): TokenDefinition {
  const clients = stack
    .ofType('AWS::Cognito::UserPoolClient')
    .map(({ ref, properties }) => ({ ref, properties: properties as unknown as ClientProperties }));
  const [client, ...more] = clients.filter(({ properties }) => !properties.GenerateSecret);
  if (!client)
    throw new TemplateRefused(['the template has no user pool client, for which the local issuer could sign']);
  if (more.length > 0)
    throw new TemplateRefused(['the template has several user pool clients for people; the local issuer knows one']);
  const { UserPoolId, RefreshTokenValidity = 30, TokenValidityUnits, RefreshTokenRotation } = client.properties;
  const config = stack.find('AWS::Cognito::UserPool', UserPoolId).properties.LambdaConfig as LambdaConfig | undefined;
  const trigger = config?.PreTokenGenerationConfig;
  return {
    userPoolId: String(UserPoolId),
    clientId: client.ref,
    scopes: client.properties.AllowedOAuthScopes ?? [],
    lifetimeSeconds: accessTokenSeconds(client.properties),
    redirectUris: client.properties.CallbackURLs ?? [],
    logoutUris: client.properties.LogoutURLs ?? [],
    refreshTokenSeconds: RefreshTokenValidity * UNIT_SECONDS[TokenValidityUnits?.RefreshToken ?? 'days'],
    refreshGraceSeconds: RefreshTokenRotation && (RefreshTokenRotation.RetryGracePeriodSeconds ?? 0),
    machineClients: clients
      .filter(({ properties }) => properties.GenerateSecret)
      .map(({ ref, properties }) => ({
        clientId: ref,
        scopes: properties.AllowedOAuthScopes ?? [],
        lifetimeSeconds: accessTokenSeconds(properties),
      })),
    preTokenGeneration: trigger && stack.find('AWS::Lambda::Function', trigger.LambdaArn).ref,
    triggerVersion: trigger?.LambdaVersion === 'V3_0' ? '3' : '2',
  };
}

function accessTokenSeconds({ AccessTokenValidity = 1, TokenValidityUnits }: ClientProperties): number {
  return AccessTokenValidity * UNIT_SECONDS[TokenValidityUnits?.AccessToken ?? 'hours'];
}
