/** The page of a signature in Chromium, from a disk: the numbers of the command to the bit, typed or measured, and axe-clean. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../browser/axe.ts';
import { hasChromium, launchChromium } from '../../browser/page.ts';
import { radscore } from '../../cli/terminal.ts';
import scores from '../../fixtures/signatures/scores.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'radscore-signature-page-'));
const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/signatures/${name}.yaml`, import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/radiomics/${name}`, import.meta.url));
const page = (name: string): string => join(folder, `${name}.html`);

beforeAll(async () => {
  for (const name of ['made-up-mri-nomogram', 'made-up-t2-radscore']) {
    expect(await radscore('signature', 'page', example(name), '-o', page(name))).toMatchObject({ exitCode: 0 });
  }
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is not written while the score needs what is open', async () => {
  const { exitCode, notes } = await radscore('signature', 'page', example('wang-2025'), '-o', page('never'));
  expect([exitCode, notes.join()]).toEqual([4, expect.stringContaining('signature-open')]);
});

it('holds text of the file as text, whatever it is', async () => {
  const text = readFileSync(example('made-up-t2-radscore'), 'utf8').replace(
    /title: .*/,
    'title: "</script><script>alert(1)</script>"',
  );
  writeFileSync(join(folder, 'hostile.yaml'), text);
  await radscore('signature', 'page', join(folder, 'hostile.yaml'), '-o', page('hostile'));
  expect(readFileSync(page('hostile'), 'utf8')).not.toContain('<script>alert(1)');
});

describe.skipIf(!hasChromium)('in Chromium', () => {
  let browser: Browser;
  let tab: Page;
  const requests: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    tab = await browser.newPage();
    tab.on('request', (request) => requests.push(request.url()));
  });
  afterAll(() => browser.close());

  const text = (id: string): Promise<string> => tab.locator(`#${id}`).innerText();

  it('gives the number of the command for typed values, with and without clinical ones', async () => {
    const row = scores.rows.find(({ signature }) => signature === 'made-up-mri-nomogram');
    if (!row) throw new Error('wanted a row');
    const values = Object.entries(row.features as unknown as Record<string, number>);
    const typed = values.flatMap(([name, value]) => ['--value', `${name}=${value}`]);
    const args = ['signature', 'score', example('made-up-mri-nomogram'), '--json', ...typed];
    const clinical = ['--clinical', 'ki67=40', '--clinical', 'morphology=irregular'];
    const [alone] = JSON.parse((await radscore(...args)).out);
    const [whole] = JSON.parse((await radscore(...args, ...clinical)).out);

    await tab.goto(pathToFileURL(page('made-up-mri-nomogram')).href);
    for (const [name, value] of values) await tab.getByLabel(name, { exact: true }).fill(String(value));
    expect([await text('rad-score'), await text('probability')]).toEqual([
      String(alone.radScore),
      String(alone.probability),
    ]);
    await tab.getByLabel('Ki-67 (%)').fill('40');
    await tab.getByLabel('Tumour morphology').selectOption('irregular');
    expect([await text('rad-score'), await text('probability')]).toEqual([
      String(whole.radScore),
      String(whole.probability),
    ]);
    expect(await text('linear-predictor')).toBe(String(whole.byNomogram.score));
    await tab.getByRole('heading', { name: 'What each value adds' }).waitFor();
    expect(await axeFindings(tab)).toEqual([]);
    await tab.getByLabel('Ki-67 (%)').fill('forty');
    expect(await tab.getByText('"forty"').count()).toBe(1);
  });

  it('measures an image to the bits of the command, and asks for nothing', async () => {
    const [image, mask] = [fixture('resample-int16.nrrd'), fixture('resample-int16.mask.nrrd')];
    const args = ['--image', image, '--mask', mask, '--json'];
    const [here] = JSON.parse((await radscore('signature', 'score', example('made-up-t2-radscore'), ...args)).out);
    await tab.goto(pathToFileURL(page('made-up-t2-radscore')).href);
    await tab.getByLabel('Image of t2fs').setInputFiles(image);
    await tab.getByLabel('Region of t2fs').setInputFiles(mask);
    await tab.getByRole('button', { name: 'Measure t2fs' }).click();
    await tab.locator('#rad-score').waitFor();
    expect(await text('rad-score')).toBe(String(here.radScore));
    expect(await axeFindings(tab)).toEqual([]);
    expect(requests.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
    // A file that is no image is refused by name, and changes no field.
    await tab.getByLabel('Image of t2fs').setInputFiles(fixture('named-features.json'));
    await tab.getByRole('button', { name: 'Measure t2fs' }).click();
    await tab.getByText('unsupported-format').or(tab.getByText('unreadable')).waitFor();
    expect(await text('rad-score')).toBe(String(here.radScore));
  });
});
