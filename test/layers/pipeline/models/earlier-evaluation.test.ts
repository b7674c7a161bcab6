/** Evaluations of earlier versions. */
import {
  calibrationPlot,
  DEFAULT_PROTOCOL,
  decisionCurvePlot,
  type Evaluation,
  fitModel,
  headlineOf,
  rocPlot,
} from '@radscore/statistics';
import { expect, it } from 'vitest';
import { completed } from '../../../../layers/pipeline/models/earlier-evaluation.ts';
import { syntheticCohort } from '../../statistics/synthetic.ts';

const LATER = new Set(
  ['confidence', 'validation', 'validationOmitted', 'shown', 'shownMethod', 'note', 'low', 'high', 'failed'].concat(
    ...['smallestP', 'slopeInterval', 'inTheLargeInterval', 'omitted', 'table', 'replicates', 'postSelection'],
  ),
);

it('an evaluation that an earlier version stored can still be drawn, and says that it has no validation', () => {
  const { evaluation } = fitModel(syntheticCohort({ seed: 31 }), {
    ...DEFAULT_PROTOCOL,
    bootstrap: { count: 1, seed: 1 },
    permutations: { count: 1, seed: 1 },
    validation: { folds: 0, repeats: 0, seed: 1 },
  });
  const earlier: Evaluation = JSON.parse(
    JSON.stringify(evaluation, (name, value) => (LATER.has(name) ? undefined : value)),
  );
  expect(earlier.confidence).toBeUndefined();
  const read = completed(earlier);
  for (const svg of [rocPlot(read), calibrationPlot(read), decisionCurvePlot(read)]) {
    expect(svg).not.toMatch(/NaN|undefined|null/);
  }
  const { figures } = headlineOf(read);
  expect(figures[0].beside.join()).toContain('before cross-validation');
  expect(figures[1].interval).toMatch(/^95 % CI 0\.\d/);
  // One of this version is read as it is.
  expect(completed(evaluation)).toBe(evaluation);
});
