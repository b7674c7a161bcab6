/** The lines that CloudWatch turns into metrics of studies. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NAMESPACE } from '../../infra/operations/metrics.ts';
import { countFailure, countFaults, countStudy } from '../../lambdas/metrics.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.stubEnv('STACK_NAME', 'Radscore-dev');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', undefined);
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** As CloudWatch reads an event: name, value and dimensions of each metric. */
function metricsOf(line: string): Record<string, unknown>[] {
  const { _aws, ...fields } = JSON.parse(line);
  expect(Math.abs(_aws.Timestamp - Date.now())).toBeLessThan(60_000);
  expect(line.endsWith('}\n')).toBe(true);
  return _aws.CloudWatchMetrics.flatMap(
    ({ Namespace, Dimensions, Metrics }: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }) =>
      Metrics.flatMap(({ Name }) =>
        Dimensions.map((set) => ({
          metric: `${Namespace}/${Name}`,
          value: fields[Name],
          by: Object.fromEntries(set.map((dimension) => [dimension, fields[dimension]])),
        })),
      ),
  );
}

it('counts how a study ends, and 0 for the other ends, so that shares can be made of them', () => {
  countStudy('StudiesPartial');
  const by = { Stack: 'Radscore-dev' };
  expect(written.flatMap(metricsOf)).toEqual([
    { metric: `${NAMESPACE}/StudiesComplete`, value: 0, by },
    { metric: `${NAMESPACE}/StudiesPartial`, value: 1, by },
    { metric: `${NAMESPACE}/StudiesRefused`, value: 0, by },
  ]);
});

it('counts faults in all and by reason, and no refusal among them', () => {
  countFaults([{ code: 'internal-error' }, { code: 'mask-missing' }, { code: 'out-of-time' }]);
  const stack = { Stack: 'Radscore-dev' };
  expect(written.flatMap(metricsOf)).toEqual(
    ['internal-error', 'out-of-time'].flatMap((Reason) => [
      { metric: 'Radscore/StudyFaults', value: 1, by: stack },
      { metric: 'Radscore/StudyFaults', value: 1, by: { ...stack, Reason } },
    ]),
  );
});

it.each([
  ['internal-error', 'Radscore/StudyFaults'],
  ['checksum-mismatch', 'Radscore/StudiesRefused'],
])('counts a study that fails with %s as %s', (code, metric) => {
  countFailure({ code });
  expect(written.flatMap(metricsOf)).toContainEqual({ metric, value: 1, by: { Stack: 'Radscore-dev' } });
});

it('holds counts, codes and the name of the stack, and nothing of a study', () => {
  countStudy('StudiesComplete');
  countFailure({ code: 'internal-error', message: 'got an error in STUDY-1 of hospital-a' } as { code: string });
  const members = written.flatMap((line) => Object.keys(JSON.parse(line)));
  expect([...new Set(members)].sort()).toEqual([
    'Reason',
    'Stack',
    'StudiesComplete',
    'StudiesPartial',
    'StudiesRefused',
    'StudyFaults',
    '_aws',
  ]);
  expect(written.join('')).not.toMatch(/STUDY-1|hospital-a/);
});

it('is silent if metrics are disabled', () => {
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true');
  countStudy('StudiesComplete');
  expect(written).toEqual([]);
});
