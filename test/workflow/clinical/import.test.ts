/** `radscore clinical import`: a table of clinical values for many studies, against the API of the in-process service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStudy } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../../cli/terminal.ts';
import { callApi } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';
import { plantStudy } from '../service/planted-study.ts';

const RICH = 'her2-pcr-clinical@1';
const OWN = 'import-1';
let workflows: Workflows;
let folder: string;
let server: Server;
/** Requests that wrote. */
let written = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-import-'));
  workflows = await startWorkflows();
  const values = { t2fs: [1, 2], dwi: [1, 2], dce: [1, 2] };
  const common = { institution: OWN, values, ki67: 20, now: new Date() };
  for (const studyId of ['P-1', 'P-2', 'P-3']) await plantStudy({ ...common, studyId, protocol: RICH, clinical: {} });
  await plantStudy({ ...common, studyId: 'OLD-1' });
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { method = 'GET', url = '/' } = request;
    if (method === 'PUT') written++;
    // API Gateway decodes what the client encodes.
    const answer = await callApi(OWN, method, decodeURIComponent(url), { ...(body !== '' && { text: body }) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server?.close();
  rmSync(folder, { recursive: true });
  await workflows.stop();
});

/** Imports a table; `sent` is how many requests wrote. */
async function imported(table: string, ...options: string[]) {
  const file = join(folder, 'patients.csv');
  writeFileSync(file, table);
  const before = written;
  const { port } = server.address() as AddressInfo;
  const api = `http://127.0.0.1:${port}`;
  const result = await radscore('clinical', 'import', file, '--api', api, '--token', 't', ...options);
  return { ...result, sent: written - before };
}

const clinicalOf = async (studyId: string) => (await findStudy({ institution: OWN, studyId }))?.clinical;

