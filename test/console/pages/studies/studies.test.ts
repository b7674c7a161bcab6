/** The list of studies in Chromium: 5,000 rows, keyboard, states, outcome, withdrawal, drop. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';
import { SyntheticApi } from './synthetic-studies.ts';

const PHONE = { width: 390, height: 844 };
/** Rows in the document. */
const rowsOf = (page: Page) => page.locator('tbody [data-row]');
const idsOf = (page: Page) => page.locator('tbody th a').allTextContents();

describe.skipIf(!hasChromium)('the list of studies', () => {
  let served: ServedConsole;
  let api: SyntheticApi;
  beforeAll(async () => {
    served = await serveConsole({ fixtures: (request) => api.fixtures(request) });
  }, 60_000);
  afterAll(() => served?.close());
  afterEach(() => {
    api.interfere = undefined;
  });

  async function open(count: number, path = '/studies'): Promise<Page> {
    api = new SyntheticApi(count);
    const page = await served.open(path);
    if (count > 0) await rowsOf(page).first().waitFor();
    return page;
  }

  describe('of 5,000', () => {
    let page: Page;
    beforeAll(async () => {
      page = await open(5000);
      await page.getByText('5,000 of 5,000 studies').waitFor();
    }, 30_000);

    it('has at most 60 rows in the document, wherever it is scrolled to, and says how many there are', async () => {
      const table = page.locator('table');
      expect(await table.getAttribute('aria-rowcount')).toBe('5001');
      for (const share of [0, 0.31, 0.77, 1]) {
        await page.evaluate((at) => scrollTo(0, at * document.documentElement.scrollHeight), share);
        await expect.poll(() => seenParts(page)).toEqual(['row']);
        expect(await rowsOf(page).count()).toBeLessThanOrEqual(60);
      }
      const last = rowsOf(page).last();
      await expect.poll(() => last.getAttribute('aria-rowindex')).toBe('5001');
      expect(await last.locator('th').textContent()).toBe('SYN-95001');
    });

    it('sorts by a header, and says so', async () => {
      await page.evaluate(() => scrollTo(0, 0));
      const header = page.getByRole('columnheader', { name: 'Received' });
      expect(await header.getAttribute('aria-sort')).toBe('descending');
      await header.getByRole('button').click();
      await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
      await expect.poll(async () => (await idsOf(page))[0]).toBe('SYN-95001');
      await page.getByRole('button', { name: 'Probability of pCR' }).click();
      await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('-probability');
      const shown = await page.locator('.mini text.b').allTextContents();
      const shares = shown.map((text) => Number.parseInt(text, 10));
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    });

    it('finds an id, names the filters that leave nothing, and clears them', async () => {
      await page.keyboard.press('/');
      await page.keyboard.type('syn-9777');
      await page.getByText('10 of 5,000 studies').waitFor();
      expect((await idsOf(page)).every((id) => id.startsWith('SYN-9777'))).toBe(true);
      await page.getByLabel('Status').selectOption('quarantined');
      await page.keyboard.press('/');
      await page.getByRole('searchbox').fill('no such');
      await page.getByText('Study id with “no such” and Status “Quarantined”: none of 5,000.').waitFor();
      await page.locator('.empty').getByRole('button', { name: 'Clear filters' }).click();
      await page.getByText('5,000 of 5,000 studies').waitFor();
      expect(new URL(page.url()).searchParams.get('q')).toBeNull();
    });
  });

  it('goes through the rows by arrows, beyond those in the document, and opens one', async () => {
    const page = await open(300);
    await page.locator('tbody th a').first().focus();
    for (let k = 0; k < 60; k++) await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe(`SYN-${100_000 - 60}`);
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toBe(`SYN-${100_000 - 59}`);
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/studies/SYN-${100_000 - 59}`);
  });

  it('is at its place again for those who come back', async () => {
    const page = await open(1000);
    await page.evaluate(() => scrollTo(0, 21_000));
    await expect.poll(() => seenParts(page)).toEqual(['row']);
    const row = page.locator('tbody [data-row]:nth-child(14)');
    // Rows that were never seen take their real heights, and the place settles.
    await page.waitForTimeout(300);
    const before = (await row.boundingBox())?.y ?? Number.NaN;
    const id = (await row.locator('th a').textContent()) ?? '';
    await row.locator('th a').evaluate((link: HTMLElement) => link.click());
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/studies/${id}`);
    await page.goBack();
    const again = page.locator('tbody tr', { hasText: id });
    await again.waitFor();
    await expect.poll(async () => Math.abs(((await again.boundingBox())?.y ?? 1e9) - before)).toBeLessThan(2);
  });

  it('has a table of keys, whose letters can be switched off', async () => {
    const page = await open(3);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await help.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('n');
    await page.keyboard.press('?');
    expect(new URL(page.url()).pathname).toBe('/studies');
    expect(await help.count()).toBe(0);
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await help.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/studies/new');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await expect.poll(() => new URL(page.url()).pathname).toBe('/studies');
  });

  it('records an outcome, and withdraws a study after asking', async () => {
    const page = await open(40);
    const more = page.getByRole('button', { name: 'More about SYN-99990' });
    await more.click();
    const dialog = page.getByRole('dialog', { name: 'SYN-99990' });
    await dialog.getByText('2,289').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel('No: tumour was left').check();
    await dialog.getByRole('button', { name: 'Record outcome' }).click();
    await dialog.getByText('The outcome of SYN-99990 is recorded.').waitFor();
    expect(api.studies.get('SYN-99990')?.outcome?.pcr).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(() => more.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await page.locator('tr', { hasText: 'SYN-99990' }).textContent()).toContain('No pCR');

    await more.click();
    await dialog.getByRole('button', { name: 'Withdraw study' }).click();
    const question = page.getByRole('dialog', { name: 'Withdraw SYN-99990?' });
    await question.getByRole('button', { name: 'Keep SYN-99990' }).click();
    expect(api.studies.has('SYN-99990')).toBe(true);
    await dialog.getByRole('button', { name: 'Withdraw study' }).click();
    await question.getByRole('button', { name: 'Withdraw SYN-99990' }).click();
    await page.getByText('Copies of the table go after 35 days').waitFor();
    expect(api.studies.has('SYN-99990')).toBe(false);
    expect(await idsOf(page)).not.toContain('SYN-99990');
  });

  it('takes a dropped folder to the page for new studies', async () => {
    const page = await open(0);
    await page.getByRole('heading', { name: 'No study yet' }).waitFor();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'image.nii'));
      const event = (name: string) => new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event('dragover'));
      document.body.dispatchEvent(event('drop'));
    });
    await expect.poll(() => new URL(page.url()).pathname).toBe('/studies/new');
  });

  it('keeps what it has when a page of it fails, and when the service is away', async () => {
    api = new SyntheticApi(1200);
    api.interfere = ({ url }) => (url.searchParams.get('cursor') === '1000' ? { status: 503, body: {} } : undefined);
    const page = await served.open('/studies');
    await page.getByText('Some studies could not be loaded.').waitFor();
    await page.getByText('1,000 of 1,000 studies').waitFor();
    api.interfere = () => 'unreachable';
    await page.getByRole('button', { name: 'Load the others' }).click();
    await page.getByText(/^What you see is from \d\d:\d\d/).waitFor();
    expect(await rowsOf(page).count()).toBeGreaterThan(20);
    api.interfere = undefined;
    await page.getByText('1,200 of 1,200 studies').waitFor({ timeout: 10_000 });
  });

  it.each(['light', 'dark'] as const)('is clean by axe, also as cards: %s', async (colorScheme) => {
    api = new SyntheticApi(130);
    const page = await served.open('/studies', { colorScheme });
    await rowsOf(page).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
    expect(await page.getByRole('row').count()).toBeGreaterThan(20);
  });
});

/** Whether rows or gaps are in the window: a gap would be a blank place. */
function seenParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seen = [...document.querySelectorAll('tbody tr')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    return [...new Set(seen.map((row) => (row.classList.contains('gap') ? 'gap' : 'row')))];
  });
}
