/** Frames while a list of 5,000 studies scrolls in headless Chromium. usage: node bench/studies-list.ts → docs/performance-console.md */
import { availableParallelism, loadavg } from 'node:os';
import { hasChromium } from '../test/browser/page.ts';
import { serveConsole } from '../test/console/harness.ts';
import { SyntheticApi } from '../test/console/pages/studies/synthetic-studies.ts';
import { writeSection } from './performance-console.ts';

const STUDIES = 5000;
const FRAMES = 300;
/** Milliseconds: a frame that took longer left out another one. */
const LATE = 25;
/** Pixels a frame: reading speed, a fling, and dragging the bar through all rows in some seconds. */
const SPEEDS = [20, 120, 1000] as const;

if (!hasChromium) {
  console.log('skipped: Chromium is absent');
  process.exit(0);
}

const api = new SyntheticApi(STUDIES);
const served = await serveConsole({ fixtures: api.fixtures });
const rows: string[] = [];
for (const [name, viewport] of [
  ['laptop, 1280 × 800', { width: 1280, height: 800 }],
  ['phone, 390 × 844', { width: 390, height: 844 }],
] as const) {
  const page = await served.open('/studies');
  await page.getByText(`${STUDIES.toLocaleString('en')} of ${STUDIES.toLocaleString('en')} studies`).waitFor();
  await page.setViewportSize(viewport);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN;
  };
  for (const speed of SPEEDS) {
    const before = await busy();
    const { frames, most } = await page.evaluate(scrolled, { speed, count: FRAMES });
    const work = (1000 * ((await busy()) - before)) / FRAMES;
    const inTime = frames.filter((milliseconds) => milliseconds < LATE).length / FRAMES;
    const cells = [name, speed, figures(frames), `${(100 * inTime).toFixed(1)} %`, work.toFixed(1), most];
    rows.push(`| ${cells.join(' | ')} |`);
    console.log(rows[rows.length - 1]);
  }
}
await served.close();

/** Runs in the page: scrolls by a step each frame, and notes the time between frames. */
async function scrolled({ speed, count }: { readonly speed: number; readonly count: number }): Promise<{
  readonly frames: number[];
  /** Most rows that were in the document. */
  readonly most: number;
}> {
  const frames: number[] = [];
  let most = 0;
  const frame = () => new Promise<number>((next) => requestAnimationFrame(next));
  scrollTo(0, 0);
  let before = await frame();
  let step = speed;
  for (let k = 0; k < count; k++) {
    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 2) step = -speed;
    else if (scrollY <= 0) step = speed;
    scrollBy(0, step);
    const now = await frame();
    frames.push(now - before);
    before = now;
    most = Math.max(most, document.querySelectorAll('tbody [data-row]').length);
  }
  return { frames, most };
}

/** Median / 95th percentile / maximum. */
function figures(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  return `${at(0.5)} / ${at(0.95)} / ${at(1)}`;
}

writeSection('The list of studies in a browser', [
  'Written by `node bench/studies-list.ts`: a list of 5,000 synthetic studies scrolls in headless Chromium, which draws without a',
  `graphics card; ${FRAMES} frames each, median / 95th percentile / maximum of the time between two frames. At 60 Hz a frame has 16.7 ms;`,
  '"in time" are the frames that none was left out before. "Work" is the processor time of the main thread (scripts, styles, layout,',
  'paint), mean of all frames: it depends less than the others on what else the machine does. The load was',
  `${loadavg()[1].toFixed(1)} on ${availableParallelism()} processors: above one for each, frames are also late because others compute.`,
  '',
  '| view | px a frame | between frames, ms | in time | work, ms | rows in the document, at most |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
]);
