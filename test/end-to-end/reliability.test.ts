/** The reliability run on one study and three plans: it ends complete with the same bits, whatever AWS does. */
import { beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../scripts/reliability/outcome.ts';
import { PLANS } from '../../scripts/reliability/plans.ts';
import { type PlanResult, runPlan } from '../../scripts/reliability/run-plan.ts';
import { smallStudies } from '../../scripts/reliability/studies.ts';
import { synthesize } from '../infra/synthesis.ts';

/** Plans whose faults meet even one study: throttles, an idle container, events twice and in another order. */
const SOME = ['throttled', 'idle-container', 'events-reordered'];

const studies = smallStudies(17, 1);
let assembly: string;
/** The first plan's answer is what the others have to give: what a fault changes is changed in one of them. */
let first: PlanResult | undefined;

beforeAll(async () => {
  const { app } = await synthesize();
  assembly = app.synth().directory;
});

describe('a good study', () => {
  it.each(
    PLANS.filter(({ name }) => SOME.includes(name)),
  )('is complete with the same bits under $name', async (one) => {
    const result = await runPlan({ assembly, studies, plan: one.plan, aftermath: false });
    first ??= result;
    expect(judge(result, first.fates, one.mayEnd)).toMatchObject({ same: 1, failures: [] });
    expect(result.struck).toBeGreaterThan(0);
  });
});
