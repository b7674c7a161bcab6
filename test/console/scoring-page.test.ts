/** The page of one file that scores, in Chromium from a disk: the answer of Node to the bit, and nothing asked for. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { namedFeatures, type SequenceFeatures, type SequenceName } from '@radscore/pipeline/browser';
import { type FittedModel, predict } from '@radscore/statistics';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CarriedModel } from '../../console/inspection/carried-model.ts';
import { scoringModelOf } from '../../console/scoring/scored-model.ts';
import { axeFindings } from '../browser/axe.ts';
import { hasChromium, launchChromium } from '../browser/page.ts';
import { radscore } from '../cli/terminal.ts';
import { dicomStudy } from './engine/dicom-study.ts';
import { measureInNode, tableAround, versionAround } from './scoring/measured-study.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-one-file-'));
const fit = join(folder, 'fit');
const file = join(folder, 'score.html');
const study = dicomStudy('case-0221');
let measured: Record<SequenceName, SequenceFeatures>;

beforeAll(async () => {
  measured = measureInNode(study.files, study.manifest);
  writeFileSync(join(folder, 'table.csv'), tableAround(measured));
  const quick = ['--bootstrap', '0', '--permutations', '0', '--nested', '0', '--force-clinical'];
  const columns = ['--outcome', 'pcr', '--id', 'id', '--clinical', 'ki67,morphology'];
  expect(await radscore('fit', join(folder, 'table.csv'), ...columns, ...quick, '-o', fit)).toMatchObject({
    exitCode: 0,
  });
  const written = await radscore('page', '--model', fit, '--protocol', 'her2-pcr@1', '-o', file);
  expect(written).toMatchObject({ exitCode: 0 });
  expect(written.notes.join('\n')).toContain('the fit fit, features by her2-pcr@1');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('radscore page refuses', () => {
  const refused = async (...args: string[]): Promise<[number, string]> => {
    const { exitCode, notes } = await radscore('page', ...args, '-o', join(folder, 'never.html'));
    return [exitCode, notes.join('\n')];
  };

  it('the folder of a fit without the protocol of its features, whose settings no table says', async () => {
    expect(await refused('--model', fit)).toEqual([2, expect.stringContaining('her2-pcr@1, her2-pcr@2')]);
  });

  it('an unknown protocol, and one with a version of the service', async () => {
    expect(await refused('--model', fit, '--protocol', 'her2-pcr@9')).toEqual([
      4,
      expect.stringContaining('unknown-protocol'),
    ]);
    expect(await refused('--model', 'her2-pcr@2', '--protocol', 'her2-pcr@1')).toEqual([
      2,
      expect.stringContaining('--protocol'),
    ]);
  });

  it('a folder that is no model, and a file that is none', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect((await refused('--model', join(folder, 'empty'), '--protocol', 'her2-pcr@1'))[0]).toBe(4);
    writeFileSync(join(folder, 'empty', 'model.json'), '{"format":"something/1"}');
    expect(await refused('--model', join(folder, 'empty'), '--protocol', 'her2-pcr@1')).toEqual([
      4,
      expect.stringContaining('a model that radscore fit wrote'),
    ]);
  });

  it('a model of features that the protocol does not give, and names one', async () => {
    const model = JSON.parse(readFileSync(join(fit, 'model.json'), 'utf8')) as { features: { name: string }[] };
    model.features[0].name = 'dce_lbp-2D_firstorder_Mean';
    mkdirSync(join(folder, 'other'), { recursive: true });
    writeFileSync(join(folder, 'other', 'model.json'), JSON.stringify(model));
    expect(await refused('--model', join(folder, 'other'), '--protocol', 'her2-pcr@1')).toEqual([
      4,
      expect.stringContaining('dce_lbp-2D_firstorder_Mean, which her2-pcr@1 does not give'),
    ]);
  });
});

describe('radscore page carries a version of the service', () => {
  let url: string;
  let server: Server;
  let given: ReturnType<typeof versionAround>;
  /** What the service answers in place of the version as it is. */
  let changes: { promoted?: number | null; model?: object } = {};
  beforeAll(async () => {
    given = versionAround(measured);
    server = createServer((request, response) => {
      const bodies: Record<string, object> = {
        '/v1/models/synthetic-line': {
          name: 'synthetic-line',
          promoted: changes.promoted === undefined ? 3 : changes.promoted,
        },
        '/v1/models/synthetic-line/versions/3': given.described,
        '/v1/models/synthetic-line/versions/3/model': { ...given.answer, ...changes.model },
      };
      const body = bodies[String(request.url)];
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }, 60_000);
  afterAll(() => new Promise((done) => server.close(done)));

  async function written(
    model = 'synthetic-line',
  ): Promise<{ exitCode: number; notes: string; carried?: CarriedModel }> {
    const out = join(folder, 'version.html');
    rmSync(out, { force: true });
    const { exitCode, notes } = await radscore('page', '--model', model, '-o', out, '--api', url, '--token', 'made-up');
    const page = existsSync(out) ? readFileSync(out, 'utf8') : '';
    const [, json] = /<script type="application\/json" id="model">(.*?)<\/script>/s.exec(page) ?? [];
    return { exitCode, notes: notes.join('\n'), ...(json && { carried: JSON.parse(json) as CarriedModel }) };
  }

  it('the promoted one if none is named, with its submodels, its owner, and that it is synthetic', async () => {
    const { exitCode, notes, carried } = await written();
    expect([exitCode, notes]).toEqual([
      0,
      expect.stringContaining(
        'synthetic-line version 3 of demo-score, features by her2-pcr@1, fitted on synthetic data',
      ),
    ]);
    expect(carried).toMatchObject({
      version: { owner: 'demo-score', name: 'synthetic-line', version: 3 },
      isSynthetic: true,
    });
    const { answer, described } = given;
    expect(carried?.model).toEqual(JSON.parse(JSON.stringify(scoringModelOf(answer, described))));
    expect((await written('synthetic-line@3')).carried).toEqual(carried);
  });

  it('and none that answers nothing, that is not there, or whose settings this program does not have', async () => {
    changes = { promoted: null };
    expect(await written()).toMatchObject({ exitCode: 4, notes: expect.stringContaining('no promoted version') });
    changes = { model: { silent: { code: 'version-retired', message: 'got a retired version.' } } };
    expect(await written()).toMatchObject({ exitCode: 4, notes: expect.stringContaining('version-retired') });
    changes = { model: { settingsHash: 'f'.repeat(64) } };
    expect(await written()).toMatchObject({ exitCode: 4, notes: expect.stringContaining('settings-mismatch') });
    changes = {};
    expect((await written('synthetic-line@9')).exitCode).not.toBe(0);
  });
});

