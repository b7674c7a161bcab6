/** The pages of a line of imported signatures, in Chromium: marked as such, without asking for what only a fit has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';

const NOTICE = 'Research use only. Not a medical device.';
const AT = '2026-11-27T20:00:00.000Z';
const KEY = { owner: 'demo-console', name: 'smith', protocol: 'imported' };
const GATES = ['auc-in-test', 'new-events'].map((gate) => ({
  gate,
  passed: null,
  refuses: false,
  got: 'not applicable: imported, without training or test rows',
  wanted: 'a version that was fitted here',
  figures: {},
  message: 'This gate does not apply.',
}));

/** As the API answers for two imports of one file (test/workflow/signatures.test.ts). */
const versions = [1, 2].map((version) => ({
  ...KEY,
  version,
  runId: `import-${version}`,
  trigger: 'import',
  createdAt: AT,
  dataOrigin: 'synthetic',
  institutions: [],
  participants: [],
  split: { by: 'imported' },
  seed: 0,
  settingsHash: 'a'.repeat(64),
  engineVersion: '1.4.0',
  modelSha256: 'b'.repeat(64),
  selected: ['ct_original_shape_Sphericity'],
  rows: { train: 0, test: 0 },
  apparent: { auc: null, ci: [null, null] },
  audience: 'participant',
  state: version === 2 ? 'champion' : 'candidate',
  status: { judgement: { at: AT, passed: true, gates: GATES } },
  imported: {
    signature: 'smith-2024',
    title: 'A published score of a test',
    doi: null,
    citation: 'a test',
    coefficients: 'made up',
    sha256: 'b'.repeat(64),
    measuredBy: null,
    assumed: version === 2 ? [{ path: 'radScore.intercept', value: 0 }] : [],
    open: 3,
  },
}));

const aliases = { promoted: 2, challenger: null };
const line = {
  ...KEY,
  recipe: { split: { by: 'imported' }, seed: 0 },
  settings: { shared: false, promotion: 'automatic', gates: {} },
  createdAt: AT,
  revision: 3,
  standing: 'member',
  ...aliases,
  testLooks: 0,
  notice: NOTICE,
};

describe.skipIf(!hasChromium)('the pages of an imported line', () => {
  let served: ServedConsole;
  const asked: string[] = [];
  beforeAll(async () => {
    served = await serveConsole({
      fixtures: ({ url: { pathname } }) => {
        asked.push(pathname);
        if (pathname === '/v1/models') {
          const summary = { ...KEY, standing: 'member', shared: false, ...aliases, versions: 2, runs: [] };
          return { body: { models: [summary], notice: NOTICE } };
        }
        if (pathname === '/v1/models/smith') return { body: line };
        if (pathname.endsWith('/versions')) return { body: { ...KEY, ...aliases, versions, notice: NOTICE } };
        if (pathname.endsWith('/audit')) return { body: { ...KEY, changes: [], notice: NOTICE } };
        return { status: 404, body: { type: 'about:blank', title: 'Not there', status: 404, detail: 'Imported.' } };
      },
    });
  }, 120_000);
  afterAll(() => served?.close());

  it.each([
    ['/models/smith/versions/2', 'Imported signature', 'radScore.intercept = 0'],
    ['/models/smith', 'imported from a publication', 'by import'],
    ['/models/smith/compare', 'Imported signature', 'no rows to be compared on'],
    ['/models/smith/cohort', 'Imported signature', 'has no cohort here'],
  ])('%s', async (path, ...wanted) => {
    asked.length = 0;
    const page = await served.open(path);
    for (const text of wanted) await page.getByText(text).first().waitFor();
    expect(await page.getByText('Not there').count()).toBe(0);
    expect(asked.filter((one) => /evaluation|card|cohort|comparison|reference|svg/.test(one))).toEqual([]);
    if (path.includes('versions')) expect(await axeFindings(page)).toEqual([]);
  });
});
