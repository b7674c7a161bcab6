/** Checks an answer of the API against its OpenAPI schema. */
import { createRequire } from 'node:module';
import { openApiDocument } from '@radscore/pipeline';
import type { ValidateFunction } from 'ajv';

/**
 * Holds answers against the API's own OpenAPI document by a validator that shares nothing with the schemas from which the
 * document is made. It is the one that `asl-validator` brings.
 */
const ofAslValidator = createRequire(createRequire(import.meta.url).resolve('asl-validator'));
const { default: Ajv } = ofAslValidator('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');

/** The document as it is sent. */
const document = JSON.parse(JSON.stringify(openApiDocument())) as OpenApi;
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(document, 'openapi.json');
const compiled = new Map<string, ValidateFunction>();

interface Response {
  readonly headers?: Readonly<Record<string, { schema: object; required?: boolean }>>;
  readonly content?: Readonly<Record<string, { schema: object }>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Readonly<Record<string, Response>> }>>>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** What of an answer the document does not allow; nothing for a path that it does not have. */
export function breachesOf(method: string, path: string, answer: HttpAnswer): string[] {
  const template = Object.keys(document.paths).find((one) => matches(one, path));
  const { responses } = (template && document.paths[template][method.toLowerCase()]) || {};
  if (!responses) return answer.status === 404 ? [] : [`${method} ${path} is not in the document`];
  const { status } = answer;
  const documented = [String(status), `${Math.floor(status / 100)}XX`].find((one) => responses[one]);
  if (!documented) return [`${method} ${template} documents no ${status}`];
  const place = ['paths', template as string, method.toLowerCase(), 'responses', documented];
  const breaches: string[] = [];
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  for (const [name, { required = false }] of Object.entries(responses[documented].headers ?? {})) {
    if (headers[name] === undefined) breaches.push(...(required ? [`no header ${name}`] : []));
    else breaches.push(...check([...place, 'headers', name, 'schema'], headers[name]));
  }
  const { content } = responses[documented];
  if (!content) return answer.body === '' ? breaches : [...breaches, `${method} ${template} documents no body`];
  const type = String(headers['content-type'] ?? '').replace(/;.*$/, '');
  if (!content[type]) return [...breaches, `${method} ${template} documents no ${type} for ${status}`];
  const value = type.endsWith('json') ? JSON.parse(answer.body) : answer.body;
  return [...breaches, ...check([...place, 'content', type, 'schema'], value)];
}

function check(place: readonly string[], value: unknown): string[] {
  const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi.json#/${pointer}` });
  compiled.set(pointer, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    (one) => `${place.slice(1, 5).join(' ')}: ${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`,
  );
}

function matches(template: string, path: string): boolean {
  const [wanted, got] = [template.split('/'), path.split('/')];
  return wanted.length === got.length && wanted.every((part, i) => part.startsWith('{') || part === got[i]);
}
