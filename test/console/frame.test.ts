/** The console's frame in Chromium: signing in, scopes, languages, and what its policy allows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../browser/axe.ts';
import { hasChromium } from '../browser/page.ts';
import { type ServedConsole, serveConsole } from './harness.ts';

const NOTICE = 'Research use only. Not a medical device.';

describe.skipIf(!hasChromium)('the frame of the console', () => {
  let served: ServedConsole;
  beforeAll(async () => {
    served = await serveConsole({
      scopes: ['studies:read'],
      fixtures: ({ url }) =>
        url.pathname === '/v1/studies' ? { body: { studies: [], notice: NOTICE } } : { status: 404, body: {} },
    });
  }, 60_000);
  afterAll(() => served?.close());

  it('signs in and comes back to the view that was asked for', async () => {
    const page = await served.open('/studies?view=all');
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/studies?view=all');
    expect(await page.locator('.who').textContent()).toContain('demo-console');
    expect(await page.locator('.strip').textContent()).toContain(NOTICE);
    expect(served.faults).toEqual([]);
  });

  it('keeps tokens in memory: nothing that is stored names one', async () => {
    const page = await served.open('/studies');
    const stored = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(stored).not.toMatch(/eyJ|access_token/);
  });

  it('shows what the scopes cover, and names the scope that a page lacks', async () => {
    const page = await served.open('/studies');
    expect(await page.locator('.nav a').allTextContents()).toEqual(['Studies', 'Score here']);
    const other = await served.open('/models');
    expect(await other.locator('main').textContent()).toContain('models:read');
  });

  it('speaks German', async () => {
    const page = await served.open('/studies', { locale: 'de-DE' });
    expect(await page.locator('h1').textContent()).toBe('Studien');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
  });

  it.each(['light', 'dark'] as const)('is clean by axe: %s', async (colorScheme) => {
    for (const path of ['/', '/components', '/nowhere']) {
      const page = await served.open(path, { colorScheme, signedIn: path !== '/components' });
      expect(await axeFindings(page)).toEqual([]);
    }
    const signedOut = await served.open('/studies', { signedIn: false, colorScheme });
    await signedOut.locator('h1').waitFor();
    expect(await axeFindings(signedOut)).toEqual([]);
  });

  it('asks no server but its own', () => {
    const hosts = new Set(served.requests.map(({ url }) => new URL(url).host));
    expect([...hosts]).toEqual([new URL(served.url).host]);
  });
});
