/** The HTTP API of a template. */
import type { Throttle } from '../faults/token-bucket.ts';
import type { CorsConfiguration } from '../http-api/cors.ts';
import type { Route } from '../http-api/routes.ts';
import { TemplateRefused } from './errors.ts';
import type { Stack } from './stack.ts';

/** The HTTP API: which function answers what, who may ask, and from which pages. */
export interface ApiDefinition {
  readonly routes: readonly Route[];
  readonly cors: CorsConfiguration | undefined;
  /** Of the stage; only a fault plan throttles by it. */
  readonly throttle: Throttle | undefined;
}

interface CorsProperties {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  readonly MaxAge?: number;
}

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
  const cors = corsOf(api.properties.CorsConfiguration as CorsProperties | undefined);
  return { routes, cors, throttle: throttleOf(stack) };
}

function throttleOf(stack: Stack): Throttle | undefined {
  const [stage] = stack.ofType('AWS::ApiGatewayV2::Stage');
  const settings = stage?.properties.DefaultRouteSettings as
    | { readonly ThrottlingRateLimit?: number; readonly ThrottlingBurstLimit?: number }
    | undefined;
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings ?? {};
  return rate === undefined || burst === undefined ? undefined : { rate, burst };
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
