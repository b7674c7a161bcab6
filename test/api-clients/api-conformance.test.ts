/** The running API against its own document: by Schemathesis, by linters, and by three generated clients. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPERATIONS, type Operation } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, callsBy, type Surroundings } from './generated-clients.ts';
import { type PlantedService, startPlantedService } from './planted-service.ts';
import { schemathesis } from './schemathesis.ts';
import { besideTests, hasTools, run, TOOLS } from './tools.ts';
import type { Place } from './typescript-program.ts';

/** Operations that take away what the others need: tried last. */
const TAKES_AWAY = ['--include-method', 'DELETE', '--include-path-regex', '/retirement$'];
const TAKES_NOTHING = ['--exclude-method', 'DELETE', '--exclude-path-regex', '/retirement$'];
const MINUTES = 60_000;

describe.skipIf(!hasTools)('the API, as tools by others see it (RADSCORE_API_TOOLS)', () => {
  let service: PlantedService;
  let at: Surroundings;
  beforeAll(async () => {
    service = await startPlantedService();
    const { api } = service;
    const folder = mkdtempSync(join(tmpdir(), 'radscore-api-clients-'));
    const document = join(folder, 'openapi.json');
    writeFileSync(document, await (await fetch(`${api}/v1/openapi.json`)).text());
    const few = await service.token({ scopes: ['radscore/predictions:create'] });
    at = {
      api,
      folder,
      planted: service.planted,
      document,
      tokens: { full: await service.token(), few },
      places: placesOf(),
    };
  }, 10 * MINUTES);
  afterAll(async () => {
    await service?.local.stop();
    if (at) rmSync(at.folder, { recursive: true, force: true });
  });

  it.each([
    ['spectral', () => [TOOLS.spectral, 'lint', at.document, '--ruleset', besideTests('tools/spectral.yaml')]],
    ['redocly', () => [TOOLS.redocly, 'lint', at.document]],
  ])('%s finds no error in the document', async (_, command) => {
    const [program, ...args] = command();
    const { code, said } = await run(program, args, { cwd: at.folder });
    expect(code, said).toBe(0);
  });

  it.each(Object.keys(CLIENTS))(
    '%s makes a client that calls every route and reads every answer',
    async (name) => {
      const { planned, reported } = await callsBy(name, at);
      const wanted = planned.map(({ operation, status }) => ({ operation, status, same: true }));
      const got = reported.map(({ operation, status, same, failure }) => ({
        operation,
        status,
        same,
        ...(failure && { failure }),
      }));
      expect(got).toEqual(wanted);
      const succeeded = planned.filter(({ status }) => status < 400).map(({ operation }) => operation);
      expect([...new Set(succeeded)].sort()).toEqual([...at.places.keys()].sort());
    },
    10 * MINUTES,
  );

  it.each([
    ['without a token', () => ({ examples: 2 })],
    ['with a token of another scope', () => ({ examples: 2, token: at.tokens.few })],
    ['with a token of every scope', () => ({ examples: 10, token: at.tokens.full, only: TAKES_NOTHING })],
    [
      'with a token of every scope, where something is taken away',
      () => ({ examples: 10, token: at.tokens.full, only: TAKES_AWAY }),
    ],
  ])(
    'Schemathesis finds nothing %s',
    async (_, pass) => {
      const { code, said } = await schemathesis({ api: at.api, folder: at.folder, ...pass() });
      expect(code, said.slice(-8000)).toBe(0);
      expect(said).toMatch(/generated, [\d,]+ passed/);
    },
    10 * MINUTES,
  );
});

/** Where each operation is, by its name in clients. */
function placesOf(): Map<string, Place> {
  return new Map(
    Object.entries<Operation>(OPERATIONS).map(([route, { id, success }]) => {
      const [method, path] = route.split(' ');
      const [{ schema, text }] = Object.values(success);
      return [id, { method, path, type: schema ? 'application/json' : text }];
    }),
  );
}
