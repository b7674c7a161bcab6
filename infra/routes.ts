/** Routes of the API with their scopes, as infrastructure knows them: no import from the layers. */

export const scopes = {
  'studies:read': 'Read studies and their features',
  'studies:write': 'Create and withdraw studies, and record outcomes',
  'models:read': 'Read model versions and their evaluations',
  'models:train': 'Train, promote, roll back and retire model versions',
  'predictions:create': 'Score a study or a feature vector',
} as const;
export type ScopeName = keyof typeof scopes;

/** What a program that uploads at night may do: announce studies and read what became of them. */
export const MACHINE_SCOPES: readonly ScopeName[] = ['studies:read', 'studies:write'];

/** The scope that names a machine client's institution; `stamp-institution` makes it the claim. */
export function institutionScope(institution: string): string {
  return `institution:${institution}`;
}

/** Identifier of the resource server: tokens carry `radscore/studies:read`. */
export const RESOURCE_SERVER = 'radscore';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Route = readonly [method: Method, path: string, scope: ScopeName | 'public'];

/** Every HTTP route and the scope that it asks for. */
export const routes: readonly Route[] = [
  ['POST', '/v1/studies', 'studies:write'],
  ['POST', '/v1/studies/{id}/uploads', 'studies:write'],
  ['GET', '/v1/studies', 'studies:read'],
  ['GET', '/v1/studies/{id}', 'studies:read'],
  ['DELETE', '/v1/studies/{id}', 'studies:write'],
  ['GET', '/v1/studies/{id}/features', 'studies:read'],
  ['GET', '/v1/studies/{id}/features.csv', 'studies:read'],
  ['GET', '/v1/studies/{id}/receipt', 'studies:read'],
  ['GET', '/v1/studies/{id}/files', 'studies:read'],
  ['GET', '/v1/studies/{id}/history', 'studies:read'],
  ['PUT', '/v1/studies/{id}/outcome', 'studies:write'],
  ['GET', '/v1/studies/{id}/clinical', 'studies:read'],
  ['PUT', '/v1/studies/{id}/clinical', 'studies:write'],
  ['GET', '/v1/features', 'studies:read'],
  ['POST', '/v1/feature-exports', 'studies:read'],
  ['GET', '/v1/feature-exports/{id}', 'studies:read'],
  ['POST', '/v1/models', 'models:train'],
  ['GET', '/v1/models', 'models:read'],
  ['GET', '/v1/models/{name}', 'models:read'],
  ['DELETE', '/v1/models/{name}', 'models:train'],
  ['PUT', '/v1/models/{name}/settings', 'models:train'],
  ['PUT', '/v1/models/{name}/signature', 'models:train'],
  ['GET', '/v1/models/{name}/versions/{version}/signature', 'models:read'],
  ['GET', '/v1/models/{name}/audit', 'models:read'],
  ['POST', '/v1/models/{name}/rollback', 'models:train'],
  ['POST', '/v1/models/{name}/versions/{version}/promotion', 'models:train'],
  ['POST', '/v1/models/{name}/versions/{version}/retirement', 'models:train'],
  ['GET', '/v1/models/{name}/versions/{version}/comparison/{other}', 'models:read'],
  ['GET', '/v1/models/{name}/monitoring', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/validation', 'models:read'],
  ['GET', '/v1/settings', 'models:read'],
  ['PUT', '/v1/settings', 'models:train'],
  ['GET', '/v1/models/{name}/versions', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/evaluation', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/card', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/nomogram.svg', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/roc.svg', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/calibration.svg', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/decision-curve.svg', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/lasso-path.svg', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/model', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/reference', 'models:read'],
  ['GET', '/v1/models/{name}/versions/{version}/cohort', 'models:read'],
  ['POST', '/v1/models/{name}/versions/{version}/predictions', 'predictions:create'],
  ['POST', '/v1/models/{name}/predictions', 'predictions:create'],
  ['POST', '/v1/models/{name}/versions/{version}/predictions.csv', 'predictions:create'],
  ['POST', '/v1/models/{name}/predictions.csv', 'predictions:create'],
  ['POST', '/v1/models/{name}/prediction-jobs', 'predictions:create'],
  ['GET', '/v1/models/{name}/prediction-jobs/{job}', 'predictions:create'],
  ['GET', '/v1/protocols/{id}', 'models:read'],
  ['GET', '/v1/conformance', 'models:read'],
  ['GET', '/v1/health', 'public'],
  ['GET', '/v1/openapi.json', 'public'],
  ['GET', '/.well-known/oauth-protected-resource', 'public'],
];
