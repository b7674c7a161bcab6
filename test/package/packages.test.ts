/** The packed packages, installed into an empty folder and used as a stranger would: by Node, tsc, a bundler and a page. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/service/connection.ts';
import { LIBRARIES } from '../../packaging/library-package.ts';
import { packAll } from '../../packaging/package.ts';
import { hasChromium, launchChromium } from '../browser/page.ts';
import { type Installation, installPackages, linkPinnedNode, otherNode, run } from './installed.ts';

let installed: Installation;
beforeAll(async () => {
  installed = await installPackages();
}, 300_000);
afterAll(() => installed?.remove());

const bin = (name: string): string => join(PROJECT_ROOT, 'node_modules', '.bin', name);
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
/** The example of a README: its only block of JavaScript. */
const exampleOf = (library: string): string => {
  const blocks = [
    ...readFileSync(join(PROJECT_ROOT, 'layers', library, 'README.md'), 'utf8').matchAll(/```js\n(.*?)```/gs),
  ];
  expect(blocks).toHaveLength(1);
  return blocks[0][1];
};
const VERSION = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')).version;
const EXTRACT = ['extract', 'image.nrrd', 'mask.nrrd'];

describe('the packed files', () => {
  it('are small, and the same bytes from the same sources', async () => {
    const again = mkdtempSync(join(tmpdir(), 'radscore-again-'));
    try {
      const packed = await packAll({ root: PROJECT_ROOT, dist: again, assembly: join(PROJECT_ROOT, 'cdk.out') });
      expect(packed.map(({ file }) => sha256(file))).toEqual(installed.packed.map(({ file }) => sha256(file)));
      for (const { name, bytes } of packed) expect(bytes, name).toBeLessThan(name === 'radscore' ? 15e6 : 1e6);
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });

  it.each([
    ...LIBRARIES,
    'radscore',
  ])('of %s name every package inside in a bill of materials and in the notices', (name) => {
    const folder = join(installed.packed[0].file, '..', name);
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    const { bomFormat, specVersion, metadata, components } = JSON.parse(read('sbom.cdx.json'));
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.6']);
    expect(metadata.component).toMatchObject({ version: VERSION });
    const notices = read('THIRD-PARTY-NOTICES.txt');
    // What esbuild bundled, by the comments that it leaves above each file.
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
    const inside = new Set(
      code.flatMap((file) =>
        [...read(file).matchAll(/^ *\/\/ (?:.*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)].map(
          ([, found]) => found,
        ),
      ),
    );
    const listed = new Set(components.map((one: { name: string }) => one.name));
    expect([...inside].filter((found) => !listed.has(found))).toEqual([]);
    expect(listed.size).toBeGreaterThan(0);
    for (const { name: part, version, purl, licenses } of components) {
      expect(purl).toBe(`pkg:npm/${part.replace('@', '%40')}@${version}`);
      expect(notices).toContain(`${part} ${version} (${licenses[0].license?.id ?? licenses[0].expression})`);
    }
  });

  it.each(LIBRARIES)('of %s satisfy publint and attw', (library) => {
    const { file } = installed.packed.find(({ name }) => name === `@radscore/${library}`)!;
    run(process.execPath, [bin('publint'), '--strict', join(file, '..', library)], installed.folder);
    run(process.execPath, [bin('attw'), '--profile', 'esm-only', file], installed.folder);
  });
});

describe('the libraries, installed', () => {
  const nodes: [string, string | undefined][] = [
    ['the Node that runs the tests', process.execPath],
    ['another Node from 22 on', otherNode((major) => major >= 22)],
  ];

  it.for(LIBRARIES)('run the example of the README of %s, which has at most seven lines', (library, { skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    const example = exampleOf(library);
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(7);
    const file = join(installed.folder, `${library}.mjs`);
    writeFileSync(file, example);
    const answers = nodes.flatMap(([, node]) => (node ? [run(node, [file], installed.folder)] : []));
    expect(answers[0]).toMatch(EXPECTED[library]);
    expect(new Set(answers).size).toBe(1);
  });

  it('are typed for a strict project that checks libraries, too', ({ skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    writeFileSync(join(installed.folder, 'consumer.ts'), CONSUMER);
    const strict = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--types',
      '',
    ];
    const how = ['--target', 'es2024', '--module', 'nodenext', '--lib', 'es2024,dom,dom.asynciterable'];
    run(process.execPath, [bin('tsc'), ...strict, ...how, 'consumer.ts'], installed.folder);
  });

  it('are bundled for a page by esbuild without a word about Node', async ({ skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    const { outputFiles, warnings } = await build({
      stdin: { contents: PAGE, resolveDir: installed.folder },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    expect(outputFiles[0].text).not.toMatch(/from ?"node:/);
  });

  it('run in a plain page with an import map, to the bits that Node gives', async ({ skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    skip(!hasChromium, 'no Chromium');
    const types: Record<string, string> = { '.js': 'text/javascript', '.html': 'text/html' };
    const server = createServer(({ url = '/' }, response) => {
      response.setHeader('content-type', types[extname(url)] ?? 'application/octet-stream');
      const file = join(installed.folder, url);
      if (url !== '/page.html' && !existsSync(file)) response.statusCode = 404;
      response.end(url === '/page.html' ? HTML : existsSync(file) ? readFileSync(file) : undefined);
    }).listen(0, '127.0.0.1');
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/page.html`);
      await page.waitForFunction('globalThis.answer !== undefined');
      const node = join(installed.folder, 'as-page.mjs');
      writeFileSync(node, `import { readFileSync } from 'node:fs';\n${IN_NODE}${PAGE}console.log(globalThis.answer);`);
      expect(await page.evaluate('globalThis.answer')).toBe(run(process.execPath, [node], installed.folder).trim());
    } finally {
      await browser.close();
      server.close();
    }
  });
});

describe('the command, installed', () => {
  const radscore = (...args: string[]): string[] => [
    join(installed.folder, 'node_modules', 'radscore', 'radscore.mjs'),
    ...args,
  ];

  it('reports its version, and extracts the bytes that a clone gives, also over threads', ({ skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    expect(run(process.execPath, radscore('--version'), installed.folder)).toBe(`${VERSION}\n`);
    const clone = run(process.execPath, [join(PROJECT_ROOT, 'cli', 'radscore.mjs'), ...EXTRACT], installed.folder);
    expect(Object.keys(JSON.parse(clone)).length).toBeGreaterThan(100);
    expect(run(process.execPath, radscore(...EXTRACT), installed.folder)).toBe(clone);
    expect(run(process.execPath, radscore(...EXTRACT, '-j', '2'), installed.folder)).toBe(clone);
    writeFileSync(join(installed.folder, 'batch.csv'), 'Image,Mask\nimage.nrrd,mask.nrrd\nimage.nrrd,mask.nrrd\n');
    const table = run(process.execPath, radscore('extract', 'batch.csv', '-j', '2'), installed.folder);
    expect(table.trimEnd().split('\n')).toHaveLength(3);
  });

  it('fits a model over threads, and writes the inspection page', ({ skip }) => {
    skip(installed.missing !== undefined, installed.missing);
    const rows = Array.from(
      { length: 60 },
      (_, k) => `P${k},${k % 3 === 0 ? 1 : 0},${Math.sin(k) + (k % 3 === 0 ? 1.5 : 0)},${Math.cos(7 * k)}`,
    );
    writeFileSync(join(installed.folder, 'table.csv'), `id,pcr,f1,f2\n${rows.join('\n')}\n`);
    run(
      process.execPath,
      radscore('fit', 'table.csv', '--outcome', 'pcr', '--id', 'id', '-j', '2', '-o', 'fit'),
      installed.folder,
    );
    expect(JSON.parse(readFileSync(join(installed.folder, 'fit', 'model.json'), 'utf8'))).toMatchObject({
      format: 'radscore-model/1',
    });
    run(process.execPath, radscore('inspect', '--page', 'page.html'), installed.folder);
    expect(readFileSync(join(installed.folder, 'page.html'), 'utf8')).toContain('Inspect a study');
  });

  it('starts the Node that it brings if its own is older than 22, and else says in one sentence what to do', ({
    skip,
  }) => {
    skip(installed.missing !== undefined, installed.missing);
    const old = otherNode((major) => major < 22);
    skip(old === undefined, 'no Node before 22 on this machine');
    const refused = (() => {
      try {
        return run(old!, radscore('--version'), installed.folder);
      } catch (error) {
        return String((error as { stderr: string }).stderr);
      }
    })();
    expect(refused).toMatch(/^radscore: got Node \d+\.[\d.]+; wanted 22 or newer\. Install it .*\n$/);
    linkPinnedNode(installed.folder);
    expect(run(old!, radscore('--version'), installed.folder)).toBe(`${VERSION}\n`);
  });

  it('takes a synthetic cohort through the local cloud to a model and predictions, with no clone and no CDK', async ({
    skip,
  }) => {
    skip(installed.missing !== undefined, installed.missing);
    const old = otherNode((major) => major < 22);
    if (old !== undefined) linkPinnedNode(installed.folder);
    const node = old ?? process.execPath;
    const home = ['--home', join(installed.folder, 'home')];
    const cloud = spawn(node, radscore('up', ...home), { cwd: installed.folder, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(cloud, 'exit');
    try {
      const said = await Promise.race([once(cloud.stdout, 'data'), ended]);
      expect(String(said[0])).toContain('Radscore runs on this machine');
      // The site comes with the template.
      expect(run(node, radscore('console', ...home, '--no-browser'), installed.folder)).toContain('/sign-in#');
      const { endpoints } = JSON.parse(readFileSync(join(installed.folder, 'home', 'cloud.json'), 'utf8'));
      const page = await (await fetch(`${endpoints.console}/studies`)).text();
      const [script] = /\/assets\/app-\w+\.js/.exec(page) ?? [];
      expect((await fetch(endpoints.console + script)).headers.get('content-type')).toBe('text/javascript');
      const out = run(node, radscore('demo', ...home, '--patients', '24'), installed.folder);
      expect(JSON.parse(out)).toMatchObject({ studies: 25, analysed: 25, features: 3375 });
    } finally {
      cloud.kill('SIGTERM');
      await ended;
    }
  }, 420_000);
});

const EXPECTED: Readonly<Record<(typeof LIBRARIES)[number], RegExp>> = {
  imaging: /^\[ 24, 20, 16 \] \[ 0\.8, 0\.9, 2 \] /,
  radiomics: /^original_shape_Elongation [\d.]+\n(.*\n){100,}$/,
  statistics: /^AUC 0\.\d{3} \(95 % confidence interval 0\.\d{3} to 1\.000\)\n$/,
};

const CONSUMER = `
import { InputRefused, readImage, readMask, type Volume } from '@radscore/imaging';
import { extract, settingsFrom, type Extraction } from '@radscore/radiomics';
import { openThread } from '@radscore/radiomics/node';
import { aucWithInterval, type Auc } from '@radscore/statistics';
import '@radscore/imaging/node';
const image: Volume = readImage([{ name: 'a', bytes: new Uint8Array() }]);
const answer: Extraction = extract(image, readMask([], image), settingsFrom({}));
const area: Auc = aucWithInterval([1, 2], [0, 1]);
// @ts-expect-error a text is no volume
extract('image', readMask([], image), settingsFrom({}));
export { answer, area, InputRefused, openThread };
`;

/** Runs in a page as it stands, with \`fetched\` from a server; in Node with \`fetched\` from the folder. */
const PAGE = `
import { readImage, readMask } from '@radscore/imaging';
import { extract, settingsFrom } from '@radscore/radiomics';
import { aucWithInterval } from '@radscore/statistics';
const fetched = globalThis.fetched ?? (async (name) => [{ name, bytes: new Uint8Array(await (await fetch(name)).arrayBuffer()) }]);
const image = readImage(await fetched('image.nrrd'));
const mask = readMask(await fetched('mask.nrrd'), image);
const { blocks } = extract(image, mask, settingsFrom({}));
const values = blocks.map(({ names, values }) => [names, [...values].map(String)]);
globalThis.answer = JSON.stringify([values, aucWithInterval([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])]);
`;
const IN_NODE = 'globalThis.fetched = async (name) => [{ name, bytes: readFileSync(name) }];\n';
const IMPORTS = Object.fromEntries(
  ['imaging', 'imaging/internal', 'imaging/elementary', 'imaging/kernel-memory', 'radiomics', 'statistics'].map(
    (name) => [`@radscore/${name}`, `/node_modules/@radscore/${name.includes('/') ? name : `${name}/index`}.js`],
  ),
);
const HTML = `<!doctype html><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>
<script type="module">${PAGE}</script>`;
