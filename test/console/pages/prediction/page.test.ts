/** The page of a prediction in Chromium, its service answered by fixtures: every state, what-if, keyboard, paper. */
import { Random } from '@radscore/statistics';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';
import { answeredPatient, answerOfService, type Prediction } from './answered.ts';
import { analysedStudy, type FixtureService, fixtureService, referenceOf } from './service.ts';

const REASON = { code: 'geometry-mismatch', message: 'got a mask 8.4 mm beside its image; wanted the same grid.' };

describe.skipIf(!hasChromium)('the page of a prediction', () => {
  const patient = answeredPatient();
  let service: FixtureService;
  let served: ServedConsole;
  /** One page for all tests that need no other: a visit is a change of view. */
  let page: Page;

  beforeAll(async () => {
    service = fixtureService(patient, [
      analysedStudy('BB-0042'),
      analysedStudy('BB-0043', { clinical: {} }),
      analysedStudy('BB-0044', {
        status: 'analysing',
        startedAt: '2026-11-27T09:41:00.000Z',
        sequences: { dce: { state: 'running' } },
      }),
      analysedStudy('BB-0045', { status: 'failed', reason: REASON }),
      analysedStudy('BB-0046', { status: 'quarantined', reason: { code: 'identifiable', message: 'got 1 file.' } }),
      analysedStudy('BB-0047', { clinical: { ki67: 900, morphology: 'regular' } }),
      analysedStudy('BB-0048', { status: 'awaiting-upload' }),
      analysedStudy('BB-0049', { status: 'failed', reason: { code: 'internal-error', message: 'the service failed' } }),
    ]);
    served = await serveConsole({ fixtures: service.fixtures, institution: 'demo-prediction' });
    page = await served.open('/studies/BB-0042/prediction');
    await page.locator('.swarm').waitFor();
  }, 60_000);
  afterAll(() => served?.close());
  afterEach(() => {
    service.patient = patient;
    service.instead.clear();
    service.unreachable.clear();
  });

  /** Goes to a view without loading the console again: the session is in memory. */
  async function visit(study: string, query = ''): Promise<void> {
    await page.evaluate((to) => {
      const link = document.createElement('a');
      link.href = to;
      document.body.append(link);
      link.click();
      link.remove();
    }, `/studies/${study}/prediction${query}`);
    await page.locator('h1', { hasText: study }).waitFor();
  }
  const main = async (): Promise<string> => (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
  const clinical = { ki67: 35, morphology: 'irregular' };
  const answer = (): Prediction => answerOfService(patient, clinical) as unknown as Prediction;

  it('shows number, word, interval and threshold, and the points, contributions, place and model that explain them', async () => {
    const text = await main();
    const { probability, interval, radScore, points } = answer();
    const percent = (share: number): string => `${Math.round(100 * share)} %`;
    expect((await page.locator('.hero').innerText()).replace(/\s/g, '')).toBe(percent(probability).replace(' ', ''));
    expect(text).toContain('Likely responder');
    expect(await page.locator('.answer svg title').first().textContent()).toBe(
      `Probability ${percent(probability)}, interval ${percent(interval[0])} to ${percent(interval[1])}`.replaceAll(
        ' %',
        '\u00a0%',
      ),
    );
    expect(text).toContain(`What makes up the Rad-score of ${radScore.toFixed(2)}`);
    expect(await page.locator('.nomogram desc').textContent()).toContain(
      `Together ${points?.total.toFixed(1)} points, a probability of ${percent(probability).replace(' ', '\u00a0')}`,
    );
    expect(text).toContain('0.76 (0.64 to 0.88)');
    expect(text).toContain('phase-chosen');
    expect(await page.locator('.swarm circle').count()).toBe(118);
    expect(await page.locator('.strip').innerText()).toContain('Synthetic data');
    expect(await page.title()).not.toContain('%');
    expect(served.faults).toEqual([]);
  });

  it('computes what-if in the page, without a request, and goes back to what was measured', async () => {
    const random = new Random(23);
    const slider = page.locator('input[type=range]');
    const shown = page.locator('output .big');
    for (const [ki67, morphology] of [
      [50, 'irregular'],
      [12, 'non-mass'],
      [70, 'regular'],
    ] as const) {
      await page.locator('.seg label').getByText(morphology, { exact: true }).click();
      await slider.fill(String(ki67));
      const wanted = (answerOfService(patient, { ki67, morphology }) as { probability: number }).probability;
      expect((await shown.innerText()).replaceAll('\u00a0', ' ')).toBe(`${Math.round(100 * wanted)} %`);
    }
    expect(await slider.getAttribute('aria-valuetext')).toBe('70\u00a0%');
    const requests = served.requests.length;
    for (let k = 0; k < 20; k++) await slider.fill(String(random.below(80)));
    expect(served.requests.length).toBe(requests);
    await page.getByRole('button', { name: 'Back to the measured values' }).click();
    expect(await page.locator('output').innerText()).toContain('The same as with the measured values');
    expect(await slider.inputValue()).toBe('35');
  });

  it('moves a slider by one, ten and to the ends by keyboard', async () => {
    const slider = page.locator('input[type=range]');
    await slider.focus();
    const after = async (key: string): Promise<string> => {
      await page.keyboard.press(key);
      return slider.inputValue();
    };
    expect(await after('ArrowRight')).toBe('36');
    expect(await after('PageUp')).toBe('46');
    expect(await after('PageDown')).toBe('36');
    expect(await after('Home')).toBe('0');
    expect(await after('End')).toBe(await slider.getAttribute('max'));
    await page.getByRole('button', { name: 'Back to the measured values' }).click();
  });

  it('has no what-if if the model at hand does not give the answer of the service', async () => {
    const { owner, name, version } = (
      answerOfService(patient, clinical) as { model: { owner: string; name: string; version: number } }
    ).model;
    const other = structuredClone(patient.model);
    (other.nomogram as { fit: { coefficients: number[] } }).fit.coefficients[0] += 1e-9;
    service.instead.set(`GET /v1/models/${owner}~${name}/versions/${version}/model`, {
      body: { model: other, submodels: [] },
    });
    await visit('BB-0043');
    await visit('BB-0042');
    await page.getByText('What-if is not offered here.').waitFor();
  });

  it('prints two pages of A4 with the notice on each, without what-if and navigation', async () => {
    await visit('BB-0043');
    await visit('BB-0042');
    await page.locator('.swarm').waitFor();
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(2);
    const [, , width, height] = /\/MediaBox\s*\[([\d. ]+)\]/.exec(pdf)?.[1].split(' ').map(Number) ?? [];
    expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.paper-strip').innerText()).toContain('Research use only. Not a medical device.');
    expect(await page.locator('.paper-foot').innerText()).toMatch(
      /BB-0042 · demo-prediction~her2-pcr 5 · engine 1\.4\.0/,
    );
    for (const hidden of ['.nav', '.tabs', '.head .act', 'input[type=range]', '.strip'])
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await page.emulateMedia({ media: null, colorScheme: 'light' });
  });

  it('prints two pages of the largest model that the protocol allows, with many warnings', async () => {
    const level = 'positive in some samples';
    const values = { hormoneReceptor: level, menopausalStatus: level, nodalStatus: level, histologicalType: level };
    const codes = ['phase-chosen', 'region-of-other-phase', 'code-1', 'code-2', 'code-3', 'code-4', 'code-5', 'code-6'];
    const message = 'got something that needs a long sentence; wanted the same grid as its image, which was resampled.';
    service.patient = answeredPatient(true);
    service.studies.set(
      'BB-0060',
      analysedStudy('BB-0060', {
        clinical: { ...clinical, ...values },
        warnings: codes.map((code) => ({ code, message, sequence: 'dce' })),
      }),
    );
    await visit('BB-0060');
    await page.locator('.swarm').waitFor();
    await page.locator('.nomogram').waitFor();
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(2);
  });

  it('says that the Rad-score answers alone, and asks for what is missing; entered values give the nomogram', async () => {
    await visit('BB-0043');
    await page.getByText('Clinical values are missing').waitFor();
    expect(await main()).toContain('clinical-missing');
    await page.getByRole('button', { name: 'Save and ask again' }).click();
    expect(await page.locator('form [role=alert]').innerText()).toBe('Enter at least one value.');
    await page.locator('form').getByLabel('Ki-67').fill('35');
    await page.locator('form').getByLabel('Morphology').selectOption('irregular');
    await page.locator('form').getByLabel('Morphology').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.nomogram').waitFor();
    expect(await page.locator('form').count()).toBe(0);
    service.studies.set('BB-0043', analysedStudy('BB-0043', { clinical: {} }));
  });

  it('abstains in the place and size of the answer, with what would resolve it', async () => {
    await visit('BB-0047');
    await page.locator('.hero.none').waitFor();
    const text = await main();
    expect(text).toContain('No answer');
    expect(text).toContain('What would give an answer');
    expect(text).toContain('ki67 lies at least 10 widths of the training range beyond it; the model allows 1.');
    expect(text).toContain('outside-cohort');
    expect(text).not.toMatch(/\d %/);
  });

  it.each([
    ['BB-0044', 'The study is being analysed.', 'asks every 4 seconds'],
    ['BB-0045', 'The study was refused', 'geometry-mismatch'],
    ['BB-0046', 'The study is in quarantine', 'identifiable'],
    ['BB-0048', 'waits for its files', 'manifest last'],
    ['BB-0049', 'The analysis failed. Nothing is lost.', 'internal-error'],
    ['BB-9999', 'There is no such study.', 'withdrawn'],
  ])('says why there is no prediction: %s', async (study, title, more) => {
    await visit(study);
    await page.getByText(title).first().waitFor();
    expect(await main()).toContain(more);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('says what to do if no model is promoted, and if the version in the address does not answer', async () => {
    service.instead.set('GET /v1/models', { body: { models: [] } });
    service.studies.set('BB-0050', analysedStudy('BB-0050', { prediction: undefined }));
    await visit('BB-0050');
    await page.getByText('No model answers for this protocol yet.').waitFor();
    expect(await main()).toContain('her2-pcr@1');
    service.instead.clear();
    await visit('BB-0042', '?version=77');
    await page.getByText('There is no such version.').waitFor();
    await page.getByRole('link', { name: 'Show the promoted version' }).click();
    await page.locator('.hero').waitFor();
    expect(page.url()).not.toContain('version');
  });

  it('keeps the answer when the service is gone, and goes on by itself', async () => {
    await visit('BB-0043');
    await visit('BB-0042');
    await page.locator('.swarm').waitFor();
    service.unreachable.add('*');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('The service cannot be reached.').first().waitFor();
    expect(await page.locator('.hero').isVisible()).toBe(true);
    service.unreachable.clear();
    await page.getByText('The service cannot be reached.').first().waitFor({ state: 'detached', timeout: 9000 });
  });

  it('shows groups and no dots to who may not see rows', async () => {
    const score = {
      quantiles: [],
      groups: [
        { from: null, to: 0.4, n: 60 },
        { from: 0.4, to: null, n: 60 },
      ],
    };
    service.instead.set('GET /v1/models/demo-prediction~her2-pcr/versions/5/reference', {
      body: { ...referenceOf(patient), audience: 'other', n: 120, score: { probability: score, radScore: score } },
    });
    await visit('BB-0043');
    await visit('BB-0042');
    await page.locator('.swarm rect').first().waitFor();
    expect(await page.locator('.swarm circle').count()).toBe(0);
    expect(await main()).toContain('Groups of five patients or more');
  });

  it('is clean by axe in light, dark and on a phone, and nothing but tables and drawings scrolls sideways', async () => {
    await visit('BB-0043');
    await visit('BB-0042');
    await page.locator('.swarm').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      // Colours that change over 120 ms have others in between.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await axeFindings(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    // The table of points comes before the drawing.
    expect(await page.getByRole('table', { name: 'Points of this patient' }).isVisible()).toBe(true);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('without the scope for models the answer stands, and the page says which scope the rest needs', async () => {
    const other = await serveConsole({
      fixtures: service.fixtures,
      institution: 'demo-prediction',
      scopes: ['studies:read', 'predictions:create'],
    });
    try {
      const view = await other.open('/studies/BB-0042/prediction');
      await view.locator('.hero').waitFor();
      await view.getByText('Needs the scope models:read.').first().waitFor();
      expect(await view.locator('.nomogram').count()).toBe(0);
      expect(await view.getByRole('table', { name: 'Points of this patient' }).isVisible()).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('has only texts of the chosen language where German is chosen', async () => {
    const view = await served.open('/studies/BB-0043/prediction', { locale: 'de-DE' });
    await view.locator('.swarm').waitFor();
    expect(await view.locator('.verdict').innerText()).toMatch(/Ansprechen|Schwelle/);
    for (const word of await view.locator('main h2, main button, main label').allInnerTexts())
      expect(word).not.toMatch(/\b(the|with|of|is)\b/);
    await view.context().close();
  });

  it('shows every part of an answer on the page of components', async () => {
    const view = await served.open('/components', { signedIn: false });
    await view.locator('.answer').nth(3).waitFor();
    const verdicts = await view.locator('.verdict').allInnerTexts();
    expect(verdicts.map((text) => text.trim())).toEqual([
      'Likely responder',
      'Likely non-responder',
      'Near the threshold',
      'The model abstains',
    ]);
    expect(await axeFindings(view)).toEqual([]);
    await view.context().close();
  });
});
