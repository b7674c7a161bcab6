/** The inspection page in Chromium: the verdict of `radscore inspect`, and nothing sent. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium } from '../browser/page.ts';
import { radscore } from '../cli/terminal.ts';
import { cases, hasCases } from '../layers/imaging/dicom/cases.ts';
import { sharedPath } from '../shared.ts';
import { smallStudy } from '../workflow/service/small-study.ts';

// The page as a hospital has it: one file on a disk, opened by a browser. Skips visibly where Chromium is absent.
describe.skipIf(!hasChromium)('the page that inspects a study', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  /** Every request that the page or its worker makes, but for what it makes up itself. */
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'radscore-page-'));
    const file = join(folder, 'inspect.html');
    expect(await radscore('inspect', '--page', file)).toMatchObject({ exitCode: 0 });
    browser = await launchChromium();
    const context = await browser.newContext();
    context.on('request', (request) => void (request.url().startsWith('blob:') || requests.push(request.url())));
    page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** A small study that is accepted, in a folder of its own. */
  function studyFolder(name: string, change: (files: Map<string, Uint8Array>) => void = () => {}): string {
    const { files } = smallStudy({ studyId: 'S-1' });
    change(files);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), bytes);
    }
    return join(folder, name);
  }

  const sections = () =>
    page.locator('#answer').evaluate((answer) =>
      [...answer.querySelectorAll('h2')].map((heading) => ({
        title: heading.textContent,
        lines: [...(heading.nextElementSibling?.children ?? [])].map(({ textContent }) => textContent),
      })),
    );

  async function savedJson(): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    expect(download.suggestedFilename()).toBe('inspection.json');
    return readFileSync(await download.path(), 'utf8');
  }

  async function choose(study: string): Promise<void> {
    // The answer to what was chosen before must not be taken for this one's.
    await page.locator('#answer').evaluate((answer) => answer.replaceChildren());
    await page.setInputFiles('#folder', study);
    await page.waitForSelector('#save, .status:not(:text("Reading"))', { timeout: 60_000 });
  }

  async function dropOn(target: Page, ...files: string[]): Promise<void> {
    const session = await target.context().newCDPSession(target);
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
    }
    await target.waitForSelector('#save, .status:not(:text("Reading"))');
  }

  /** Answers every request with the page, or in other words, and says what was asked for. */
  async function serve(text: string): Promise<{ url: string; asked: string[]; close(): Promise<unknown> }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.url));
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end(text);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const close = (): Promise<unknown> => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close };
  }

  it('says what it is for', async () => {
    expect(await page.locator('body').innerText()).toContain('Research use only. Not a medical device.');
  });

  it('says of a chosen folder what the command says, in the same words', async () => {
    const study = studyFolder('accepted');
    await choose(study);
    const words = await radscore('inspect', study);
    const said = [await page.innerText('.verdict'), ...(await sections()).flatMap(({ lines }) => lines)];
    expect(said).toEqual(
      words.out
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    );
    expect(said[0]).toMatch(/^accepted: /);
    expect(await savedJson()).toBe((await radscore('inspect', study, '--json')).out);
  });

  it('takes a folder that is dropped on it, and leaves hidden files and the manifest aside', async () => {
    const study = studyFolder('dropped', (files) => {
      files.set('.hidden/notes.txt', new TextEncoder().encode('Erika Mueller'));
      files.set('manifest.json', new TextEncoder().encode('{}'));
      const bytes = Uint8Array.from(files.get('dwi/image.nii') as Uint8Array);
      bytes.set(new TextEncoder().encode('Erika Mueller 1961'), 148);
      files.set('dwi/image.nii', bytes);
    });
    await page.locator('#answer').evaluate((answer) => answer.replaceChildren());
    await dropOn(page, study);
    expect(await page.innerText('.verdict')).toMatch(/^quarantined: /);
    const found = Object.fromEntries((await sections()).map(({ title, lines }) => [title, lines]));
    expect(found['Findings']).toEqual([expect.stringMatching(/^identity\.file: dwi\/image\.nii: /)]);
    expect(found.Notes).toEqual([expect.stringContaining('manifest.json was not read')]);
    expect(await page.innerText('body')).not.toMatch(/Erika|Mueller|1961/);
    rmSync(join(study, 'manifest.json'));
    expect(await savedJson()).toBe((await radscore('inspect', study, '--json')).out);
  });

  it('takes it too where a browser knows entries only, and a folder of more than one helping of them', async () => {
    const study = studyFolder('entries', (files) => {
      for (let i = 0; i < 120; i++) files.set(`tables/${i}.json`, new TextEncoder().encode('{}'));
    });
    const { url, close } = await serve(readFileSync(join(folder, 'inspect.html'), 'utf8'));
    const served = await browser.newPage();
    try {
      await served.goto(url);
      await served.evaluate('delete DataTransferItem.prototype.getAsFileSystemHandle');
      await dropOn(served, study);
      expect(await served.innerText('.verdict')).toMatch(/^accepted: /);
      expect(await served.innerText('#answer')).toContain('identities: 126 files checked');
      // Not one folder but what lies in it.
      await dropOn(served, ...readdirSync(study).map((name) => join(study, name)));
      expect(await served.innerText('#answer')).toContain('identities: 126 files checked');
    } finally {
      await served.close();
      await close();
    }
  });

  it('gives no verdict, and says so, where a file has changed since it was chosen', async () => {
    const study = studyFolder('changing');
    await choose(study);
    expect(await page.innerText('.verdict')).toMatch(/^accepted: /);
    writeFileSync(join(study, 't2fs/roi.nrrd'), 'something else');
    await page.locator('#folder').dispatchEvent('change');
    await page.waitForSelector('.status:not(:text("Reading"))');
    expect(await page.innerText('#answer')).toMatch(
      /^No verdict: t2fs\/roi\.nrrd could not be read .*choose the folder again/,
    );
    expect(await page.locator('.verdict').count()).toBe(0);
  });

  it('can reach no network, from the page or from its worker', async () => {
    const { url, asked, close } = await serve('reached');
    const attempts = `async (url) => {
      const said = [];
      await fetch(url + 'fetch').then(() => said.push('fetch'), () => {});
      try { new WebSocket(url.replace('http', 'ws') + 'socket'); } catch {}
      if (typeof document !== 'undefined') {
        for (const [tag, name] of [['img', 'src'], ['script', 'src'], ['iframe', 'src']]) {
          const element = document.createElement(tag);
          element[name] = url + tag;
          document.body.append(element);
        }
        navigator.sendBeacon(url + 'beacon', 'x');
      } else {
        try { importScripts(url + 'script'); said.push('importScripts'); } catch {}
      }
      await new Promise((done) => setTimeout(done, 300));
      return said;
    }`;
    // A page of its own: what is attempted here counts as asked for, though it never gets there.
    const tried = await browser.newPage();
    await tried.goto(page.url());
    try {
      expect(await tried.evaluate(`(${attempts})(${JSON.stringify(url)})`)).toEqual([]);
      const inWorker = `(${attempts})(${JSON.stringify(url)}).then((said) => postMessage(said))`;
      const worker = `new Promise((done, fail) => {
        const worker = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(inWorker)}], { type: 'text/javascript' })));
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => fail(new Error(message));
      })`;
      expect(await tried.evaluate(worker)).toEqual([]);
      expect(asked).toEqual([]);
      // The server would have answered: a page without the policy reaches it.
      const open = await browser.newPage();
      await open.goto(url);
      await open.close();
      expect(asked).toContain('/');
    } finally {
      await tried.close();
      await close();
    }
  });

  it.skipIf(!hasCases).each(cases)('$id: verdict, findings and receipt are those of Node', async ({ id }) => {
    const study = sharedPath(`data/dicom/cases/${id}/files`);
    await choose(study);
    expect(await savedJson()).toBe((await radscore('inspect', study, '--json')).out);
  });

  it('has asked for nothing but itself', () => {
    expect(new Set(requests)).toEqual(new Set([pathToFileURL(join(folder, 'inspect.html')).href]));
  });
});
