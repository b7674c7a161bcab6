/** Routes about the service itself: health, protocols, conformance, OpenAPI. */
import {
  modellingFields,
  modellingOf,
  OPERATIONS,
  type Operation,
  openApiDocument,
  protocolById,
  SERVICE_ENGINE,
} from '@radscore/pipeline';
import { json, route } from './route.ts';

const protocol = route('GET /v1/protocols/{id}', async ({ path }) => {
  const found = protocolById(path.id);
  return json(200, { ...found, modelling: modellingFields(modellingOf({ protocol: found.id, seed: 1 })) });
});

const conformance = route('GET /v1/conformance', async () => {
  // The engine is loaded by the one route that needs it: other requests do not pay for it at a cold start.
  const { conformanceReport } = await import('@radscore/pipeline/conformance');
  return json(200, conformanceReport());
});

const health = route('GET /v1/health', async () => json(200, { status: 'ok', engineVersion: SERVICE_ENGINE }));

const openapi = route('GET /v1/openapi.json', async () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(openApiDocument()),
}));

/** Every scope that some route asks for, as tokens hold it. */
const scopes = new Set(
  Object.values<Operation>(OPERATIONS).flatMap(({ scope }) => (scope ? [`radscore/${scope}`] : [])),
);

const protectedResource = route('GET /.well-known/oauth-protected-resource', async ({ origin }) => {
  const { TOKEN_ISSUER = '', SIGN_IN_CLIENT, SIGN_IN_CALLBACKS = '' } = process.env;
  return json(200, {
    resource: origin,
    authorization_servers: [TOKEN_ISSUER],
    scopes_supported: [...scopes],
    bearer_methods_supported: ['header'],
    radscore_client_id: SIGN_IN_CLIENT,
    radscore_redirect_uris: SIGN_IN_CALLBACKS.split(' ').filter((url) => url !== ''),
  });
});

export const serviceRoutes = [protocol, conformance, health, openapi, protectedResource];
