/** Which route a request takes. */
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../../local/http-api/routes.ts';

const table = (...routeKeys: string[]) =>
  new RouteTable(routeKeys.map((routeKey) => ({ routeKey, functionName: 'f' })));
const found = (routes: RouteTable, method: string, path: string) => routes.find(method, path)?.route.routeKey;

describe('RouteTable', () => {
  const routes = table(
    '$default',
    'ANY /{proxy+}',
    'GET /v1/{proxy+}',
    'GET /v1/studies/{id}',
    'ANY /v1/studies/{id}',
    'GET /v1/studies/latest',
    'POST /v1/studies',
  );

  it.each([
    ['GET', '/v1/studies/latest', 'GET /v1/studies/latest'],
    ['GET', '/v1/studies/a', 'GET /v1/studies/{id}'],
    ['PUT', '/v1/studies/a', 'ANY /v1/studies/{id}'],
    ['PUT', '/v1/studies/latest', 'ANY /v1/studies/{id}'],
    ['GET', '/v1/studies/a/features', 'GET /v1/{proxy+}'],
    ['POST', '/v1/studies/a/features', 'ANY /{proxy+}'],
    ['POST', '/v1/studies', 'POST /v1/studies'],
    ['GET', '/', '$default'],
  ])('%s %s goes to %s', (method, path, routeKey) => {
    expect(found(routes, method, path)).toBe(routeKey);
  });

  it('decodes path parameters segment by segment', () => {
    expect(routes.find('GET', '/v1/studies/a%2Fb%20c')?.pathParameters).toEqual({ id: 'a/b c' });
    expect(routes.find('POST', '/x/y%20z/w')?.pathParameters).toEqual({ proxy: 'x/y z/w' });
  });

  it('finds nothing without a default, nor an empty parameter', () => {
    expect(found(table('GET /a/{id}'), 'GET', '/a/')).toBeUndefined();
    expect(found(table('GET /a/{id}'), 'GET', '/b/1')).toBeUndefined();
    expect(found(table('GET /a/{id}'), 'POST', '/a/1')).toBeUndefined();
  });

  it.each(['GET', 'FETCH /a', 'GET /{a+}/b', 'GET /a{b}'])('refuses the route key %s', (routeKey) => {
    expect(() => table(routeKey)).toThrow(expect.objectContaining({ name: 'RouteNotHonoured', routeKey }));
  });

  it('refuses two routes that differ in the names of their variables only', () => {
    expect(() => table('GET /a/{id}', 'GET /a/{name}')).toThrow(expect.objectContaining({ name: 'RouteNotHonoured' }));
  });
});
