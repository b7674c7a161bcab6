/** The HTTP API of a template, and the user pool whose tokens it takes. */
import type { CorsConfiguration } from '../http-api/cors.ts';
import type { Route } from '../http-api/routes.ts';
import { TemplateRefused } from './errors.ts';
import type { Stack } from './stack.ts';

/** The HTTP API: which function answers what, who may ask, and from which pages. */
export interface ApiDefinition {
  readonly routes: readonly Route[];
  readonly cors: CorsConfiguration | undefined;
}

interface CorsProperties {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

/** What tokens of the local issuer look like: the template's user pool, without people who sign in. */
export interface TokenDefinition {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Every scope that the client may ask for. */
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /** The function that writes claims into a token before it is signed. */
  readonly preTokenGeneration: string | undefined;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** The API of the template; its authorizers know the local `issuer` only. Throws `TemplateRefused`. */
export function apiOf(stack: Stack, issuer: string): ApiDefinition {
  const apis = stack.ofType('AWS::ApiGatewayV2::Api');
  if (apis.length !== 1)
    throw new TemplateRefused([`the template has ${apis.length} HTTP APIs; the local cloud serves one`]);
  const [api] = apis;
  const routes = stack.ofType('AWS::ApiGatewayV2::Route').map(({ properties }): Route => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId, AuthorizationScopes = [] } = properties;
    const integration = stack.find('AWS::ApiGatewayV2::Integration', String(Target).replace(/^integrations\//, ''));
    const functionName = stack.find('AWS::Lambda::Function', integration.properties.IntegrationUri).ref;
    if (AuthorizationType !== 'JWT') return { routeKey: String(RouteKey), functionName };
    const { JwtConfiguration } = stack.find('AWS::ApiGatewayV2::Authorizer', AuthorizerId).properties;
    const { Issuer, Audience } = JwtConfiguration as { readonly Issuer: string; readonly Audience: readonly string[] };
    if (Issuer !== issuer) {
      throw new TemplateRefused([
        `tokens of ${Issuer} cannot be checked on one machine; synthesize without oidcIssuer`,
      ]);
    }
    const scopes = AuthorizationScopes as readonly string[];
    return { routeKey: String(RouteKey), functionName, authorizer: { issuer: Issuer, audience: Audience, scopes } };
  });
  return { routes, cors: corsOf(api.properties.CorsConfiguration as CorsProperties | undefined) };
}

function corsOf(cors: CorsProperties | undefined): CorsConfiguration | undefined {
  return (
    cors && {
      allowOrigins: cors.AllowOrigins ?? [],
      allowMethods: cors.AllowMethods ?? [],
      allowHeaders: cors.AllowHeaders ?? [],
      exposeHeaders: cors.ExposeHeaders,
      maxAgeSeconds: cors.MaxAge,
      allowCredentials: cors.AllowCredentials,
    }
  );
}

/** The one user pool client of the template. Throws `TemplateRefused`. */
export function tokensOf(stack: Stack): TokenDefinition {
  const [client, ...more] = stack.ofType('AWS::Cognito::UserPoolClient');
  if (!client)
    throw new TemplateRefused(['the template has no user pool client, for which the local issuer could sign']);
  if (more.length > 0)
    throw new TemplateRefused(['the template has several user pool clients; the local issuer knows one']);
  const { AccessTokenValidity, TokenValidityUnits, AllowedOAuthScopes, UserPoolId } = client.properties;
  const unit = (TokenValidityUnits as { readonly AccessToken?: string } | undefined)?.AccessToken ?? 'hours';
  const { LambdaConfig } = stack.find('AWS::Cognito::UserPool', UserPoolId).properties;
  const trigger = (LambdaConfig as { readonly PreTokenGenerationConfig?: { readonly LambdaArn: string } } | undefined)
    ?.PreTokenGenerationConfig;
  return {
    userPoolId: String(UserPoolId),
    clientId: client.ref,
    scopes: AllowedOAuthScopes as readonly string[],
    lifetimeSeconds: Number(AccessTokenValidity ?? 1) * UNIT_SECONDS[unit],
    preTokenGeneration: trigger && stack.find('AWS::Lambda::Function', trigger.LambdaArn).ref,
  };
}
