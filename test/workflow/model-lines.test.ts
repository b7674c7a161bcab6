/** Model lines by the API: whose they are, what a request makes of them, quotas, and which line answers. */
import { answeringLine, api, changeLine, createLine, type LineKey, linesOf } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callApi, problemOf } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const post = (institution: string, body: unknown, options: Parameters<typeof callApi>[3] = {}) =>
  callApi(institution, 'POST', '/v1/models', { body, ...options });

describe('a request to train', () => {
  it('creates a line of the own institution, or of the consortium that it pools', async () => {
    const own = (await post('north-1', {})).json(api.trainingAccepted);
    expect(own).toMatchObject({ owner: 'north-1', name: 'her2-pcr', status: 'running' });
    const consortium = 'north: north-2 north-3';
    const pooled = (await post('north-2', { institutions: ['north-3', 'north-2'] }, { consortium })).json(
      api.trainingAccepted,
    );
    expect(pooled).toMatchObject({ owner: 'consortium-north', name: 'her2-pcr' });
    const alone = (await post('north-2', { institutions: ['north-2'] }, { consortium })).json(api.trainingAccepted);
    expect(alone.owner).toBe('north-2');
  });

  it('is found by its name, and a slip of the finger is answered with a name that the caller may see', async () => {
    const slip = await callApi('north-1', 'GET', '/v1/models/her2-prc/versions');
    expect(slip.status).toBe(404);
    expect(problemOf(slip).detail).toContain('Did you mean "her2-pcr"?');
    // What is not the caller's is not named.
    const stranger = await callApi('south-1', 'GET', '/v1/models/her2-prc/versions');
    expect(stranger.status).toBe(404);
    expect(problemOf(stranger).detail).not.toContain('Did you mean');
  });

  it('keeps two protocols in two lines', async () => {
    expect((await post('north-1', { protocol: 'her2-pcr@2' })).json(api.trainingAccepted).name).toBe('her2-pcr-2');
    expect((await post('north-1', { protocol: 'her2-pcr-3d@1' })).json(api.trainingAccepted).name).toBe('her2-pcr-3d');
    const other = await post('north-1', { name: 'her2-pcr', protocol: 'her2-pcr@2' });
    expect(other.status).toBe(409);
    expect(problemOf(other).detail).toMatch(/got protocol her2-pcr@2 for model north-1~her2-pcr, which has her2-pcr@1/);
  });

  it.each([
    [{ seed: 2 }, /got seed 2 .*which has 1/],
    [{ split: { by: 'stratified', testFraction: 0.3 } }, /got split by stratified, testFraction 0.3/],
    [{ institutions: ['north-1'] }, /got institutions \[north-1\] .*which has all members of its owner/],
  ])('is refused if the recipe is another than the line has: %j', async (body, detail) => {
    const refused = await post('north-1', body);
    expect(refused.status).toBe(409);
    expect(problemOf(refused).detail).toMatch(detail);
  });

  it('is refused for institutions that the token does not reach', async () => {
    expect((await post('north-1', { institutions: ['north-2'] })).status).toBe(403);
    const split = { by: 'institution', train: ['north-1'], test: ['south-1'] };
    expect((await post('north-1', { split, name: 'pooled' })).status).toBe(403);
  });

  it('starts one run, no matter how often it comes with the same key', async () => {
    const headers = { 'idempotency-key': 'a-key-of-mine' };
    const runs = await Promise.all([1, 2, 3].map(() => post('north-1', {}, { headers })));
    await workflows.settled();
    const again = await post('north-1', {}, { headers });
    expect(again.status).toBe(202);
    expect(new Set([...runs, again].map((answer) => answer.json(api.trainingAccepted).runId)).size).toBe(1);
    const { runId } = (await post('north-1', {})).json(api.trainingAccepted);
    expect(runId).not.toBe(again.json(api.trainingAccepted).runId);
  });

  it('ends at the quotas of lines and runs', async () => {
    process.env.LINES_PER_OWNER = '2';
    process.env.RUNS_PER_DAY = '2';
    try {
      expect((await post('quota-1', { name: 'a' })).status).toBe(202);
      expect((await post('quota-1', { name: 'b' })).status).toBe(202);
      const third = await post('quota-1', { name: 'c' });
      expect(third.status).toBe(429);
      expect(problemOf(third).detail).toMatch(/got 2 model lines of quota-1; wanted at most 2/);
      await workflows.settled();
      expect((await post('quota-1', { name: 'a' })).status).toBe(202);
      await workflows.settled();
      expect((await post('quota-1', { name: 'a' })).status).toBe(429);
      expect((await callApi('quota-1', 'DELETE', '/v1/models/b')).status).toBe(204);
      expect((await post('quota-1', { name: 'c' })).status).toBe(202);
    } finally {
      delete process.env.LINES_PER_OWNER;
      delete process.env.RUNS_PER_DAY;
    }
  });

  it('does not give the name of a deleted line again', async () => {
    expect((await post('north-4', { name: 'trial' })).status).toBe(202);
    expect((await callApi('north-4', 'DELETE', '/v1/models/trial')).status).toBe(204);
    expect((await callApi('north-4', 'GET', '/v1/models/trial')).status).toBe(404);
    const again = await post('north-4', { name: 'trial' });
    expect(again.status).toBe(409);
    expect(problemOf(again).detail).toMatch(/was deleted on .*predictions name it/);
  });
});

