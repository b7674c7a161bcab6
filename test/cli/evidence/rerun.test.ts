/** Every way to run a fit is run again from its own report, to the same bytes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-rerun-'));
afterAll(() => rmSync(root, { recursive: true }));

const cohort = syntheticCohort({ seed: 31, train: 44, test: 36, features: 12, effect: 2 });
const { ids, columns, values } = cohort.features;

/** Words and numbers of every kind that a table holds. */
function tableOf(separator = ',', decimal = '.', event = ['1', '0']): string {
  const random = new Random(8);
  const header = ['pid', 'woman', 'pCR', 'set', 'centre', 'ki67', 'morphology', 'grade', 'stage', ...columns];
  const rows = ids.map((id, i) => [
    ...[
      id,
      `W${Math.floor(i / 2)}`,
      event[cohort.outcome[i] === 1 ? 0 : 1],
      i % 10 === 9 ? 'external' : cohort.split[i],
    ],
    ...[cohort.site?.[i] ?? '', cohort.clinical[0].values[i], cohort.clinical[1].values[i]],
    ...[random.below(3) + 1, random.below(2) === 0 ? 'II' : 'III'],
    ...values.subarray(i * columns.length, (i + 1) * columns.length),
  ]);
  const text = [header, ...rows].map((row) => csvLine(row as (string | number)[])).join('');
  return decimal === '.' ? text : text.replaceAll(',', separator).replace(/(?<=[;\n]-?\d+)\.(?=\d)/g, decimal);
}

const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};
const plain = file('plain.csv', tableOf());
const repeats = file('repeats.csv', tableOf());
const semicolons = file('decimal comma.csv', tableOf(';', ','));
const words = file('words.csv', tableOf(',', '.', ['responder', 'none at all']));
const protocol = file(
  'protocol.json',
  JSON.stringify({
    id: 'trial@3',
    mostFeatures: 3,
    robustness: { icc: 0.5 },
    bootstrap: { count: 1, seed: 9 },
    permutations: { count: 1 },
    validation: { folds: 0 },
    clinical: { labels: { ki67: { label: 'Ki-67', unit: '%' } } },
  }),
);
const sites = file('sites.json', JSON.stringify({ id: 'sites@1', harmonisation: { reference: null } }));
const labels = file('labels.json', JSON.stringify({ grade: { levels: { 1: 'low', 3: 'high' }, label: 'Grade' } }));
const QUICK = ['--bootstrap', '1', '--permutations', '1', '--nested', '0'];

describe('a bundle gives its bytes again of a fit', () => {
  it.each<[string, string, string[], string[]?]>([
    [
      'without a filter, on some rows and named features',
      plain,
      ['--no-filter', '--where', 'stage=II', '--features', 'f1*,f0,f2', '--seed', '7', '--test-fraction', '0.3'],
    ],
    [
      'with declared levels, and variables that are only recorded',
      plain,
      [
        '--clinical',
        'ki67,morphology:categorical=irregular|regular|non-mass,grade:ordered=1|2|3',
        '--recorded',
        'stage:categorical=III|II',
        '--force-clinical',
        '--labels',
        labels,
        '--features',
        'f*',
      ],
    ],
    [
      'with a column of sets, external rows among them',
      plain,
      ['--split', 'set', '--clinical', 'ki67', '--features', 'f*'],
    ],
    [
      'that keeps patients together and holds out sites',
      plain,
      ['--group', 'woman', '--site', 'centre', '--leave-one-site-out', '--features', 'f*'],
    ],
    ['that harmonises sites', plain, ['--site', 'centre', '--protocol', sites, '--features', 'f*']],
    [
      'by a protocol of its own, with repeats',
      plain,
      ['--protocol', protocol, '--repeats', repeats, '--clinical', 'ki67', '--features', 'f*', '--seed', '5'],
      ['--repeats', repeats],
    ],
    ['on a table with decimal commas', semicolons, ['--clinical', 'ki67,morphology', '--features', 'f*']],
    ['whose outcome is written in words', words, ['--positive', 'responder', '--features', 'f*']],
    ['without test rows', plain, ['--test-fraction', '0', '--features', 'f*']],
  ])('%s', async (name, table, options, more = []) => {
    const at = (ending: string) => join(root, `${name.replaceAll(' ', '-')}${ending}`);
    const quick =
      options.includes('--leave-one-site-out') || options.includes(protocol)
        ? ['--bootstrap', '1', '--permutations', '1']
        : QUICK;
    const fit = await radscore(
      'fit',
      table,
      '--outcome',
      'pCR',
      '--id',
      'pid',
      '-o',
      at(''),
      '-j',
      '1',
      ...quick,
      ...options,
    );
    expect([fit.exitCode, fit.exitCode === 0 ? '' : fit.notes.join('\n')]).toEqual([0, '']);
    const made = await radscore('evidence', at(''), '--table', table, '--bundle', at('.zip'), ...more);
    expect([made.exitCode, made.exitCode === 0 ? '' : made.notes.join('\n')]).toEqual([0, '']);
    const { exitCode, out, notes } = await radscore('verify', at('.zip'), '-j', '1');
    expect([exitCode, notes]).toEqual([0, []]);
    expect(out).toContain('The bundle gives the same bytes again.');
    expect(readFileSync(at('.zip')).length).toBeGreaterThan(1000);
  });
});
