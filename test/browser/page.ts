/** Opens a page of headless Chromium with a bundle of this project. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { bundleForPage } from '@radscore/console/page-bundle';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's browser; CHROMIUM names another. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const hasChromium = existsSync(EXECUTABLE);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Headless, without whatever it would ask of a network by itself. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page on the loopback address that has a bundle of this project, and files to fetch. */
export class BrowserPage {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #server: Server;

  private constructor(page: Page, browser: Browser, server: Server) {
    this.page = page;
    this.#browser = browser;
    this.#server = server;
  }

  /**
   * @param script ES module whose imports are bundled for the browser
   * @param files what the page can fetch, by name
   */
  static async open(script: string, files: Readonly<Record<string, string>>): Promise<BrowserPage> {
    const bundle = await bundleForPage({ script, from: root });
    const server = createServer((request, response) => {
      const name = decodeURIComponent((request.url ?? '').slice(1));
      if (name === '')
        response.setHeader('content-type', 'text/html').end('<!doctype html><script src="script.js"></script>');
      else if (name === 'script.js') response.setHeader('content-type', 'text/javascript').end(bundle);
      else if (name in files) response.end(readFileSync(files[name]));
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new BrowserPage(page, browser, server);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
