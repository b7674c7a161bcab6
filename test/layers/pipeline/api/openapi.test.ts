/** The OpenAPI document against API Gateway and the handler. */
import { OPERATIONS, type Operation, openApiDocument, type RouteKey } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';
import { routes as infraRoutes } from '../../../../infra/routes.ts';
import { routes as handlerRoutes } from '../../../../lambdas/api/index.ts';

const documented = Object.keys(OPERATIONS).sort();

describe('the API', () => {
  it('has the same routes in its document, in API Gateway and in the handler', () => {
    expect(handlerRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(documented);
    expect(infraRoutes.map(([method, path]) => `${method} ${path}`).sort()).toEqual(documented);
  });

  it('asks the same scope in its document and in API Gateway', () => {
    for (const [method, path, scope] of infraRoutes) {
      const operation = OPERATIONS[`${method} ${path}` as RouteKey];
      expect('scope' in operation ? operation.scope : 'public', `${method} ${path}`).toBe(scope);
    }
  });

  it('leaves only health, its own document and where to sign in open', () => {
    const open = Object.entries(OPERATIONS).filter(([, operation]) => !('scope' in operation));
    expect(open.map(([key]) => key)).toEqual([
      'GET /v1/health',
      'GET /v1/openapi.json',
      'GET /.well-known/oauth-protected-resource',
    ]);
  });

  it('is OpenAPI 3.1 with a schema for every answer', () => {
    const document = openApiDocument();
    expect(document.openapi).toBe('3.1.0');
    const answers = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}));
    expect(answers).toHaveLength(documented.length);
    expect(new Set(answers.map((answer) => (answer as { operationId: string }).operationId)).size).toBe(
      documented.length,
    );
    expect(JSON.stringify(document)).toContain('Not a medical device');
  });

  it('gives applied repairs as values, with a study and with its features', () => {
    const { schemas = {} } = openApiDocument().components ?? {};
    const fields = ['file', 'name', 'overlapAfter', 'overlapBefore', 'says', 'sequence'];
    expect(Object.keys((schemas.AppliedRepair as { properties: object }).properties).sort()).toEqual(fields);
    for (const name of ['Study', 'StudyFeatures']) {
      expect(JSON.stringify(schemas[name]), name).toContain('"#/components/schemas/AppliedRepair');
    }
  });

  it('describes every operation and parameter, and shows an example of every parameter and body', () => {
    const document = JSON.parse(JSON.stringify(openApiDocument())) as Documented;
    const schemaOf = ({ $ref, ...schema }: Shown): Shown => ({
      ...($ref && document.components.schemas[$ref.replace('#/components/schemas/', '')]),
      ...schema,
    });
    const missing: string[] = [];
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { description, parameters = [], requestBody }] of Object.entries(operations)) {
        if (!description) missing.push(`${method} ${path}: description`);
        for (const { name, schema, ...parameter } of parameters) {
          if (!parameter.description && !schemaOf(schema).description)
            missing.push(`${method} ${path}: description of ${name}`);
          if (schemaOf(schema).example === undefined) missing.push(`${method} ${path}: example of ${name}`);
        }
        const body = Object.values(requestBody?.content ?? {})[0]?.schema;
        if (body && schemaOf(body).example === undefined) missing.push(`${method} ${path}: example of its body`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('shows examples that it takes itself', () => {
    for (const [route, { body }] of Object.entries<Operation>(OPERATIONS)) {
      const example = body?.meta()?.example;
      if (body) expect(body.safeParse(example).error?.issues, route).toBeUndefined();
    }
  });
});

interface Shown {
  readonly $ref?: string;
  readonly description?: string;
  readonly example?: unknown;
}
interface Documented {
  readonly components: { readonly schemas: Readonly<Record<string, Shown>> };
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          Shown & {
            readonly parameters?: readonly (Shown & { readonly name: string; readonly schema: Shown })[];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shown }>> };
          }
        >
      >
    >
  >;
}
