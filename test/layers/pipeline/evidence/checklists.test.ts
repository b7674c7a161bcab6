/** The checklists as data, and what sheets make of artefacts. */
import {
  ARTEFACTS,
  CHECKLISTS,
  Evidence,
  fillSheet,
  type Sheet,
  sheetCsv,
  sheetMarkdown,
  sheetsHtml,
} from '@radscore/pipeline/evidence';
import { DEFAULT_PROTOCOL, fitModel } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../../layers/pipeline/evidence/artefacts/evidence.ts';
import { syntheticCohort } from '../../statistics/synthetic.ts';

const list = (id: string) => {
  const found = CHECKLISTS.find((one) => one.id === id);
  if (!found) throw new Error(`no checklist ${id}`);
  return found;
};

describe('a checklist has the items of its publication', () => {
  const range = (to: number) => Array.from({ length: to }, (_, i) => String(i + 1));

  it('METRICS: 30, whose weights are shares of one', () => {
    const { items } = list('metrics');
    expect(items.map(({ number }) => number)).toEqual(range(30));
    // Rounded to four decimals each in the publication.
    expect(items.reduce((sum, { weight = 0 }) => sum + weight, 0)).toBeCloseTo(1, 3);
    expect(items.filter(({ condition }) => condition).map(({ number }) => number)).toEqual([
      '8',
      '9',
      '10',
      '12',
      '14',
      '15',
      '16',
      '17',
    ]);
  });

  it('CLEAR: 58', () => expect(list('clear').items.map(({ number }) => number)).toEqual(range(58)));

  it('TRIPOD+AI: 27 with 52 parts', () => {
    const numbers = list('tripod-ai').items.map(({ number }) => number);
    expect([numbers.length, new Set(numbers).size]).toEqual([52, 52]);
    expect([...new Set(numbers.map((number) => number.replace(/[a-g]$/, '')))]).toEqual(range(27));
  });

  it('RQS 1.0: 16, from -8 to 36 points', () => {
    const { items } = list('rqs-1');
    expect(items).toHaveLength(16);
    expect([items.reduce((sum, { points }) => sum + (points?.none ?? 0), 0), mostOf('rqs-1')]).toEqual([-8, 36]);
  });

  it('RQS 2.0: 42, to 56 points', () => {
    expect(list('rqs-2').items.map(({ number }) => number)).toEqual(range(42));
    expect(mostOf('rqs-2')).toBe(56);
    expect(list('rqs-2').provenance).toMatch(/^Second-hand/);
  });

  function mostOf(id: string): number {
    return list(id).items.reduce((sum, { points }) => {
      const all = points?.options.map((option) => option.points) ?? [0];
      return sum + (points?.counts === 'sum' ? all.reduce((a, b) => a + b, 0) : Math.max(...all));
    }, 0);
  }
});

const { validation, bootstrap, permutations } = DEFAULT_PROTOCOL;
const cohort = syntheticCohort({ seed: 31 });
const { model, evaluation } = fitModel(cohort, {
  ...DEFAULT_PROTOCOL,
  validation: { ...validation, folds: 0 },
  bootstrap: { ...bootstrap, count: 0 },
  permutations: { ...permutations, count: 0 },
});
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const documents = new Map<string, unknown>([
  [
    ARTEFACTS.report,
    plain({ ...evaluation, about: { split: { by: 'stratified', testFraction: 0.5, seed: 1 } }, source: { id: 'pid' } }),
  ],
  [ARTEFACTS.model, plain(model)],
]);
const sheetsOf = (more: [string, unknown][] = []): Sheet[] =>
  CHECKLISTS.map((one) => fillSheet(one, new Evidence(new Map([...documents, ...more]))));
const rowOf = (sheets: readonly Sheet[], id: string, item: string) =>
  sheets.find(({ checklist }) => checklist === id)?.rows.find((row) => row.item === item);

