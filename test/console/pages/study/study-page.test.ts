/** The pages of a study in Chromium: what the canvases show, checked against the volumes and masks that were sent. */
import { indexToWorld, type Vector3, worldToIndex } from '@radscore/imaging';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInRegion, valueAt } from '../../../../console/components/slice-viewer/hit-value.ts';
import { middleOfLargest } from '../../../../console/components/slice-viewer/section.ts';
import { indexOfPlanePoint, placePlane } from '../../../../console/components/slice-viewer/slice-plane.ts';
import {
  fromScreen,
  placeSlice,
  toScreen,
  WHOLE_SLICE,
  zoomed,
} from '../../../../console/components/slice-viewer/view-transform.ts';
import { greyOf, windowOf } from '../../../../console/components/slice-viewer/window-level.ts';
import { axeFindings } from '../../../browser/axe.ts';
import { hasChromium } from '../../../browser/page.ts';
import { type ServedConsole, serveConsole } from '../../harness.ts';
import { pixelsOf, type Shown } from './canvas-pixels.ts';
import { type FileServer, serveFiles } from './file-server.ts';
import { listedFiles, obliqueStudy } from './oblique-study.ts';
import { FEATURES, ID, IN_MODEL, STUDY, studyAnswers } from './study-answers.ts';

const study = obliqueStudy();
const NAMES = { t2fs: 'Fat-suppressed T2', dwi: 'DWI, ADC map', dce: 'DCE' } as const;
type Sequence = keyof typeof NAMES;

const QUARANTINED = 'SYN-0043';
const WAITING = 'SYN-0044';
const ANALYSING = 'SYN-0045';
const { prediction: _prediction, features: _features, ...UNREAD } = STUDY;
const IDENTITY = { code: 'identity-found', message: 'One file may tell who the patient is.' };

const canvasOf = (page: Page, sequence: Sequence): Locator =>
  page.locator(`.view[aria-label="${NAMES[sequence]}"] canvas`);

/** Whether a pixel is of the outline: yellow, which no grey of the slice and no blue of the cursor is. */
function isYellow({ rgba, width, ratio }: Shown, x: number, y: number): boolean {
  const at = 4 * (Math.floor(x * ratio) + Math.round(width * ratio) * Math.floor(y * ratio));
  return rgba[at] > 150 && rgba[at] - rgba[at + 2] > 70;
}

/** Slice (from 0) and patient position that the page shows. */
async function placeOn(page: Page, sequence: Sequence): Promise<{ slice: number; point: Vector3 }> {
  const view = page.locator(`.view[aria-label="${NAMES[sequence]}"]`);
  const [slice] = ((await view.locator('.corner.tr').textContent()) ?? '').split(' / ').map(Number);
  const text = (await page.locator('.tools .pos').textContent()) ?? '';
  const point = [...text.matchAll(/([LRPASI])\s([\d.]+)/g)].map(
    ([, letter, value]) => ('RAI'.includes(letter) ? -1 : 1) * Number(value),
  );
  return { slice: slice - 1, point: [point[0], point[1], point[2]] };
}

