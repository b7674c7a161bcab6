/** The page of a nomogram in Chromium, from a disk: R's points and probabilities, keyboard, paper, and nothing asked for. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNomogramPage } from '../../console/nomogram/build.ts';
import { withNomogram } from '../../console/nomogram/carried-nomogram.ts';
import type { DrawableNomogram } from '../../layers/statistics/nomogram/drawable-nomogram.ts';
import { axeFindings } from '../browser/axe.ts';
import { hasChromium, launchChromium } from '../browser/page.ts';
import { nomogramOf, PATIENTS, R } from '../cli/nomogram/printed-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-nomogram-page-'));
const words = { label: ['age=Age', 'ki67=Ki-67'], unit: ['age=years', 'ki67=%'], event: 'pCR', cutOff: 0.4 };
const pages: Record<string, string> = {};

beforeAll(async () => {
  const page = await buildNomogramPage();
  const known = await nomogramOf('r-lrm-whole.txt', { ...words, synthetic: true });
  const nomograms: Record<string, DrawableNomogram> = {
    known,
    rounded: await nomogramOf('r-glm-summary.txt', { levels: ['grade=I,II,III', 'hr=0=negative,1=positive'] }),
    spline: await nomogramOf('r-lrm-spline.txt', { levels: ['hr=0,1'] }),
    many: many(known),
    hostile: {
      ...known,
      title: '</script><script>document.title = "taken"</script>',
      notes: ['<img src=x onerror=alert(1)>'],
    },
  };
  for (const [name, nomogram] of Object.entries(nomograms)) {
    pages[name] = join(folder, `${name}.html`);
    writeFileSync(pages[name], withNomogram(page, nomogram));
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A dozen terms of long names, which is more than a nomogram should have. */
function many(nomogram: DrawableNomogram): DrawableNomogram {
  const term = nomogram.terms[1];
  const terms = Array.from({ length: 12 }, (_, k) => ({ ...term, name: `dce_wavelet-LLH_glcm_InverseVariance${k}` }));
  return {
    ...nomogram,
    terms,
    covariance: null,
    notes: ['One note.', 'Another note, which is longer than the first.'],
  };
}

