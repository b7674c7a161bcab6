/** report.html of a fit in Chromium: every width and on paper, without a script or a request. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Random } from '@radscore/statistics';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../../browser/page.ts';
import { radscore } from '../terminal.ts';

const LEVELS = ['trastuzumab + pertuzumab', 'T-DM1 (weekly)', 'chemotherapy alone'];

/** A seeded table with long names, an outcome that is not pCR, and a variable with long levels. */
function tableOf(rows: number, features: number): string {
  const random = new Random(41);
  const names = Array.from({ length: features }, (_, j) => `dce_wavelet-LLH_glcm_InverseDifferenceMoment${j}`);
  const lines = [['study_id', 'recurrence', 'set', 'age', 'treatment arm', ...names].join(',')];
  for (let i = 0; i < rows; i++) {
    const values = names.map(() => random.normal());
    const age = 35 + random.below(45);
    const isEvent = random.uniform() < 1 / (1 + Math.exp(-1.2 * values[0] + 0.8 * values[1] - 0.03 * (age - 55)));
    const cells = [`S${i}`, isEvent ? 'relapse' : 'cure', i % 2 ? 'train' : 'test', age, LEVELS[random.below(3)]];
    lines.push([...cells, ...values].join(','));
  }
  return `${lines.join('\n')}\n`;
}

