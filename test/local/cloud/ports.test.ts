/** Ports of a folder: kept, and completed when a version has a service more. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptPorts } from '../../../local/ports.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-ports-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OLD = { api: 20_001, s3: 20_002, dynamodb: 20_003, states: 20_004, issuer: 20_005, operator: 20_006 };

it('a folder from before the console keeps its six ports and gets a seventh, the same ever after', async () => {
  writeFileSync(join(folder, 'ports.json'), JSON.stringify(OLD));
  const ports = await keptPorts(folder, 0);
  expect(ports).toMatchObject(OLD);
  expect(ports.console).toBeGreaterThan(0);
  expect(Object.values(OLD)).not.toContain(ports.console);
  expect(await keptPorts(folder, 0)).toEqual(ports);
  expect(JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8'))).toEqual(ports);
});

it('a first port that is given is that of the API; six more follow it', async () => {
  await keptPorts(folder, 0);
  const ports = await keptPorts(folder, 21_000);
  expect(Object.values(ports)).toEqual([21_000, 21_001, 21_002, 21_003, 21_004, 21_005, 21_006]);
  expect([ports.api, ports.operator, ports.console]).toEqual([21_000, 21_005, 21_006]);
});