describe.skipIf(!hasChromium)('the page of one file', () => {
  let browser: Browser;
  let page: Page;
  /** Every request that the page or its workers make, but for what they make up themselves. */
  const requests: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    for (const [path, bytes] of study.files) {
      mkdirSync(dirname(join(folder, 'case-0221', path)), { recursive: true });
      writeFileSync(join(folder, 'case-0221', path), bytes);
    }
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.on('request', (request) => void (request.url().startsWith('blob:') || requests.push(request.url())));
    page = await context.newPage();
    page.on('pageerror', ({ message }) => void faults.push(message));
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
    await page.goto(pathToFileURL(file).href);
  }, 60_000);
  afterAll(() => browser?.close());

  const shot = async (name: string): Promise<void> => {
    const to = process.env.RADSCORE_SHOTS;
    if (to) await page.screenshot({ path: join(to, `${name}.png`), fullPage: true });
  };

  it('says what it is for, which model it carries, and that it can send nothing', async () => {
    const text = await page.innerText('body');
    expect(text).toContain('Research use only. Not a medical device.');
    expect(text).toContain('the fit fit (her2-pcr@1)');
    expect(text).toContain('This page can send nothing');
    await shot('one-file-empty');
  });

  it('reads, inspects, measures and scores a study, and gives the number that Node gives', async () => {
    await page.setInputFiles('#study-folder', join(folder, 'case-0221'));
    await page.getByRole('button', { name: 'Measure here' }).click({ timeout: 30_000 });
    await page.getByLabel('Ki-67').fill('55');
    await page.getByText('irregular', { exact: true }).click();
    await page.waitForSelector('#answer-here svg.nomogram', { timeout: 60_000 });
    await shot('one-file-answer');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const answer = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const model = JSON.parse(readFileSync(join(fit, 'model.json'), 'utf8')) as FittedModel;
    const values = Object.assign({}, ...Object.values(measured).map(namedFeatures));
    const { probability, interval, radScore, contributions, points } = predict(model, values, {
      ki67: 55,
      morphology: 'irregular',
    });
    expect(answer).toMatchObject(
      JSON.parse(JSON.stringify({ probability, interval, radScore, contributions, points })),
    );
    expect(await page.innerText('#requests-made')).toBe('0 requests');
    expect(await axeFindings(page)).toEqual([]);
  }, 120_000);

  it('shows all that the inspection found, as the command says it', async () => {
    const words = await radscore('inspect', join(folder, 'case-0221'));
    await page.locator('#inspection summary').click();
    const said = await page.locator('#inspection li').allInnerTexts();
    const lines = words.out
      .trim()
      .split('\n')
      .map((line) => line.trim());
    expect(said.length).toBeGreaterThan(5);
    for (const line of said) expect(lines).toContain(line);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    expect(readFileSync(await download.path(), 'utf8')).toBe(
      (await radscore('inspect', join(folder, 'case-0221'), '--json')).out,
    );
  }, 60_000);

  it('speaks German when it is asked to', async () => {
    await page.getByLabel('Language').selectOption('de');
    await page.getByText('Diese Seite kann nichts senden').waitFor();
    await page.locator('#language').selectOption('en');
  });

  it('can reach no address, and has met no fault and asked for nothing but itself', async () => {
    expect(faults).toEqual([]);
    expect(new Set(requests)).toEqual(new Set([pathToFileURL(file).href]));
    const policy = await page.locator('meta[http-equiv]').getAttribute('content');
    expect(policy).toMatch(/default-src 'none'.*connect-src 'none'/);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'/);
    const reached = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'reached',
        ({ message }) => message,
      ),
    );
    expect(reached).toBe('Failed to fetch');
  });
});
