/** Whatever shows a figure of synthetic data says so. */
import { markedSynthetic } from '@radscore/statistics';
import { expect, it } from 'vitest';
import { describeAnswer, describeVersion } from '../../../cli/service/model-report.ts';
import { describeStudy, tabulateStudies } from '../../../cli/studies/study-report.ts';

const area = { auc: 0.8, ci: [0.7, 0.9] as [number, number] };

it.each([
  ['synthetic', true],
  ['patient', false],
] as const)('of data origin %s', (dataOrigin, says) => {
  const model = { owner: 'consortium-demo', name: 'her2-pcr', version: 1, dataOrigin };
  const answer = { model, abstained: { code: 'outside-cohort', message: 'far out' } };
  const version = { ...model, protocol: 'her2-pcr@1', engineVersion: '1', rows: { train: 40, test: 30 }, selected: [] };
  const study = { studyId: 'S-1', status: 'complete', dataOrigin, receivedAt: '2026-01-01', updatedAt: '2026-01-01' };
  const texts = [
    describeAnswer(answer as never),
    describeVersion({ ...version, apparent: area, state: 'champion', status: {}, audience: 'participant' } as never),
    describeStudy(study as never),
    tabulateStudies([study as never]),
  ];
  for (const text of texts) expect(/synthetic/.test(text), text).toBe(says);
});

it('a plot carries it in its title and on its face', () => {
  const svg = markedSynthetic('<svg><title>ROC curves</title></svg>\n');
  expect(svg).toContain('<title>ROC curves, synthetic data</title>');
  expect(svg).toMatch(/<text [^>]*>Synthetic data: of no patient<\/text><\/svg>\n$/);
});
