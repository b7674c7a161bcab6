/** The bundle is an RO-Crate 1.1 by a validator that is not ours, and a pack of real rows has no empty line. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../shared.ts';
import { radscore } from '../terminal.ts';

/** A Python with roc-validator, and the context of RO-Crate 1.1 as a file: `python:context.jsonld`. */
const [python, context] = process.env.RADSCORE_ROCRATE_PEER?.split(':') ?? [];
const root = mkdtempSync(join(tmpdir(), 'radscore-crate-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string) => join(root, name);
const TABLE = sharedPath('data/acrin6698/features_pcr.csv');

describe.skipIf(!hasShared)('the pack of the ACRIN table', () => {
  const fitted = async () => {
    const options = ['--outcome', 'pCR', '--id', 'pid', '--clinical', 'age,HR,HER2pos', '--seed', '1'];
    const quick = ['--bootstrap', '0', '--permutations', '0', '--nested', '0', '-j', '1'];
    await radscore('fit', TABLE, ...options, ...quick, '-o', at('fit'));
    return radscore('evidence', at('fit'), '--table', TABLE, '-o', at('sheets'), '--bundle', at('crate'));
  };
  const pack = hasShared ? fitted() : undefined;

  it('has a value or the word gap for every item', async () => {
    expect((await pack)?.exitCode).toBe(0);
    for (const id of ['metrics', 'clear', 'tripod-ai', 'rqs-1', 'rqs-2']) {
      for (const { value, status, pointers, gap } of JSON.parse(readFileSync(at(`sheets/${id}.json`), 'utf8')).rows) {
        const isGap = status === 'gap';
        expect([value === 'gap', typeof gap === 'string' || status === 'shown', pointers.length > 0]).toEqual([
          isGap,
          true,
          !isGap,
        ]);
      }
    }
  });

  it.skipIf(!python)('passes the required checks of roc-validator (RADSCORE_ROCRATE_PEER)', async () => {
    await pack;
    const program = fileURLToPath(new URL('ro_crate_validator.py', import.meta.url));
    const out = execFileSync(python as string, [program, at('crate'), context as string], { encoding: 'utf8' });
    expect(JSON.parse(out.trim().split('\n').at(-1) as string)).toEqual([]);
  });
});
