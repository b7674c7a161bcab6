/** How long a study of 500 slices takes to open in the console, and a slice to change: node bench/viewer.ts */
import { serveConsole } from '../test/console/harness.ts';
import { serveFiles } from '../test/console/pages/study/file-server.ts';
import { listedFiles, type ObliqueStudy, obliqueStudy } from '../test/console/pages/study/oblique-study.ts';
import { ID, studyAnswers } from '../test/console/pages/study/study-answers.ts';
import { zip } from '../test/layers/imaging/archives/zips.ts';

/** A matrix, and whether the dynamic series comes as plain files or as one archive, as the console and the command send it. */
const CASES = [
  { columns: 320, isArchived: true },
  { columns: 512, isArchived: true },
  { columns: 512, isArchived: false },
] as const;

for (const one of CASES) await measured(one.columns, one.isArchived);

/** 100 slices of T2, 100 of an ADC map, 3 phases of 100 of DCE. */
async function measured(columns: number, isArchived: boolean): Promise<void> {
  const study = isArchived ? archived(obliqueStudy({ slices: 100, columns })) : obliqueStudy({ slices: 100, columns });
  const bytes = [...study.files.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(`500 slices of ${columns} columns in ${study.files.size} files, ${(bytes / 1e6).toFixed(0)} MB`);

  const files = await serveFiles(study.files);
  const served = await serveConsole({
    fixtures: studyAnswers({ manifest: study.manifest, files: listedFiles(study.files, files.url) }),
  });
  try {
    const page = await served.open('/studies/new');
    for (let run = 1; run <= 3; run++) {
      await page.evaluate((path) => {
        history.pushState(null, '', path);
        (globalThis as { since?: number }).since = performance.now();
        dispatchEvent(new PopStateEvent('popstate'));
      }, `/studies/${ID}`);
      const waits = await page.evaluate(async () => {
        const { since } = globalThis as unknown as { since: number };
        const times: number[] = [];
        while (times.length < 3) {
          await new Promise((drawn) => requestAnimationFrame(drawn));
          const shown = document.querySelectorAll('.corner.bl:not(:empty)').length;
          while (times.length < shown) times.push(performance.now() - since);
        }
        return times;
      });
      console.log(`opened: first image after ${ms(waits[0])}, all three after ${ms(waits[2])}`);
      if (run < 3) await page.locator('.nav a').first().click();
    }
    const changes = await page.evaluate(async () => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('.view canvas')[2];
      canvas.focus();
      const times: number[] = [];
      for (let k = 0; k < 80; k++) {
        const key = k % 2 === 0 ? 'ArrowUp' : 'ArrowDown';
        await new Promise((drawn) => requestAnimationFrame(drawn));
        const before = performance.now();
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        // The event changes the state; the picture follows in the frame after it: its work is what is measured.
        await new Promise((drawn) => requestAnimationFrame(drawn));
        const frame = performance.now();
        await new Promise((drawn) => setTimeout(drawn));
        times.push(performance.now() - before, performance.now() - frame);
      }
      return times;
    });
    const whole = changes.filter((_, i) => i % 2 === 0).sort((a, b) => a - b);
    console.log(
      `slice change with all three canvases, key to picture: median ${ms(whole[40])}, 95 % below ${ms(whole[75])}`,
    );
  } finally {
    await served.close();
    await files.close();
  }
}

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

function ms(time: number): string {
  return `${time.toFixed(0)} ms`;
}
