/** A study goes from its folder to the service by the page, whatever happens on the way. */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from '../../browser/axe.ts';
import { hasChromium } from '../../browser/page.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { type ServedConsole, serveConsole } from '../harness.ts';
import { type FixtureService, fixtureService } from './fixture-service.ts';
import { type FolderOnDisk, folderOf, studyWithFlippedRegion } from './study-on-disk.ts';

const ID = 'S-1';

describe.skipIf(!hasChromium)('the page of a new study', () => {
  const files = smallStudy({ studyId: ID }).files;
  const flippedFiles = studyWithFlippedRegion();
  let service: FixtureService;
  let served: ServedConsole;
  let folder: FolderOnDisk;
  let flipped: FolderOnDisk;
  let page: Page;
  beforeAll(async () => {
    service = fixtureService(ID, files);
    folder = folderOf('case-1', files);
    flipped = folderOf('case-2', flippedFiles);
    served = await serveConsole({ fixtures: (request) => service.fixtures(request), institution: 'centre-1' });
  }, 60_000);
  afterEach(async () => {
    await page?.context().close();
    served.requests.length = 0;
    service = fixtureService(ID, files);
  });
  afterAll(async () => {
    folder?.remove();
    flipped?.remove();
    await served?.close();
  });

  async function choose(chosen: FolderOnDisk): Promise<void> {
    await page.locator('input[type=file]').setInputFiles(chosen.path);
    await page.locator('table.found').waitFor();
  }

  async function fillIn(): Promise<void> {
    await page.getByLabel('Study id').fill(ID);
    await page.getByLabel('I looked at the pictures').check();
  }

  const send = (): Promise<void> => page.getByRole('button', { name: 'Send study' }).click();
  const isReady = (): Promise<void> =>
    page.getByRole('heading', { name: 'Nothing stands against sending this study.' }).waitFor();
  const heading = (name: string | RegExp): Promise<void> => page.getByRole('heading', { name }).waitFor();

  it('inspects a folder before a byte leaves, and says what is open', async () => {
    page = await served.open('/studies/new');
    const before = served.requests.length;
    await choose(folder);
    const since = served.requests.slice(before).filter(({ url }) => url.includes('/api/'));
    expect(since.map(({ method }) => method)).toEqual(['GET']);
    await served.settled();
    expect(since.every(({ sent }) => sent === 0)).toBe(true);
    expect(await page.locator('#send-open').textContent()).toContain('give a study id; confirm the pictures');
    expect(await page.getByRole('button', { name: 'Send study' }).getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('canvas.thumbnail').count()).toBe(3);
    expect(await axeFindings(page)).toEqual([]);
    expect(served.faults).toEqual([]);
  });

  it('repairs a region by a button, checks it again as the service will, and sends the repair in the manifest', async () => {
    page = await served.open('/studies/new');
    await choose(flipped);
    // Nothing lies on T2 as it stands: the page offers what may be meant, and the check says what is wrong with it.
    await page.getByRole('button', { name: 'Use t2fs/image.nii as T2, with t2fs/roi.nrrd' }).click();
    await heading('T2: the outline lies beside its image');
    expect(await page.locator('.pair canvas').count()).toBe(2);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Flip to patient axes' }).click();
    await page.locator('.find.ok', { hasText: 'is accepted' }).waitFor();
    await fillIn();
    await page.getByLabel('Ki-67').fill('35');
    await isReady();
    let manifest: string | undefined;
    page.on('request', (request) => {
      if (request.method() === 'PUT' && request.url().includes('manifest.json')) manifest = request.postData() ?? '';
    });
    await send();
    await page.waitForURL(`**/studies/${ID}`);
    const sent = JSON.parse(manifest ?? '{}');
    expect(sent.sequences.t2fs).toEqual({
      image: 't2fs/image.nii',
      roi: { file: 't2fs/roi.nrrd', label: 1 },
      repair: 'flip-to-lps',
    });
    expect(sent.clinical).toEqual({ ki67: 35 });
    expect(service.puts.at(-1)).toBe('manifest.json');
    expect(service.puts.some((path) => path.includes('Thumbs'))).toBe(false);
    expect(new Set(service.puts).size).toBe(service.puts.length);
  });

  it('leaves a sequence out and puts it back', async () => {
    page = await served.open('/studies/new');
    await choose(folder);
    await page.getByLabel('dwi/image.nii is used as').selectOption('');
    await page.getByText('DWI is left out: the study will be partial.').waitFor();
    await page.getByRole('button', { name: 'Use DWI again' }).click();
    await fillIn();
    await isReady();
  });

  it('refuses a value that the protocol does not take, and an id that is no pseudonym', async () => {
    page = await served.open('/studies/new');
    await choose(folder);
    await page.getByLabel('Ki-67').fill('350');
    await page.getByLabel('Study id').fill('Jane Doe');
    await page.getByLabel('Study id').blur();
    expect(await page.locator('#send-open').textContent()).toContain('correct Ki-67; give a study id');
    expect(await page.getByLabel('Ki-67').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Study id').getAttribute('aria-invalid')).toBe('true');
  });

  it('asks before it replaces a study', async () => {
    service.study = { studyId: ID, status: 'complete', notice: '', receivedAt: '', updatedAt: '' };
    page = await served.open('/studies/new');
    await choose(folder);
    await fillIn();
    await isReady();
    await send();
    await heading(`There is a study ${ID} already.`);
    expect(service.puts).toEqual([]);
    await page.getByRole('button', { name: `Send as the new manifest of ${ID}` }).click();
    await page.waitForURL(`**/studies/${ID}`);
    expect(service.puts.at(-1)).toBe('manifest.json');
  });

  it('goes on by itself after the line was lost, and after a pause', async () => {
    page = await served.open('/studies/new');
    await choose(folder);
    await fillIn();
    await isReady();
    let isCut = true;
    service.intercept = (method, path) =>
      isCut && method === 'PUT' && path.includes('dwi') ? 'unreachable' : undefined;
    await send();
    await heading(/^No connection\. The upload waits at/);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    isCut = false;
    await page.waitForURL(`**/studies/${ID}`);
    expect(service.puts.filter((path) => path.startsWith('dce/'))).toHaveLength(2);
    expect(service.puts.at(-1)).toBe('manifest.json');
  });

  it('is found again after a reload in mid-upload, and sends only what is missing', async () => {
    page = await served.open('/studies/new');
    await choose(folder);
    await fillIn();
    await isReady();
    service.intercept = (method, path) =>
      method === 'PUT' && /t2fs|manifest/.test(path)
        ? { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }
        : undefined;
    await send();
    await page.waitForURL(`**/studies/new?upload=${ID}`);
    await expect.poll(() => service.puts.length, { timeout: 10_000 }).toBeGreaterThan(1);
    const before = [...service.puts];
    await page.reload();
    service.intercept = () => undefined;
    await heading(/^The upload was interrupted at/);
    expect(new URL(page.url()).search).toBe(`?upload=${ID}`);
    expect(await page.locator('main').textContent()).toContain('Choose the folder case-1 again.');
    expect(await axeFindings(page)).toEqual([]);

    // Another folder, and the same one with a changed file, are not taken.
    await page.locator('input[type=file]').setInputFiles(flipped.path);
    await heading('These are not the files of the upload.');
    await page.locator('input[type=file]').setInputFiles(folder.path);
    await page.waitForURL(`**/studies/${ID}`);
    const sentAgain = service.puts.slice(before.length).filter((path) => before.includes(path));
    expect(sentAgain).toEqual([]);
    expect(new Set(service.puts)).toEqual(new Set([...files.keys(), 'manifest.json']));
    // At its end nothing of it is kept.
    const kept = (): Promise<unknown> =>
      page.evaluate(
        () =>
          new Promise((done) => {
            const request = indexedDB.open('radscore', 1);
            request.onsuccess = () => {
              const all = request.result.transaction('uploads').objectStore('uploads').getAll();
              all.onsuccess = () => done(all.result);
            };
          }),
      );
    await expect.poll(kept, { timeout: 10_000 }).toEqual([]);
  });

  it('says which file changed between, and sends nothing of it', async () => {
    page = await served.open('/studies/new');
    const changing = folderOf('case-3', files);
    try {
      await choose(changing);
      await fillIn();
      await isReady();
      service.intercept = (method) => (method === 'PUT' ? { status: 503, body: '' } : undefined);
      await send();
      await page.waitForURL(`**/studies/new?upload=${ID}`);
      await page.reload();
      const changed = join(changing.path, 'dce/roi.nrrd');
      writeFileSync(changed, files.get('dce/roi.nrrd') as Uint8Array);
      utimesSync(changed, new Date(1_700_000_000_000), new Date(1_700_000_000_000));
      await heading(/^The upload was interrupted at/);
      await page.locator('input[type=file]').setInputFiles(changing.path);
      await page.getByText('dce/roi.nrrd has changed since.').waitFor();
      expect(service.puts).toEqual([]);
    } finally {
      changing.remove();
    }
  });

  it('goes on by itself after a reload if the browser keeps the folder', async () => {
    page = await served.open('/studies/new');
    // The browser's own file system stands for the folder that a person picks.
    await page.evaluate(
      async (all) => {
        const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('case-4', { create: true });
        for (const [path, base64] of all) {
          const [at, name] = path.split('/');
          const file = await (await root.getDirectoryHandle(at, { create: true })).getFileHandle(name, {
            create: true,
          });
          const stream = await file.createWritable();
          await stream.write(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
          await stream.close();
        }
        Object.assign(globalThis, { showDirectoryPicker: async () => root });
      },
      [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]),
    );
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('table.found').waitFor();
    await fillIn();
    await isReady();
    service.intercept = (method, path) =>
      method === 'PUT' && path.includes('manifest') ? { status: 503, body: '' } : undefined;
    await send();
    await expect.poll(() => service.puts.length, { timeout: 10_000 }).toBe(files.size);
    await page.reload();
    service.intercept = () => undefined;
    await page.waitForURL(`**/studies/${ID}`);
    expect(service.puts).toHaveLength(files.size + 1);
  });

  it('waits at a session that has ended, and goes on after signing in in the same tab', async () => {
    page = await served.open('/studies/new');
    await choose(folder);
    await fillIn();
    await isReady();
    let hasSession = true;
    service.intercept = (method, path) => {
      if (method === 'POST' && path === '/v1/studies' && service.puts.length > 0) hasSession = false;
      return path.startsWith('/v1/') && !hasSession ? { status: 401, body: { title: 'Unauthorized' } } : undefined;
    };
    await send();
    await heading(/^Your session has ended\. Your upload is paused at/);
    const opened = page.context().waitForEvent('page');
    await page.locator('main .find').getByRole('button', { name: 'Sign in' }).last().click();
    // The sign-in has a tab of its own: what is being sent in this one stays.
    await opened;
    service.intercept = () => undefined;
    await page.waitForURL(`**/studies/${ID}`);
    expect(service.puts.filter((path) => path !== 'manifest.json').sort()).toEqual([...files.keys()].sort());
  });
});