// The report as a reader has it: one file on a disk. Skips visibly where Chromium is absent.
describe.skipIf(!hasChromium)('the report of a fit in a browser', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'radscore-report-'));
    const table = join(folder, 'table.csv');
    writeFileSync(table, tableOf(140, 25));
    const options = ['--split', 'set', '--clinical', 'age,treatment arm:categorical', '--force-clinical'];
    const quick = ['--bootstrap', '2', '--permutations', '2', '--nested', '2'];
    const outcome = ['--outcome', 'recurrence', '--positive', 'relapse'];
    expect(await radscore('fit', table, ...outcome, ...options, ...quick, '-o', folder)).toMatchObject({ exitCode: 0 });
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: string, options: Parameters<Browser['newContext']>[0]): Promise<string[]> {
    const requests: string[] = [];
    const context = await browser.newContext(options);
    context.on('request', (request) => void requests.push(request.url()));
    page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, name)).href);
    return requests;
  }

  it('asks for nothing but itself', async () => {
    const requests = await open('report.html', {});
    expect(requests).toEqual([pathToFileURL(join(folder, 'report.html')).href]);
  });

  it('does not run out of a page of 390 px: tables and wide figures scroll in their own boxes', async () => {
    await open('report.html', { viewport: { width: 390, height: 844 } });
    const found = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      outside: [...document.querySelectorAll('main *')]
        .filter((one) => !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 0.5)
        .map((one) => `${one.tagName} ${one.textContent?.slice(0, 40)}`),
      smallest: Math.min(
        ...[...document.querySelectorAll('.plot:not(.narrow) svg')].map(
          (svg) => (12 * svg.getBoundingClientRect().width) / (svg as SVGSVGElement).viewBox.baseVal.width,
        ),
      ),
    }));
    expect(found).toMatchObject({ width: 390, outside: [] });
    // Letters of plots stay readable: they scroll instead of shrinking.
    expect(found.smallest).toBeGreaterThan(8);
  });

  it('keeps legends off the data, and texts apart and inside of every plot', async () => {
    await open('report.html', { viewport: { width: 1200, height: 900 } });
    const faults = await page.evaluate(() => {
      const found: string[] = [];
      const cross = (a: DOMRect, b: DOMRect, slack: number) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > slack;
      for (const svg of document.querySelectorAll('svg')) {
        const title = svg.querySelector('title')?.textContent ?? '';
        const box = svg.getBoundingClientRect();
        const frames = [...svg.querySelectorAll('.frame > rect')].map((one) => one.getBoundingClientRect());
        for (const legend of svg.querySelectorAll('.legend')) {
          if (frames.some((frame) => cross(legend.getBoundingClientRect(), frame, 0)))
            found.push(`${title}: a legend on the data`);
        }
        const texts = [...svg.querySelectorAll('text')].map((one) => ({
          words: one.textContent,
          box: one.getBoundingClientRect(),
        }));
        for (const [i, one] of texts.entries()) {
          const { left, right, top, bottom } = one.box;
          if (left < box.left || right > box.right || top < box.top || bottom > box.bottom)
            found.push(`${title}: "${one.words}" outside`);
          for (const other of texts.slice(i + 1)) {
            if (cross(one.box, other.box, 1.5)) found.push(`${title}: "${one.words}" on "${other.words}"`);
          }
        }
      }
      return found;
    });
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has a contrast of 4.5 or more in every text, %s', async (colorScheme) => {
    await open('report.html', { colorScheme });
    const faint = await page.evaluate(() => {
      const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
      const luminance = ([r, g, b]: number[]) =>
        [r, g, b]
          .map((c) => c / 255)
          .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
      const contrast = (a: number[], b: number[]) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high + 0.05) / (low + 0.05);
      };
      const behind = (start: Element): number[] => {
        for (let one: Element | null = start; one; one = one.parentElement) {
          if (one instanceof SVGSVGElement) {
            const surface = one.querySelector('rect.surface');
            if (surface) return channels(getComputedStyle(surface).fill);
          }
          const colour = channels(getComputedStyle(one).backgroundColor);
          if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
      };
      const found: string[] = [];
      for (const one of document.querySelectorAll('p,li,h1,h2,th,td,dt,dd,span,b,strong,summary,figcaption,svg text')) {
        if (!one.textContent?.trim()) continue;
        const style = getComputedStyle(one);
        const isSvg = one instanceof SVGElement;
        const previous = one.previousElementSibling;
        // The number in a cell of the heat map stands on its cell.
        const cell = isSvg && one.getAttribute('fill') && previous?.tagName === 'rect' ? previous : null;
        const ground = cell ? channels(getComputedStyle(cell).fill) : behind(one);
        const ratio = contrast(channels(isSvg ? style.fill : style.color), ground);
        if (ratio < 4.5) found.push(`${one.textContent.slice(0, 30)}: ${ratio.toFixed(2)}`);
      }
      return found;
    });
    expect(faint).toEqual([]);
  });

  it('draws the stand-alone plots in the dark too', async () => {
    await open('roc.svg', { colorScheme: 'dark' });
    const surface = () => page.evaluate(() => getComputedStyle(document.querySelector('rect.surface') as Element).fill);
    expect(await surface()).toBe('rgb(23, 28, 34)');
    await open('roc.svg', { colorScheme: 'light' });
    expect(await surface()).toBe('rgb(255, 255, 255)');
  });

  it('speaks of the outcome in the words of the table', () => {
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(html).toContain('Probability of relapse');
    expect(html).toContain('relapse (n = ');
    expect(html.replaceAll('her2-pcr', '')).not.toMatch(/pcr|responder/i);
  });

  it('opens its details in print and keeps tables whole', async () => {
    await open('report.html', { viewport: { width: 680, height: 900 } });
    await page.emulateMedia({ media: 'print' });
    const found = await page.evaluate(() => ({
      closed: [...document.querySelectorAll('details')].filter((one) => {
        const inner = one.querySelector('p,figure');
        return !inner || inner.getBoundingClientRect().height === 0;
      }).length,
      torn: [...document.querySelectorAll('figure.table:not(.long)')].filter(
        (one) => getComputedStyle(one).breakInside !== 'avoid',
      ).length,
      wide: [...document.querySelectorAll('table')].filter((one) => one.getBoundingClientRect().width > 680).length,
    }));
    expect(found).toEqual({ closed: 0, torn: 0, wide: 0 });
  });
});
