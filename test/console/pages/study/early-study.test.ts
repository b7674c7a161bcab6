/** A study in Chromium while the rest of it is still on its way: what is shown then stays as it is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';
import { pixelsOf } from './canvas-pixels.ts';
import { type FileServer, serveFiles } from './file-server.ts';
import { listedFiles, obliqueStudy } from './oblique-study.ts';
import { ID, studyAnswers } from './study-answers.ts';

const SLICES = 14;
/** Slices of more than four heads: they come in two parts. */
const study = obliqueStudy({ slices: SLICES, columns: 288 });
const dynamic = [...study.files.keys()].filter((path) => path.startsWith('dce/'));
/** The first slice of each phase. */
const ends = dynamic.filter((_, i) => i % SLICES === 0);

describe.skipIf(!hasChromium)('a study of which the last slices have not come', () => {
  let files: FileServer;
  let served: ServedConsole;
  let page: Page;
  let letCome = (): void => {};
  const asked: { path: string; start: number }[] = [];
  const view = () => page.locator('.view[aria-label="DCE"]');
  const isComing = () => page.locator('.view progress').count();
  const window = () =>
    view()
      .locator('.wl-in input')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  const press = async (key: string, times = 1): Promise<void> => {
    await view().locator('canvas').focus();
    for (let k = 0; k < times; k++) await page.keyboard.press(key);
  };
  beforeAll(async () => {
    const held = new Promise<void>((come) => {
      letCome = come;
    });
    files = await serveFiles(study.files, {
      before: (path, start) => {
        asked.push({ path, start });
        return start > 0 && ends.includes(path) ? held : undefined;
      },
    });
    served = await serveConsole({
      fixtures: studyAnswers({ manifest: study.manifest, files: listedFiles(study.files, files.url) }),
    });
    page = await served.open(`/studies/${ID}`, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    await page.locator('.corner.bl:not(:empty)').nth(2).waitFor();
  }, 120_000);
  afterAll(async () => {
    letCome();
    await served?.close();
    await files?.close();
  });

  it('is shown with all three images, each with its outline, by headers and the slices of the region', async () => {
    expect(await isComing()).toBeGreaterThan(0);
    const rests = asked.filter(({ start }) => start > 0);
    const heads = asked.filter(({ path, start }) => start === 0 && path.startsWith('dce/'));
    expect(heads).toHaveLength(dynamic.length);
    expect(asked.indexOf(rests[0])).toBeGreaterThan(asked.indexOf(heads[heads.length - 1]));
  });

  it('says of a slice that has not come that it is being read, and is clean by axe', async () => {
    await press('Home');
    const [first] = ((await view().locator('.corner.tr').textContent()) ?? '').split(' / ').map(Number);
    await press('ArrowUp', SLICES);
    const isMissing = view().locator('.corner.middle');
    if ((await isMissing.count()) === 0) await press('ArrowDown', 2 * SLICES);
    expect(first).toBeGreaterThan(0);
    await isMissing.waitFor();
    expect(await isMissing.textContent()).toMatch(/^Reading slice \d+$/);
    expect(await view().locator('.corner.bl').textContent()).toBe('');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
    }
    await press('h');
  });

  it('shows the same pixels, in the same window, when all of it is there', async () => {
    const names = ['Fat-suppressed T2', 'DWI, ADC map', 'DCE'];
    const shown = () => Promise.all(names.map((name) => pixelsOf(page.locator(`.view[aria-label="${name}"] canvas`))));
    const [early, earlyWindow] = [await shown(), await window()];
    letCome();
    await expect.poll(isComing, { timeout: 20_000 }).toBe(0);
    const whole = await shown();
    expect(await window()).toEqual(earlyWindow);
    expect(whole.map(({ rgba }, i) => Buffer.from(rgba).equals(early[i].rgba))).toEqual([true, true, true]);
    await press('ArrowUp', SLICES);
    await press('ArrowDown', 2 * SLICES);
    expect(await view().locator('.corner.middle').count()).toBe(0);
    expect(served.faults.filter((fault) => !fault.includes('404'))).toEqual([]);
  });
});
