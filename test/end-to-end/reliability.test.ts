/** The reliability run on a few studies and plans: good studies end complete with the same bits, whatever AWS does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../scripts/reliability/outcome.ts';
import { PLANS } from '../../scripts/reliability/plans.ts';
import { type PlanResult, runPlan } from '../../scripts/reliability/run-plan.ts';
import { type SmallStudy, smallStudies } from '../../scripts/reliability/studies.ts';
import { synthesize } from '../infra/synthesis.ts';

/** Plans whose faults meet even a few studies: throttles, an idle container, duplicates. */
const SOME = ['throttled', 'idle-container', 'events-reordered'];

let assembly: string;
let studies: SmallStudy[];
let withoutFaults: PlanResult;

beforeAll(async () => {
  const { app } = await synthesize();
  assembly = app.synth().directory;
  studies = smallStudies(17, 2);
  withoutFaults = await runPlan({ assembly, studies });
});

describe('good studies', () => {
  it('are complete without faults, each announced once', () => {
    expect(withoutFaults.fates.map(({ status, announced }) => [status, announced])).toEqual([
      ['complete', 1],
      ['complete', 1],
    ]);
  });

  it.each(
    PLANS.filter(({ name }) => SOME.includes(name)),
  )('are complete with the same bits under $name', async (one) => {
    const result = await runPlan({ assembly, studies, plan: one.plan });
    expect(judge(result, withoutFaults.fates, one.mayEnd)).toMatchObject({ same: 2, failures: [] });
    expect(result.struck).toBeGreaterThan(0);
  });
});
