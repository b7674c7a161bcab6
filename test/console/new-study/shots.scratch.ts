/** Scratch: screenshots. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readNrrd, writeNrrd } from '@radscore/imaging';
import { drawCohort } from '../../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../../cli/demonstration/study-files.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { serveConsole } from '../harness.ts';
import { fixtureService } from './fixture-service.ts';

const out = '/tmp/newstudy';
function save(folder: string, files: ReadonlyMap<string, Uint8Array>) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of files) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}
const [patient] = drawCohort(7, 20).patients;
const { files } = makeStudy(patient, 7);
save(join(out, 'case-0220'), files);
const small = smallStudy({ studyId: 'S' }).files;
const mask = readNrrd(small.get('t2fs/roi.nrrd')!, 'roi.nrrd');
const broken = new Map(small);
broken.set('t2fs/roi.nrrd', writeNrrd({ ...mask, origin: [10, -5, 20], direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1] }));
broken.delete('dwi/roi.nrrd');
broken.set('dwi/Thumbs.db', new Uint8Array(10));
save(join(out, 'case-0221'), broken);
const service = fixtureService('BB-0220');
const served = await serveConsole({ fixtures: service.fixtures, institution: 'centre-1' });
const only = process.argv[2];
try {
  for (const [name, options, size] of [
    ['light', {}, undefined],
    ['dark', { colorScheme: 'dark' }, undefined],
    ['phone', {}, { width: 390, height: 844 }],
  ] as const) {
    if (only && only !== name) continue;
    const page = await served.open('/studies/new', options as object);
    if (size) await page.setViewportSize(size);
    await page.screenshot({ path: join(out, `empty-${name}.png`), fullPage: true });
    await page.locator('input[type=file]').setInputFiles(join(out, 'case-0221'));
    await page.locator('table.found').waitFor({ timeout: 60000 });
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(out, `findings-${name}.png`), fullPage: true });
    const use = page.locator('.find .btn', { hasText: 'as T2' });
    if (await use.count()) {
      await use.click();
      await page.waitForTimeout(3000);
      await page.screenshot({ path: join(out, `used-${name}.png`), fullPage: true });
    }
    const repair = page.locator('.find .btn.primary').first();
    if (await repair.count()) {
      await repair.click();
      await page.waitForTimeout(3000);
      await page.screenshot({ path: join(out, `repaired-${name}.png`), fullPage: true });
    }
    await page.locator('input[type=file]').setInputFiles(join(out, 'case-0220'));
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, `inspecting-${name}.png`), fullPage: true });
    await page.locator('table.found').waitFor({ timeout: 60000 });
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(out, `correct-${name}.png`), fullPage: true });
  }
  console.log(served.faults);
} finally {
  await served.close();
}
