/** TypeScript types of an OpenAPI document. A package of its own: openapi-typescript needs TypeScript 5. */
import openapiTS, { astToString } from 'openapi-typescript';

/** The declarations of `paths` and `components`, as text. */
export async function apiTypes(document: string): Promise<string> {
  const nodes = await openapiTS(document, { alphabetize: true });
  return `/** The API's types, generated from its OpenAPI document: npm run docs. */\n${astToString(nodes)}`;
}
