/** The engine in Chromium gives the bits that it gives in Node. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standIn } from '../layers/radiomics/golden-cases.ts';
import { goldenPath, ofRealImages } from '../shared.ts';
import { EXTRACTION_SCRIPT, REAL_CASES } from './engine-page.ts';
import { extractFromBytes } from './extract-from-bytes.ts';
import { BrowserPage, hasChromium } from './page.ts';

const CASES = Object.fromEntries<readonly [string, string]>([
  ['breast1-stand-in', [standIn('breast1', 'image'), standIn('breast1', 'mask')]],
  ['STS_001-stand-in', [standIn('sts001_mr', 'image'), standIn('sts001_mr', 'mask')]],
  ...ofRealImages(Object.entries(REAL_CASES)),
]);

// Skips visibly if Chromium is absent. How long it takes is a benchmark: bench/browser.ts.
describe.skipIf(!hasChromium)('the engine in Chromium', () => {
  const parameters = readFileSync(goldenPath('radiomics/settings/a_paper-3d.yaml'), 'utf8');
  let browser: BrowserPage;
  beforeAll(async () => {
    const files = Object.entries(CASES).flatMap(([name, [image, mask]]) => [
      [`${name}-image`, image],
      [`${name}-mask`, mask],
    ]);
    browser = await BrowserPage.open(EXTRACTION_SCRIPT, Object.fromEntries(files));
  }, 60_000);
  afterAll(() => browser?.close());

  it.each(Object.entries(CASES))(
    'extracts %s from the bytes of its files, to the bits that Node gives',
    async (name, [image, mask]) => {
      const here = extractFromBytes(
        { name: `${name}-image`, bytes: readFileSync(image) },
        { name: `${name}-mask`, bytes: readFileSync(mask) },
        parameters,
      );
      const there = await browser.page.evaluate(
        `extractIn(${JSON.stringify(`${name}-image`)}, ${JSON.stringify(`${name}-mask`)}, ${JSON.stringify(parameters)})`,
      );
      expect((there as typeof here).bits).toBe(here.bits);
      expect(JSON.parse(here.bits).flatMap(([names]: [string[]]) => names)).toHaveLength(1130);
    },
    60_000,
  );
});
