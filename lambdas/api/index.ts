import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter from '@middy/http-router';
import httpSecurityHeaders from '@middy/http-security-headers';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { logger } from '../logger.ts';
import { problems } from './problems.ts';
import type { Route } from './route.ts';
import { featureRoutes } from './routes/features.ts';
import { modelRoutes } from './routes/models.ts';
import { predictionRoutes } from './routes/predictions.ts';
import { serviceRoutes } from './routes/service.ts';
import { studyRoutes } from './routes/studies.ts';

export const routes: readonly Route[] = [
  ...studyRoutes,
  ...featureRoutes,
  ...modelRoutes,
  ...predictionRoutes,
  ...serviceRoutes,
];

/** The whole HTTP API. Authentication and scopes are API Gateway's; what a caller may see is bounded by its institution. */
type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** The whole HTTP API. Authentication and scopes are API Gateway's; what a caller may see is bounded by its institution. */
export const handler = middy<Event, Result>()
  .use(injectLambdaContext(logger))
  .use(httpHeaderNormalizer())
  .use(httpSecurityHeaders())
  .use(problems())
  .handler(httpRouter(routes as never) as never); // The router's types know HTTP API events only in part.