describe('a sheet', () => {
  it('points to places that hold the value it shows', () => {
    let followed = 0;
    for (const { rows } of sheetsOf()) {
      for (const { file, path, value } of rows.flatMap(({ pointers }) => pointers)) {
        const found = valueAt(documents.get(file), path);
        expect(found, `${file}#${path}`).toBeDefined();
        if (typeof found === 'number') expect(value).toBe(found);
        followed++;
      }
    }
    expect(followed).toBeGreaterThan(100);
  });

  it('claims nothing of an empty folder', () => {
    for (const one of CHECKLISTS) {
      const { rows, score } = fillSheet(one, new Evidence(new Map()));
      expect(rows.filter(({ status }) => status === 'shown' || status === 'partly')).toEqual([]);
      if (score?.kind === 'percent') expect(score.percent).toBe(0);
      if (score?.kind === 'points') expect(score.points).toBe(score.least);
    }
  });

  it('leaves to the author what is prose', () => {
    const prose = sheetsOf().flatMap(({ rows }) => rows.filter(({ author }) => author));
    expect(prose.length).toBeGreaterThan(20);
    for (const row of prose)
      expect(row).toMatchObject({
        status: 'gap',
        value: 'gap',
        pointers: [],
        gap: expect.stringMatching(/^For the author: /),
      });
  });

  it('shows a measure of a model without test rows nowhere, though training rows have it', () => {
    const report = {
      ...(documents.get(ARTEFACTS.report) as object),
      test: null,
      counts: { ...evaluation.counts, test: { n: 0, events: 0 } },
    };
    const sheets = sheetsOf([[ARTEFACTS.report, report]]);
    for (const item of ['20', '21', '22', '24', '26'])
      expect(rowOf(sheets, 'metrics', item)?.status, item).not.toBe('shown');
  });

  it('scores METRICS as its form does: shown weights by weights that apply', () => {
    const [metrics] = sheetsOf();
    const score = metrics.score;
    const weight = (keep: (row: Sheet['rows'][number]) => boolean) =>
      metrics.rows.filter(keep).reduce((sum, row) => sum + (row.weight ?? 0), 0);
    const percent =
      (100 * weight(({ status }) => status === 'shown')) / weight(({ status }) => status !== 'not applicable');
    expect(score).toMatchObject({ kind: 'percent', percent: Number(percent.toFixed(1)) });
  });

  it('takes an item out of METRICS only if somebody says that its condition does not hold', () => {
    const study = (segmentation: string) =>
      [[ARTEFACTS.study, { segmentation, statements: {} }]] as [string, unknown][];
    expect(rowOf(sheetsOf(), 'metrics', '9')?.status).toBe('gap');
    expect(rowOf(sheetsOf(study('automatic')), 'metrics', '9')?.status).toBe('gap');
    expect(rowOf(sheetsOf(study('manual')), 'metrics', '9')).toMatchObject({
      status: 'not applicable',
      value: expect.stringContaining('by hand'),
    });
    expect(rowOf(sheetsOf(), 'metrics', '17')?.status).toBe('not applicable');
  });

  it('shows the size of a study only if it reaches the criteria that the report holds', () => {
    const sized = (patients: number): [string, unknown][] => [
      [
        ARTEFACTS.report,
        {
          ...(documents.get(ARTEFACTS.report) as object),
          sampleSize: { patients, needed: { needed: { patients: 300 } } },
        },
      ],
    ];
    for (const [id, item] of [
      ['clear', '9'],
      ['tripod-ai', '10'],
      ['metrics', '16'],
    ]) {
      expect(rowOf(sheetsOf(sized(299)), id, item)).toMatchObject({
        status: 'partly',
        value: expect.stringContaining('300'),
      });
      expect(rowOf(sheetsOf(sized(300)), id, item)?.status).toBe('shown');
      expect(rowOf(sheetsOf(), id, item)?.status).toBe('partly');
    }
  });

  it('of a version of the service shows what its answers hold, and names its engine', () => {
    const columns = ['t2fs_original_glcm_Idm', 'dwi_original_firstorder_Mean'];
    const answers = new Map<string, unknown>([
      [
        ARTEFACTS.version,
        { institutions: ['demo-1', 'demo-2'], engineVersion: '1.4.0', settingsHash: 'ab', protocol: 'her2-pcr@1' },
      ],
      [ARTEFACTS.versionModel, documents.get(ARTEFACTS.model)],
      [ARTEFACTS.evaluation, { ...plain(evaluation), selection: { ...plain(evaluation.selection), columns } }],
      [ARTEFACTS.engine, { features: { version: '1.4.0' }, conformance: { passed: 482, failed: 0 } }],
    ]);
    const sheets = CHECKLISTS.map((one) => fillSheet(one, new Evidence(answers)));
    expect(['4', '12', '13', '22'].map((item) => rowOf(sheets, 'metrics', item)?.status)).toEqual([
      'shown',
      'shown',
      'partly',
      'shown',
    ]);
    expect(rowOf(sheets, 'metrics', '23')?.status).toBe('partly');
  });

  it('shows what the author states as stated, and counts it nowhere', () => {
    const text = 'Approved by the committee of a synthetic hospital.';
    const statements = { 'clear:8': { text, where: 'Methods' }, 'metrics:2': { text }, 'metrics:15': { text } };
    const sheets = sheetsOf([[ARTEFACTS.study, { statements }]]);
    expect(rowOf(sheets, 'clear', '8')).toMatchObject({ status: 'stated', value: expect.stringContaining(text) });
    expect(rowOf(sheets, 'metrics', '2')?.status).toBe('stated');
    expect(rowOf(sheets, 'metrics', '15')?.status).toBe('shown');
    expect(sheets[0].score).toEqual(sheetsOf()[0].score);
  });

  it('is Markdown, CSV and HTML in which nothing of an artefact is markup', () => {
    const nasty = '</td><script>alert(1)</script>|"=1+1';
    const report = { ...(documents.get(ARTEFACTS.report) as object), source: { id: nasty, outcome: nasty } };
    const sheets = sheetsOf([[ARTEFACTS.report, report]]);
    const html = sheetsHtml(sheets, { title: nasty, notice: 'Research use only.', facts: [] });
    expect(html).not.toContain('<script>');
    const [, clear] = sheets;
    const lines = sheetMarkdown(clear, 'Research use only.')
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(new Set(lines.map((line) => line.replaceAll('\\|', '').split('|').length)).size).toBe(1);
    expect(sheetCsv(clear).split('\n')).toHaveLength(58 + 2);
  });
});
