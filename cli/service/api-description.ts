/** The API as its own schemas describe it: OpenAPI document and scopes of the routes. No cloud is asked. */
import { OPERATIONS, type Operation, openApiDocument } from '@radscore/pipeline';
import { jsonText } from '../terminal/terminal.ts';

/** The description of the API (OpenAPI 3.1). */
export function openApiText(): string {
  return jsonText(openApiDocument());
}

/** Every scope that some route asks for. */
export function routeScopes(): ReadonlySet<string> {
  return new Set(Object.values<Operation>(OPERATIONS).flatMap((operation) => operation.scope ?? []));
}