describe.skipIf(!hasChromium)('the page of a nomogram', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  /** Opens a page whose every request and fault is kept. */
  async function open(
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; requests: string[]; faults: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', ...options });
    const page = await context.newPage();
    const [requests, faults]: string[][] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(pathToFileURL(pages[name]).href);
    await page.waitForSelector('.terms-card');
    return { page, requests, faults };
  }

  /** Pages of the printed page. */
  const sheets = async (page: Page): Promise<number> =>
    (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  const fill = (page: Page) => page.getByRole('button', { name: 'Fill in the middle of each range' }).click();

  it('gives the points and probabilities of R for fifty patients, typed into it', async () => {
    const { page, requests, faults } = await open('known');
    const age = page.getByRole('textbox', { name: 'Age, value' });
    const ki67 = page.getByRole('textbox', { name: 'Ki-67, value' });
    for (const [k, patient] of PATIENTS.entries()) {
      // Typing fifty patients takes a quarter of a minute: the first and the last are typed, the others are set.
      if (k === 0 || k === PATIENTS.length - 1) {
        await age.fill(patient.age);
        await ki67.fill(patient.ki67);
        await page.locator(`.seg label:text-is("${patient.grade}") input`).check({ force: true });
        await page.locator(`.seg label:text-is("${patient.hr}") input`).check({ force: true });
      } else {
        await page.evaluate(`(({ age, ki67, grade, hr }) => {
          const [first, second] = document.querySelectorAll('.term .input');
          for (const [field, text] of [[first, age], [second, ki67]]) {
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
          }
          for (const label of document.querySelectorAll('.seg label')) {
            if ([grade, hr].includes(label.textContent)) label.click();
          }
          return new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
        })(${JSON.stringify(patient)})`);
      }
      const [probability, ...points] = (await page.evaluate(
        `['#probability', '.earned'].flatMap((one) => [...document.querySelectorAll(one)]).map((one) => Number(one.value))`,
      )) as number[];
      expect(Math.abs(probability - R.lrm.probability[k])).toBeLessThan(0.001);
      const wanted = [R.points.age[k], R.points.ki67[k], R.points.grade[k], R.points.hr[k]];
      wanted.forEach((of, t) => {
        expect(Math.abs(points[t] - of)).toBeLessThan(0.001);
      });
    }
    // What the eye reads is the same: the table has three decimals of the points, two of the percentage.
    const last = PATIENTS.length - 1;
    const table = await page.locator('.numbers').innerText();
    expect(table).toContain(R.points.ki67[last].toFixed(3));
    expect(table).toContain(`${(100 * R.lrm.probability[last]).toFixed(2)}\u00a0%`);
    const shares = [R.lrm.low[last], R.lrm.high[last]].map((end) => `${Math.round(100 * end)}\u00a0%`);
    expect(await page.locator('.interval').innerText()).toBe(`95\u00a0% interval: ${shares.join(' to ')}`);
    expect([requests.filter((url) => !url.startsWith('file:')), faults]).toEqual([[], []]);
    await page.context().close();
  });

  it('is worked by keyboard alone, and says what changes', async () => {
    const { page } = await open('known');
    const slider = page.getByRole('slider', { name: 'Age (years)' });
    expect(await slider.getAttribute('aria-valuetext')).toBe('not given');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('26\u00a0years');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('PageUp');
    expect(await slider.getAttribute('aria-valuetext')).toBe('37\u00a0years');
    expect(await page.getByRole('status').first().innerText()).toContain('Missing: Ki-67, grade, hr.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    // A group of choices has one stop, and the arrows choose.
    for (const key of ['Tab', 'Tab', 'Space', 'ArrowRight', 'Tab', 'Space']) await page.keyboard.press(key);
    expect(await page.locator('#probability').innerText()).toMatch(/^\d+\s*%$/);
    expect(await page.locator('.seg :checked').count()).toBe(2);
    await page.context().close();
  });

  it('says what it cannot say: no interval, rounded coefficients, a value outside, a number that is none', async () => {
    const { page } = await open('rounded');
    await fill(page);
    const said = page.locator('.said');
    expect(await said.innerText()).toContain('No interval');
    expect(await said.innerText()).toContain('does not give the covariance');
    expect(await said.innerText()).toContain('printed in rounded form');
    expect(await said.locator('.band').count()).toBe(0);
    const age = page.getByRole('textbox', { name: 'age, value' });
    await age.fill('99');
    expect(await page.locator('.term').first().innerText()).toContain('Outside 26 to 84');
    await age.fill('old');
    expect(await page.locator('.term').first().innerText()).toContain('Enter a number.');
    expect(await said.innerText()).toContain('Missing: age.');
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await said.innerText()).toContain('Missing: age, ki67, grade, hr.');
    await page.context().close();
  });

  it('is clean for axe, without values and with them, light and dark', async () => {
    const { page, faults } = await open('known');
    expect(await axeFindings(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await fill(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sheets(page)).toBe(2);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it.each<[string, string, BrowserContextOptions]>([
    ['twelve terms on a phone', 'many', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
    ['a spline, in German', 'spline', { locale: 'de-DE' }],
  ])('has room for %s, is clean for axe, and prints on at most two pages', async (_, name, options) => {
    const { page, faults } = await open(name, options);
    await page.locator('.terms-card .btn').first().click();
    expect(await axeFindings(page)).toEqual([]);
    const [wide, has] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as number[];
    expect(wide).toBeLessThanOrEqual(has);
    expect(await sheets(page)).toBeLessThanOrEqual(2);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('runs nothing that a nomogram holds as text', async () => {
    const { page, faults } = await open('hostile');
    expect(await page.title()).toContain('</script>');
    expect(await page.locator('h1').innerText()).toContain('</script>');
    expect(await page.locator('img').count()).toBe(0);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('has a policy without unsafe words, which reaches no address', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(readFileSync(pages.known, 'utf8')) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'none'; base-uri 'none'; form-action 'none'$/,
    );
  });
});
