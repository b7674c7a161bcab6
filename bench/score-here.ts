/** Times a whole study in the engine of a page next to Node, in turn in one run. usage: node bench/score-here.ts → docs/performance-score-here.md */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { drawCohort } from '../cli/demonstration/cohort.ts';
import { makeStudy } from '../cli/demonstration/study-files.ts';
import { hasChromium } from '../test/browser/page.ts';
import { EnginePage } from '../test/console/engine/engine-page.ts';
import { measureInNode } from '../test/console/scoring/measured-study.ts';

const rounds = Number(process.env.RADSCORE_BENCH_ROUNDS ?? 5);
const WARM_UP = 1;

if (!hasChromium) {
  console.log('skipped: Chromium is absent');
  process.exit(0);
}

const { files, manifest } = makeStudy(drawCohort(5).newPatient, 5);
const size = [...files.values()].reduce((sum, { length }) => sum + length, 0);
const page = await EnginePage.open();
await page.choose('study', files);
const times: { node: number; one: number; two: number }[] = [];
const extracted = (client: string): Promise<{ ms: number; hashes: string }> =>
  page.run(
    `(async () => {
      const start = performance.now();
      const found = await ${client}.extract(chosen(), argument, argument.protocol);
      const ms = performance.now() - start;
      const of = ({ features }) => features.contentHash + features.blocks.flatMap(({ values }) => [...values]).join();
      return { ms, hashes: ['t2fs', 'dwi', 'dce'].map((name) => of(found[name])).join() };
    })()`,
    manifest,
  );
for (let round = -WARM_UP; round < rounds; round++) {
  const start = performance.now();
  const inNode = measureInNode(files, manifest);
  const node = performance.now() - start;
  const hashes = (['t2fs', 'dwi', 'dce'] as const)
    .map((name) => inNode[name].contentHash + inNode[name].blocks.flatMap(({ values }) => [...values]).join())
    .join();
  const [one, two] = [await extracted('kept'), await extracted('engine')];
  if (one.hashes !== hashes || two.hashes !== hashes)
    throw new Error('got other values in the page; wanted the same bits');
  if (round >= 0) times.push({ node, one: one.ms, two: two.ms });
  console.log(round, Math.round(node), Math.round(one.ms), Math.round(two.ms));
}
await page.close();

/** min / median / max. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted[sorted.length - 1]]
    .map((value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3)))
    .join(' / ');
}

const text = [
  '# A study scored in a page',
  '',
  `Written by \`node bench/score-here.ts\`: a study of the demonstration (three sequences, ${files.size} DICOM files, ${(size / 1e6).toFixed(1)} MB) from its`,
  `files to its 3,375 features, in Node on one thread and in headless Chromium in one worker that is kept, and in new workers, two at once; min / median / max of ${rounds} rounds`,
  `after ${WARM_UP} that warms up, in turn in one run on ${availableParallelism()} processors. Values and content hashes were equal in every round. In a page the`,
  'start of the workers and the reading of the chosen files are included. On a machine that does other work the spread is wide; node and page\nmeet the same work in each round, whose ratio is what counts.',
  '',
  '| where | ms | ratio to Node |',
  '| --- | --- | --- |',
  `| Node, one thread | ${spread(times.map(({ node }) => node))} | 1 |`,
  `| Chromium, one worker, kept | ${spread(times.map(({ one }) => one))} | ${spread(times.map(({ node, one }) => one / node))} |`,
  `| Chromium, a new worker for each sequence, two at once | ${spread(times.map(({ two }) => two))} | ${spread(times.map(({ node, two }) => two / node))} |`,
  '',
].join('\n');
writeFileSync(new URL('../docs/performance-score-here.md', import.meta.url), text);
