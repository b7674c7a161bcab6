/** How long a study of 500 slices takes to open in the console, and a slice to change. usage: node bench/viewer.ts → docs/performance-console.md */
import { availableParallelism, loadavg } from 'node:os';
import { hasChromium } from '../test/browser/page.ts';
import { serveConsole } from '../test/console/harness.ts';
import { serveFiles } from '../test/console/pages/study/file-server.ts';
import { listedFiles, type ObliqueStudy, obliqueStudy } from '../test/console/pages/study/oblique-study.ts';
import { ID, studyAnswers } from '../test/console/pages/study/study-answers.ts';
import { zip } from '../test/layers/imaging/archives/zips.ts';
import { writeSection } from './performance-console.ts';
import { type Opening, openedIn, slicesChanged } from './viewer-page.ts';

/** Openings of each study; slices are changed while it comes in half of them. */
const ROUNDS = 10;
const CHANGES = 80;

/** A matrix, and whether the dynamic series comes as plain files or as one archive, as the console and the command send it. */
const CASES = [
  { columns: 320, isArchived: true },
  { columns: 512, isArchived: true },
  { columns: 320, isArchived: false },
  { columns: 512, isArchived: false },
] as const;

if (!hasChromium) {
  console.log('skipped: Chromium is absent');
  process.exit(0);
}

const plain = new Map<number, ObliqueStudy>();
const rows: string[] = [];
const changes: string[] = [];
const loads: number[] = [];
for (const one of CASES) await measured(one.columns, one.isArchived);

/** 100 slices of T2, 100 of an ADC map, 3 phases of 100 of DCE. */
async function measured(columns: number, isArchived: boolean): Promise<void> {
  const made = plain.get(columns) ?? obliqueStudy({ slices: 100, columns });
  plain.set(columns, made);
  const study = isArchived ? archived(made) : made;
  const bytes = [...study.files.values()].reduce((sum, { length }) => sum + length, 0);
  const name = `${columns} columns, ${study.files.size} files, ${(bytes / 1e6).toFixed(0)} MB`;
  const files = await serveFiles(study.files);
  const served = await serveConsole({
    fixtures: studyAnswers({ manifest: study.manifest, files: listedFiles(study.files, files.url) }),
  });
  try {
    const page = await served.open('/studies/new');
    const openings: Opening[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      openings.push(await page.evaluate(openedIn, { path: `/studies/${ID}`, scrolls: round % 2 === 1 }));
      loads.push(loadavg()[0]);
      if (round < ROUNDS - 1) await page.locator('.nav a').first().click();
    }
    // In half of the rounds the page does nothing else.
    const still = openings.filter(({ meanwhile }) => meanwhile.length === 0);
    const cells = [name, ...(['first', 'usable', 'whole'] as const).map((state) => ranged(still.map((o) => o[state])))];
    rows.push(`| ${cells.join(' | ')} |`);
    const during = openings.flatMap(({ meanwhile }) => meanwhile);
    const missing = openings.reduce((sum, opening) => sum + opening.missing, 0);
    const after = await page.evaluate(slicesChanged, CHANGES);
    changes.push(`| ${[name, figures(during), `${missing} of ${during.length}`, figures(after)].join(' | ')} |`);
    console.log(rows.at(-1));
    console.log(changes.at(-1));
  } finally {
    await served.close();
    await files.close();
  }
}

writeSection('A study of 500 slices in a browser', [
  'Written by `node bench/viewer.ts`: a synthetic study of 100 slices of T2 and 100 of an ADC map (NRRD), and 3 phases of 100 slices',
  'of DCE (DICOM) with a segmentation, the brightest phase of which is read, opens in headless Chromium from the list of studies.',
  'The dynamic series is one archive, as the console and the command send it, or plain files. The time runs from the navigation:',
  '"first" until one image is drawn with the outline of its region; "usable" until all three are, at the slice on which the study',
  'opens, and slices can be changed; "whole" until nothing is left to fetch or to decode. Milliseconds, median (least to most) of',
  `${ROUNDS / 2} openings in which nothing else was done; the first of them loads the scripts. The machine serves the files too, by one process of`,
  `Node; the load (mean of the last minute) was ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)} on ${availableParallelism()} processors, of which about one is this measurement.`,
  '',
  '| study | first | usable | whole |',
  '| --- | --- | --- | --- |',
  ...rows,
  '',
  'Slices of all three images changed from key to picture, milliseconds, median / 95th percentile / maximum: while the study was',
  'coming (from "usable" to "whole", ten slices up and ten down; "missing" are pictures that said that their slice was still being',
  'read), and when all of it was there. At 60 Hz the picture comes in the frame after the key: 16.7 ms is the least.',
  '',
  '| study | while it comes | missing | afterwards |',
  '| --- | --- | --- | --- |',
  ...changes,
]);

/** The same study with its dynamic series and region in one deflated archive. */
function archived(study: ObliqueStudy): ObliqueStudy {
  const isDynamic = (path: string): boolean => path.startsWith('dce');
  const members = [...study.files].filter(([path]) => isDynamic(path));
  const files = new Map([...study.files].filter(([path]) => !isDynamic(path)));
  files.set('dce.zip', zip(members.map(([path, content]) => ({ path, content, method: 8 }))));
  const dce = { image: 'dce.zip/dce/', phase: 'peak', roi: { file: 'dce.zip/dce-roi/seg.dcm', label: 1 } };
  const { sequences } = study.manifest;
  return { ...study, files, manifest: { ...study.manifest, sequences: { ...sequences, dce } } };
}

/** Median (least to most). */
function ranged(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted[sorted.length - 1]].map((value) => value.toFixed(0));
  return `${sorted[sorted.length >> 1].toFixed(0)} (${least} to ${most})`;
}

/** Median / 95th percentile / maximum. */
function figures(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.95)} / ${at(1)}`;
}
