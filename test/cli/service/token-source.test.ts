/** Tokens that are renewed in time, once for many callers, and what the client does with a refused one. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RadscoreClient } from '../../../cli/service/client.ts';
import { fixedToken, renewedToken } from '../../../cli/service/token-source.ts';
import { json, startServer, type TestServer } from './http-server.ts';

afterEach(() => vi.useRealTimers());

/** Gives `t1`, `t2` …, each for the given time. */
function numbered(lifetimeMs?: number) {
  const refusals: (string | undefined)[] = [];
  const source = renewedToken(async (refused) => {
    refusals.push(refused);
    await new Promise((resolve) => setImmediate(resolve));
    return { token: `t${refusals.length}`, ...(lifetimeMs && { expiresAt: Date.now() + lifetimeMs }) };
  });
  return { source, refusals };
}

describe('renewedToken', () => {
  it('asks once for many callers', async () => {
    const { source, refusals } = numbered();
    expect(await Promise.all([source.token(), source.token(), source.token()])).toEqual(['t1', 't1', 't1']);
    expect(refusals).toEqual([undefined]);
  });

  it('renews a token a minute before it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { source } = numbered(3_600_000);
    expect(await source.token()).toBe('t1');
    vi.setSystemTime(Date.now() + 3_539_000);
    expect(await source.token()).toBe('t1');
    vi.setSystemTime(Date.now() + 2_000);
    expect(await source.token()).toBe('t2');
  });

  it('uses a token of ten seconds for five', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { source } = numbered(10_000);
    await source.token();
    vi.setSystemTime(Date.now() + 4_900);
    expect(await source.token()).toBe('t1');
    vi.setSystemTime(Date.now() + 200);
    expect(await source.token()).toBe('t2');
  });

  it('gives callers that were refused together one new token', async () => {
    const { source, refusals } = numbered();
    await source.token();
    expect(await Promise.all([source.refreshed('t1'), source.refreshed('t1')])).toEqual(['t2', 't2']);
    expect(await source.refreshed('t1')).toBe('t2');
    expect(refusals).toEqual([undefined, 't1']);
  });

  it('asks again after a failure', async () => {
    let calls = 0;
    const source = renewedToken(async () => {
      if (++calls === 1) throw new Error('down');
      return { token: 'up' };
    });
    await expect(source.token()).rejects.toThrow('down');
    expect(await source.token()).toBe('up');
  });
});

describe('a request that is answered 401', () => {
  const servers: TestServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  async function serviceThatTakes(token: string): Promise<TestServer> {
    const server = await startServer(({ headers }, response) =>
      headers.authorization === `Bearer ${token}`
        ? json(response, 202, { runId: 'R' })
        : json(response, 401, { message: 'Unauthorized' }),
    );
    servers.push(server);
    return server;
  }

  it('is made again with a new token, a POST as well', async () => {
    const server = await serviceThatTakes('t2');
    const client = new RadscoreClient({ url: server.url, token: numbered().source });
    expect(await client.train({})).toMatchObject({ runId: 'R' });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('is made again once only, and then fails', async () => {
    const server = await serviceThatTakes('another');
    const client = new RadscoreClient({ url: server.url, token: numbered().source });
    await expect(client.models()).rejects.toThrow('Not signed in');
    expect(server.received).toHaveLength(2);
  });

  it('fails at once if the user handed the token over', async () => {
    const server = await serviceThatTakes('another');
    const client = new RadscoreClient({ url: server.url, token: fixedToken('mine') });
    await expect(client.models()).rejects.toThrow('Not signed in');
    expect(server.received).toHaveLength(1);
  });
});
