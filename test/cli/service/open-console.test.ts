/** `radscore console`: what it asks the local cloud for, what it prints where, and what it refuses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackServer, listenOnLoopback, readBody } from '../../../local/loopback.ts';
import { radscore } from '../terminal.ts';

const LINK = 'http://127.0.0.1:5/sign-in#secret';

let home: string;
let operator: LoopbackServer;
let asked: unknown[];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'radscore-console-'));
  asked = [];
  operator = await listenOnLoopback(
    async (request, response) => {
      const body = JSON.parse(String(await readBody(request, 10_000)));
      asked.push([request.method, request.url, request.headers.authorization, body]);
      const isKnown = /^[a-z]/.test(body.institution);
      response.writeHead(isKnown ? 200 : 400);
      response.end(
        JSON.stringify(isKnown ? { url: LINK, code: 'ABC-DEF-GHJ', expiresInSeconds: 3600 } : { message: 'wrong' }),
      );
    },
    { port: 0 },
  );
  runningWith({ ConsoleUrl: 'http://127.0.0.1:6' });
});
afterEach(async () => {
  await operator.close();
  rmSync(home, { recursive: true });
});

/** A cloud that runs, as its folder shows it: this process holds the lock. */
function runningWith(outputs: Readonly<Record<string, string>>): void {
  writeFileSync(join(home, 'lock'), JSON.stringify({ processId: process.pid }));
  const endpoints = { operator: operator.endpoint, console: 'http://127.0.0.1:6' };
  writeFileSync(join(home, 'cloud.json'), JSON.stringify({ endpoints, operatorToken: 't', outputs }));
}

it('prints the link alone on standard output, and the code beside it', async () => {
  const { exitCode, out, notes } = await radscore('console', '--home', home, '--no-browser');
  expect([exitCode, out]).toEqual([0, `${LINK}\n`]);
  expect(notes.join('\n')).toContain('ABC-DEF-GHJ');
  expect(notes.join('\n')).not.toContain(LINK);
  expect(asked).toEqual([['POST', '/_local/console-links', 'Bearer t', { institution: 'centre-1' }]]);
});

it('asks for the institution and the consortium that are named', async () => {
  const named = ['--institution', 'demo-centre-1', '--consortium', 'demo:demo-centre-1,demo-centre-2'];
  await radscore('console', '--home', home, '--no-browser', ...named);
  expect(asked).toEqual([
    [
      ...['POST', '/_local/console-links', 'Bearer t'],
      { institution: 'demo-centre-1', consortium: ['demo:demo-centre-1', 'demo-centre-2'] },
    ],
  ]);
});

it('passes on why a link is not given', async () => {
  const { exitCode, out } = await radscore('console', '--home', home, '--no-browser', '--institution', 'Wrong');
  expect([exitCode, out]).toEqual([2, '']);
});

it('says so if the cloud that runs has no console', async () => {
  runningWith({});
  const { exitCode, notes } = await radscore('console', '--home', home, '--no-browser');
  expect([exitCode, notes.at(-1)]).toEqual([2, expect.stringContaining('console=none')]);
});
