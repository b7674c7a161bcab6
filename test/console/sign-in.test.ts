/** Signing in to the console of a local cloud, in Chromium: by a link, by a code, over a reload, a renewal and an end. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { axeFindings } from '../browser/axe.ts';
import { hasChromium, launchChromium } from '../browser/page.ts';
import { synthesize } from '../infra/synthesis.ts';

const INSTITUTION = 'demo-sign-in';
/** A busy machine takes its time. */
const PATIENT = { timeout: 20_000 };

describe.skipIf(!hasChromium)('signing in to the console', { timeout: 60_000 }, () => {
  let cloud: Cloud;
  let browser: Browser;
  let directory: string;
  beforeAll(async () => {
    const { app } = await synthesize();
    directory = mkdtempSync(join(tmpdir(), 'radscore-console-'));
    cloud = await startCloud({ directory, assembly: app.synth().directory });
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await cloud?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  interface Opened {
    readonly page: Page;
    /** What the page threw, wrote as an error, or was refused by its policy. */
    readonly faults: string[];
    /** Method and address of what was sent, without the query. */
    readonly sent: string[];
  }

  async function open(address: string, options: BrowserContextOptions & { clock?: boolean } = {}): Promise<Opened> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [faults, sent]: [string[], string[]] = [[], []];
    page.on('pageerror', (error) => void faults.push(error.message));
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
    page.on('request', (request) => void sent.push(`${request.method()} ${request.url().split(/[?#]/)[0]}`));
    if (options.clock) await page.clock.install();
    await page.goto(address);
    return { page, faults, sent };
  }

  const link = (may?: string): string => cloud.consoleLink({ institution: INSTITUTION, may }).url;
  const signedInAs = (page: Page): Promise<string | null> => page.locator('.who .sub').textContent();
  const place = (page: Page): string => page.url().slice(cloud.endpoints.console.length);

  it('takes one click on a link of the owner, and leaves no token behind', async () => {
    const { page, faults, sent } = await open(link());
    expect(await signedInAs(page)).toBe(INSTITUTION);
    await page.waitForURL(`${cloud.endpoints.console}/studies`);
    expect(place(page)).toBe('/studies');
    expect(await page.locator('h1').textContent()).toBe('Studies');
    expect(faults).toEqual([]);
    const { api, issuer, console } = cloud.endpoints;
    const hosts = new Set(sent.map((one) => new URL(one.split(' ')[1]).origin));
    expect([...hosts].sort()).toEqual([api, issuer, console].sort());
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).toBe('[{"radscore-was-signed-in":"yes"},{},""]');
    expect(await page.context().cookies()).toEqual([]);
  });

  it('comes back to the same place after a reload, without a click', async () => {
    const { page, faults } = await open(link());
    await signedInAs(page);
    await page.goto(`${cloud.endpoints.console}/studies?view=needs-you&sort=id`);
    expect(await signedInAs(page)).toBe(INSTITUTION);
    await page.waitForURL(/view=needs-you/);
    await page.reload();
    expect(await signedInAs(page)).toBe(INSTITUTION);
    await page.waitForURL(/view=needs-you/);
    expect(place(page)).toBe('/studies?view=needs-you&sort=id');
    expect(faults).toEqual([]);
  });

  it('asks for a code in a browser that is not known, and takes no wrong one', async () => {
    const { page } = await open(`${cloud.endpoints.console}/models`);
    await page.locator('main .btn.primary').click();
    await page.locator('#code').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('#code').fill('AAA-AAA-AAA');
    await page.locator('#institution').fill(INSTITUTION);
    await page.locator('#may').selectOption('read');
    await page.locator('button.primary').click();
    expect(await page.locator('.fault').textContent()).toContain('radscore console');
    expect(await page.locator('#institution').inputValue()).toBe(INSTITUTION);
    await page.locator('#code').fill(cloud.consoleLink({ institution: 'demo-other' }).code);
    await page.locator('button.primary').click();
    expect(await signedInAs(page)).toBe(INSTITUTION);
    await page.waitForURL(`${cloud.endpoints.console}/models`);
    // What was chosen to be granted is what is shown.
    await page.goto(`${cloud.endpoints.console}/studies/new`);
    await signedInAs(page);
    expect(await page.locator('main').textContent()).toContain('studies:write');
  });

  it('renews a token before it expires, and one that the API refuses', async () => {
    const { page, sent, faults } = await open(link(), { clock: true });
    await signedInAs(page);
    const renewals = (): number => sent.filter((one) => one === `POST ${cloud.endpoints.issuer}/oauth2/token`).length;
    expect(renewals()).toBe(1);
    await page.clock.fastForward('59:30');
    await expect.poll(renewals, PATIENT).toBe(2);
    // The view asks again when it is opened again, and its first answer is a refusal.
    const answers: number[] = [];
    await page.route(
      ({ origin }) => origin === cloud.endpoints.api,
      (route) => {
        if (route.request().method() !== 'GET') return route.fallback();
        answers.push(answers.length === 0 ? 401 : 200);
        if (answers.length > 1) return route.fallback();
        return route.fulfill({ status: 401, headers: { 'access-control-allow-origin': '*' }, json: {} });
      },
    );
    await page.locator('.nav a', { hasText: 'Score' }).click();
    await page.waitForURL(/score/);
    await page.locator('.nav a', { hasText: 'Studies' }).click();
    await expect.poll(renewals, PATIENT).toBe(3);
    await expect.poll(() => answers.length, PATIENT).toBeGreaterThan(1);
    const refusals = faults.filter((fault) => !fault.includes('401'));
    expect(refusals).toEqual([]);
    expect(await page.locator('.find').count()).toBe(0);
  });

  it('keeps the view when the session has ended: another tab signs in for it', async () => {
    const { page } = await open(link(), { clock: true });
    await signedInAs(page);
    await page.evaluate(() => Object.assign(globalThis, { typed: 'work under way' }));
    const token = `${cloud.endpoints.issuer}/oauth2/token`;
    await page.route(token, (route) =>
      route.fulfill({
        status: 400,
        headers: { 'access-control-allow-origin': cloud.endpoints.console },
        json: { error: 'invalid_grant' },
      }),
    );
    await page.clock.fastForward('59:30');
    const again = page.locator('main .find .btn.primary');
    await again.waitFor();
    await page.unroute(token);
    const [other] = await Promise.all([page.context().waitForEvent('page'), again.click()]);
    await again.waitFor({ state: 'detached' });
    expect(await signedInAs(page)).toBe(INSTITUTION);
    expect(await page.evaluate(() => (globalThis as unknown as { typed: string }).typed)).toBe('work under way');
    if (!other.isClosed()) expect(await other.locator('.who .sub').count()).toBe(0);
  });

  it('ends nothing when the network is dead', async () => {
    const { page } = await open(link(), { clock: true });
    await signedInAs(page);
    let attempts = 0;
    await page.route(`${cloud.endpoints.issuer}/oauth2/token`, (route) => {
      attempts++;
      return route.abort();
    });
    await page.clock.fastForward('59:30');
    await expect.poll(() => attempts, PATIENT).toBeGreaterThan(0);
    expect(await page.locator('main .find').count()).toBe(0);
    expect(await signedInAs(page)).toBe(INSTITUTION);
  });

  it('ends with a sign-out: the refresh token too, and a reload does not sign in again', async () => {
    const { page, sent } = await open(link());
    await signedInAs(page);
    const revoked = page.waitForResponse(`${cloud.endpoints.issuer}/oauth2/revoke`);
    await page.locator('.who .btn').click();
    expect((await revoked).status()).toBe(200);
    await page.waitForURL(`${cloud.endpoints.console}/sign-in`);
    await page.goto(`${cloud.endpoints.console}/studies`);
    await page.locator('main .btn.primary').waitFor();
    expect(await page.locator('.who .sub').count()).toBe(0);
    expect(sent.some((one) => one.startsWith(`GET ${cloud.endpoints.issuer}/logout`))).toBe(true);
    // The browser stays known: its owner chooses who to be, without a code.
    await page.locator('main .btn.primary').click();
    await page.locator('#institution').waitFor();
    expect(await page.locator('#code').isVisible()).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await page.locator('#institution').fill('demo-second');
    await page.locator('button.primary').click();
    expect(await signedInAs(page)).toBe('demo-second');
  });

  it('says so if a link was used already', async () => {
    const address = link();
    await signedInAs((await open(address)).page);
    const { page } = await open(address);
    await page.locator('#used').waitFor();
    expect(await page.locator('#used').textContent()).toContain('radscore console');
  });

  it('of the command goes through its page in a browser as well', async () => {
    const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
    const { operator, issuer } = cloud.endpoints;
    const answered = await fetch(`${operator}/_local/sign-in-codes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${cloud.operatorToken}` },
      body: JSON.stringify({ codeChallenge: challenge }),
    });
    const { code } = (await answered.json()) as { code: string };
    const url = new URL(`${issuer}/oauth2/authorize`);
    const parameters = {
      ...{ response_type: 'code', client_id: cloud.outputs.SignInClient, redirect_uri: 'http://localhost:1/callback' },
      ...{ code_challenge: challenge, code_challenge_method: 'S256', state: 's' },
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const { page } = await open(url.href);
    await page.locator('#code').fill(code);
    const returned = page.waitForRequest(/localhost:1\/callback/);
    await page.locator('button.primary').click();
    expect(new URL((await returned).url()).searchParams.get('code')).toMatch(/^[\w-]{32,}$/);
  });
});
