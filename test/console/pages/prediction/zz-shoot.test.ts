import { mkdirSync } from 'node:fs';
import { it } from 'vitest';
import { serveConsole } from '/work/wt-prediction/test/console/harness.ts';
import { answeredPatient } from '/work/wt-prediction/test/console/pages/prediction/answered.ts';
import { analysedStudy, fixtureService } from '/work/wt-prediction/test/console/pages/prediction/service.ts';

it('shoots', async () => {
  mkdirSync('/tmp/prediction', { recursive: true });
  const patient = answeredPatient();
  const service = fixtureService(patient, [analysedStudy('BB-0042'), analysedStudy('BB-0043', { clinical: {} })]);
  const served = await serveConsole({ fixtures: service.fixtures, institution: 'demo-prediction' });
  const shots: [string, object, string][] = [
    ['prediction', {}, '/studies/BB-0042/prediction'],
    ['prediction-dark', { colorScheme: 'dark' }, '/studies/BB-0042/prediction'],
    ['prediction-phone', { viewport: { width: 390, height: 844 } }, '/studies/BB-0042/prediction'],
    ['missing-de', { locale: 'de-DE' }, '/studies/BB-0043/prediction'],
  ];
  for (const [name, options, path] of shots) {
    const page = await served.open(path, options);
    await page.locator('.swarm, .find').first().waitFor();
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/prediction/${name}.png`, fullPage: true });
    if (name === 'prediction') {
      await page.pdf({ path: '/tmp/prediction/report.pdf', preferCSSPageSize: true });
    }
  }
  console.log(served.faults);
  await served.close();
}, 120000);
