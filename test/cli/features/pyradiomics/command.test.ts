/** `radscore extract --format-like pyradiomics` next to what PyRadiomics' own command writes: recorded, and live with a peer. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { radscore } from '../../terminal.ts';
import { absoluteArgs, COMMAND_FIXTURES, differences, expectedText, RECORDED } from './recorded.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'radscore-like-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const IMAGE = '../radiomics/resample-int16.nrrd';
let count = 0;

/** What this command writes for the arguments of PyRadiomics' command. */
async function ours(args: readonly string[], times: number): Promise<string> {
  const file = join(folder, `out-${count++}`);
  // A second thread would start longer than it works.
  const threads = args[0] === 'cases.csv' && !args.includes('--jobs') ? ['-j', '1'] : [];
  const output = [...threads, ...(times > 0 ? ['-o', file] : [])];
  let out = '';
  for (let i = 0; i < Math.max(times, 1); i++) {
    const answer = await radscore('extract', ...absoluteArgs(args), '--format-like', 'pyradiomics', ...output);
    // A case of the table has no image: PyRadiomics ends with 0 all the same.
    expect(answer.exitCode, answer.notes.join('\n')).toBe(args[0] === 'cases.csv' ? 4 : 0);
    out = answer.out;
  }
  return times > 0 ? readFileSync(file, 'utf8') : out;
}

describe('the output of the PyRadiomics command, as it is recorded,', () => {
  it.each(
    RECORDED.runs.map((run) => [`${run.args.join(' ')}${run.times > 0 ? ` -o FILE, ${run.times} times` : ''}`, run]),
  )('is written for %s', async (_, run) => {
    if (typeof run === 'string') return;
    expect(differences(await ours(run.args, run.times), expectedText(run))).toEqual([]);
  });
});

describe("the settings of PyRadiomics' example files", () => {
  it.each(RECORDED.examples)('give the columns and the values of $name', async ({
    name,
    mask,
    columns,
    other,
    values,
  }) => {
    const args = [IMAGE, mask, '-p', `examples/${name}.yaml`, '-f', 'csv', '--format-path', 'basename'];
    const { header, rows } = parseCsv(await ours(args, 0));
    expect(createHash('sha256').update(header.join('\n')).digest('hex')).toBe(columns);
    const cells = new Map(header.map((column, at) => [column, rows[0][at]]));
    for (const [column, cell] of Object.entries(other)) expect(differences(`${cells.get(column)}`, cell)).toEqual([]);
    const features = header.filter((column) => column.includes('_') && !column.startsWith('diagnostics_'));
    expect(features).toHaveLength(values.length);
    const apart = features.flatMap((column, i) => {
      const [got, wanted] = [Number(cells.get(column)), values[i] ?? Number.NaN];
      // Single precision of LoG and of resampled images; a median or a sum near 0 has what is left of larger terms.
      const isNear = Math.abs(got - wanted) <= 1e-4 * Math.abs(wanted) + 1e-9;
      return Object.is(got, wanted) || isNear ? [] : [`${column}: ${got} for ${wanted}`];
    });
    expect(apart).toEqual([]);
  });
});

/** The command of a Python with PyRadiomics 3.1.0: of RADSCORE_PEERS, or beside the repository. */
const peer = join(
  dirname(process.env.RADSCORE_PEERS ?? join(COMMAND_FIXTURES, '../../../../peers/bin/python')),
  'pyradiomics',
);

describe.skipIf(!existsSync(peer))('the output of the PyRadiomics command, run now,', () => {
  const theirs = (args: readonly string[], times: number): string => {
    const file = join(folder, `peer-${count++}`);
    const output = times > 0 ? ['-o', file] : [];
    let out = '';
    for (let i = 0; i < Math.max(times, 1); i++) {
      out = execFileSync(peer, [...absoluteArgs(args), ...output], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    }
    return times > 0 ? readFileSync(file, 'utf8') : out;
  };

  it.each([
    [['cases.csv', '-p', 'few.yaml', '-f', 'csv', '--skip-nans', '--format-path', 'basename'], 0],
    [[IMAGE, 'one-slice.mask.nrrd', '-f', 'json'], 2],
    [['cases.csv', '-f', 'txt'], 1],
  ] as const)('is written for %j, %i times', async (args, times) => {
    const text = theirs(args, times);
    // PyRadiomics 3.1.0 overlooks every NaN that it means to skip: its values are arrays, not floats.
    const wanted = (args as readonly string[]).includes('--skip-nans')
      ? text.replaceAll(/(?<=,)nan(?=,|\n)/g, '')
      : text;
    expect(differences(await ours(args, times), expectedText({ args, times, text: wanted }))).toEqual([]);
  });
});
