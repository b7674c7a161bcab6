/** The function of the HTTP API: middleware around a router. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter, { type Method } from '@middy/http-router';
import httpSecurityHeaders from '@middy/http-security-headers';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';

import { logger } from '../logger.ts';
import { problems } from './problems.ts';
import { featureRoutes } from './routes/features.ts';
import { lineRoutes } from './routes/lines.ts';
import { modelRoutes } from './routes/models.ts';
import { monitoringRoutes } from './routes/monitoring.ts';
import { predictionRoutes } from './routes/predictions.ts';
import type { Route } from './routes/route.ts';
import { serviceRoutes } from './routes/service.ts';
import { signatureRoutes } from './routes/signatures.ts';
import { studyRoutes } from './routes/studies.ts';

export const routes: readonly Route[] = [
  ...studyRoutes,
  ...featureRoutes,
  ...lineRoutes,
  ...modelRoutes,
  ...signatureRoutes,
  ...monitoringRoutes,
  ...predictionRoutes,
  ...serviceRoutes,
];

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** The whole HTTP API. Authentication and scopes are API Gateway's; what a caller may see is bounded by its institution. */
export const handler = middy<Event, Result>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  // The id by which the access log of API Gateway has the request.
  .before(({ event }) => logger.appendKeys({ requestId: event.requestContext.requestId }))
  .use(httpHeaderNormalizer())
  .use(httpSecurityHeaders())
  .use(problems())
  .handler(httpRouter<Event, Result>(routes.map(routed)));

/** A route as the router has it. API Gateway puts the token's claims on the event of every route that has an authorizer. */
function routed({ method, path, handler }: Route): {
  method: Method;
  path: string;
  handler: (event: Event, context: Context) => Promise<Result>;
} {
  return {
    method: method as Method,
    path,
    handler: (event, context) => handler(event as APIGatewayProxyEventV2WithJWTAuthorizer, context),
  };
}
