/** Bytes that are sent without fetch arrive as fetch would send them, and fail as it would. */
import { afterEach, expect, it } from 'vitest';
import { putBytes } from '../../../cli/service/put-bytes.ts';
import { startServer, type TestServer } from './http-server.ts';

const servers: TestServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function serve(...given: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...given);
  servers.push(server);
  return server;
}

const bytes = new Uint8Array(300_000).map((_, i) => i % 251);

it('the bytes arrive with their length and the headers, and the answer is given', async () => {
  const server = await serve((_request, response) => {
    response.statusCode = 403;
    response.end('<Code>AccessDenied</Code>');
  });
  const answer = await putBytes(`${server.url}/a?b=c`, { 'x-amz-checksum-sha256': 'abc' }, bytes.subarray(7));
  expect([answer.status, answer.ok, await answer.text()]).toEqual([403, false, '<Code>AccessDenied</Code>']);
  const [{ method, path, headers, body }] = server.received;
  expect([method, path, headers['x-amz-checksum-sha256']]).toEqual(['PUT', '/a?b=c', 'abc']);
  expect(headers['content-length']).toBe(String(bytes.length - 7));
  expect(body.equals(bytes.subarray(7))).toBe(true);
});

it('an answer without a body is one', async () => {
  const server = await serve((_request, response) => void response.writeHead(204).end());
  expect((await putBytes(server.url, {}, bytes)).status).toBe(204);
});

it('a redirection is followed, with the bytes', async () => {
  const target = await serve((_request, response) => void response.end('stored'));
  const first = await serve((_request, response) => {
    response.writeHead(307, { location: `${target.url}/there` }).end();
  });
  expect(await (await putBytes(first.url, {}, bytes)).text()).toBe('stored');
  expect([target.received[0].path, target.received[0].body.equals(bytes)]).toEqual(['/there', true]);
});

it('nobody at the address is a TypeError with its cause', async () => {
  const server = await startServer(() => {});
  await server.close();
  await expect(putBytes(server.url, {}, bytes)).rejects.toMatchObject({
    name: 'TypeError',
    cause: { code: 'ECONNREFUSED' },
  });
});
