/** Times the engine in headless Chromium next to Node, in turn in one run. usage: node bench/browser.ts → docs/performance-browser.md */
import { readFileSync, writeFileSync } from 'node:fs';
import { readCase } from '@radscore/imaging/node';
import { EXTRACTION_SCRIPT, REAL_CASES } from '../test/browser/engine-page.ts';
import { extractFromBytes } from '../test/browser/extract-from-bytes.ts';
import { BrowserPage, hasChromium } from '../test/browser/page.ts';
import { hasShared, sharedPath } from '../test/shared.ts';

const rounds = Number(process.env.RADSCORE_BENCH_ROUNDS ?? 7);
const WARM_UP = 3;

if (!hasChromium || !hasShared) {
  console.log('skipped: Chromium or the shared folder with the images is absent');
  process.exit(0);
}

const parameters = readFileSync(sharedPath('golden/radiomics/settings/a_paper-3d.yaml'), 'utf8');
const rows: string[] = [];
for (const [name, [image, mask]] of Object.entries(REAL_CASES)) {
  const browser = await BrowserPage.open(EXTRACTION_SCRIPT, { image, mask });
  const times: { node: number; page: number }[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const node = extractFromBytes(
      { name: 'image', bytes: readFileSync(image) },
      { name: 'mask', bytes: readFileSync(mask) },
      parameters,
      readCase,
    );
    const script = `extractIn('image', 'mask', ${JSON.stringify(parameters)})`;
    const page = (await browser.page.evaluate(script)) as typeof node;
    if (page.bits !== node.bits) throw new Error(`got other values of ${name} in the page; wanted the same bits`);
    if (round >= 0) times.push({ node: node.milliseconds, page: page.milliseconds });
  }
  await browser.close();
  const cells = [
    name,
    spread(times.map(({ node }) => node)),
    spread(times.map(({ page }) => page)),
    spread(times.map(({ node, page }) => page / node)),
  ];
  rows.push(`| ${cells.join(' | ')} |`);
  console.log(rows[rows.length - 1]);
}

/** min / median / max. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]]
    .map((value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3)))
    .join(' / ');
}

const text = [
  '# The engine in a browser',
  '',
  'Written by `node bench/browser.ts`: milliseconds for one extraction from the files’ bytes with settings `a` (12 image',
  `types at 1 mm, 1130 values), reading included, one thread, min / median / max of ${rounds} rounds after ${WARM_UP} that warm up.`,
  'Node and headless Chromium work in turn in one run; every round gave the same bits in both.',
  '',
  '| case | Node, ms | Chromium, ms | ratio |',
  '| --- | --- | --- | --- |',
  ...rows,
  '',
].join('\n');
writeFileSync(new URL('../docs/performance-browser.md', import.meta.url), text);
