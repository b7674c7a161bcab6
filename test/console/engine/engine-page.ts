/** A page of Chromium that has the engine: its client, its worker, and a field for a folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForPage } from '@radscore/console/page-bundle';
import { BrowserPage } from '../../browser/page.ts';
import { SentRequests } from '../../browser/sent-requests.ts';

const WORKER = fileURLToPath(new URL('../../../console/engine/worker.ts', import.meta.url));

/** `engine` and `chosen()` are global in the page. */
const SCRIPT = `
  import { filesOfInput } from './console/engine/chosen-files.ts';
  import { EngineClient } from './console/engine/engine-client.ts';
  globalThis.opened = 0;
  globalThis.engine = new EngineClient(() => { opened++; return new Worker('worker.js'); }, { most: 2 });
  // One worker, which is kept: what an engine of a page is once it has measured something.
  globalThis.kept = new EngineClient(() => new Worker('worker.js'), { most: 1, keep: 1 });
  const input = Object.assign(document.createElement('input'), { type: 'file', id: 'folder', webkitdirectory: true });
  document.documentElement.append(input);
  globalThis.chosen = () => filesOfInput(input.files);
`;

/** The page, and a folder for studies. */
export class EnginePage {
  readonly #opened: BrowserPage;
  readonly #folder: string;
  /** Addresses that the page and its workers asked for, with the bytes that they sent. */
  readonly #watched = new SentRequests();
  readonly requests = this.#watched.requests;

  private constructor(opened: BrowserPage, folder: string) {
    this.#opened = opened;
    this.#folder = folder;
    this.#watched.watch(opened.page.context());
  }

  /** Waits until the bytes of what was sent are known. */
  settled(): Promise<void> {
    return this.#watched.settled();
  }

  static async open(): Promise<EnginePage> {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-engine-'));
    const worker = join(folder, 'worker.js');
    writeFileSync(worker, await bundleForPage({ file: WORKER }, { minify: true }));
    return new EnginePage(await BrowserPage.open(SCRIPT, { 'worker.js': worker }), folder);
  }

  /** Chooses a folder with these files, as a person does. */
  async choose(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    const folder = join(this.#folder, name);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await this.#opened.page.setInputFiles('#folder', folder);
  }

  /** Runs an expression of the page, `argument` being given. */
  run<Result>(expression: string, argument?: unknown): Promise<Result> {
    return this.#opened.page.evaluate(
      `(async (argument) => (${expression}))(${JSON.stringify(argument)})`,
    ) as Promise<Result>;
  }

  async close(): Promise<void> {
    await this.#opened.close();
    rmSync(this.#folder, { recursive: true });
  }
}