async function opened(served: ServedConsole, path = `/studies/${ID}`): Promise<Page> {
  // Without transitions: what is looked at is not on its way from one colour to another.
  const page = await served.open(path, { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await page.locator('.view canvas').nth(2).waitFor();
  await page.locator('.corner.bl:not(:empty)').nth(2).waitFor();
  return page;
}

describe.skipIf(!hasChromium)('the page of a study', () => {
  let files: FileServer;
  let served: ServedConsole;
  let page: Page;
  const sent: { method: string; path: string; body: unknown }[] = [];
  beforeAll(async () => {
    files = await serveFiles(study.files);
    const answers = [
      studyAnswers({
        manifest: study.manifest,
        files: listedFiles(study.files, files.url),
        onSent: (method, path, body) => sent.push({ method, path, body }),
      }),
      studyAnswers({ study: { ...UNREAD, studyId: QUARANTINED, status: 'quarantined', reason: IDENTITY } }),
      studyAnswers({ study: { ...UNREAD, studyId: WAITING, status: 'awaiting-upload' } }),
      studyAnswers({ study: { ...UNREAD, studyId: ANALYSING, status: 'analysing' } }),
    ];
    served = await serveConsole({
      fixtures: (request) => answers.map((answer) => answer(request)).find((answer) => answer !== undefined),
    });
    page = await opened(served);
  }, 120_000);
  afterAll(async () => {
    await served?.close();
    await files?.close();
  });

  it.each([
    't2fs',
    'dwi',
    'dce',
  ] as const)('draws the outline of %s where the mask has its border', async (sequence) => {
    const mask = study.masks[sequence];
    const placed = placePlane(mask);
    const { slice } = await placeOn(page, sequence);
    const shown = await pixelsOf(canvasOf(page, sequence));
    const on = placeSlice(placed.plane, shown, WHOLE_SLICE);
    const { columns, rows } = placed.plane;
    const isInside = (column: number, row: number): boolean => {
      if (column < 0 || row < 0 || column >= columns || row >= rows) return false;
      const [x, y] = indexOfPlanePoint(placed.plane, [column, row, slice]);
      return mask.voxels[x + mask.size[0] * (y + mask.size[1] * slice)] === 1;
    };
    let [border, missing] = [0, 0];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns - 1; column++) {
        if (isInside(column, row) === isInside(column + 1, row)) continue;
        border++;
        const [x, y] = toScreen(on, column + 0.5, row);
        if (![-1, 0, 1].some((dx) => isYellow(shown, x + dx, y))) missing++;
      }
    }
    expect(border).toBeGreaterThan(20);
    // A pixel that the cursor crosses is blue.
    expect(missing).toBeLessThanOrEqual(2);
    // No yellow elsewhere: each such pixel lies within 2.5 pixels of a border.
    let stray = 0;
    for (let y = 3; y < shown.height - 3; y++) {
      for (let x = 3; x < shown.width - 3; x++) {
        if (!isYellow(shown, x, y)) continue;
        const around = [-2.5, 0, 2.5].flatMap((dy) =>
          [-2.5, 0, 2.5].map((dx) => fromScreen(on, x + 0.5 + dx, y + 0.5 + dy)),
        );
        const sides = new Set(around.map(([c, r]) => isInside(Math.round(c), Math.round(r))));
        if (sides.size === 1) stray++;
      }
    }
    expect(stray).toBe(0);
  });

  it('hides the outline with O, and shows it again', async () => {
    const canvas = canvasOf(page, 't2fs');
    const yellow = async (): Promise<number> => {
      const shown = await pixelsOf(canvas);
      let count = 0;
      for (let y = 0; y < shown.height; y++)
        for (let x = 0; x < shown.width; x++) count += isYellow(shown, x, y) ? 1 : 0;
      return count;
    };
    await canvas.focus();
    await page.keyboard.press('o');
    expect(await yellow()).toBe(0);
    await page.keyboard.press('o');
    expect(await yellow()).toBeGreaterThan(100);
  });

  it('shows the stored value of the voxel that is pointed at, and the same place of the patient in the others', async () => {
    const canvas = canvasOf(page, 't2fs');
    const placed = placePlane(study.images.t2fs[0]);
    for (const [column, row] of [
      [40, 30],
      [55, 38],
      [20, 60],
    ]) {
      const { slice } = await placeOn(page, 't2fs');
      const box = await canvas.boundingBox();
      const on = placeSlice(placed.plane, { width: box?.width ?? 0, height: box?.height ?? 0 }, WHOLE_SLICE);
      const [x, y] = toScreen(on, column, row);
      await canvas.click({ position: { x, y } });
      const point = placed.toPatient([column, row, slice]);
      for (const sequence of ['t2fs', 'dwi', 'dce'] as const) {
        const image = study.images[sequence][sequence === 'dce' ? 1 : 0];
        const wanted = valueAt(image, point);
        const text = await page.locator(`.view[aria-label="${NAMES[sequence]}"] .value`).textContent();
        const said = Number((text ?? '').replace(/[,\s]|10⁻⁶.*/g, '').replace('−', '-'));
        // A click falls on a pixel, up to half of one beside the voxel's centre: in another grid that may be the next voxel.
        if (sequence === 't2fs') expect(said).toBe(wanted);
        else {
          const [i, j, k] = worldToIndex(image)(point);
          const near = [-0.3, 0, 0.3].flatMap((a) =>
            [-0.3, 0, 0.3].flatMap((b) =>
              [-0.3, 0, 0.3].map((c) => valueAt(image, indexToWorld(image, [i + a, j + b, k + c]))),
            ),
          );
          expect(near).toContain(said);
        }
      }
    }
  });

  it('says in words where the cursor is, what lies there, and whether it is in the outline', async () => {
    await canvasOf(page, 'dce').focus();
    await page.keyboard.press('h');
    const middle = middleOfLargest(study.masks.dce) as Vector3;
    const value = valueAt(study.images.dce[1], middle) as number;
    const words = page.locator('.view[aria-label="DCE"] p[role=status]');
    await expect.poll(() => words.textContent()).toContain(`Value ${value.toLocaleString('en')}.`);
    expect(isInRegion(study.masks.dce, middle)).toBe(true);
    expect(await words.textContent()).toContain('Inside the outline.');
    expect(await words.textContent()).toMatch(/Slice 14 of 24\..*phase 2 of 3/);
  });

  it('is worked by keyboard alone: slices, phases, window, zoom, link, reset', async () => {
    const canvas = canvasOf(page, 'dce');
    const view = page.locator('.view[aria-label="DCE"]');
    const slices = async (): Promise<number[]> =>
      (await page.locator('.corner.tr').allTextContents()).map((text) => Number.parseInt(text, 10));
    await canvas.focus();
    const before = await slices();
    await page.keyboard.press('ArrowDown');
    expect((await slices())[2]).toBe(before[2] + 1);
    await page.keyboard.press('PageUp');
    const moved = await slices();
    expect(moved[2]).toBe(before[2] - 9);
    expect(moved[0]).not.toBe(before[0]);
    await page.keyboard.press('l');
    await page.keyboard.press('PageDown');
    expect((await slices()).slice(0, 2)).toEqual(moved.slice(0, 2));
    await page.keyboard.press('l');
    await page.keyboard.press('h');
    const width = view.getByLabel('Window width of DCE');
    const first = Number(await width.inputValue());
    await page.keyboard.press('Alt+ArrowRight');
    expect(Number(await width.inputValue())).toBeGreaterThan(first);
    await page.keyboard.press('+');
    await page.keyboard.press('r');
    expect(Number(await width.inputValue())).toBe(first);
  });

  it('draws stored values without interpolation from a zoom of 4 on: a voxel is a rectangle of its grey', async () => {
    const canvas = canvasOf(page, 't2fs');
    const [image] = study.images.t2fs;
    const { plane, toPatient } = placePlane(image);
    await canvas.focus();
    await page.keyboard.press('r');
    await page.keyboard.press('o');
    let view = WHOLE_SLICE;
    const { slice } = await placeOn(page, 't2fs');
    for (let step = 0; step < 7; step++) {
      await page.keyboard.press('+');
      view = zoomed(view, 1.25, plane, (await canvas.boundingBox()) as { width: number; height: number });
    }
    expect(view.zoom).toBeGreaterThan(4);
    const shown = await pixelsOf(canvas);
    const on = placeSlice(plane, shown, view);
    const window = windowOf(image, study.masks.t2fs);
    const greyAt = (x: number, y: number): number => shown.rgba[4 * (Math.floor(x) + shown.width * Math.floor(y))];
    let seen = 0;
    for (const [column, row] of [
      [45, 30],
      [50, 33],
      [44, 40],
      [52, 41],
    ]) {
      const wanted = greyOf(valueAt(image, toPatient([column, row, slice])) as number, window);
      const corners = [-0.35, 0.35].flatMap((dc) => [-0.35, 0.35].map((dr) => toScreen(on, column + dc, row + dr)));
      expect(new Set(corners.map(([x, y]) => greyAt(x, y)))).toEqual(new Set([wanted]));
      seen = Math.max(seen, wanted);
    }
    expect(seen).toBeGreaterThan(0);
    await page.keyboard.press('r');
    await page.keyboard.press('o');
  });

  it('shows another phase when it is asked for, with the values of that phase', async () => {
    await canvasOf(page, 'dce').focus();
    await page.keyboard.press('h');
    const middle = middleOfLargest(study.masks.dce) as Vector3;
    const value = page.locator('.view[aria-label="DCE"] .value');
    for (const [key, phase] of [
      [']', 2],
      ['[', 1],
      ['[', 0],
    ] as const) {
      await page.keyboard.press(key);
      const wanted = (valueAt(study.images.dce[phase], middle) as number).toLocaleString('en');
      await expect.poll(() => value.textContent(), { timeout: 20_000 }).toBe(wanted);
    }
    await page.keyboard.press(']');
    await expect.poll(() => new URL(page.url()).searchParams.get('phase')).toBe('dce.2');
  });

  it('opens at the slice that the address names', async () => {
    const other = await opened(served, `/studies/${ID}?slice=dce.5`);
    expect((await placeOn(other, 'dce')).slice).toBe(4);
    await other.context().close();
  });

  it('shows nothing that was refused by its policy, and asks no server but its own and that of the files', () => {
    expect(served.faults).toEqual([]);
    const hosts = new Set(served.requests.map(({ url }) => new URL(url).host));
    expect(hosts).toEqual(new Set([new URL(served.url).host, new URL(files.url('')).host]));
  });

  it('records the outcome and clinical values for the state that it shows', async () => {
    await page.getByRole('button', { name: 'Record outcome' }).first().click();
    await page.getByLabel('Yes: pathological complete response').check();
    await page.locator('dialog').getByRole('button', { name: 'Record outcome' }).click();
    await expect.poll(() => sent.at(-1)).toEqual({ method: 'PUT', path: '/outcome', body: { pcr: true } });
    await page.locator('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Change values' }).click();
    await page.getByLabel('Ki-67').fill('140');
    expect(await page.getByText('Only 0 to 100 % can be kept.').isVisible()).toBe(true);
    await page.getByLabel('Ki-67').fill('40');
    await page.getByLabel('Morphology').selectOption('irregular');
    await page.getByRole('button', { name: 'Save values' }).click();
    const clinical = { ki67: 40, morphology: 'irregular' };
    await expect.poll(() => sent.at(-1)).toEqual({ method: 'PUT', path: '/clinical', body: { clinical } });
  });

  it('has all features: searched, filtered, with their place in the cohort and their formula', async () => {
    const table = await served.open(`/studies/${ID}/features`);
    await table.locator('tbody tr[data-row]').first().waitFor();
    const first = table.locator('tbody tr[data-row="0"]');
    await expect.poll(() => first.textContent()).toContain('in the model');
    expect(await table.locator('.card-head [role=status]').textContent()).toBe(
      `${Object.keys(FEATURES).length.toLocaleString('en')} of ${Object.keys(FEATURES).length.toLocaleString('en')}`,
    );
    await table.getByPlaceholder('Name, meaning or IBSI code').fill('WF0Z wavelet-LLH dce');
    await expect.poll(() => table.locator('tbody tr[data-row]').count()).toBe(1);
    expect(await first.textContent()).toContain('0.4127');
    expect(await first.textContent()).toContain('91');
    await first.locator('a').click();
    const dialog = table.locator('dialog');
    expect(await dialog.textContent()).toContain('Σ p_d / (1 + k²)');
    expect(await axeFindings(table)).toEqual([]);
    await table.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await table.context().close();
  });

  it('is clean by axe on every view, light, dark and on a phone', async () => {
    const view = await opened(served);
    for (const [name, ready] of [
      ['Images', '.view canvas'],
      ['Features', 'tbody tr[data-row]'],
      ['History', 'tbody tr[data-row]'],
    ] as const) {
      await view.locator('.tabs').getByText(name).click();
      await view.locator(ready).first().waitFor();
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 1280],
        ['light', 390],
      ] as const) {
        await view.emulateMedia({ colorScheme });
        await view.setViewportSize({ width, height: 844 });
        expect(await axeFindings(view)).toEqual([]);
      }
    }
    await view.context().close();
  });

  it.each([
    [QUARANTINED, 'The images are locked.'],
    [WAITING, 'The files are not all here yet.'],
    [ANALYSING, 'The files are being checked.'],
  ])('says why there is no image: %s', async (id, words) => {
    const other = await served.open(`/studies/${id}`);
    await other.getByText(words).waitFor();
    expect(await other.locator('.view').count()).toBe(0);
    expect(await axeFindings(other)).toEqual([]);
    await other.context().close();
  });
});

it('the fixtures have the features of the model', () => {
  for (const name of IN_MODEL) expect(FEATURES[name]).toBeTypeOf('number');
});
