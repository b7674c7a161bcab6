import { chromium } from 'playwright-core';
import { pathToFileURL } from 'node:url';
const [, , dir, ...modes] = process.argv;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const mode of modes) {
  const dark = mode.includes('dark'); const phone = mode.includes('phone');
  const context = await browser.newContext({ viewport: phone ? { width: 390, height: 844 } : { width: 1200, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  await page.goto(pathToFileURL(`${dir}/report.html`).href);
  if (mode === 'print') { await page.pdf({ path: `${dir}/print.pdf`, preferCSSPageSize: true }); }
  else { await page.screenshot({ path: `${dir}/${mode}.png`, fullPage: true });
    console.log(mode, await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight, innerWidth])); }
  await context.close();
}
await browser.close();
