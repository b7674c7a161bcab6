/** Writes the planned calls as a program over `openapi-fetch`: what does not fit the generated types does not compile. */
import type { Call } from './calls.ts';

/** Of the document: where each operation is. */
export interface Place {
  readonly method: string;
  readonly path: string;
  /** Media type of its success. */
  readonly type?: string;
}

/**
 * A program that makes the calls and prints a line of JSON for each. Every JSON answer is read by a property of its type,
 * so that an answer typed as nothing or as anything is found.
 */
export function typescriptProgram(
  calls: readonly Call[],
  places: ReadonlyMap<string, Place>,
  tokens: Readonly<Record<string, string>>,
  api: string,
): string {
  const lines = calls.map((call, i) => callOf(call, places.get(call.operation) as Place, i));
  return `import createClient from 'openapi-fetch';
import type { components, paths } from './schema.d.ts';

type Notice = components['schemas']['Health']['notice'];
type Refusal = components['schemas']['Refusal'];
const baseUrl = ${JSON.stringify(api)};
const clients = {
  none: createClient<paths>({ baseUrl }),
${Object.entries(tokens)
  .map(
    ([which, token]) =>
      `  ${which}: createClient<paths>({ baseUrl, headers: { authorization: ${JSON.stringify(`Bearer ${token}`)} } }),`,
  )
  .join('\n')}
};

function report(operation: string, status: number, type: string, same: boolean): void {
  console.log(JSON.stringify({ operation, status, type, same }));
}

${lines.join('\n')}
`;
}

function callOf(
  { operation, path, query, headers, body, status, token = 'full' }: Call,
  place: Place,
  i: number,
): string {
  const params = { ...(path && { path }), ...(query && { query }), ...(headers && { header: headers }) };
  const isText = status < 300 && place.type !== undefined && place.type !== 'application/json';
  const init = [
    Object.keys(params).length > 0 && `params: ${JSON.stringify(params)}`,
    typeof body === 'string' && "bodySerializer: (text: string) => text, headers: { 'content-type': 'text/csv' }",
    body && `body: ${JSON.stringify(body)}`,
    isText && "parseAs: 'text'",
    status === 303 && "redirect: 'manual'",
  ].filter(Boolean);
  const report = (type: string, same: string) =>
    `report('${operation}', answer${i}.response.status, ${type}, ${same});`;
  const request = `const answer${i} = await clients.${token}.${place.method}('${place.path}', { ${init.join(', ')} });`;
  return [request, readOf(operation, status, isText, `answer${i}`, report)].join('\n');
}

function readOf(
  operation: string,
  status: number,
  isText: boolean,
  answer: string,
  report: (type: string, same: string) => string,
): string {
  if (status === 204) return report("'nothing'", `${answer}.error === undefined`);
  if (status === 303)
    return report("'redirection'", `(${answer}.response.headers.get('location') ?? '').startsWith('http')`);
  if (status >= 400) {
    const name = `refusal_${answer}`;
    return `const ${name}: Refusal | undefined = ${answer}.error;
${report("'Refusal'", `${name} !== undefined && ('message' in ${name} || ${name}.status === ${status})`)}`;
  }
  if (isText) {
    return `const text_${answer}: string | undefined = ${answer}.data;
${report("'string'", `typeof text_${answer} === 'string' && text_${answer}.length > 0`)}`;
  }
  if (operation === 'getOpenApiDocument') return report("'document'", `${answer}.data?.openapi === '3.1.0'`);
  return `const notice_${answer}: Notice | undefined = ${answer}.data?.notice;
${report("'object'", `notice_${answer}?.startsWith('Research use only') === true`)}`;
}