describe('radscore clinical import', () => {
  it('checks a table without sending anything, and names what it does not use', async () => {
    const table = 'Study ID,Age,HR,Ki-67 (%),Grdae,comment\nP-1,61,positive,35,2,x\nP-2,45,neg,12 %,3,\n';
    const { exitCode, sent, out, notes } = await imported(table, '--check');
    expect([exitCode, sent, out]).toEqual([0, 0, '2 rows, 2 to send, 0 as they are already.\n']);
    expect(notes).toContain(`Read by ${RICH}: Age, HR, Ki-67 (%).`);
    expect(notes).toContain(`Not used: "Grdae", which ${RICH} does not declare; did you mean grade?.`);
    expect(notes).toContain(`Not used: "comment", which ${RICH} does not declare.`);
  });

  it('sends nothing if a row is wrong, and says what is wrong in each', async () => {
    const table = [
      'studyId,age,hormoneReceptor,ki67,cT',
      'P-1,61,positive,35,cT2',
      'P-2,610,negative,12,T1',
      'P-9,50,negative,12,T1',
      'P-1,61,positive,35,T2',
      ',61,positive,35,T2',
      'P-3,44,perhaps,2,T2',
    ].join('\n');
    const { exitCode, sent, out, notes } = await imported(`${table}\n`);
    expect([exitCode, sent, out]).toEqual([4, 0, '6 rows, 1 to send, 0 as they are already, 5 refused.\n']);
    const rows = notes.filter((note) => note.startsWith('  row '));
    expect(rows).toEqual([
      '  row 3 (P-2): age "610": wanted a number from 18 to 90, in years',
      '  row 4 (P-9): got no study of this id at the institution; wanted one that was announced or uploaded',
      '  row 5 (P-1): got P-1 in row 2, too; wanted one row of each study',
      '  row 6 (?): got no studyId; wanted the id of a study',
      '  row 7 (P-3): hormoneReceptor "perhaps": wanted one of negative, positive',
    ]);
    expect(await clinicalOf('P-1')).toEqual({});
  });

  it('sends the good rows if it is asked to, only what changes, and the same table again sends nothing', async () => {
    const table = 'studyId,age,hormoneReceptor,ki67,cT\nP-1,61,Positive,35,cT2\nP-2,610,negative,12,T1\nP-3,,neg,NA,\n';
    const { exitCode, sent, out } = await imported(table, '--skip-bad');
    expect([exitCode, sent, out]).toEqual([4, 2, '3 rows, 2 sent, 0 as they are already, 1 refused.\n']);
    expect(await clinicalOf('P-1')).toEqual({ age: 61, hormoneReceptor: 'positive', ki67: 35, cT: 'T2' });
    expect(await clinicalOf('P-2')).toEqual({});
    expect(await clinicalOf('P-3')).toEqual({ hormoneReceptor: 'negative' });
    const again = await imported(table, '--skip-bad');
    expect([again.sent, again.out]).toEqual([0, '3 rows, 0 sent, 2 as they are already, 1 refused.\n']);
    const more = await imported('studyId,age,grade\nP-1,62,III\n');
    expect([more.exitCode, more.sent]).toEqual([0, 1]);
    expect(await clinicalOf('P-1')).toEqual({ age: 62, hormoneReceptor: 'positive', ki67: 35, cT: 'T2', grade: '3' });
  });

  it('reads each row by the protocol of its study, unless one is asked for', async () => {
    const table = 'pseudonym,ki67,morphology\nP-2,12,irregular mass\nOLD-1,30,Irregular\n';
    const refused = await imported(table, '--id', 'pseudonym', '--protocol', RICH, '--json');
    const { plan, refused: count } = JSON.parse(refused.out);
    expect([refused.exitCode, count, plan[1].problems]).toEqual([
      4,
      1,
      [`got a study of her2-pcr@1; wanted one of ${RICH}`],
    ]);
    const { exitCode, sent } = await imported(table, '--id', 'pseudonym');
    expect([exitCode, sent]).toEqual([0, 2]);
    expect(await clinicalOf('OLD-1')).toEqual({ ki67: 30, morphology: 'irregular' });
  });

  it('sends outcomes of the same table', async () => {
    const { exitCode, sent } = await imported('studyId,pCR\nP-1,yes\nP-2,no\nP-3,\n', '--outcome', 'pCR');
    expect([exitCode, sent]).toEqual([0, 2]);
    expect((await findStudy({ institution: OWN, studyId: 'P-1' }))?.outcome).toMatchObject({
      pcr: true,
      source: 'api',
    });
    expect((await findStudy({ institution: OWN, studyId: 'P-3' }))?.outcome).toBeUndefined();
  });

  it.each([
    ['without a column of ids', 'a,age\nP-1,3\n', [], 2, /wanted the column of study ids: --id COLUMN/],
    ['with two columns of one variable', 'studyId,age,Age\nP-1,33,33\n', [], 4, /"age" and "Age" for one variable/],
    ['without the column of outcomes', 'studyId,age\nP-1,33\n', ['--outcome', 'pCR'], 2, /got --outcome pCR/],
  ] as const)('refuses a table %s', async (_, table, options, code, message) => {
    const { exitCode, notes, sent } = await imported(table, ...options);
    expect([exitCode, sent]).toEqual([code, 0]);
    expect(notes.join('\n')).toMatch(message);
  });

  it('shows the values of a study, and what a protocol declares', async () => {
    const { port } = server.address() as AddressInfo;
    const shown = await radscore('clinical', 'show', 'P-1', '--api', `http://127.0.0.1:${port}`, '--token', 't');
    expect(shown.out).toMatch(/^age +Age +used +62 +API, \d{4}-\d\d-\d\d$/m);
    const declared = await radscore('clinical', 'variables', RICH);
    expect(declared.out).toMatch(/^ki67 +Ki-67 +used +0 to 100 per cent +complete-case$/m);
    expect((await radscore('clinical', 'variables')).out.trim().split('\n')).toHaveLength(3);
  });
});
