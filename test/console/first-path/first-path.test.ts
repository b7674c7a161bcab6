/** The first path of an institution by its pages, in Chromium and against a local cloud: drop, send, see, predict, promote, score. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FittedModel } from '@radscore/statistics';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../browser/axe.ts';
import { hasChromium, launchChromium } from '../../browser/page.ts';
import { SentRequests } from '../../browser/sent-requests.ts';
import { dicomStudy } from '../engine/dicom-study.ts';
import { INSTITUTION, LINE, type ServiceWithModel, serviceWithModel } from './service-with-model.ts';

const STUDY = 'DROP-1';

describe.skipIf(!hasChromium)('the first path of an institution', { timeout: 180_000 }, () => {
  let service: ServiceWithModel;
  let browser: Browser;
  let page: Page;
  let folder: string;
  const faults: string[] = [];
  const watched = new SentRequests();
  const sent = watched.requests;

  beforeAll(async () => {
    service = await serviceWithModel();
    folder = join(mkdtempSync(join(tmpdir(), 'radscore-drop-')), 'study');
    for (const [path, bytes] of dicomStudy(STUDY).files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    // Without it the button opens the browser's own window, which no test can answer; the file input is the other way.
    await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'showDirectoryPicker'));
    watched.watch(context);
    page = await context.newPage();
    // From the first listener on Chromium hands choosers over: asked for with the key that opens one, it may come too late.
    page.on('filechooser', () => {});
    page.on('pageerror', (error) => void faults.push(error.message));
    page.on('console', (message) => {
      // Whether an id is free is asked by its 404, which the browser writes down.
      const isFree = message.location().url.endsWith(`/v1/studies/${STUDY}`);
      if (message.type() === 'error' && !isFree) faults.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(service.cloud.consoleLink({ institution: INSTITUTION }).url);
    await page.getByRole('heading', { level: 1, name: 'Studies' }).waitFor();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await service?.stop();
    if (folder) rmSync(dirname(folder), { recursive: true, force: true });
  });

  /** Goes on with the Tab key until the focus is on what has this role and name. */
  async function tabTo(role: string, name: RegExp): Promise<void> {
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      const found = await page
        .locator('*:focus')
        .evaluate((element) => ({
          role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
          name: [
            element.getAttribute('aria-label'),
            ...[...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent),
            element.textContent,
          ].join(' '),
        }))
        .catch(() => undefined);
      if (found && found.role === role && name.test(found.name)) return;
    }
    throw new Error(`got no ${role} ${name} within 200 Tabs; wanted every control to be reached by the keyboard`);
  }

  it('takes a DICOM study from the drop to its prediction by the keyboard alone', async () => {
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: 'New study' }).waitFor();
    const before = sent.length;
    await tabTo('button', /Choose a folder/);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles(folder);
    await page.getByText('What was found').waitFor();
    await watched.settled();
    // Nothing but questions about the service has been sent before the button is pressed.
    expect(sent.slice(before).filter(({ sent: bytes }) => bytes > 0)).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);

    await tabTo('input', /Ki-67/);
    await page.keyboard.type('35');
    await tabTo('input', /Not known/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await tabTo('input', /Study id/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(STUDY);
    await tabTo('input', /I looked at the pictures/);
    await page.keyboard.press('Space');
    await tabTo('button', /Send study/);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/studies/${STUDY}`);
    await page.locator('.pill', { hasText: 'Complete' }).first().waitFor({ timeout: 120_000 });
    expect(faults).toEqual([]);

    await tabTo('a', /Prediction/);
    await page.keyboard.press('Enter');
    await page.locator('.hero').waitFor();
    expect(page.url()).toContain(`/studies/${STUDY}/prediction`);
  });

  it('adds the points of the nomogram up to the probability that the service answers', async () => {
    await page.goto(new URL(`/studies/${STUDY}/prediction`, page.url()).href);
    await page.locator('.hero').waitFor();
    const { body: answer } = await service.call('POST', `/v1/models/${LINE}/predictions`, { studyId: STUDY });
    expect(answer.probability).toBeGreaterThan(0);
    const { body } = await service.call('GET', `/v1/models/${LINE}/versions/${answer.model.version}/model`);
    const { scale, fit } = body.model.nomogram as NonNullable<FittedModel['nomogram']>;
    expect(fit.terms.length).toBeGreaterThan(0);

    // The table under the nomogram has the points; total points and probability follow from them.
    await page.getByText('The same as a table').first().click();
    const cells = await page.locator('details[open] table').first().locator('tbody tr').allTextContents();
    const shown = answer.points.variables.map(({ points }) => String(Math.round(points)));
    for (const points of shown) expect(cells.join(' ')).toContain(points);
    const percent = `${Math.round(100 * answer.probability)}`;
    expect((await page.locator('.hero').textContent())?.replace(/\D/g, '')).toBe(percent);
    const total = answer.points.variables.reduce((sum, { points }) => sum + points, 0);
    expect(total).toBeCloseTo(answer.points.total, 9);
    expect(scale.axes.length).toBe(answer.points.variables.length);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('shows the outline of every sequence', async () => {
    await page.goto(new URL(`/studies/${STUDY}`, page.url()).href);
    await expect.poll(() => page.locator('.viewers canvas').count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    await expect
      .poll(
        () =>
          page.locator('.viewers canvas').evaluateAll((canvases) =>
            (canvases as HTMLCanvasElement[]).map((canvas) => {
              const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
                0,
                0,
                canvas.width,
                canvas.height,
              );
              let yellow = 0;
              for (let i = 0; i < data.length; i += 4) {
                if (data[i] > 200 && data[i + 1] > 160 && data[i + 2] < 120) yellow++;
              }
              return yellow > 50;
            }),
          ),
        { timeout: 60_000 },
      )
      .toEqual([true, true, true]);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('compares two versions, promotes one and rolls back, with a reason that is kept', async () => {
    const champion = async (): Promise<number> => (await service.call('GET', `/v1/models/${LINE}`)).body.promoted;
    const before = await champion();
    const other = before === 1 ? 2 : 1;
    await page.goto(new URL(`/models/${LINE}/compare?a=${other}&b=${before}`, page.url()).href);
    await page
      .getByRole('img', { name: /ROC|apart/i })
      .first()
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.goto(new URL(`/models/${LINE}/versions/${other}`, page.url()).href);
    await page
      .getByRole('button', { name: new RegExp(`^Promote version ${other}`) })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('textbox').fill('Agreed at the meeting of the tumour board');
    expect(await axeFindings(page)).toEqual([]);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Promote version ${other}` })
      .click();
    await expect.poll(champion).toBe(other);

    await page.goto(new URL(`/models/${LINE}`, page.url()).href);
    await page
      .getByRole('button', { name: /Roll back/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('textbox').fill('The earlier version answers better');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Roll back/ })
      .click();
    await expect.poll(champion).toBe(before);
    const { body } = await service.call('GET', `/v1/models/${LINE}/audit`);
    expect(JSON.stringify(body.changes)).toContain('Agreed at the meeting of the tumour board');
  });

  it('scores without uploading: no request carries voxels, and the service answers the same to the bit', async () => {
    await page.goto(new URL('/score', page.url()).href);
    await page.locator('#score-version').waitFor();
    const before = sent.length;
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose a folder' }).click(),
    ]);
    await chooser.setFiles(folder);
    await page.getByRole('button', { name: 'Measure here' }).click();
    await page.locator('.hero').waitFor({ timeout: 120_000 });
    await watched.settled();
    const whileScoring = sent.slice(before);
    expect(whileScoring.filter(({ sent: bytes }) => bytes > 0)).toEqual([]);
    expect(whileScoring.every(({ method }) => method === 'GET')).toBe(true);
    expect(await axeFindings(page)).toEqual([]);

    await page.getByLabel(/Ki-67/).fill('35');
    await page.getByText('irregular', { exact: true }).click();
    await page.getByRole('button', { name: 'Send the numbers' }).click();
    await page.getByText('The service gives the same answer, to the bit.').waitFor();
    await watched.settled();
    const carried = sent.slice(before).filter(({ sent: bytes }) => bytes > 0);
    expect(carried).toHaveLength(1);
    // A handful of numbers with their names: a slice of 24 × 24 voxels alone has more bytes than five such bodies.
    expect(carried[0].sent).toBeLessThan(4096);
  });

  it('threw nothing, and asked nobody but its own service', () => {
    expect(faults).toEqual([]);
    const known = Object.values(service.cloud.endpoints).map((address) => new URL(address).origin);
    const asked = new Set(sent.map(({ url }) => new URL(url)).filter(({ protocol }) => protocol !== 'blob:'));
    expect([...asked].map(({ origin }) => origin).filter((origin) => !known.includes(origin))).toEqual([]);
  });
});
