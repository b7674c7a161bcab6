/** `radscore extract` on seeded stand-ins, and on real images if they are there, against the golden values of PyRadiomics. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GoldenValues } from '../../layers/radiomics/compare.ts';
import { type GoldenCase, REAL_CASES, STAND_IN_CASES } from '../../layers/radiomics/golden-cases.ts';
import { hasShared } from '../../shared.ts';
import { radscore } from '../terminal.ts';

const SETTINGS = ['a', 'b', 'd', 'e', 'e2', 'e4', 'f'];
const GOLDENS = [...STAND_IN_CASES, ...REAL_CASES].filter(({ setting }) => SETTINGS.includes(setting.split('_')[0]));

/**
 * Ten digits. radiomics-compat.md asks for it where PyRadiomics computes in double and for 1e-4 where it stores float32
 * on the way; rounding at the same places gives ten digits there, too, and a loss of them would be a finding.
 */
const RELATIVE = 1e-9;

describe('radscore extract gives the values of PyRadiomics 3.1.0', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'radscore-extract-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function argumentsOf({ image, mask, label, parameters }: GoldenCase): string[] {
    const args = ['extract', image, mask, '--label', String(label)];
    if (parameters === undefined) return [...args, '--protocol', 'her2-pcr@1'];
    const params = join(folder, 'parameters.yaml');
    writeFileSync(params, parameters);
    return [...args, '-p', params];
  }

  it('covers seven settings of four images', () => expect(GOLDENS).toHaveLength(hasShared ? 56 : 28));

  it.each(GOLDENS)('$name', async (golden) => {
    const { exitCode, out } = await radscore(...argumentsOf(golden));
    expect(exitCode).toBe(0);
    expectSame(JSON.parse(out), golden.features);
  });

  it('as a program of its own, into a file', () => {
    const golden = STAND_IN_CASES.find(({ name }) => name === 'stand-in of breast1, b_original-native')!;
    const output = join(folder, 'features.json');
    const program = fileURLToPath(new URL('../../../cli/radscore.mjs', import.meta.url));
    const args = [...argumentsOf(golden), '-o', output];
    execFileSync(process.execPath, [program, ...args], { stdio: 'pipe' });
    expectSame(JSON.parse(readFileSync(output, 'utf8')), golden.features);
  });
});

function expectSame(got: Record<string, unknown>, wanted: GoldenValues): void {
  const features = Object.entries(got).filter(([name]) => !name.startsWith('diagnostics_'));
  expect(features.map(([name]) => name).sort()).toEqual(Object.keys(wanted).sort());
  const apart = features.filter(([name, value]) => {
    const want = wanted[name];
    return !(
      typeof value === 'number' &&
      typeof want === 'number' &&
      Math.abs(value - want) <= RELATIVE * Math.abs(want)
    );
  });
  expect(apart.map(([name, value]) => `${name}: got ${value}, wanted ${wanted[name]}`)).toEqual([]);
}
