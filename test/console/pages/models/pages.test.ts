/** The pages of lines and versions, and monitoring, in Chromium: views, decisions, states, axe. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';
import { type Asked, fixtureApi, type Situation } from './fixture-api.ts';
import { FixtureLine, fittedVersions } from './fixture-line.ts';

/** Screenshots are kept where this names a folder. */
const SHOTS = process.env.RADSCORE_SHOTS;

describe.skipIf(!hasChromium)('the pages of models', () => {
  let served: ServedConsole;
  const situation = {} as { -readonly [Key in keyof Situation]: Situation[Key] };
  const asked: Asked[] = [];
  let fits: ReturnType<typeof fittedVersions>;
  beforeAll(async () => {
    fits = fittedVersions();
    served = await serveConsole({ fixtures: (request) => fixtureApi(situation, asked)(request) });
  }, 120_000);
  afterAll(() => served?.close());
  beforeEach(() => {
    asked.length = 0;
    Object.assign(situation, {
      line: new FixtureLine(fits),
      standing: 'member',
      isEmpty: false,
      isUnreachable: false,
      drifts: false,
      hasFault: false,
      studies: studies(),
      after: 0,
    });
  });

  async function shot(page: Page, name: string): Promise<void> {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
  }

  it('show versions, lineage, two versions on the same axes and the gates', async () => {
    const page = await served.open('/models/her2-pcr');
    await page.locator('figure svg.plot').nth(3).waitFor();
    expect(await page.locator('h1').textContent()).toBe('her2-pcr');
    expect(await page.locator('.synthetic').count()).toBe(1);
    expect(await page.locator('section h2').allTextContents()).toEqual(
      expect.arrayContaining(['Versions', 'Compare', 'Gates']),
    );
    const roc = page.locator('figure', { hasText: 'Does it tell them apart?' });
    expect(await roc.locator('path.ln.d1, path.ln.d2').count()).toBe(2);
    expect(await roc.locator('desc').textContent()).toMatch(/AUC 0\.\d\d \(0\.\d\d–.*\) and 0\.\d\d/);
    expect(await page.locator('table', { hasText: 'In words' }).textContent()).toMatch(
      /65 rows cannot prove it|these rows show it|The same/,
    );
    expect(await page.locator('tr', { hasText: 'Refused' }).first().locator('a', { hasText: 'Why' }).count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'model');
  });

  it('promote a version with a reason, and roll back', async () => {
    const page = await served.open('/models/her2-pcr');
    await page.getByRole('button', { name: 'Promote version 7' }).click();
    const dialog = page.locator('dialog');
    await dialog.getByText(/not proven|is proven|not above/).waitFor();
    expect(await dialog.locator('h2').textContent()).toBe('Promote version 7?');
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'promote');
    await dialog.locator('textarea').fill('too short');
    await dialog.locator('button[type=submit]').click({ force: true });
    await dialog.getByText('at least 10 characters').waitFor();
    expect(asked).toEqual([]);
    await dialog.locator('textarea').fill('31 more outcomes, no gate refused');
    await dialog.locator('button[type=submit]').click();
    await page.getByText('Version 7 answers from now on.').waitFor();
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/v1/models/her2-pcr/versions/7/promotion',
        body: { reason: '31 more outcomes, no gate refused' },
      },
    ]);
    // By keyboard alone: Esc keeps and gives the focus back, the first field has it, the last button repeats the verb.
    const back = page.getByRole('button', { name: 'Roll back to 5' });
    await back.focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement?.textContent')).toBe('Roll back to 5');
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.type('calibration drifts since Monday');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Version 5 answers again.').waitFor();
    expect(asked.at(-1)?.path).toBe('/v1/models/her2-pcr/rollback');
  });

  it('say which gate refuses a promotion, and disable the button of a version that a gate refuses', async () => {
    situation.line.refusesPromotion = true;
    const page = await served.open('/models/her2-pcr');
    await page.getByRole('button', { name: 'Promote version 7' }).click();
    await page.locator('dialog textarea').fill('let us see what the gates say');
    await page.locator('dialog button[type=submit]').click();
    await page.getByText('Version 7 was not promoted: gates refuse it.').waitFor();
    await shot(page, 'promote-refused');
    const refused = await served.open('/models/her2-pcr/versions/6');
    const button = refused.getByRole('button', { name: /Promote version 6/ });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.textContent()).toMatch(/^Refused by: /);
    await button.click({ force: true });
    expect(await refused.locator('dialog').count()).toBe(0);
  });

  it('show one version: figures in their order, curves, selection, nomogram, card', async () => {
    const page = await served.open('/models/her2-pcr/versions/7');
    await page.locator('.picture img').waitFor();
    expect(await page.locator('.stat .k').allTextContents()).toEqual([
      'What new patients may expect',
      'On rows that it has not seen',
      'On its own training rows: too good',
    ]);
    expect(await page.locator('.picture img').getAttribute('alt')).toMatch(/^Version 7: .{20}/);
    expect(
      await page.locator('figure', { hasText: 'LASSO path of version 7' }).locator('path.ln.d1').count(),
    ).toBeGreaterThan(0);
    await page.getByText('Training rows, too good').click();
    expect(new URL(page.url()).searchParams.get('rows')).toBe('train');
    await page.getByText('The versions were fitted on these rows').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'version');
  });

  it('compare any two versions that the address names', async () => {
    const page = await served.open('/models/her2-pcr/compare?a=7&b=3');
    await page.locator('.picture img').nth(1).waitFor();
    expect(await page.locator('select').first().inputValue()).toBe('7');
    await page.locator('select').nth(1).selectOption('5');
    expect(new URL(page.url()).searchParams.get('b')).toBe('5');
    await page.locator('table', { hasText: 'In words' }).filter({ hasText: 'Version 5' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'compare');
  });

  it('show others what is published, and nothing to change', async () => {
    situation.standing = 'guest';
    const page = await served.open('/models/demo-console~her2-pcr');
    await page.getByText('groups of at least five patients').first().waitFor();
    expect(await page.locator('button', { hasText: /Promote|Roll back|Train/ }).count()).toBe(0);
    expect(served.requests.some(({ url }) => url.includes('demo-console~her2-pcr/audit'))).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'guest');
  });

  it('show the cohort, the runs and the settings, and train', async () => {
    const page = await served.open('/models/her2-pcr/cohort?v=7');
    await page.locator('table', { hasText: 'BB-0002' }).waitFor();
    expect(
      await page.locator('section.card', { hasText: 'Labelled studies that are no rows' }).textContent(),
    ).toContain('study-partial');
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'cohort');
    await page.getByRole('link', { name: 'Runs' }).click();
    await page.locator('table', { hasText: 'Made a version' }).waitFor();
    await page.getByRole('button', { name: 'Train a version' }).click();
    await page.locator('dialog button[type=submit]').click();
    await page.getByText('You may close this page').waitFor();
    expect(new URL(page.url()).pathname).toBe('/models/her2-pcr/runs/run-8');
    expect(asked.at(-1)).toMatchObject({ method: 'POST', path: '/v1/models', body: { name: 'her2-pcr' } });
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'run');
    await page.getByRole('link', { name: 'Settings and log' }).click();
    await page.getByText('Every institution').click();
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await page.getByText('The settings are saved').waitFor();
    expect(asked.at(-1)).toMatchObject({ method: 'PUT', body: { shared: true, promotion: 'manual' } });
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'settings');
  });

  it('say what to do first, what is offline and what is missing', async () => {
    situation.isEmpty = true;
    const empty = await served.open('/models');
    await empty.getByText('No model yet').waitFor();
    await empty.getByRole('button', { name: 'Train a new line' }).click();
    await empty.getByRole('button', { name: 'Train the line' }).click();
    expect(await empty.locator('[name=name]').getAttribute('aria-invalid')).toBe('true');
    expect(await axeFindings(empty)).toEqual([]);
    await shot(empty, 'empty');
    situation.isUnreachable = true;
    const offline = await served.open('/models/her2-pcr');
    await offline.getByText('The service cannot be reached.').first().waitFor();
    expect(await axeFindings(offline)).toEqual([]);
    situation.isUnreachable = false;
    situation.isEmpty = false;
    await offline.locator('table', { hasText: 'Promoted' }).first().waitFor({ timeout: 10_000 });
    const missing = await served.open('/models/her2-pcr/versions/99');
    await missing.getByText('There is no such page.').waitFor();
  });

  it('watch: an alarm first, drift with intervals, calibration, the scorecard; else that nothing is stuck', async () => {
    situation.drifts = true;
    const page = await served.open('/monitoring');
    await page.locator('figure').first().waitFor();
    expect(await page.locator('.find h2').first().textContent()).toMatch(/has changed since 2026-/);
    expect(await page.locator('.find', { hasText: 'stuck' }).textContent()).toContain('BB-0104');
    expect(await page.locator('table', { hasText: 'Observed / expected' }).last().textContent()).toContain(
      'Look into it',
    );
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, 'monitoring');
    situation.drifts = false;
    situation.studies = studies().filter(({ status }) => status === 'complete');
    const calm = await served.open('/monitoring');
    await calm.getByText('Nothing is stuck').waitFor();
    await shot(calm, 'monitoring-calm');
    situation.hasFault = true;
    const partial = await served.open('/monitoring');
    await partial.getByText('Internal error').waitFor();
    expect(await partial.locator('.stat').count()).toBe(4);
  });

  it.each([
    ['/models/her2-pcr', 'model'],
    ['/models/her2-pcr/versions/7', 'version'],
    ['/monitoring', 'monitoring'],
  ])('fit a phone, in the dark, in German: %s', async (path, name) => {
    situation.drifts = true;
    const page = await served.open(path, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      locale: 'de-DE',
    });
    await page.locator('figure svg:visible').first().waitFor();
    await page.waitForLoadState('networkidle');
    const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wide).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, `${name}-phone-dark-de`);
  });

  it('meet no fault of the page and no refusal of its policy, and ask no other server', () => {
    expect(served.faults.filter((fault) => !/Failed to load resource|ERR_EMPTY_RESPONSE/.test(fault))).toEqual([]);
    const hosts = served.requests.filter(({ url }) => !url.startsWith('blob:')).map(({ url }) => new URL(url).host);
    expect([...new Set(hosts)]).toEqual([new URL(served.url).host]);
  });
});

function studies(): Readonly<Record<string, unknown>>[] {
  const now = Date.now();
  const at = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const study = (number: number, status: string, minutes: number, more = {}) => ({
    studyId: `BB-${String(number).padStart(4, '0')}`,
    status,
    receivedAt: at(minutes + 5),
    updatedAt: at(minutes),
    dataOrigin: 'synthetic',
    ...more,
  });
  const answered = Array.from({ length: 30 }, (_, k) =>
    study(k + 1, 'complete', 600 * (k + 1), {
      prediction: { owner: 'demo-console', model: 'her2-pcr', version: 5 },
      ...(k % 2 === 0 && { outcome: { pcr: k % 3 === 0, recordedAt: at(60), source: 'api' } }),
    }),
  );
  return [
    study(101, 'analysing', 1),
    study(104, 'analysing', 95),
    study(102, 'failed', 300, { reason: { code: 'geometry-mismatch', message: 'got a mask beside its image.' } }),
    study(103, 'quarantined', 400, { reason: { code: 'identifiable', message: 'got what may identify.' } }),
    ...answered,
  ];
}
