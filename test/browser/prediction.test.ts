/** What a page predicts is what the service predicts, to the last bit: Chromium has another `Math.exp` than Node. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answeredPatient, answerOfService } from '../console/pages/prediction/answered.ts';
import { BrowserPage, hasChromium } from './page.ts';

const SCRIPT = `
import { predictOrAbstain } from '@radscore/statistics';
globalThis.answers = async () => {
  const { model, features, cases } = await (await fetch('patient.json')).json();
  return cases.map((clinical) => {
    const { probability, interval, abstained } = predictOrAbstain(model, features, clinical);
    return abstained ? abstained.code : [probability, ...interval];
  });
};`;

describe.skipIf(!hasChromium)('a prediction in a page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-prediction-'));
  const patient = answeredPatient();
  const random = new Random(29);
  const cases = Array.from({ length: 200 }, () => ({
    ki67: random.uniform() < 0.5 ? Math.round(150 * random.uniform()) : 150 * random.uniform(),
    morphology: ['regular', 'irregular', 'non-mass'][random.below(3)],
  }));
  let page: BrowserPage;
  beforeAll(async () => {
    const file = join(folder, 'patient.json');
    writeFileSync(file, JSON.stringify({ ...patient, cases }));
    page = await BrowserPage.open(SCRIPT, { 'patient.json': file });
  }, 60_000);
  afterAll(async () => {
    await page?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has the bits of the service for 200 random clinical values', async () => {
    const got = (await page.page.evaluate('answers()')) as (string | number[])[];
    const wanted = cases.map((clinical) => {
      const answer = answerOfService(patient, clinical);
      return 'abstained' in answer ? answer.abstained.code : [answer.probability, ...answer.interval];
    });
    expect(got).toEqual(wanted);
    expect(wanted.filter((one) => typeof one !== 'string').length).toBeGreaterThan(150);
  });
});
