/** What axe-core finds on a page: rule, how bad, and where. Every page that is judged can be kept as a picture. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Pictures of judged pages go to the folder that this names. */
const SHOTS = process.env.RADSCORE_SHOTS;
let taken = 0;

async function keepPicture(page: Page, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const test = expect.getState().currentTestName ?? 'page';
  const name = `${test}-${++taken}`.replaceAll(/[^a-z0-9]+/gi, '-').slice(-140);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Runs every rule of WCAG 2.2 A and AA and of best practice; an empty list is a clean page. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (SHOTS) await keepPicture(page, SHOTS);
  // Not as a script of the page: its policy would refuse it.
  await page.evaluate(source);
  const { violations } = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] })",
  )) as unknown as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(' ')}: ${failureSummary}`),
  );
}
