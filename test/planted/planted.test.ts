import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentityCheck, type NamedBytes, readImage } from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import { radscore } from '../cli/terminal.ts';
import { dicomCarriers, dicomWith, otherCarriers, pathCarriers } from './carriers.ts';
import { IDENTITIES, PLANTED_TEXTS } from './identities.ts';
import { keepText, searchPlanted } from './search.ts';

/** What the check, the reader and their errors say about a file. */
function saidOf(file: NamedBytes): { isStopped: boolean; said: string } {
  const check = new IdentityCheck();
  check.add(file);
  const receipt = check.receipt();
  const refusals = check.refusals.map((error) => `${error.stack} ${JSON.stringify(error)}`);
  let reading = '';
  try {
    readImage([file]);
  } catch (error) {
    reading = `${(error as Error).stack} ${JSON.stringify(error)}`;
  }
  return {
    isStopped: receipt.verdict === 'quarantine' || refusals.length > 0,
    said: [JSON.stringify(receipt), ...refusals, reading].join('\n'),
  };
}

function expectStoppedInSilence(place: string, file: NamedBytes): void {
  const { isStopped, said } = saidOf(file);
  expect(isStopped, place).toBe(true);
  keepText('planted', said);
  const lower = said.toLowerCase();
  expect(
    PLANTED_TEXTS.filter((text) => lower.includes(text.toLowerCase())),
    place,
  ).toEqual([]);
}

describe('a planted identity', () => {
  it('is found in no file that holds none', () => {
    expect(saidOf({ name: 'a.dcm', bytes: dicomWith() }).isStopped).toBe(false);
  });

  it('is found in every attribute of the profile, at the top and in a sequence, and not repeated', () => {
    const carriers = dicomCarriers();
    expect(carriers.length).toBeGreaterThan(1000);
    for (const { place, file } of carriers) expectStoppedInSilence(place, file);
  });

  it.each(otherCarriers().map((carrier) => [carrier.place, carrier.file] as const))(
    'is found in %s, and not repeated',
    expectStoppedInSilence,
  );

  it('is found in paths, and not repeated', () => {
    for (const { place, file } of pathCarriers()) expectStoppedInSilence(place, file);
  });

  it('is not repeated by radscore inspect', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-planted-'));
    for (const [i, { file }] of [...otherCarriers(), ...pathCarriers()].entries())
      writeFileSync(join(folder, `${i}-${file.name}`), file.bytes);
    for (const options of [[], ['--json']]) {
      const { exitCode, out, notes } = await radscore('inspect', folder, ...options);
      expect([3, 4]).toContain(exitCode);
      const said = [out, ...notes].join('\n').toLowerCase();
      expect(PLANTED_TEXTS.filter((text) => said.includes(text.toLowerCase()))).toEqual([]);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('the search after the whole suite', () => {
  it.each([
    ['as it is', (name: string) => `{"message":"got ${name}"}`],
    ['in lower case', (name: string) => name.toLowerCase()],
    ...[0, 1, 2].map(
      (offset) =>
        [`in base64, ${offset} bytes in`, (name: string) => btoa(`${'x'.repeat(offset)}${name} and more`)] as const,
    ),
  ] as const)('finds a leak %s', (_, leak) => {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-leak-'));
    writeFileSync(join(folder, 'log'), 'nothing to see');
    expect(searchPlanted(folder)).toEqual([]);
    writeFileSync(join(folder, 'log'), leak(IDENTITIES[3].family));
    expect(searchPlanted(folder)).toEqual([expect.stringMatching(/^log: planted text \d+$/)]);
    rmSync(folder, { recursive: true });
  });
});
