/** Makes the pictures of docs/gallery.md: pages that the commands write, of synthetic cohorts, as Chromium shows them. */
// usage: node scripts/gallery/pictures.ts; two minutes. Chromium is CHROMIUM, or /usr/bin/chromium.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Random } from '@radscore/statistics';
import { type Browser, chromium, type Page } from 'playwright-core';
import { main } from '../../cli/main.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const images = join(root, 'docs', 'images', 'gallery');
const folder = mkdtempSync(join(tmpdir(), 'radscore-gallery-'));
const prints = join(root, 'test', 'fixtures', 'nomogram');

/** Runs a command as a user does; its notes go to this terminal. */
async function radscore(...args: string[]): Promise<void> {
  const code = await main(args, {
    out: () => {},
    note: (line) => console.error(line),
    status: () => {},
    interactive: false,
  });
  if (code !== 0) throw new Error(`got exit code ${code} of radscore ${args.join(' ')}; wanted 0`);
}

/** A synthetic cohort: features of noise, of which three and Ki-67 shift the outcome. */
function table(seed: number, rows: number): string {
  const random = new Random(seed);
  const names = Array.from({ length: 40 }, (_, j) => `dce_original_feature${j + 1}`);
  const lines = [`id,pCR,ki67,grade,split,${names.join(',')}`];
  for (let i = 0; i < rows; i++) {
    const values = names.map(() => random.normal());
    const ki67 = Math.round(Math.min(95, Math.max(3, 38 + 20 * random.normal())));
    const grade = ['1', '2', '3'][random.below(3)];
    const eta =
      -0.4 + 0.9 * values[0] - 0.8 * values[1] + 0.6 * values[2] + 0.035 * (ki67 - 38) + 0.3 * Number(grade) - 0.6;
    const pcr = random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
    const split = i % 3 === 0 ? 'test' : 'train';
    lines.push([`S${i + 1}`, pcr, ki67, grade, split, ...values.map((value) => value.toFixed(5))].join(','));
  }
  return `${lines.join('\n')}\n`;
}

async function shot(
  browser: Browser,
  name: string,
  file: string,
  {
    dark = false,
    width = 1180,
    height = 820,
    prepare,
  }: {
    readonly dark?: boolean;
    readonly width?: number;
    readonly height?: number;
    readonly prepare?: (page: Page) => Promise<void>;
  } = {},
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
  });
  await page.goto(pathToFileURL(file).href);
  await prepare?.(page);
  await page.screenshot({ path: join(images, `${name}.png`) });
  await page.close();
}

mkdirSync(images, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  writeFileSync(join(folder, 'synthetic.csv'), table(20261127, 240));
  writeFileSync(join(folder, 'other-patients.csv'), table(20261128, 160));
  const fit = join(folder, 'fit');
  const columns = [
    '--outcome',
    'pCR',
    '--id',
    'id',
    '--clinical',
    'ki67,grade:ordered=1|2|3',
    '--split',
    'split',
    '--force-clinical',
  ];
  await radscore(
    'fit',
    join(folder, 'synthetic.csv'),
    ...columns,
    '--bootstrap',
    '50',
    '--permutations',
    '50',
    '-o',
    fit,
  );
  await radscore('validate', fit, join(folder, 'other-patients.csv'), '-o', join(folder, 'validation'));
  const words = ['--label', 'ki67=Ki-67', '--unit', 'ki67=%', '--synthetic'];
  const ofFit = join(folder, 'nomogram-of-fit.html');
  await radscore('nomogram', fit, '--label', 'grade=Grade', ...words, '-o', ofFit);
  const ofPrint = join(folder, 'nomogram-of-print.html');
  await radscore(
    ...['nomogram', join(prints, 'r-lrm-whole.txt'), '--range', 'age=26..84', '--range', 'ki67=2..95'],
    ...['--levels', 'grade=I,II,III', '--levels', 'hr=0=negative,1=positive', '--label', 'age=Age'],
    ...['--label', 'grade=Grade', '--label', 'hr=Hormone receptor', '--unit', 'age=years', '--event', 'pCR'],
    ...['--cut-off', '0.4', ...words, '-o', ofPrint],
  );
  const signature = join(folder, 'signature.html');
  await radscore(
    'signature',
    'page',
    join(root, 'examples', 'signatures', 'made-up-mri-nomogram.yaml'),
    '-o',
    signature,
  );

  const filled = async (page: Page): Promise<void> => page.locator('.terms-card .btn').first().click();
  const drawn = async (page: Page): Promise<void> => {
    await filled(page);
    await page.locator('.drawing-card').scrollIntoViewIfNeeded();
  };
  await shot(browser, 'fit-report', join(fit, 'report.html'));
  await shot(browser, 'validation-report', join(folder, 'validation', 'report.html'));
  await shot(browser, 'nomogram-of-fit', ofFit, { prepare: filled });
  await shot(browser, 'nomogram-of-print', ofPrint, { dark: true, prepare: filled });
  await shot(browser, 'nomogram-axes', ofPrint, { prepare: drawn });
  await shot(browser, 'nomogram-phone', ofPrint, { width: 390, height: 760, prepare: filled });
  await shot(browser, 'signature-page', signature);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
