/** Scoring on this computer in Chromium: from the dropped folder to the answer without a request, and the API's answer beside it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answerForValues, type Manifest, type SequenceFeatures, type SequenceName } from '@radscore/pipeline/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoringModelOf, valuesToSend } from '../../../console/scoring/scored-model.ts';
import { axeFindings } from '../../browser/axe.ts';
import { hasChromium } from '../../browser/page.ts';
import { dicomStudy } from '../engine/dicom-study.ts';
import { type Fixtures, type ServedConsole, serveConsole } from '../harness.ts';
import { measureInNode, versionAround } from '../scoring/measured-study.ts';

describe.skipIf(!hasChromium)('the page of scoring here', () => {
  let folder: string;
  let site: ServedConsole;
  let page: Page;
  let study: { files: Map<string, Uint8Array>; manifest: Manifest };
  let measured: Record<SequenceName, SequenceFeatures>;
  let fixture: ReturnType<typeof versionAround>;
  /** Bodies of the predictions that were asked for. */
  const asked: { features: Record<string, number>; clinical?: Record<string, number | string> }[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'radscore-score-'));
    study = dicomStudy('case-0221');
    for (const [path, bytes] of study.files) {
      mkdirSync(dirname(join(folder, 'case-0221', path)), { recursive: true });
      writeFileSync(join(folder, 'case-0221', path), bytes);
    }
    measured = measureInNode(study.files, study.manifest);
    fixture = versionAround(measured);
    const { answer, described } = fixture;
    const model = scoringModelOf(answer, described);
    const answers: Fixtures = ({ method, url, body }) => {
      const path = url.pathname;
      if (path === '/v1/models') return { body: { models: [lineOf(answer)], notice: '' } };
      if (path === '/v1/models/synthetic-line/versions/3') return { body: { ...answer, ...described } };
      if (path === '/v1/models/synthetic-line/versions/3/model') return { body: answer };
      if (method === 'POST' && path === '/v1/models/synthetic-line/versions/3/predictions') {
        const given = body as (typeof asked)[number];
        asked.push(given);
        return { body: predicted.get(JSON.stringify(given)) ?? { title: 'unexpected body' } };
      }
      return undefined;
    };
    const predicted = new Map<string, unknown>();
    for (const clinical of [{}, { ki67: 55, morphology: 'irregular' }] as Record<string, number | string>[]) {
      const values = valuesToSend(model, measured, clinical);
      predicted.set(
        JSON.stringify(values),
        await answerForValues({ model: async (key) => model.models[key] }, model.version, values),
      );
    }
    site = await serveConsole({ fixtures: answers, institution: 'demo-score' });
    page = await site.open('/score');
    await page.waitForSelector('.drop');
    // The engine's workers are opened with the page, ahead of the study.
    await page.waitForTimeout(1500);
  }, 120_000);
  afterAll(async () => {
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shot = async (name: string): Promise<void> => {
    const to = process.env.RADSCORE_SHOTS;
    if (to) await page.screenshot({ path: join(to, `${name}.png`), fullPage: true });
  };

  it('inspects a folder and proposes what to measure', async () => {
    await shot('score-empty');
    expect(await axeFindings(page)).toEqual([]);
    site.requests.splice(0);
    await page.setInputFiles('#study-folder', join(folder, 'case-0221'));
    await page.getByRole('button', { name: 'Measure here' }).waitFor({ timeout: 30_000 });
    await shot('score-proposed');
    expect(await page.locator('h2', { hasText: 'case-0221' }).count()).toBe(1);
    expect(await page.getByLabel('Phase', { exact: true }).inputValue()).toBe('1');
  }, 60_000);

  it('measures and answers without any request, and says so', async () => {
    await page.getByRole('button', { name: 'Measure here' }).click();
    await page.waitForSelector('#answer-here', { timeout: 60_000 });
    expect(site.requests).toEqual([]);
    expect(await page.innerText('#requests-made')).toBe('0 requests');
    await page.getByLabel('Ki-67').fill('55');
    await page.getByText('irregular', { exact: true }).click();
    await page.waitForFunction(() => document.querySelector('#answer-here svg.nomogram') !== null);
    await shot('score-answer');
    const said = await page.innerText('#answer-here .hero');
    const expected = await answered({ ki67: 55, morphology: 'irregular' });
    expect(said.replace(/\s/g, '')).toBe(`${Math.round(100 * expected.probability)}%`);
    expect(site.requests).toEqual([]);
  }, 90_000);

  /** What Node answers for the same study. */
  async function answered(clinical: Record<string, number | string>): Promise<{ probability: number }> {
    const model = scoringModelOf(fixture.answer, fixture.described);
    const values = valuesToSend(model, measured, clinical);
    return (await answerForValues({ model: async (key) => model.models[key] }, model.version, values)) as {
      probability: number;
    };
  }

  it('sends numbers and clinical values only if it is asked to, and both answers are equal to the bit', async () => {
    await page.getByRole('button', { name: 'Send the numbers' }).click();
    await page.getByText('The service gives the same answer, to the bit.').waitFor();
    expect(asked).toEqual([
      valuesToSend(scoringModelOf(fixture.answer, fixture.described), measured, { ki67: 55, morphology: 'irregular' }),
    ]);
    const [sent, ...others] = site.requests;
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ method: 'POST', url: expect.stringMatching(/\/predictions$/) });
    // 8 slices of 24 × 24 alone are 9 kB.
    expect(sent.sent).toBeLessThan(4000);
    expect(await page.innerText('#requests-made')).toBe('1 request');
    await shot('score-sent');
  }, 30_000);

  it('has nothing that axe finds, empty, measured, dark, and on a phone', async () => {
    expect(await axeFindings(page)).toEqual([]);
    // Colours change over 120 ms, in which no contrast holds.
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.waitForTimeout(300);
    expect(await axeFindings(page)).toEqual([]);
    await shot('score-dark');
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.waitForTimeout(300);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await shot('score-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
  }, 60_000);

  it('measures again what was corrected, and finds the study as it is after a look at another page', async () => {
    await page.getByLabel('Phase', { exact: true }).selectOption('2');
    await page.waitForSelector('#answer-here', { state: 'detached', timeout: 5000 });
    await page.getByRole('button', { name: 'Measure here' }).click();
    await page.locator('a[href="/components"]').click();
    await page.waitForURL(/components/);
    await page.goBack();
    await page.waitForSelector('#answer-here', { timeout: 60_000 });
  }, 90_000);

  it('asks before it is closed only while something is computed', async () => {
    const asksNow = (): Promise<boolean> =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await asksNow()).toBe(false);
    // The study is small: the question comes in the same turn in which the measuring begins and is stopped.
    const asked = await page.evaluate(async () => {
      const button = (name: string): HTMLElement | undefined =>
        [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
      button('Measure again')?.click();
      while (!button('Stop')) await new Promise(requestAnimationFrame);
      const asks = !dispatchEvent(new Event('beforeunload', { cancelable: true }));
      button('Stop')?.click();
      return asks;
    });
    expect(asked).toBe(true);
    await page.getByRole('button', { name: 'Measure here' }).waitFor();
    expect(await asksNow()).toBe(false);
  }, 30_000);

  it('has met no fault, nor anything that its policy refuses', () => {
    expect(site.faults).toEqual([]);
  });
});

function lineOf({ owner, name, version, protocol }: ReturnType<typeof versionAround>['answer']) {
  return {
    owner,
    name,
    protocol,
    promoted: version,
    challenger: null,
    versions: 3,
    shared: false,
    standing: 'member',
    runs: [],
  };
}
