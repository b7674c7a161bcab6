/** `radscore plan`: files, reproducible bytes, what it prints, and refusals by name. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-plan-'));
afterAll(() => rmSync(root, { recursive: true }));

const BASE = ['--events', '20', '--patients', '50', '--candidates', '30', '--cox-snell', '0.12'];
const QUICK = ['--simulations', '12', '--bootstrap', '2', '-j', '1'];

/** A pilot as the table that a user would have. */
function pilotFile(): string {
  const { features, outcome } = syntheticCohort({ seed: 31 });
  const { ids, columns, values } = features;
  const rows = ids.map((id, i) =>
    csvLine([id, outcome[i] ?? '', ...values.subarray(i * columns.length, (i + 1) * columns.length)]),
  );
  const file = join(root, 'pilot.csv');
  writeFileSync(file, csvLine(['study_id', 'pCR', ...columns]) + rows.join(''));
  return file;
}

describe('radscore plan', () => {
  it('writes a page, Markdown and JSON, the same bytes on one thread and on two', async () => {
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    const first = await radscore('plan', ...BASE, ...QUICK, '--protocol', 'her2-pcr@1', '-o', one);
    const second = await radscore('plan', ...BASE, ...QUICK.slice(0, -2), '-j', '2', '-o', two);
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(readdirSync(one).sort()).toEqual(['null-areas.svg', 'plan.html', 'plan.json', 'plan.md']);
    for (const name of readdirSync(one)) expect(readFileSync(join(two, name))).toEqual(readFileSync(join(one, name)));
    expect(first.out).toBe(readFileSync(join(one, 'plan.md'), 'utf8'));
    expect(first.notes.join('\n')).toMatch(/not a medical device/i);
    const plan = JSON.parse(readFileSync(join(one, 'plan.json'), 'utf8'));
    expect(plan).toMatchObject({
      format: 'radscore-plan/1',
      assumptions: { prevalence: 0.4, parameters: 30, patients: 50, test: { patients: 50, events: 20 } },
      null: { settings: { simulations: 12, columns: 30 } },
      curve: null,
    });
    const html = readFileSync(join(one, 'plan.html'), 'utf8');
    expect(html).toContain('Research use only. Not a medical device.');
    expect(html).toContain(plan.development.needed.patients.toLocaleString('en'));
    expect(html).toContain('doi:10.1002/sim.7992');
    expect(html).not.toMatch(/undefined|NaN|\[object/);
    expect(first.out).not.toMatch(/undefined|NaN|\[object/);
  });

  it('equals pmsampsize from the command line: 24 parameters, prevalence 0.174, C statistic 0.89', async () => {
    const { exitCode, out } = await radscore(
      ...['plan', '--prevalence', '0.174', '--candidates', '24', '--c-statistic', '0.89', '--json'],
    );
    expect(exitCode).toBe(0);
    const { development, coxSnell, null: simulated, test } = JSON.parse(out);
    expect(coxSnell).toBe(0.2902);
    const { shrinkage, optimism, overallRisk, needed } = development;
    expect([shrinkage, optimism, overallRisk, needed].map(({ patients }) => patients)).toEqual([617, 661, 221, 661]);
    // Without a planned number of patients nothing is simulated, and there is no test set.
    expect([simulated, test]).toEqual([null, null]);
  });

  it('draws the learning curve of a pilot, and says whether it can be continued', async () => {
    const folder = join(root, 'curve');
    const options = ['--pilot', pilotFile(), '--outcome', 'pCR', '--subsamples', '3', '--simulations', '0', '-j', '1'];
    const { exitCode, out } = await radscore('plan', ...BASE, ...options, '-o', folder);
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toContain('learning-curve.svg');
    const { curve } = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
    expect(curve.points).toHaveLength(6);
    expect(out).toContain(curve.curve.refused === null ? 'inverse power law' : 'Not to be continued.');
  });

  it('takes two of patients, events and prevalence, and what was rounded as no contradiction', async () => {
    const plan = async (...options: string[]) => {
      const { out } = await radscore('plan', '--candidates', '5', '--json', '--simulations', '0', ...options);
      const { assumptions, performanceAssumed } = JSON.parse(out);
      return [assumptions.prevalence, assumptions.patients, performanceAssumed];
    };
    expect(await plan('--events', '43', '--prevalence', '0.632')).toEqual([0.632, 68, true]);
    expect(await plan('--patients', '68', '--prevalence', '0.63', '--events', '43')).toEqual([0.63, 68, true]);
    expect(await plan('--patients', '68', '--events', '43')).toEqual([43 / 68, 68, true]);
  });

  it.each([
    [['--candidates', '5'], 2, '--prevalence'],
    [['--candidates', '5', '--events', '5'], 2, '--prevalence'],
    [['--candidates', '5', '--events', '50', '--patients', '50'], 2, 'both outcomes must occur'],
    [['--candidates', '5', '--events', '5', '--patients', '50', '--prevalence', '0.5'], 2, 'two of the three'],
    [['--candidates', '5', '--prevalence', '0'], 4, 'got prevalence 0'],
    [['--candidates', '5', '--prevalence', '1', '--patients', '10'], 4, 'got prevalence 1'],
    [['--candidates', '0', '--prevalence', '0.3'], 4, 'got candidates 0'],
    [['--candidates', 'many', '--prevalence', '0.3'], 2, 'wanted a number'],
    [['--candidates', '5', '--prevalence', '0.3', '--c-statistic', '0.5'], 4, 'got c-statistic 0.5'],
    [
      ['--candidates', '5', '--prevalence', '0.3', '--c-statistic', '0.7', '--cox-snell', '0.1'],
      2,
      'wanted one of them',
    ],
    [['--candidates', '5', '--prevalence', '0.3', '--shrinkage', '1'], 4, 'got shrinkage 1'],
    [['--candidates', '5', '--prevalence', '0.3', '--simulations', '5'], 2, '--patients'],
    [['--candidates', '5', '--prevalence', '0.3', '--protocol', 'none.json'], 4, 'none.json'],
    [['--candidates', '5', '--prevalence', '0.3', '--outcome', 'pCR'], 2, '--pilot'],
    [['--candidates', '5', '--prevalence', '0.3', '--pilot', 'x.csv'], 2, '--outcome'],
    [['--candidates', '5', '--prevalence', '0.3', '--lp-normal', '1'], 2, 'MEAN,SD'],
    [['--candidates', '5', '--prevalence', '0.3', '--test-events', '3'], 2, '--test-patients'],
    [['--candidates', '5', '--prevalence', '0.1', '--patients', '20'], 4, 'got events 2 of 20 patients'],
  ])('refuses %j', async (options, code, words) => {
    const { exitCode, out, notes } = await radscore('plan', ...options);
    expect([exitCode, out]).toEqual([code, '']);
    expect(notes.join('\n')).toContain(words);
  });
});