describe('a line', () => {
  it('is changed by the state that was read, or not at all', async () => {
    await post('north-5', {});
    const { headers } = await callApi('north-5', 'GET', '/v1/models/her2-pcr');
    const settings = { body: { shared: false, promotion: 'manual', gates: {} } };
    const tagged = { ...settings, headers: { 'if-match': String(headers.etag) } };
    expect((await callApi('north-5', 'PUT', '/v1/models/her2-pcr/settings', tagged)).status).toBe(200);
    expect((await callApi('north-5', 'PUT', '/v1/models/her2-pcr/settings', tagged)).status).toBe(412);
    const wrong = { body: { gates: { aucInTest: { confidence: 2 } } } };
    expect((await callApi('north-5', 'PUT', '/v1/models/her2-pcr/settings', wrong)).status).toBe(400);
  });

  it('loses no change and no record when ten people change it at once', async () => {
    const line: LineKey = { owner: 'north-6', name: 'busy' };
    const recipe = { split: { by: 'stratified' as const, testFraction: 0.5 }, seed: 1 };
    const settings = { shared: false, promotion: 'automatic' as const, gates: {} };
    await createLine({ ...line, protocol: 'her2-pcr@1', recipe, settings }, 'north-6', new Date());
    const changes = Array.from({ length: 5 }, (_, i) =>
      changeLine(
        line,
        ({ earlier }) => ({ row: { earlier: [...earlier, i] }, record: { action: 'configure', by: 'north-6' } }),
        new Date(),
      ),
    );
    await Promise.all(changes);
    const [row] = await linesOf('north-6');
    expect([...row.earlier].sort()).toEqual([0, 1, 2, 3, 4]);
    const { changes: records } = (await callApi('north-6', 'GET', '/v1/models/busy/audit')).json(api.lineAudit);
    expect(records.map(({ revision }) => revision)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});

describe('which line answers', () => {
  const answering = async (institution: string) => {
    const line = await answeringLine(institution, 'her2-pcr@1', new Date());
    return 'code' in line ? line.code : `${line.owner}~${line.name}`;
  };
  const promoted = (line: LineKey, shared = false) =>
    changeLine(
      line,
      ({ settings }) => ({
        row: { champion: 1, settings: { ...settings, shared } },
        record: { action: 'promote', by: 'service' },
      }),
      new Date(),
    );

  it('is the own, then that of the consortium, then one that is shared; or as the settings say', async () => {
    expect(await answering('west-1')).toBe('no-promoted-model');
    await post('east-1', {});
    await callApi('east-1', 'PUT', '/v1/models/her2-pcr/settings', { body: { shared: true } });
    await promoted({ owner: 'east-1', name: 'her2-pcr' }, true);
    expect(await answering('west-1')).toBe('east-1~her2-pcr');
    await post('west-2', { institutions: ['west-1', 'west-2'] }, { consortium: 'west: west-1 west-2' });
    await promoted({ owner: 'consortium-west', name: 'her2-pcr' });
    // By the claim of the other member: it names both.
    expect(await answering('west-1')).toBe('consortium-west~her2-pcr');
    await post('west-1', { institutions: ['west-1'] });
    expect(await answering('west-1')).toBe('consortium-west~her2-pcr');
    await promoted({ owner: 'west-1', name: 'her2-pcr' });
    expect(await answering('west-1')).toBe('west-1~her2-pcr');

    const choose = (choice: string) =>
      callApi('west-1', 'PUT', '/v1/settings', { body: { answers: { 'her2-pcr@1': choice } } });
    expect((await choose('east-1~her2-pcr')).status).toBe(200);
    expect(await answering('west-1')).toBe('east-1~her2-pcr');
    await promoted({ owner: 'east-1', name: 'her2-pcr' }, false);
    expect(await answering('west-1')).toBe('line-unavailable');
    expect((await choose('none')).status).toBe(200);
    expect(await answering('west-1')).toBe('no-line-wanted');
    expect((await choose('nobody~her2-pcr')).status).toBe(404);
    expect((await choose('automatic')).status).toBe(200);
    expect(await answering('west-1')).toBe('west-1~her2-pcr');
  });

  it.each(['Hospital A', 'null-', 'consortium-x'])('is no question for a token of %j', async (institution) => {
    const answer = await callApi(institution, 'GET', '/v1/models');
    expect(answer.status).toBe(institution === 'null-' ? 200 : 403);
  });
});
