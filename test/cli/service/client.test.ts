/** The API client: tokens, pages, retries, redirects, and uploads with signed headers. */
import { afterEach, describe, expect, it } from 'vitest';
import { ApiProblem, ApiUnreachable, RadscoreClient } from '../../../cli/service/client.ts';
import { json, startServer, type TestServer } from './http-server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(...answer: Parameters<typeof startServer>): Promise<TestServer> {
  const server = await startServer(...answer);
  servers.push(server);
  return server;
}

const NOTICE = 'Research use only. Not a medical device.';

describe('RadscoreClient', () => {
  it('asks with its token and its query, and gives what the API answered', async () => {
    const server = await serve((_, response) => json(response, 200, { studies: [], notice: NOTICE }));
    const client = new RadscoreClient({ url: `${server.url}/`, token: 'a-token' });
    expect(await client.studyPage({ status: 'failed', limit: 5 })).toEqual({ studies: [], notice: NOTICE });
    const [{ method, path, headers }] = server.received;
    expect({ method, path, authorization: headers.authorization }).toEqual({
      method: 'GET',
      path: '/v1/studies?status=failed&limit=5',
      authorization: 'Bearer a-token',
    });
  });

  it('reads list after list until there is no cursor', async () => {
    const server = await serve(({ path }, response) => {
      const page = new URL(path, 'http://x').searchParams.get('cursor') ?? 'first';
      const next = { first: 'second', second: 'third' }[page];
      json(response, 200, { studies: [{ studyId: page }], cursor: next, notice: NOTICE });
    });
    const found: string[] = [];
    for await (const { studyId } of new RadscoreClient({ url: server.url }).studies()) found.push(studyId);
    expect(found).toEqual(['first', 'second', 'third']);
  });

  it('turns problem details into an error with their fields', async () => {
    const issues = [{ path: 'seed', message: 'wanted a number' }];
    const type = 'urn:radscore:problem:request-invalid';
    const server = await serve((_, response) =>
      json(response, 400, {
        type,
        title: 'The request does not fit',
        status: 400,
        detail: 'seed: wanted a number',
        issues,
      }),
    );
    const failed = new RadscoreClient({ url: server.url }).train({ seed: 1 });
    await expect(failed).rejects.toBeInstanceOf(ApiProblem);
    await expect(failed).rejects.toMatchObject({
      code: 'request-invalid',
      status: 400,
      issues,
      message: expect.stringContaining('wanted a number'),
    });
  });

  it('explains what the gateway refuses without a word', async () => {
    const server = await serve((_, response) => json(response, 401, { message: 'Unauthorized' }));
    await expect(new RadscoreClient({ url: server.url }).models()).rejects.toThrow(
      /Not signed in: the token is missing, expired/,
    );
  });

  it('asks again where the answer may be another next time, and only there', async () => {
    const server = await serve(({ method }, response, count) => {
      if (method === 'GET' && count < 3) json(response, 503, {});
      else json(response, method === 'GET' ? 200 : 503, { status: 'ok' });
    });
    const client = new RadscoreClient({ url: server.url });
    expect(await client.health()).toEqual({ status: 'ok' });
    expect(server.received).toHaveLength(3);
    // A rollback that may have been made would be a second one.
    await expect(client.rollBack('her2-pcr', 'drift')).rejects.toMatchObject({ status: 503 });
    expect(server.received).toHaveLength(4);
  });

  it('repeats a training run under one key, so that it is one run', async () => {
    const server = await serve((_, response, count) =>
      count === 1 ? json(response, 503, {}) : json(response, 202, { runId: 'R', name: 'her2-pcr', status: 'running' }),
    );
    expect(await new RadscoreClient({ url: server.url }).train({})).toMatchObject({ runId: 'R' });
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0]]);
  });

  it('says what to do where nobody answers', async () => {
    const server = await startServer(() => {});
    await server.close();
    const failed = new RadscoreClient({ url: server.url, patienceSeconds: 0.3 }).health();
    await expect(failed).rejects.toBeInstanceOf(ApiUnreachable);
    await expect(failed).rejects.toThrow(/ECONNREFUSED.*radscore up/);
  });

  it('follows the table to its presigned URL without the token', async () => {
    const store = await serve((_, response) => void response.end('studyId,pCR\n'));
    const server = await serve(
      (_, response) => void response.writeHead(303, { location: `${store.url}/table.csv` }).end(),
    );
    expect(await new RadscoreClient({ url: server.url, token: 'secret' }).featureTable()).toBe('studyId,pCR\n');
    expect(store.received[0].headers.authorization).toBeUndefined();
  });
});

describe('an upload', () => {
  const signed = { 'content-length': '3', 'x-amz-checksum-sha256': 'c3VtCg==' };

  it('sends the signed headers and nothing of the token, again after a fault of the store', async () => {
    const store = await serve((_, response, count) => void response.writeHead(count === 1 ? 500 : 200).end());
    const client = new RadscoreClient({ url: 'http://api.invalid', token: 'secret' });
    await client.upload(
      { path: 'a.nrrd', url: `${store.url}/a?X-Amz-Signature=1`, headers: signed },
      new Blob(['abc']),
    );
    expect(store.received.map(({ method, body }) => [method, body.toString()])).toEqual([
      ['PUT', 'abc'],
      ['PUT', 'abc'],
    ]);
    expect(store.received[1].headers).toMatchObject(signed);
    expect(store.received[1].headers.authorization).toBeUndefined();
  });

  it('names the file that the store refused, and why', async () => {
    const error = '<Error><Code>BadDigest</Code><Message>The SHA256 you specified did not match</Message></Error>';
    const store = await serve((_, response) => void response.writeHead(400).end(error));
    const upload = { path: 't2/a.nrrd', url: `${store.url}/a`, headers: signed };
    await expect(new RadscoreClient({ url: 'http://api.invalid' }).upload(upload, new Blob(['abc']))).rejects.toThrow(
      /upload of t2\/a\.nrrd was refused: the store answered BadDigest/,
    );
  });
});
